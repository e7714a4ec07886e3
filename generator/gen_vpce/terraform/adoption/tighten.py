"""A second version of an adopted intent, with what the rules found mended: a proposal, which changes nothing.

It lies beside the intent as `intent.tightened.yaml`, which `generate` does not read. Every mend is compared
with what was there; one that may let anything new through is left out.
"""

from os.path import lexists
from pathlib import Path

from msgspec import Struct

from gen_vpce.access.comparison.compare import compare
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.inquiry.contrast import contrasts
from gen_vpce.inquiry.part import Part
from gen_vpce.intent.load import load_bytes
from gen_vpce.module.discover import absolute, shown_name
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.terraform.adoption.candidate import Candidate
from gen_vpce.terraform.adoption.draft import draft, intent_text
from gen_vpce.terraform.adoption.expressed import expressed
from gen_vpce.terraform.adoption.mends import wanted
from gen_vpce.terraform.adoption.result import Tightened

FILE = "intent.tightened.yaml"


class Mended(Struct, frozen=True):
    """A policy with the codes of the findings that its mends were for."""

    policy: Policy
    codes: tuple[str, ...]


def tighten(made: Candidate, found: tuple[Diagnostic, ...], folder: Path) -> Tightened | None:
    """Write the tightened intent beside the adopted one; None where nothing can be mended.

    A file that is there from an earlier run is left alone. Raises OSError.
    """
    mended = mend(made, frozenset(each.code for each in found))
    text = _text(made, mended) if mended.codes else None
    if text is None or made.adopted.policy is None:
        return None
    if not lexists(folder / FILE):
        (folder / FILE).write_text(text, encoding="utf-8", newline="\n")
    shown = shown_name(absolute(folder / FILE))
    (contrast,) = contrasts((_part(made, made.adopted.policy),), (_part(made, mended.policy),))
    return Tightened(shown, mended.codes, contrast)


def mend(made: Candidate, found: frozenset[str]) -> Mended:
    """Return the policy with every mend that is *found* to be wanted, and that lets nothing new through."""
    target, policy = made.adopted.target, made.adopted.policy or Policy(())
    codes = []
    for code, change in wanted(found):
        changed = change(policy, target)
        if changed == policy:
            continue
        answer = compare(policy, changed, kind=PolicyKind.ENDPOINT, endpoint_kind=target.kind)
        if answer.newly_allowed.answer is False:
            policy = changed
            codes.append(code)
    return Mended(policy, tuple(dict.fromkeys(codes)))


def _text(made: Candidate, mended: Mended) -> str | None:
    """Return the text of the intent that says the mended policy, None where no intent can."""
    for keys in expressed(mended.policy, made.adopted.target):
        data = draft(made.adopted, made.name, keys, moved=made.moved_from is not None)
        if kept := made.draft.get("resource_policies"):
            data["resource_policies"] = kept
        text = intent_text(data, _head(mended), None)
        if load_bytes(text.encode(), FILE).intent:
            return text
    return None


def _head(mended: Mended) -> tuple[str, ...]:
    return (
        f"A proposal: intent.yaml with {', '.join(mended.codes)} corrected; gen-vpce generate ignores it.",
        "To take it, put it in the place of intent.yaml and generate again.",
    )


def _part(made: Candidate, policy: Policy) -> Part:
    return Part(FILE, PolicyKind.ENDPOINT, policy, made.adopted.target.kind)
