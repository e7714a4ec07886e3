"""Who reaches a resource, and what a caller reaches, by the policies of an intent: `who` and `where`."""

from pathlib import Path

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.access.expectation.policies_held import Holdings, holdings
from gen_vpce.access.reach.passing import Way, ways
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.intent.chosen import one_of, split
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.load import load
from gen_vpce.intent.model import Claim, Expectation, Intent
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.names.principal_names import caller
from gen_vpce.intent.names.resource_names import Resources
from gen_vpce.intent.text.node import Node
from gen_vpce.module.paths import INTENT
from gen_vpce.policy.compiler.compile import compile_intent

_COMMAND_LINE = Span("command line")
_EVERY = ("*",)


class Reached(Struct, frozen=True):
    """The answer: `asked` is the name of the resource or caller, `stands_for` the ARNs or the caller."""

    asked: str
    stands_for: tuple[str, ...]
    ways: tuple[Way, ...]
    intent: Intent
    held: Holdings


class Answer(Struct, frozen=True):
    """What was found out, None where the findings say why there is nothing."""

    reached: Reached | None
    diagnostics: tuple[Diagnostic, ...] = ()


def who(resource: str, path: str) -> Answer:
    """Return who reaches *resource*, a short name or an ARN, by the policies of the intent at *path*."""
    made = _intent(path)
    if isinstance(made, Answer):
        return made
    intent, held = made
    found = Findings()
    services = dict.fromkeys(
        (
            *(each.iam_prefix for each in intent.endpoints),
            *(catalog.POLICY_HOLDERS[each.kind].prefix for each in intent.resource_policies),
        )
    )
    own = resource.split(":")[2:3] if resource.startswith("arn:") else []
    named = tuple(each for each in dict.fromkeys((*services, *own)) if catalog.service(each))
    ref = Resources(named, intent.region, _setting(intent, found), must_match=False).one(_text(resource))
    if found.stop or ref is None:
        return Answer(None, tuple(found))
    service = ref.arns[0].split(":")[2] if ref.arns[0].count(":") > 2 else "*"
    action = f"{service}:*" if catalog.service(service) else None
    asked = Expectation(Claim.NEVER, _COMMAND_LINE, action=action)
    return Answer(Reached(resource, ref.arns, ways(asked, ref.arns, held), intent, held), tuple(found))


def where(principal: str, path: str) -> Answer:
    """Return what *principal*, a short name, an ARN or a service, reaches by the policies of the intent."""
    made = _intent(path)
    if isinstance(made, Answer):
        return made
    intent, held = made
    found = Findings()
    resolved = caller(_text(principal), _setting(intent, found), is_one=False)
    if found.stop or resolved is None:
        return Answer(None, tuple(found))
    asked = Expectation(Claim.NEVER, _COMMAND_LINE, principal=resolved)
    return Answer(Reached(principal, (resolved,), ways(asked, _EVERY, held), intent, held), tuple(found))


def _intent(path: str) -> tuple[Intent, Holdings] | Answer:
    named, deployment = split(path)
    file = Path(named)
    file = file / INTENT if file.is_dir() else file
    loaded = one_of(load(file, str(file)), deployment, str(file))
    if loaded.intent is None:
        return Answer(None, loaded.diagnostics)
    compiled = compile_intent(loaded.intent)
    if any(each.severity is Severity.ERROR for each in compiled.diagnostics):
        return Answer(None, compiled.diagnostics)
    return loaded.intent, holdings(loaded.intent, compiled.documents)


def _setting(intent: Intent, found: Findings) -> Setting:
    return Setting(intent.region, intent.account, intent.partition, intent.organization, found)


def _text(text: str) -> Node:
    return Node(_COMMAND_LINE, value=text, text=text)
