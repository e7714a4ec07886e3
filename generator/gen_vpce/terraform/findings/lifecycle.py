"""What becomes of the endpoints themselves: created, imported, moved, replaced, destroyed, forgotten."""

from collections.abc import Iterator

from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings.wording import named, service, these_ids
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.resource_change import FORGET, ResourceChange


def find(context: GateContext) -> Iterator[Finding]:
    """Yield what happens to each endpoint, and each import that is not one alone."""
    for change in context.plan.changes:
        if change.imported and change.actions != ("no-op",):
            yield Finding(
                "import-with-changes",
                f"{change.address}: it is imported and changed in one step",
                change.address,
                hint="make the configuration match what exists, import it, and change it with the next plan",
            )
        if change.is_endpoint:
            yield from _endpoint(change)


def _endpoint(change: ResourceChange) -> Iterator[Finding]:
    said = f"{change.address}: {named(change)}"
    if change.is_replaced:
        why = f", because {_and(change.replaces)} changes" if change.replaces else ""
        yield Finding(
            "endpoint-replaced",
            f"{said} is replaced by one with another id{why}",
            change.address,
            argument=change.replaces[0] if change.replaces else None,
            hint="if only its address changed, a `moved` block keeps it; otherwise make a second endpoint "
            "first, and move the policies that name the id",
            details=_interrupts(change),
        )
    elif change.actions in FORGET:
        yield Finding(
            "endpoint-forgotten",
            f"{said} stays in AWS, and Terraform forgets it",
            change.address,
            hint="if another configuration takes it over, let that import it first",
        )
    elif change.actions == ("delete",):
        yield Finding(
            "endpoint-destroyed",
            f"{said} is destroyed",
            change.address,
            hint="if only its address changed, a `moved` block keeps it",
            details=_interrupts(change),
        )
    elif change.actions == ("create",):
        yield Finding(
            "endpoint-created",
            f"{change.address}: an endpoint for {service(change)} is created",
            change.address,
        )
    elif change.actions == ("no-op",):
        yield from _harmless(change, said)


def _harmless(change: ResourceChange, said: str) -> Iterator[Finding]:
    if change.imported:
        yield Finding("endpoint-imported", f"{said} is imported as it is", change.address)
    if change.previous_address:
        yield Finding(
            "endpoint-moved",
            f"{said} is moved here from {change.previous_address}, as it is",
            change.address,
        )


def _interrupts(change: ResourceChange) -> tuple[str, ...]:
    """Return whose connections drop when the endpoint goes."""
    for attribute, what in (("route_table_ids", "the subnets of"), ("subnet_ids", "the VPC through")):
        ids = these_ids(change, change.before, attribute)
        if ids:
            return (
                f"open connections from {what} {ids} drop, and what comes next goes another way or nowhere",
            )
    return ()


def _and(names: tuple[str, ...]) -> str:
    from gen_vpce.policy.short_names import these

    return these(list(dict.fromkeys(names)))
