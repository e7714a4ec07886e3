"""How many policies the plan changes that the gate does not judge, and where they are."""

from collections.abc import Iterator

from gen_vpce.policy.short_names import these
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.gate_context import GateContext


def find(context: GateContext) -> Iterator[Finding]:
    """Yield one note with the number of them for each type."""
    unread = context.plan.unread
    if not unread:
        return
    places = [f"{count} in {attribute} of {type_}" for (type_, attribute), count in sorted(unread.items())]
    number = unread.total()
    what = "1 policy that is" if number == 1 else f"{number} policies that are"
    yield Finding("policies-unread", f"the plan changes {what} not judged: {these(places)}")
