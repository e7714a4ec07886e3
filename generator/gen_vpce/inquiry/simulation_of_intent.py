"""A request in the words of an intent, and the intent's policies: loaded only where one is asked."""

from pathlib import Path

from msgspec.structs import replace

from gen_vpce.access.decision.request import Request, facts
from gen_vpce.access.expectation.policies_held import Held, Holdings, holdings
from gen_vpce.diagnostics import Severity, Span
from gen_vpce.inquiry.asked_policies import AtHand, OfIntent
from gen_vpce.intent.chosen import one_of, split
from gen_vpce.intent.expectations import expectation
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.load import load
from gen_vpce.intent.model import Claim, Intent
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.text.node import Node
from gen_vpce.module.paths import INTENT
from gen_vpce.policy.compiler.compile import compile_intent

_COMMAND_LINE = Span("command line")


def of_intent(path: Path, request: Request) -> OfIntent:
    """Return *request* as the intent at *path*, or in that folder, reads it, and the intent's policies."""
    named, deployment = split(str(path))
    path = Path(named)
    file = path / INTENT if path.is_dir() else path
    loaded = one_of(load(file, str(file)), deployment, str(file))
    if loaded.intent is None:
        return OfIntent(request, diagnostics=loaded.diagnostics)
    compiled = compile_intent(loaded.intent)
    held = holdings(loaded.intent, compiled.documents)
    resolved, found = _resolved(request, loaded.intent, held)
    wrong = [each for each in compiled.diagnostics if each.severity is Severity.ERROR]
    return OfIntent(
        resolved,
        tuple(_at_hand(door.held) for door in held.doors if door.id == resolved.through),
        tuple(_at_hand(each) for each in held.denying(identity=facts(resolved).caller.is_iam)),
        tuple(door.name for door in held.ways(request.action) if door) if request.through is None else (),
        held.home,
        (*wrong, *found),
        held.guards,
    )


def _at_hand(held: Held) -> AtHand:
    return AtHand(held.kind, held.ready, held.origin)


def _resolved(request: Request, intent: Intent, held: Holdings) -> tuple[Request, Findings]:
    """Return *request* the way an expectation of *intent* would be read."""
    found = Findings()
    setting = Setting(intent.region, intent.account, intent.partition, intent.organization, found)
    named = {"principal": request.principal, "action": request.action, "resource": request.resource}
    through = request.through
    is_name = through is not None and not through.startswith("vpce-")
    if through is not None and is_name:
        named["through"] = through
    entry = Node(_COMMAND_LINE, entries={name: _text(text) for name, text in named.items()})
    by_name = {endpoint.name: endpoint for endpoint in intent.every_endpoint}
    whole = Node(_COMMAND_LINE, entries={Claim.ALLOW: entry})
    read_as = expectation(whole, by_name, by_name, setting)
    if found.stop:
        return request, found
    return (
        replace(
            request,
            principal=read_as.principal or request.principal,
            resource=read_as.resource or request.resource,
            through=held.door(through).id if through is not None and is_name else through,
        ),
        found,
    )


def _text(text: str) -> Node:
    return Node(_COMMAND_LINE, value=text, text=text)
