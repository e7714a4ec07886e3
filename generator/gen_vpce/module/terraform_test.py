"""What the module's own test checks: `terraform test` with a mock provider, plans alone.

https://developer.hashicorp.com/terraform/language/tests/mocking
"""

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from gen_vpce.intent.model import Intent
from gen_vpce.module.hcl import Expression, Value, equal, raw, reference
from gen_vpce.module.look_ups import found
from gen_vpce.module.resources import Resource, policy_text, tokens

_COMPARED = ("service_name", "resource_configuration_arn", "service_network_arn", "vpc_endpoint_type")


class Override(Struct, frozen=True):
    """An endpoint whose id the test makes known at plan, because a policy holds it."""

    address: Expression
    id: str


class Check(Struct, frozen=True):
    """A condition on the plan, and what it means when it does not hold."""

    condition: Expression
    message: str


class Run(Struct, frozen=True):
    """One plan of the test: of the module, or of one of its deployments in its account and Region."""

    name: str
    overrides: tuple[Override, ...]
    checks: tuple[Check, ...]
    deployment: str | None = None
    account: str | None = None
    region: str | None = None


def overrides(intent: Intent, planned: tuple[Resource, ...]) -> tuple[Override, ...]:
    """Return the endpoints whose ids stand in other resources' policies, each with an id of its own."""
    wanted = {name for resource in planned for name in tokens(resource.document)}
    ids = sample_ids(intent)
    return tuple(
        Override(reference("aws_vpc_endpoint", each.label), ids[each.name])
        for each in intent.every_endpoint
        if each.name in wanted
    )


def sample_ids(intent: Intent) -> dict[str, str]:
    """Return a well-formed id for the name of each endpoint."""
    return {each.name: f"vpce-{number:017x}" for number, each in enumerate(intent.every_endpoint, 1)}


def checks(intent: Intent, planned: tuple[Resource, ...], counted: Collection[str] = ()) -> tuple[Check, ...]:
    """Return what has to hold for the plan of every resource; *counted* has those of some deployments."""
    ids = sample_ids(intent)
    beside = found(intent)
    there = {each.address.text for each in planned} | {each.address.text for each in beside.look_ups}
    there |= {each.address.text for each in beside.groups}
    return (
        *(check for resource in planned for check in _resource_checks(resource, ids, counted)),
        *(_absent(address) for address in counted if address not in there),
    )


def _absent(address: str) -> Check:
    return Check(equal(raw(f"length({address})"), 0), f"{address} is not of this deployment.")


def _resource_checks(
    resource: Resource, ids: Mapping[str, Value], counted: Collection[str]
) -> Iterator[Check]:
    address = resource.address.text
    instance = f"{address}[0]" if address in counted else address
    for argument in _COMPARED:
        if argument in resource.arguments:
            yield Check(
                equal(raw(f"{instance}.{argument}"), resource.arguments[argument]),
                f"{address} has another {argument} than the intent.",
            )
    if resource.document is None:
        return
    yield Check(
        equal(
            raw(f"{instance}.policy"),
            policy_text(resource.document, ids),
        ),
        f"{address} does not carry the policy in {resource.document.path}.",
    )
