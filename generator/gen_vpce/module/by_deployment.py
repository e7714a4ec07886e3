"""One module of several deployments: what is the same in all is said once, the rest is looked up by name."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.diagnostics.english import listed
from gen_vpce.intent.model import Endpoint, IdentityPolicy, Intent, ResourcePolicy
from gen_vpce.intent.places.alike import Values, common
from gen_vpce.module.hcl import INDENT, Expression, Value, call, raw, reference, template, value_text
from gen_vpce.module.look_ups import Found, Group, LookUp, found
from gen_vpce.module.resources import DEPLOYMENT, Resource, resources
from gen_vpce.module.variables_and_outputs import Counts, Variable, sharing, variables
from gen_vpce.policy.compiler.compile import Document

_PLACE = {"<account>": "account", "<region>": "region"}


class Part(Struct, frozen=True):
    """One deployment of a module, or all of a module without: its intent, and the documents of that."""

    intent: Intent
    documents: tuple[Document, ...]


def values_of(parts: Sequence[Part]) -> Values:
    """Return what `<key>` stands for, by the name of each deployment."""
    return {each.intent.deployment or "": each.intent.values for each in parts}


def whole(parts: Sequence[Part]) -> Intent:
    """Return the intent of all *parts*: everything that one of them has, each once, as it is in the first."""
    endpoints: dict[str, Endpoint] = {}
    without_policy: dict[str, Endpoint] = {}
    identity: dict[str, IdentityPolicy] = {}
    on_resources: dict[tuple[str, str], ResourcePolicy] = {}
    for part in parts:
        endpoints = {each.label: each for each in part.intent.endpoints} | endpoints
        without = {each.label: each for each in part.intent.endpoints_without_policy}
        without_policy = without | without_policy
        identity = {each.label: each for each in part.intent.identity_policies} | identity
        of_part = {(each.kind, each.label): each for each in part.intent.resource_policies}
        on_resources = of_part | on_resources
    return replace(
        parts[0].intent,
        endpoints=tuple(endpoints.values()),
        endpoints_without_policy=tuple(without_policy.values()),
        identity_policies=tuple(identity.values()),
        resource_policies=tuple(on_resources.values()),
    )


def look_up(values: Mapping[str, Value], indent: int = INDENT) -> Value:
    """Return the value that the chosen deployment has; the value itself where all have the same."""
    first, *others = values.values()
    if all(each == first for each in others):
        return first
    return raw(f"{value_text(values, indent)}[{DEPLOYMENT.text}]")


def counts(parts: Sequence[Part]) -> Counts:
    """Return when a resource is there that some deployments alone have."""
    having: dict[str, list[str]] = {}
    for part in parts:
        looked_up = found(part.intent)
        addresses = [
            *(each.address for each in resources(part.intent, part.documents)),
            *(each.address for each in looked_up.look_ups),
            *(each.address for each in looked_up.groups),
        ]
        for address in addresses:
            having.setdefault(address.text, []).append(part.intent.deployment or "")
    return {address: chosen(names) for address, names in having.items() if len(names) < len(parts)}


def chosen(names: Sequence[str]) -> Expression:
    """Return the condition that one of the deployments *names* is chosen."""
    return call("contains", list(names), DEPLOYMENT)


def resources_of_all(parts: Sequence[Part], when: Counts) -> tuple[Resource, ...]:
    """Return the resources of all *parts*: each once, with what differs looked up; *when* is `counts`."""
    ids = _ids(parts, when)
    shared = sharing(part.intent for part in parts)
    having: dict[str, dict[str, Resource]] = {}
    for part in parts:
        for resource in resources(part.intent, part.documents, ids, when, shared):
            having.setdefault(resource.address.text, {})[part.intent.deployment or ""] = resource
    values = values_of(parts)
    return tuple(_combined(held, values, when.get(address)) for address, held in having.items())


def _ids(parts: Sequence[Part], when: Counts) -> Mapping[str, Value]:
    """Return the expression of each endpoint's id; an empty text where the deployment has none such."""
    ids: dict[str, Value] = {}
    for endpoint in whole(parts).every_endpoint:
        address = reference("aws_vpc_endpoint", endpoint.label).text
        ids[endpoint.name] = (
            call("join", "", raw(f"{address}[*].id")) if address in when else raw(f"{address}.id")
        )
    return ids


def found_by_all(parts: Sequence[Part], when: Counts) -> Found:
    """Return what the deployments look up and make beside the endpoints, each once, as `resources_of_all`."""
    look_ups: dict[str, dict[str, LookUp]] = {}
    groups: dict[str, dict[str, Group]] = {}
    for part in parts:
        own = found(part.intent, when)
        for source in own.look_ups:
            look_ups.setdefault(source.address.text, {})[part.intent.deployment or ""] = source
        for group in own.groups:
            groups.setdefault(group.address.text, {})[part.intent.deployment or ""] = group
    return Found(
        tuple(_one_look_up(held, when.get(address)) for address, held in look_ups.items()),
        tuple(_one_group(held, when.get(address)) for address, held in groups.items()),
        {},
    )


