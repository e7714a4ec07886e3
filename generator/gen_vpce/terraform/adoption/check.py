"""Whether an intent says exactly what an endpoint is: arguments, tags, the policy for all requests."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Endpoint, Intent
from gen_vpce.module.build import build
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.read import read
from gen_vpce.terraform.adoption.draft import tags_of
from gen_vpce.terraform.adoption.eligible import Eligible, refusal
from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.same_to_terraform import same_to_terraform


class Proof(StrEnum):
    """How it is known that the new policy means what the old one does."""

    COMPARED = "equivalent (proven)"
    SAME_TEXT = "equivalent (the same text)"
    NO_POLICY = "none: AWS takes none there"


class Checked(Struct, frozen=True):
    """What an intent's text comes to: the intent with its proof, or what keeps it from being written."""

    intent: Intent | None
    proof: Proof | None = None
    problems: tuple[Diagnostic, ...] = ()


class Made(Struct, frozen=True):
    """What an intent's text comes to: an intent, or one for each deployment, and the files of its module."""

    intents: tuple[Intent, ...]
    files: Mapping[str, bytes]


def made_of(text: str) -> Made | tuple[Diagnostic, ...]:
    """Read the text of an intent back and make its module in memory, or return why it is none."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return (refusal("GV676", "its policy or its tags hold what is not Unicode"),)
    built = build(raw, "its intent", Path())
    intents = load_bytes(raw, "its intent").intents
    if not intents or built.module is None:
        errors = (found for found in built.diagnostics if found.severity is Severity.ERROR)
        return tuple(map(_no_intent, errors))
    return Made(intents, built.module.files)


def check(text: str, adopted: Eligible, *, moved: bool) -> Checked:
    """Read the intent back, make its module in memory, and hold both against the endpoint that exists."""
    made = made_of(text)
    return Checked(None, problems=made) if isinstance(made, tuple) else held(made, adopted, moved=moved)


def held(made: Made, adopted: Eligible, *, moved: bool, deployment: str | None = None) -> Checked:
    """Hold what an intent comes to, in one *deployment* if it has any, against the endpoint that exists."""
    intent = next(each for each in made.intents if each.deployment == deployment)
    folder = f"policies/{deployment}/" if deployment else "policies/"
    written = [
        text.decode()
        for path, text in made.files.items()
        if path.startswith(folder) and path.endswith(".endpoint.json")
    ]
    differences = tuple(_differences(intent, adopted.existing, moved=moved))
    proof = _proof(adopted.policy, adopted, written[0]) if adopted.policy else Proof.NO_POLICY
    if isinstance(proof, Proof) and not differences:
        return Checked(intent, proof)
    return Checked(None, problems=(*differences, *((proof,) if isinstance(proof, Diagnostic) else ())))


def _no_intent(error: Diagnostic) -> Diagnostic:
    return refusal("GV676", f"an intent cannot express it: {error.message} ({error.code})", error.hint)


def _proof(policy: Policy, adopted: Eligible, written: str) -> Proof | Diagnostic:
    """Compare the policy as it is with the one that is *written* in the module."""
    new = read(written).policy or Policy(())
    kind = adopted.target.kind
    answer = compare(policy, new, kind=PolicyKind.ENDPOINT, endpoint_kind=kind)
    same_text = same_to_terraform(adopted.existing.policy or "", written)
    if answer.verdict is Verdict.EQUIVALENT:
        message = "Terraform would rewrite its policy, though with the same meaning"
        return Proof.COMPARED if same_text else refusal("GV676", message)
    if answer.verdict is Verdict.UNDECIDED and same_text:
        return Proof.SAME_TEXT
    reason = answer.newly_allowed.reason or answer.newly_denied.reason or f"it is {answer.verdict}"
    return refusal("GV677", f"the new policy could not be proven to mean the same: {reason}")


def _differences(intent: Intent, existing: Existing, *, moved: bool) -> Iterator[Diagnostic]:
    if not existing.is_endpoint:
        return
    (endpoint,) = intent.every_endpoint
    for argument, said, is_so in _arguments(endpoint, existing):
        if said != is_so:
            yield refusal(
                "GV676", f"an intent cannot express its {argument}: it is {is_so}, and would become {said}"
            )
    tags = {"Name": f"{intent.name}-{endpoint.name}", **intent.tags, **endpoint.tags}
    if {key: value for key, value in tags.items() if value is not None} != tags_of(existing, moved=moved):
        yield refusal("GV676", "an intent cannot express its tags")


def _arguments(endpoint: Endpoint, existing: Existing) -> Iterator[tuple[str, object, object]]:
    """Yield the arguments of which a change would show in a plan, as the intent says them and as they are."""
    for name in ("service_name", "resource_configuration_arn", "service_network_arn"):
        yield name, getattr(endpoint, name), getattr(existing, name)
    yield "vpc_id", endpoint.vpc_id, existing.vpc_id
    if existing.carried:  # AWS fills them in elsewhere, and an import leaves auto_accept out
        yield "auto_accept", bool(endpoint.auto_accept), existing.auto_accept
        yield "subnet_configuration", _addresses(endpoint), _addresses(existing)
    yield "private_dns_enabled", bool(endpoint.private_dns_enabled), existing.private_dns_enabled
    for name in ("route_table_ids", "subnet_ids", "security_group_ids"):
        yield name, sorted(getattr(endpoint, name) or ()), sorted(set(getattr(existing, name)))


def _addresses(of: Endpoint | Existing) -> list[dict[str, str]]:
    return sorted((each.arguments for each in of.subnet_configuration), key=lambda each: each["subnet_id"])
