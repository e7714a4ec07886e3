"""Read a template: every policy of it, in every world, and every endpoint.

read_stack(template).policies
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from gen_vpce.cloudformation.evaluator import function_of, longest
from gen_vpce.cloudformation.loops import LOOP, without_loops
from gen_vpce.cloudformation.policy_types import (
    CLOUDFORMATION_POLICIES,
    EACH,
    ENDPOINT,
    ORGANIZATION,
    PolicyProperty,
)
from gen_vpce.cloudformation.references import PSEUDO_PARAMETERS, provider_of
from gen_vpce.cloudformation.stack import Stack
from gen_vpce.cloudformation.template import Template
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.policies.home import home_of
from gen_vpce.configuration.policies.model import Configuration, Endpoint, FoundPolicy, NotRead, Standing
from gen_vpce.configuration.policies.outside import Found, standing_of, told
from gen_vpce.configuration.policies.worlds import Worlds, look
from gen_vpce.configuration.syntax.body import Broken
from gen_vpce.configuration.value.conversion import as_bool
from gen_vpce.configuration.value.value import (
    Failure,
    Items,
    Members,
    Null,
    String,
    TooLarge,
    Unknown,
    Value,
)

_Path = tuple[str | int, ...]
_MOST_ELEMENTS = 1_000
_TOO_DEEP = "the template is nested too deeply"


def read_stack(template: Template, given: Mapping[str, str] | None = None) -> Configuration:
    """Return the endpoints and policies of a template; *given* has the values of parameters by name.

    An address is the logical id of a resource, followed by the way to the policy where it has several.
    """
    try:
        whole = without_loops(template, given or {})
    except (Failure, TooLarge, RecursionError):
        whole = template
    reading = _Reading(whole, given or {})
    if whole.is_one:
        reading.all()
    elif template.root is not None:
        reading.without_resources()
    return reading.result()


class _Reading:
    def __init__(self, template: Template, given: Mapping[str, str]) -> None:
        self._template = template
        self._given = given
        self._worlds = Worlds(lambda world: Stack(template, world, given))
        self._imagined_worlds = Worlds(lambda world: Stack(template, world, given), imagine=True)
        self._found: list[Found] = []
        self._unused: list[NotRead] = []
        self._imagined: list[Endpoint] = []
        self._broken: list[Broken] = list(template.broken)

    def all(self) -> None:
        """Read every resource that may hold a policy."""
        for name, resource in self._template.section("Resources").members.items():
            place = self._template.section("Resources").keys.get(name) or self._template.place
            if name.startswith("Fn::"):
                reason = (
                    "its collection is not known, or too large"
                    if name.startswith(LOOP)
                    else "a macro makes resources"
                )
                self._found.append(NotRead(name, place, reason))
                continue
            try:
                self._resource(name, resource, place)
            except (TooLarge, RecursionError) as error:
                reason = str(error) if isinstance(error, TooLarge) else _TOO_DEEP
                self._found.append(NotRead(name, place, reason))

    def without_resources(self) -> None:
        """Note that there is nothing to read."""
        self._broken.append(Broken("it has no `Resources`, a mapping of resources", self._template.place))

    def result(self) -> Configuration:
        """Return what was found."""
        return Configuration(
            Path(self._template.positions.shown),
            tuple(each for each in self._found if isinstance(each, Endpoint)),
            tuple(each for each in self._found if isinstance(each, FoundPolicy)),
            tuple(each for each in self._found if isinstance(each, NotRead)),
            tuple(self._broken),
            tuple(self._unused),
            imagined=tuple(self._imagined),
            is_template=True,
            parameters=(*self._template.section("Parameters").members, *PSEUDO_PARAMETERS),
            home=home_of(provider_of(self._given.get("AWS::Region"), self._given.get("AWS::AccountId"))),
        )

    def _resource(self, name: str, resource: Value, place: Place) -> None:
        if not isinstance(resource, Members):
            self._broken.append(Broken(f"the resource `{name}` is not a mapping", place))
            return
        type_ = self._template.resource_type(name)
        if type_ is None:
            if "Type" not in resource.members:
                self._broken.append(Broken(f"the resource `{name}` has no `Type`", place))
            return
        if type_ not in CLOUDFORMATION_POLICIES:
            return
        stack = self._worlds.root({})
        stack.world.asked = {}
        try:
            exists = stack.exists(resource) or bool(stack.world.asked)
        except Failure as failure:
            self._found.append(NotRead(name, failure.place or place, failure.reason))
            return
        if exists:
            self._found += self._policies(name, type_, resource, place, self._worlds)
        else:
            self._imagine(name, type_, resource, place)

    def _imagine(self, name: str, type_: str, resource: Members, place: Place) -> None:
        """Read a resource that is not made as if it was."""
        self._unused.append(NotRead(name, place, "its condition is false"))
        with suppress(TooLarge, RecursionError):
            found = list(self._policies(name, type_, resource, place, self._imagined_worlds))
            if not any(isinstance(each, NotRead) for each in found):
                self._found += [
                    each for each in found if isinstance(each, FoundPolicy) and each.has_statements
                ]
                self._imagined += [each for each in found if isinstance(each, Endpoint)]

    def _policies(
        self, name: str, type_: str, resource: Members, place: Place, worlds: Worlds[Stack]
    ) -> Iterator[Found]:
        for held in CLOUDFORMATION_POLICIES[type_]:
            for path in _paths(resource.members.get("Properties"), held.path):
                looked = look(worlds, _asking(resource, path, held), {}, place)
                if held.is_required and not looked.variants and not looked.reasons:
                    looked.reasons.append(f"there is no `{held.path[-1]}`")
                endpoint = None
                if type_ == ENDPOINT:
                    yield _endpoint(name, resource, place, worlds.root({}), standing_of(looked))
                    endpoint = name
                for found in told(looked, _address(name, path, held), place, held.kind, endpoint):
                    if isinstance(found, FoundPolicy) and type_ == ORGANIZATION:
                        of = _text(worlds.root({}), resource, "Type")
                        yield replace(found, organization_type=of)
                    else:
                        yield found


def _address(name: str, path: _Path, held: PolicyProperty) -> str:
    if len(path) == 1:
        return name
    spelled = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    last = f".{held.path[-1]}"
    return f"{name}{spelled.removesuffix(last)}"


def _paths(properties: Value | None, path: tuple[str, ...]) -> Iterator[_Path]:
    """Yield the ways to the values that *path* means, an index for each `EACH`."""
    if EACH not in path:
        yield path
        return
    at = path.index(EACH)
    raw = properties
    for step in path[:at]:
        raw = raw.members.get(step) if isinstance(raw, Members) and function_of(raw) is None else raw
    for index in range(min(longest(raw), _MOST_ELEMENTS) if raw is not None else 0):
        yield (*path[:at], index, *path[at + 1 :])


def _asking(resource: Members, path: _Path, held: PolicyProperty) -> Callable[[Stack], Value | None]:
    def ask(stack: Stack) -> Value | None:
        if not stack.exists(resource):
            return None
        value = _at(stack, resource.members.get("Properties"), path)
        if held.is_mixed and not (isinstance(value, Members) and "Statement" in value.members):
            return None
        return Null() if value is None else value

    return ask


def _at(stack: Stack, raw: Value | None, path: _Path) -> Value | None:
    """Return the value at a way of properties, None where there is none in the world of *stack*."""
    value, is_evaluated = raw, False
    for step in path:
        if value is not None and not is_evaluated and function_of(value):
            value, is_evaluated = stack.value(value), True
        match value:
            case Members():
                # a list of one may be written without the list
                value = value.members.get(step) if isinstance(step, str) else value if step == 0 else None
            case Items() if isinstance(step, int):
                value = value.items[step] if step < len(value.items) else None
            case Unknown():
                return value
            case _:
                return None
    if value is None or is_evaluated:
        return value
    return stack.value(value)


def _endpoint(name: str, resource: Members, place: Place, stack: Stack, standing: Standing) -> Endpoint:
    return Endpoint(
        name,
        place,
        _text(stack, resource, "ServiceName"),
        _text(stack, resource, "VpcEndpointType") or "Gateway",
        _text(stack, resource, "VpcId"),
        _flag(stack, resource, "PrivateDnsEnabled"),
        standing,
    )


def _property(stack: Stack, resource: Members, name: str) -> Value | None:
    try:
        found = _at(stack, resource.members.get("Properties"), (name,))
    except Failure:
        return None
    return None if isinstance(found, Null) else found


def _text(stack: Stack, resource: Members, name: str) -> str | None:
    found = _property(stack, resource, name)
    if isinstance(found, Unknown):
        return found.symbol.marker
    return found.text if isinstance(found, String) else None


def _flag(stack: Stack, resource: Members, name: str) -> bool | None:
    found = _property(stack, resource, name)
    try:
        return None if found is None else as_bool(found)
    except Failure:
        return None
