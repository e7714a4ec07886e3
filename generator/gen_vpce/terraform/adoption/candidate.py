"""From an endpoint that exists to an intent that is proven to say the same: nothing is written here."""

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, Span
from gen_vpce.intent.model import Intent
from gen_vpce.lint.check import check as lint
from gen_vpce.lint.subject import Subject
from gen_vpce.module.hcl import Expression, join, reference
from gen_vpce.policy.document import PolicyKind, to_data
from gen_vpce.terraform.adoption.check import Checked, Proof, check
from gen_vpce.terraform.adoption.draft import REASON, accepted, draft, intent_text
from gen_vpce.terraform.adoption.eligible import Eligible
from gen_vpce.terraform.adoption.expressed import expressed
from gen_vpce.terraform.adoption.resource_policy_candidate import HeldCandidate


class Candidate(Struct, frozen=True):
    """An intent for an endpoint, checked: `draft` is its data, to be laid out as text by `text`.

    `beside` are the policies of resources that its intent says too.
    """

    adopted: Eligible
    name: str
    draft: dict[str, object]
    intent: Intent
    proof: Proof
    moved_from: Expression | None = None
    beside: tuple[HeldCandidate, ...] = ()

    @property
    def address(self) -> Expression:
        """Where the endpoint is in a root that calls the module by its name."""
        carried = self.adopted.existing.carried
        module, resource = reference("module", self.name), self.intent.every_endpoint[0].label
        return join(module, carried.key if carried else "", reference("aws_vpc_endpoint", resource))

    def text(self, schema: str | None = None) -> str:
        """Return the intent as the text of its file; *schema* is where editors find its schema."""
        return intent_text(self.draft, head(self.adopted), schema)


def head(adopted: Eligible) -> tuple[str, ...]:
    """Return the comment above an intent."""
    is_policy = not adopted.existing.is_endpoint
    whose = f"a policy for {adopted.target.service}" if is_policy else adopted.existing.label
    return (
        f"Adopted from {whose}: what it says is what was there.",
        "Edit this file, then run: gen-vpce generate",
    )


def candidate(
    adopted: Eligible, name: str, moved_from: Expression | None
) -> Candidate | tuple[Diagnostic, ...]:
    """Return the first intent that says exactly what is so, or why the last one did not."""
    moved = moved_from is not None
    checked = Checked(None)
    for policy in expressed(adopted.policy, adopted.target):
        data = draft(adopted, name, policy, moved=moved)
        if codes := accepted(data):
            data["accept"] = dict.fromkeys(codes, REASON)
        checked = check(intent_text(data, head(adopted), None), adopted, moved=moved)
        if checked.intent and checked.proof:
            return Candidate(adopted, name, data, checked.intent, checked.proof, moved_from)
    return checked.problems


def findings(adopted: Eligible, shown: str) -> tuple[Diagnostic, ...]:
    """Return what the rules find in the policy as it was; *shown* is the file of its intent."""
    if adopted.policy is None:
        return ()
    subject = Subject(
        adopted.policy,
        PolicyKind.ENDPOINT,
        catalog.endpoint_service(adopted.target.service),
        str(adopted.target.kind),
        adopted.target.place.region,
        to_data(adopted.policy),
        len(adopted.existing.policy or ""),
    )
    return tuple(
        Diagnostic(rule.code, rule.severity, found.message, Span(shown), found.hint or rule.hint)
        for rule, found in lint(subject)
    )
