"""A stack: a template in one world, with values for its parameters."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from gen_vpce.cloudformation.evaluator import argument_of, function_of
from gen_vpce.cloudformation.intrinsics import INTRINSICS, not_evaluated
from gen_vpce.cloudformation.references import (
    RESOURCES,
    ResourceType,
    arn_of,
    of_attribute,
    of_resource,
    provider_of,
    pseudo,
)
from gen_vpce.cloudformation.template import Template
from gen_vpce.configuration.evaluation.world import World
from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.policies.policy_text import sliced
from gen_vpce.configuration.value.conversion import as_string, identity
from gen_vpce.configuration.value.symbol import Form, Symbol, named
from gen_vpce.configuration.value.value import (
    Blank,
    Failure,
    Items,
    Members,
    Null,
    String,
    Unknown,
    Value,
    described,
    is_known,
    known_text,
    placed,
    string_of,
    text_of,
    unknown,
)

_RESOLVE = re.compile(r"\{\{resolve:[^{}]*\}\}")
_EQUALS = re.compile(r"^(?P<subject>.*) == ″(?P<text>[^″]*)″$")
_PARAMETER_FORMS = {"AWS::EC2::VPC::Id": Form.VPC}


class Stack:
    """A template in one world; *given* has the values of parameters, pseudo parameters among them."""

    def __init__(self, template: Template, world: World, given: Mapping[str, str]) -> None:
        self.template = template
        self.world = world
        self.provider = provider_of(given.get("AWS::Region"), given.get("AWS::AccountId"))
        self._given = given
        self._open: list[str] = []

    def value(self, raw: Value) -> Value | None:
        """Return what *raw* is worth, None for `AWS::NoValue`; raise `Failure` where AWS would refuse it."""
        self.world.step()
        function = function_of(raw)
        if function:
            found = INTRINSICS.get(function) or not_evaluated(function)
            return self._charged(found(self, argument_of(raw, function), raw.place))
        match raw:
            case Items():
                items = (self.value(each) for each in raw.items)
                return Items(tuple(each for each in items if each is not None), raw.place)
            case Members():
                members = {}
                for name, each in raw.members.items():
                    value = self.value(each)
                    if value is not None:
                        members[name] = value
                return Members(members, raw.place, raw.keys)
            case String():
                return _resolved(raw)
            case _:
                return raw

    def _charged(self, value: Value | None) -> Value | None:
        """Count the size of a text as work: names that take in each other twice would double without end."""
        if isinstance(value, String):
            self.world.step(len(value.pieces) + sum(len(piece.text) for piece in value.pieces) // 100)
        return value

    def exists(self, resource: Members) -> bool:
        """Whether a resource is made in this world."""
        condition = resource.members.get("Condition")
        if condition is None or self.world.imagines:
            return True
        name = known_text(condition)
        if not name:
            raise Failure("`Condition` of a resource is the name of a condition", condition.place)
        return self.condition(name, condition.place)

    def condition(self, name: str, place: Place | None) -> bool:
        """Return whether the condition of that name holds in this world."""
        raw = self.template.section("Conditions").members.get(name)
        if raw is None:
            raise Failure(f"there is no condition `{name}`", place)
        with self._inside(f"condition {name}", place):
            return self.truth(raw)

    def truth(self, raw: Value) -> bool:
        """Return whether a condition holds in this world."""
        self.world.step()
        if not isinstance(raw, Members) or len(raw.members) != 1:
            raise Failure("a condition is one function", raw.place)
        name, given = next(iter(raw.members.items()))
        parts = given.items if isinstance(given, Items) else (given,)
        match name:
            case "Condition":
                return self.condition(known_text(given) or "", given.place)
            case "Fn::And":
                return all(map(self.truth, parts))
            case "Fn::Or":
                return any(map(self.truth, parts))
            case "Fn::Not" if len(parts) == 1:
                return not self.truth(parts[0])
            case "Fn::Equals" if len(parts) == 2:
                return self._equal(parts[0], parts[1])
            case _:
                return self.world.decide(named(f"{name}({described(given)})", f"`{name}` is not evaluated"))

    def reference(self, name: str, place: Place | None) -> Value | None:
        """Return what `Ref` gives."""
        if name == "AWS::NoValue":
            return None
        if name in self._given and name.startswith("AWS::"):
            return text_of(self._given[name], place)
        found = pseudo(name, self.provider, place)
        if found is not None:
            return placed(found, place)
        parameter = self.template.section("Parameters").members.get(name)
        if parameter is not None:
            return self._parameter(name, parameter, place)
        resource = self.template.entry("Resources", name)
        if resource is not None:
            return self._named(name, resource, place)
        return self._unheard(name, place)

    def attribute(self, name: str, attribute: str, place: Place | None) -> Value:
        """Return what `Fn::GetAtt` gives."""
        resource = self.template.entry("Resources", name)
        if resource is None:
            return self._unheard(name, place, attribute)
        type_ = self.template.resource_type(name)
        known = RESOURCES.get(type_ or "")
        found = self._arn(name, resource, known, place) if known and attribute in known.arns else None
        if found is None:
            return of_attribute(type_, name, attribute, place)
        after = known.after.get(attribute) if known else None
        return string_of([*as_string(found).pieces, Piece(after, place)], place) if after else found

    def _unheard(self, name: str, place: Place | None, attribute: str = "") -> Value:
        """Return what a name stands for that is not in the template: a macro may make it."""
        spelled = f"{name}.{attribute}" if attribute else name
        if self.template.is_transformed and "::" not in name and ":" not in name:
            return unknown(spelled, "a transform makes the resource", place)
        hint = f"; in Fn::Sub, write ${{!{name}}} for a policy variable" if ":" in name else ""
        raise Failure(f"`{name}` is neither a parameter nor a resource of the template{hint}", place)

    def _parameter(self, name: str, parameter: Value, place: Place | None) -> Value:
        declared = parameter.members if isinstance(parameter, Members) else {}
        type_ = known_text(declared.get("Type", Null())) or "String"
        default = declared.get("Default")
        is_list = type_ == "CommaDelimitedList" or type_.startswith("List<")
        if name in self._given:
            return (
                _list_of(text_of(self._given[name], place)) if is_list else text_of(self._given[name], place)
            )
        if default is None:
            reason = "the parameter has no default; give it by --var"
            return unknown(name, reason, place, _PARAMETER_FORMS.get(type_, Form.ANY))
        if type_.startswith("AWS::SSM::Parameter::Value"):
            return unknown(name, "the parameter store holds it", place)
        text = as_string(default)
        return _list_of(text) if is_list else text

    def _named(self, name: str, resource: Members, place: Place | None) -> Value:
        type_ = self.template.resource_type(name)
        known = RESOURCES.get(type_ or "")
        if known and known.ref == "arn":
            return self._arn(name, resource, known, place) or of_resource(type_, name, place)
        found = self._property(name, resource, known.ref, place) if known and known.ref else None
        return found or of_resource(type_, name, place)

    def _arn(self, name: str, resource: Members, known: ResourceType, place: Place | None) -> Value | None:
        def attribute(argument: str) -> Value:
            written = known.properties.get(argument)
            found = self._property(name, resource, written, place) if written else None
            if found is not None or argument == "path":
                return found or Null()
            if argument == "suffix":
                return unknown(f"suffix of {name}", "Secrets Manager makes it up", place)
            return of_resource(self.template.resource_type(name), name, place)

        return arn_of(known, self.provider, attribute, place)

    def _property(self, name: str, resource: Members, written: str, place: Place | None) -> Value | None:
        """Return a property of a resource, None where it is not set."""
        properties = resource.members.get("Properties")
        raw = properties.members.get(written) if isinstance(properties, Members) else None
        if raw is None:
            return None
        with self._inside(f"{name}.{written}", place):
            return self.value(raw)

    @contextmanager
    def _inside(self, what: str, place: Place | None) -> Iterator[None]:
        """Refuse to evaluate what refers to itself."""
        if what in self._open:
            raise Failure(f"{what} refers to itself", place)
        self._open.append(what)
        try:
            yield
        finally:
            self._open.pop()

    def _equal(self, one: Value, other: Value) -> bool:
        left, right = self.value(one), self.value(other)
        if left is None or right is None:
            raise Failure("Fn::Equals is given AWS::NoValue", one.place)
        if is_known(left) and is_known(right):
            return _comparable(left) == _comparable(right)
        if identity(left) == identity(right):
            return True
        if is_known(left):
            left, right = right, left
        symbol = named(f"{described(left)} == {described(right)}", "it depends on what is not known")
        return not self._excluded(symbol) and self.world.decide(symbol)

    def _excluded(self, symbol: Symbol) -> bool:
        """Whether the same value is assumed to equal another text already."""
        own = _EQUALS.match(symbol.name)
        if not own:
            return False
        for name, answer in {**self.world.assumed, **self.world.asked}.items():
            other = _EQUALS.match(name) if answer else None
            if other and other["subject"] == own["subject"] and other["text"] != own["text"]:
                return True
        return False


def _comparable(value: Value) -> str:
    return identity(value) if isinstance(value, Items | Members | Null) else as_string(value).text


def _list_of(text: String) -> Value:
    """Return the elements of a text with commas."""
    items = []
    at = 0
    for part in text.text.split(","):
        start = at + len(part) - len(part.lstrip())
        items.append(string_of(sliced(text, start, start + len(part.strip())), text.place))
        at += len(part) + 1
    return Items(tuple(items), text.place)


def _resolved(text: String) -> Value:
    """Return a text with symbols for its dynamic references.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    if "{{resolve:" not in text.text:
        return text
    pieces: list[Piece | Blank] = []
    at = 0
    for found in _RESOLVE.finditer(text.text):
        written = sliced(text, *found.span())
        place = written[0].place if written else text.place
        symbol = named(found.group()[2:-2], "it is resolved when the stack is deployed")
        pieces += [*sliced(text, at, found.start()), Blank(symbol, place)]
        at = found.end()
    pieces += sliced(text, at, len(text.text))
    if len(pieces) == 1 and isinstance(pieces[0], Blank):
        return Unknown(pieces[0].symbol, text.place)
    return string_of(pieces, text.place)
