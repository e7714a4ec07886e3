"""Endpoints in what AWS and Terraform print, whichever of it was given.

- `aws ec2 describe-vpc-endpoints`: one answer, or all pages one after the other, or in a list.
- `terraform show -json` of a state, or of a plan, where the state before it counts.
- A state file of version 4.
- A policy by itself, which is not an endpoint yet.
- What `aws` prints of the policy of a resource, and the same of a state or a plan.
"""

import json
from collections.abc import Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.policy.not_json import way_out, why
from gen_vpce.terraform.adoption.existing import Existing, described, from_state
from gen_vpce.terraform.adoption.fields import Fields
from gen_vpce.terraform.adoption.resource_policies import (
    OWNERS,
    HeldPolicy,
    bare_policy,
    held_described,
    held_from_state,
    named,
)
from gen_vpce.terraform.resource_types import HOLDERS

_INSIDE = ("VpcEndpoints", "values", "root_module", "resources", "child_modules")
_OF_A_PLAN = frozenset({"planned_values", "resource_changes", "prior_state", "configuration"})
_BESIDE = frozenset(
    {
        "aws_vpc_endpoint_policy",
        "aws_vpc_endpoint_route_table_association",
        "aws_vpc_endpoint_subnet_association",
        "aws_vpc_endpoint_security_group_association",
    }
)
"""Resources that add to an endpoint."""


class Source(Struct, frozen=True):
    """What a text holds: endpoints and policies of resources, or a bare policy as its JSON text.

    `left` are resources that say their own policy, or may: addresses, or what there is instead.
    """

    endpoints: tuple[Existing, ...] = ()
    policy: str | None = None
    policies: tuple[HeldPolicy, ...] = ()
    left: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class _Pile(Struct):
    """What was met on the way through the JSON."""

    endpoints: dict[str, Existing] = field(default_factory=dict)
    beside: list[tuple[str, Fields]] = field(default_factory=list)
    policies: list[HeldPolicy] = field(default_factory=list)
    owners: list[tuple[str, str, str]] = field(default_factory=list)


def read_source(text: str, shown: str) -> Source:
    """Return what *text* holds; *shown* is its name in findings."""
    try:
        documents = list(_documents(text.removeprefix("\ufeff")))
    except (ValueError, RecursionError) as error:
        at = error.pos if isinstance(error, json.JSONDecodeError) else 0
        return _unusable("GV670", f"{shown} is not JSON: {why(error)}", shown, way_out(text, at))
    if len(documents) == 1 and isinstance(documents[0], dict) and "Statement" in documents[0]:
        return Source(policy=text)
    if len(documents) == 1 and isinstance(documents[0], dict) and (bare := bare_policy(Fields(documents[0]))):
        return Source(policy=bare)
    pile = _Pile()
    for document in documents:
        _collect(document, pile)
    found = tuple(_together(endpoint, pile.beside) for endpoint in pile.endpoints.values())
    if not found and not pile.policies:
        message = f"there is no endpoint in {shown}, and no policy of a resource"
        return _unusable("GV671", message, shown)
    return Source(found, policies=tuple(pile.policies), left=tuple(_left(pile)))


def _left(pile: _Pile) -> Iterator[str]:
    """Yield the resources with a policy that no resource of its own holds: their own argument may say it."""
    held = {(each.kind, each.name) for each in pile.policies}
    yield from (address for word, name, address in pile.owners if (word, name) not in held)


def _unusable(code: str, message: str, shown: str, hint: str | None = None) -> Source:
    usual = (
        "give the output of `aws ec2 describe-vpc-endpoints`, a Terraform state or plan as JSON, or a policy"
    )
    return Source(diagnostics=(Diagnostic(code, Severity.ERROR, message, Span(shown), hint or usual),))


def _documents(text: str) -> Iterator[object]:
    """Yield the JSON values that stand one after the other, as the pages of an answer may."""
    decoder = json.JSONDecoder()
    at = _after_space(text, 0)
    while at < len(text) or not at:
        document, end = decoder.raw_decode(text, at)
        yield document
        at = _after_space(text, end)


def _after_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _collect(document: object, pile: _Pile) -> None:
    left = [document]
    while left:
        data = left.pop()
        if isinstance(data, list):
            left += reversed(data)
        elif isinstance(data, dict):
            found = Fields(data)
            if found.text("VpcEndpointId"):
                _keep(described(found), pile)
            elif held := held_described(found):
                pile.policies.append(held)
            elif _OF_A_PLAN & data.keys():
                left.append(data.get("prior_state"))
            elif found.text("type"):
                _resource(found, pile)
            else:
                left += (data[name] for name in reversed(_INSIDE) if name in data)


def _resource(resource: Fields, pile: _Pile) -> None:
    """Keep a resource of a state, in either form of it."""
    kind = resource.text("type") or ""
    if resource.data.get("mode", "managed") != "managed":
        return
    for address, values in _instances(resource):
        if kind == "aws_vpc_endpoint":
            _keep(from_state(values, address), pile)
        elif kind in _BESIDE:
            pile.beside.append((kind, values))
        elif kind in HOLDERS:
            if held := held_from_state(kind, values, address):
                pile.policies.append(held)
        elif kind in OWNERS and values.text("policy"):
            holder = OWNERS[kind]
            said = named(holder, values.text(holder.own[1] if holder.own else "") or "")
            pile.owners.append((holder.word, said.name if said else "", address or kind))


def _instances(resource: Fields) -> Iterator[tuple[str | None, Fields]]:
    values = resource.data.get("values")
    if isinstance(values, dict):
        yield resource.text("address"), Fields(values)
    module = resource.text("module")
    base = ".".join(filter(None, (module, resource.text("type"), resource.text("name"))))
    for instance in resource.each("instances"):
        attributes, key = instance.data.get("attributes"), instance.data.get("index_key")
        if isinstance(attributes, dict):
            index = "" if key is None else f"[{json.dumps(key)}]"
            yield base + index, Fields(attributes)


def _keep(endpoint: Existing, pile: _Pile) -> None:
    if endpoint.id:
        pile.endpoints[endpoint.id] = endpoint


def _together(endpoint: Existing, beside: list[tuple[str, Fields]]) -> Existing:
    """Return *endpoint* with what separate resources add to it; a separate policy is the one attached."""
    for kind, values in beside:
        if values.text("vpc_endpoint_id") != endpoint.id:
            continue
        if kind == "aws_vpc_endpoint_policy":
            endpoint = replace(endpoint, policy=values.text("policy") or endpoint.policy)
        elif kind == "aws_vpc_endpoint_route_table_association":
            tables = _with(endpoint.route_table_ids, values.text("route_table_id"))
            endpoint = replace(endpoint, route_table_ids=tables)
        elif kind == "aws_vpc_endpoint_subnet_association":
            endpoint = replace(endpoint, subnet_ids=_with(endpoint.subnet_ids, values.text("subnet_id")))
        else:
            groups = _with(endpoint.security_group_ids, values.text("security_group_id"))
            endpoint = replace(endpoint, security_group_ids=groups)
    return endpoint


def _with(ids: tuple[str, ...], more: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ids, *filter(None, (more,)))))
