"""The proof of output: the policy text that is about to be written means what the intent says.

The text is read back, as AWS will read it, and compared for all requests with the meaning of the intent,
which does not pass through the compiler (`access.meaning`).
"""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.access.comparison.intent_meaning import meanings
from gen_vpce.access.proof.exists import Proof
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.intent.model import Intent
from gen_vpce.policy.document import EVERYONE, EVERYTHING, Effect, Policy, PolicyKind
from gen_vpce.policy.read import read

Texts = Mapping[tuple[PolicyKind, str], str]
"""The rendered policies by kind and subject, as `policy.compile.Document` names them."""


class MeaningDiffersError(RuntimeError):
    """A rendered policy does not mean what its intent says: a mistake of gen-vpce's, never of the user's."""


def prove(intent: Intent, texts: Texts) -> tuple[Diagnostic, ...]:
    """Compare every rendered policy with the meaning of *intent*.

    Raises `MeaningDiffersError` with a request that tells them apart. What cannot be decided, usually because
    of a policy variable in a raw statement, is a note (GV790) that says why.
    """
    found = []
    for kind, subject, meant in meanings(intent):
        written = read(texts[kind, subject], f"{subject}.{kind}.json").policy
        if written is None:
            raise MeaningDiffersError(f"the {kind} policy of {subject} cannot be read back")
        for one, other in _sides(kind, meant, written):
            answer = compare(one, other, kind=kind)
            if answer.verdict is Verdict.UNDECIDED:
                found.append(_unproven(intent, kind, subject, answer.newly_allowed, answer.newly_denied))
            elif answer.verdict is not Verdict.EQUIVALENT:
                raise MeaningDiffersError(
                    _difference(kind, subject, answer.newly_allowed, answer.newly_denied)
                )
    return tuple(dict.fromkeys(found))


def _sides(kind: PolicyKind, meant: Policy, written: Policy) -> Iterator[tuple[Policy, Policy]]:
    """Yield what has to mean the same: what is denied of what others grant, and what is granted."""
    yield _granting(kind, meant), _granting(kind, written)
    if kind is not PolicyKind.ENDPOINT and any(each.effect is Effect.ALLOW for each in (*meant, *written)):
        yield meant, written


def _granting(kind: PolicyKind, policy: Policy) -> Policy:
    """Return *policy* beside a grant of everything, where it only denies what others grant."""
    if kind is PolicyKind.ENDPOINT:
        return policy
    everyone = None if kind is PolicyKind.IDENTITY else EVERYONE
    granted = replace(EVERYTHING, principals=everyone)
    return replace(policy, statements=(granted, *policy.statements))


def _difference(kind: PolicyKind, subject: str, allowed: Proof, denied: Proof) -> str:
    does, witness = ("allows", allowed.witness) if allowed.answer else ("does not allow", denied.witness)
    return f"the {kind} policy of {subject} {does} what the intent says otherwise: {witness}"


def _unproven(intent: Intent, kind: PolicyKind, subject: str, *sides: Proof) -> Diagnostic:
    reason = next(side.reason for side in sides if side.answer is None)
    return Diagnostic(
        "GV790",
        Severity.NOTE,
        f"the {kind} policy of {subject} could not be proven to mean what the intent says: {reason}",
        intent.span,
        "the statement is written as it stands in the intent; read it once more",
    )