def _one_look_up(held: Mapping[str, LookUp], condition: Expression | None) -> LookUp:
    names = dict.fromkeys(name for each in held.values() for name in each.arguments)
    return replace(
        next(iter(held.values())),
        arguments={
            name: look_up({key: each.arguments.get(name) for key, each in held.items()}) for name in names
        },
        tags=look_up({key: each.tags or None for key, each in held.items()}),
        vpc=look_up({key: each.vpc for key, each in held.items()}, 2 * INDENT),
        nothing=look_up({key: each.nothing for key, each in held.items()}, 3 * INDENT),
        count=_if(condition),
    )


def _one_group(held: Mapping[str, Group], condition: Expression | None) -> Group:
    first = next(iter(held.values()))
    return replace(
        first,
        arguments={
            name: look_up({key: each.arguments[name] for key, each in held.items()})
            for name in first.arguments
        },
        rules=_blocks([each.rules for each in held.values()], tuple(held)),
        own_tags=look_up({key: each.own_tags for key, each in held.items()}),
        count=_if(condition),
    )


def _if(condition: Expression | None) -> Expression | None:
    """Return the number of a resource that is there on a condition."""
    return raw(f"{condition.text} ? 1 : 0") if condition else None


def _combined(held: Mapping[str, Resource], values: Values, condition: Expression | None) -> Resource:
    first = next(iter(held.values()))
    arguments = dict.fromkeys(name for each in held.values() for name in each.arguments)
    options = dict.fromkeys(name for each in held.values() for name in each.dns_options)
    waits = dict.fromkeys(name for each in held.values() for name in each.timeouts)
    tags = {name: each.own_tags or {} for name, each in held.items()}
    return replace(
        first,
        arguments={
            name: _argument({key: each.arguments.get(name) for key, each in held.items()}, values)
            for name in arguments
        },
        dns_options={
            name: look_up({key: each.dns_options.get(name) for key, each in held.items()}, 2 * INDENT)
            for name in options
        },
        timeouts={
            name: look_up({key: each.timeouts.get(name) for key, each in held.items()}, 2 * INDENT)
            for name in waits
        },
        subnet_configuration=_blocks([each.subnet_configuration for each in held.values()], tuple(held)),
        own_tags=None if first.own_tags is None else look_up(tags),
        depends_on=tuple(dict.fromkeys(each for resource in held.values() for each in resource.depends_on)),
        count=_if(condition),
    )


def _blocks(
    held: Sequence[Sequence[Mapping[str, Value]]], names: Sequence[str]
) -> tuple[Mapping[str, Value], ...]:
    """Return the blocks of one type, one after the other: an entry of the file has as many in each place."""
    return tuple(
        {
            name: look_up(dict(zip(names, (each.get(name) for each in blocks), strict=True)), 2 * INDENT)
            for name in dict.fromkeys(name for each in blocks for name in each)
        }
        for blocks in zip(*held, strict=True)
    )


def _argument(held: Mapping[str, Value], values: Values) -> Value:
    """Return an argument; of texts that differ by Region and account alone, a text with those put in."""
    texts = {name: each for name, each in held.items() if isinstance(each, str)}
    place = {name: {key: each[key] for key in _PLACE.values()} for name, each in values.items()}
    said = common(texts, place) if len(texts) == len(held) else None
    if said is None or len(set(texts.values())) == 1:
        return look_up(held)
    return _with_place(said)


def _with_place(said: str) -> Expression:
    parts: list[Expression | str] = [said]
    for written, name in _PLACE.items():
        parts = [
            piece
            for part in parts
            for piece in (
                _split(part, written, reference("local", name)) if isinstance(part, str) else (part,)
            )
        ]
    return template(*(part for part in parts if part))


def _split(text: str, written: str, by: Expression) -> list[Expression | str]:
    first, *others = text.split(written)
    pieces: list[Expression | str] = [first]
    for each in others:
        pieces += (by, each)
    return pieces


def variables_of_all(parts: Sequence[Part]) -> tuple[Variable, ...]:
    """Return the variables of all *parts*, that of the deployment first."""
    needed: dict[str, list[str]] = {}
    known: dict[str, Variable] = {}
    shared = sharing(part.intent for part in parts)
    for part in parts:
        for variable in variables(part.intent, shared):
            needed.setdefault(variable.name, []).append(part.intent.deployment or "")
            known.setdefault(variable.name, variable)
    names = [part.intent.deployment or "" for part in parts]
    return (
        _deployment(names),
        *(_variable(each, needed[name], len(names)) for name, each in known.items()),
    )


def _deployment(names: Sequence[str]) -> Variable:
    return Variable(
        name="deployment",
        type=raw("string"),
        description=f"Name of the deployment, by which the policies are chosen: {listed(names, 'or')}.",
        example=names[0],
        condition=chosen(names),
        error_message=f"deployment must be one of {listed(names)}.",
    )


def _variable(variable: Variable, needed_in: Sequence[str], number: int) -> Variable:
    if not variable.required or len(needed_in) == number or variable.condition is None:
        return variable
    return replace(
        variable,
        description=f"{variable.description} Needed in {listed(needed_in)} alone.",
        required=False,
        condition=raw(f"var.{variable.name} == null ? true : {variable.condition.text}"),
        needed_in=tuple(needed_in),
    )
