"""The endpoints in JSON of AWS or Terraform, with or without a policy, for what they need of each other.

Of `aws ec2 describe-vpc-endpoints`, of a state, and of the part of a plan that tells what will be.
"""

from collections.abc import Iterator, Mapping
from typing import cast

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.lint.json_source import BEFORE, instances
from gen_vpce.lint.one_vpc import Neighbour, leads_elsewhere, unmet_needs
from gen_vpce.lint.policy_kind import of_endpoint
from gen_vpce.policy.document import FULL_ACCESS, Policy
from gen_vpce.policy.positions import Path, Positions
from gen_vpce.policy.read import read

GONE = frozenset({"deleting", "deleted", "failed", "rejected", "expired"})


class _Placed(Struct, frozen=True):
    """An endpoint and the way to what names its service."""

    endpoint: Neighbour
    path: Path


def needs_in(data: object, source: Positions) -> Iterator[Diagnostic]:
    """Yield what the endpoints in *data* need of each other; *source* is the text that it was read from."""
    separate = [values for type_, values, _ in _resources(data, ()) if type_ == "aws_vpc_endpoint_policy"]
    placed = [*_described(data, ()), *_planned(data, separate)]
    paths = {id(each.endpoint): each.path for each in placed}
    for need in unmet_needs([each.endpoint for each in placed]):
        yield need.finding(source.span(paths[id(need.about)]))


def _described(data: object, path: Path) -> Iterator[_Placed]:
    for found, below in objects(data, path):
        if "VpcEndpointId" in found and "ServiceName" in found and found.get("State") not in GONE:
            told = {
                "service_name": found.get("ServiceName"),
                "vpc_endpoint_type": found.get("VpcEndpointType"),
                "vpc_id": found.get("VpcId"),
                "policy": found.get("PolicyDocument"),
                "id": found.get("VpcEndpointId"),
                "private_dns_enabled": found.get("PrivateDnsEnabled"),
            }
            if made := _neighbour(told, str(found["VpcEndpointId"]), _policy(found.get("PolicyDocument"))):
                yield _Placed(made, (*below, "ServiceName"))


def _planned(data: object, separate: list[Mapping[str, object]]) -> Iterator[_Placed]:
    """Yield the endpoints of Terraform."""
    for type_, values, path in _resources(data, ()):
        if type_ != "aws_vpc_endpoint" or "service_name" not in values:
            continue
        policy = _own_policy(values, separate)
        name = str(values.get("id") or _name(data, path))
        if made := _neighbour(values, name, policy):
            yield _Placed(made, (*path, "service_name"))


def _own_policy(values: Mapping[str, object], separate: list[Mapping[str, object]]) -> Policy | None:
    """Return the policy of an endpoint, None where a separate one that names no id may be its own."""
    own = next((each for each in separate if each.get("vpc_endpoint_id") in (values.get("id"), None)), None)
    if own is not None:
        return _policy(own.get("policy")) if own.get("vpc_endpoint_id") else None
    return _policy(values.get("policy")) or FULL_ACCESS


def _name(data: object, path: Path) -> str:
    """Return the address, or the name, of the resource around the values at *path*."""
    around: object = data
    for step in path[:-1]:
        around = around[step] if isinstance(around, list | dict) else None  # type: ignore[index]
    told = around.get("address") or around.get("name") if isinstance(around, dict) else None
    return str(told or "aws_vpc_endpoint")


def _neighbour(values: Mapping[str, object], name: str, policy: Policy | None) -> Neighbour | None:
    attachment = of_endpoint(values.get("service_name"), values.get("vpc_endpoint_type") or "Gateway")
    if attachment.service is None or leads_elsewhere(values.get("service_region"), values.get("arn")):
        return None
    vpc, own, dns = (values.get(key) for key in ("vpc_id", "id", "private_dns_enabled"))
    return Neighbour(
        name,
        attachment.service.name,
        attachment.region,
        vpc if isinstance(vpc, str) else None,
        policy,
        own if isinstance(own, str) else None,
        is_gateway=attachment.endpoint_type == "gateway",
        private_dns=dns if isinstance(dns, bool) else None,
    )


def _policy(text: object) -> Policy | None:
    return read(text).policy if isinstance(text, str) and text else None


def _resources(data: object, path: Path) -> Iterator[tuple[str, Mapping[str, object], Path]]:
    for found, below in objects(data, path):
        for inside, values in instances(found):
            yield str(found["type"]), values, (*below, *inside)


def objects(data: object, path: Path) -> Iterator[tuple[Mapping[str, object], Path]]:
    """Yield every object of the JSON, those of a plan that tell of the past left out."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from objects(item, (*path, index))
    elif isinstance(data, dict):
        yield cast("Mapping[str, object]", data), path
        skipped = BEFORE if "planned_values" in data else frozenset()
        for name, value in data.items():
            if name not in skipped:
                yield from objects(value, (*path, name))
