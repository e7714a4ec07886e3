"""A block of source goes as a whole: where one instance stays, all of them stay."""

from collections.abc import Sequence

from gen_vpce.terraform.adoption.candidate import Candidate
from gen_vpce.terraform.adoption.eligible import refusal
from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.result import Outcome


def whole_blocks(
    endpoints: Sequence[Existing], prepared: Sequence[Candidate | Outcome]
) -> list[Candidate | Outcome]:
    """Return what is *prepared* for *endpoints*, every instance of a block refused where one of them is."""
    staying = {
        each.carried.block: each.label
        for each, made in zip(endpoints, prepared, strict=True)
        if each.carried and isinstance(made, Outcome)
    }
    return [_settled(each, made, staying) for each, made in zip(endpoints, prepared, strict=True)]


def _settled(existing: Existing, made: Candidate | Outcome, staying: dict[str, str]) -> Candidate | Outcome:
    if isinstance(made, Outcome) or existing.carried is None or existing.carried.block not in staying:
        return made
    message = f"{staying[existing.carried.block]} is refused, and its block has to stay for it"
    reason = refusal("GV681", message, "fix that first")
    return Outcome(existing.label, existing.service_name, refusals=(reason,))
