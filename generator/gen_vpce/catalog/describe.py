"""Saved answers of `aws ec2 describe-vpc-endpoint-services`, the only place that tells policy support."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.catalog.endpoints import from_service_name
from gen_vpce.catalog.model import EndpointService


class Described(Struct, frozen=True):
    """What AWS said about one endpoint service: its full name, the short one where it is known, and kinds.

    `policy_support` is None where the answer does not say, or says both.
    """

    service_name: str
    name: str | None
    kinds: frozenset[str]
    policy_support: bool | None


def from_describe(data: object) -> Mapping[str, Described]:
    """Return the services of a saved answer by full name; entries of another shape are passed over.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointServices.html
    """
    entries: dict[str, list[Mapping[str, object]]] = {}
    for detail in _objects(data, "ServiceDetails"):
        full = detail.get("ServiceName")
        if isinstance(full, str):
            entries.setdefault(full, []).append(detail)
    return MappingProxyType({full: _described(full, details) for full, details in sorted(entries.items())})


def with_answers(
    services: Mapping[str, EndpointService], described: Mapping[str, Described]
) -> Mapping[str, EndpointService]:
    """Return *services* with the policy support that AWS *described*; it is kept where AWS does not tell."""
    told = {each.name: each.policy_support for each in described.values() if each.policy_support is not None}
    return MappingProxyType(
        {
            name: replace(service, policy_support=told.get(name, service.policy_support))
            for name, service in services.items()
        }
    )


def _described(full: str, details: list[Mapping[str, object]]) -> Described:
    known = from_service_name(full)
    kinds = [kind.get("ServiceType") for detail in details for kind in _objects(detail, "ServiceType")]
    answers = [detail.get("VpcEndpointPolicySupported") for detail in details]
    told = {answer for answer in answers if isinstance(answer, bool)}
    return Described(
        service_name=full,
        name=known.name if known else None,
        kinds=frozenset(kind.lower() for kind in kinds if isinstance(kind, str)),
        policy_support=told.pop() if len(told) == 1 else None,
    )


def _objects(data: object, key: str) -> list[Mapping[str, object]]:
    """Return the JSON objects of the list under *key*, none where the shape is another."""
    found = data.get(key) if isinstance(data, dict) else None
    items = found if isinstance(found, list) else []
    return [cast("Mapping[str, object]", item) for item in items if isinstance(item, dict)]
