"""An entry of `resource_policies` that is proven to say the policy of a resource."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Intent, ResourcePolicy
from gen_vpce.lint.check import check as lint
from gen_vpce.lint.subject import Subject
from gen_vpce.module.artefact import Module
from gen_vpce.module.build import build
from gen_vpce.module.hcl import Expression, join, reference
from gen_vpce.policy.document import Effect, Policy, PolicyKind, to_data
from gen_vpce.policy.endpoint_tokens import token
from gen_vpce.policy.read import read
from gen_vpce.terraform.adoption.check import Checked, Proof
from gen_vpce.terraform.adoption.draft import REASON, accepted, intent_text
from gen_vpce.terraform.adoption.eligible import refusal
from gen_vpce.terraform.adoption.expressed_resource_policy import About, entries, with_tokens
from gen_vpce.terraform.adoption.resource_policies import HeldPolicy
from gen_vpce.terraform.adoption.same_to_terraform import in_texts, same_to_terraform
from gen_vpce.terraform.policy_change import difference


class Holding(Struct, frozen=True):
    """A policy of a resource with what it is about; `ids` are endpoint names by their ids."""

    about: About
    policy: Policy
    text: str
    ids: Mapping[str, str] = field(default_factory=dict)


class HeldCandidate(Struct, frozen=True):
    """An intent that says the policy of a resource, checked; `name` is that of its module."""

    holding: Holding
    name: str
    draft: dict[str, object]
    intent: Intent
    proof: Proof
    key: str = ""
    moved_from: Expression | None = None

    @property
    def held(self) -> HeldPolicy:
        """The policy that was there."""
        return self.holding.about.held

    @property
    def import_id(self) -> str:
        """What Terraform imports it by: what the type calls the resource."""
        return _entry(self.intent, self.held).value

    @property
    def names(self) -> frozenset[str]:
        """What Terraform and the file system call the policy, neither of them twice in a module."""
        entry = _entry(self.intent, self.held)
        label = f"{self.held.holder.terraform}.{entry.label}"
        return frozenset((label.lower(), entry.file_name.lower()))

    @property
    def block(self) -> str | None:
        """The block of source that the policy was in."""
        return self.held.carried.block if self.held.carried else None

    @property
    def address(self) -> Expression:
        """Where the policy is in a root that calls the module by its name."""
        label = _entry(self.intent, self.held).label
        return join(reference("module", self.name), self.key, reference(self.held.holder.terraform, label))

    def text(self, schema: str | None = None) -> str:
        """Return the intent as the text of its file; *schema* is where editors find its schema."""
        return intent_text(self.draft, head(self.held), schema)


def head(held: HeldPolicy) -> tuple[str, ...]:
    """Return the comment above an intent of nothing but the policy of a resource."""
    return (
        f"Adopted from the policy of {held.resource}: what it says is what was there.",
        "Edit this file, then run: gen-vpce generate",
    )


def holding(held: HeldPolicy, about: About, ids: Mapping[str, str]) -> Holding | tuple[Diagnostic, ...]:
    """Return the policy, read, with the endpoints of the intent by their names in the place of *ids*."""
    if held.policy is None:
        return (refusal("GV675", "its policy is unknown"),)
    found = read(held.policy)
    if found.policy is None:
        wrong = (each for each in found.diagnostics if each.severity is Severity.ERROR)
        return tuple(refusal("GV675", f"it cannot be read: {each.message}", each.hint) for each in wrong)
    if held.holder.needs_grant and all(each.effect is Effect.DENY for each in found.policy):
        message = f"it allows nobody anything; a module lets the IAM policies decide about the {held.kind}"
        return (refusal("GV676", message, "write a statement that allows, and apply that first"),)
    return Holding(about, with_tokens(in_texts(found.policy), ids), held.policy, ids)


def held_candidate(
    held: Holding, name: str, base: Mapping[str, object], key: str, moved_from: Expression | None
) -> HeldCandidate | tuple[Diagnostic, ...]:
    """Return the first intent that says exactly what is so, or why the last one did not.

    *base* is the intent without it, of the module *name*, whose call has the instance *key*.
    """
    problems: tuple[Diagnostic, ...] = ()
    for entry in entries(held.policy, held.about):
        data = _draft(base, [entry])
        made = _checked(data, [held])
        if made.intent and made.proof:
            return HeldCandidate(held, name, data, made.intent, made.proof, key, moved_from)
        problems = made.problems
    return problems


def beside_each_other(
    base: Mapping[str, object], made: Sequence[HeldCandidate]
) -> tuple[dict[str, object], Checked]:
    """Return *base* with the entries of all that is *made* of it one by one, or why they cannot stand so."""
    together = [entry for each in made for entry in _entries_of(each.draft)]
    data = _draft(base, together)
    return data, _checked(data, [each.holding for each in made])


def _entries_of(draft: Mapping[str, object]) -> list[object]:
    held = draft.get("resource_policies")
    return held if isinstance(held, list) else []


def _draft(base: Mapping[str, object], more: Sequence[object]) -> dict[str, object]:
    """Return *base* with *more* entries, and with the acceptance of all that is found."""
    data = {given: value for given, value in base.items() if given != "accept"}
    data["resource_policies"] = [*_entries_of(base), *more]
    if codes := accepted(data):
        data["accept"] = dict.fromkeys(codes, REASON)
    return data


def _checked(data: dict[str, object], held: Sequence[Holding]) -> Checked:
    """Make the module of the intent in memory, and hold its policies against those that exist.

    The proof is that of the last one.
    """
    raw = intent_text(data, (), None).encode()
    built = build(raw, "its intent", Path())
    intent = load_bytes(raw, "its intent").intent
    if intent is None or built.module is None:
        errors = (each for each in built.diagnostics if each.severity is Severity.ERROR)
        problems = (
            refusal("GV676", f"an intent cannot express it: {each.message} ({each.code})", each.hint)
            for each in errors
        )
        return Checked(None, problems=tuple(problems))
    proofs = [_proof(each, _written(built.module, _entry(intent, each.about.held))) for each in held]
    wrong = tuple(each for each in proofs if isinstance(each, Diagnostic))
    last = proofs[-1]
    return Checked(intent, last) if isinstance(last, Proof) and not wrong else Checked(None, problems=wrong)


def _written(module: Module, entry: ResourcePolicy) -> str:
    return module.files[f"policies/{entry.file_name}.resource.json"].decode()


def _proof(held: Holding, written: str) -> Proof | Diagnostic:
    """Compare the policy as it is with the one that is *written* in the module, both with ids."""
    for known, name in held.ids.items():
        written = written.replace(token(name), json.dumps(known, ensure_ascii=False)[1:-1])
    old, new = read(held.text).policy or Policy(()), read(written).policy or Policy(())
    found = difference(in_texts(old), in_texts(new), PolicyKind.RESOURCE)
    same_text = same_to_terraform(held.text, written)
    if found.is_none:
        message = "Terraform would rewrite it, though with the same meaning"
        return Proof.COMPARED if same_text else refusal("GV676", message)
    doubt = found.allowed.doubt or found.denied.doubt
    if doubt and same_text:
        return Proof.SAME_TEXT
    return refusal("GV677", f"the new policy could not be proven to mean the same: {doubt or 'it differs'}")


def _entry(intent: Intent, held: HeldPolicy) -> ResourcePolicy:
    return next(each for each in intent.resource_policies if (each.kind, each.name) == (held.kind, held.name))


def held_findings(held: Holding, shown: str) -> tuple[Diagnostic, ...]:
    """Return what the rules find in the policy as it was; *shown* is the file of its intent."""
    subject = Subject(held.policy, PolicyKind.RESOURCE, data=to_data(held.policy), length=len(held.text))
    return tuple(
        Diagnostic(rule.code, rule.severity, found.message, Span(shown), found.hint or rule.hint)
        for rule, found in lint(subject)
    )
