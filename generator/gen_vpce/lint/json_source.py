"""Policies inside of JSON that AWS or Terraform printed: where they are, and what they are attached to.

- `aws ec2 describe-vpc-endpoints`: `PolicyDocument` of each endpoint.
- `terraform show -json` of a state or a plan: the `values` of each resource; of a plan, those to come.
- A state file: the `attributes` of each instance.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES
from gen_vpce.lint.policy_kind import Attachment, of_endpoint, of_terraform
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.positions import Path

BEFORE = frozenset(("prior_state", "resource_changes", "resource_drift", "configuration"))
"""Parts of a plan that repeat resources, or show them as they were."""


class Spot(Struct, frozen=True):
    """A policy at `path` of the JSON, a string or an object.

    `endpoint_id` is the id of its endpoint where that is another resource.
    """

    path: Path
    attachment: Attachment
    endpoint_id: str | None = None


def spots(data: object) -> tuple[Spot, ...]:
    """Return the policies in *data*, in its order."""
    endpoints: dict[str, Attachment] = {}
    found = list(_walk(data, (), endpoints))
    return tuple(
        replace(spot, attachment=endpoints.get(spot.endpoint_id or "", spot.attachment)) for spot in found
    )


def _walk(data: object, path: Path, endpoints: dict[str, Attachment]) -> Iterator[Spot]:
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from _walk(item, (*path, index), endpoints)
    elif isinstance(data, Mapping):
        yield from _described(data, path)
        for below, values in instances(data):
            yield from _resource(str(data["type"]), values, (*path, *below), endpoints)
        skipped = BEFORE if "planned_values" in data else frozenset()
        for name, value in data.items():
            if name not in skipped:
                yield from _walk(value, (*path, name), endpoints)


def _described(data: Mapping[str, object], path: Path) -> Iterator[Spot]:
    """Yield the policy of an endpoint that AWS described."""
    if "VpcEndpointId" in data and data.get("PolicyDocument"):
        attachment = of_endpoint(data.get("ServiceName"), data.get("VpcEndpointType"))
        yield Spot((*path, "PolicyDocument"), attachment)


def instances(data: Mapping[str, object]) -> Iterator[tuple[Path, Mapping[str, object]]]:
    """Yield the values of a Terraform resource with their place below it, in either form."""
    if data.get("type") not in TERRAFORM_POLICIES or data.get("mode", "managed") != "managed":
        return
    values, instances = data.get("values"), data.get("instances")
    if isinstance(values, Mapping):
        yield ("values",), values
    for index, instance in enumerate(instances if isinstance(instances, list) else ()):
        if isinstance(instance, Mapping) and isinstance(instance.get("attributes"), Mapping):
            yield ("instances", index, "attributes"), instance["attributes"]


def _resource(
    type_: str, values: Mapping[str, object], path: Path, endpoints: dict[str, Attachment]
) -> Iterator[Spot]:
    argument, kind, *_ = TERRAFORM_POLICIES[type_]
    attachment = of_terraform(type_, values)
    if type_ == "aws_vpc_endpoint" and isinstance(values.get("id"), str):
        endpoints[str(values["id"])] = attachment
    if isinstance(values.get(argument), str) and values[argument]:
        other = values.get("vpc_endpoint_id") if kind is PolicyKind.ENDPOINT else None
        yield Spot((*path, argument), attachment, other if isinstance(other, str) else None)
