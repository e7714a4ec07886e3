"""What an expectation that does not hold says to the person who wrote it: what is, why, and the exact fix."""

from collections.abc import Iterator

from gen_vpce.access.decision.compiled_policy import ENDPOINT_KIND
from gen_vpce.access.decision.evaluate import Outcome
from gen_vpce.access.expectation.decided_request import Decided
from gen_vpce.access.expectation.policies_held import Holdings
from gen_vpce.access.expectation.wording import asked_words, form_words, grant, request_words, way_words
from gen_vpce.diagnostics import Diagnostic, Related, Severity
from gen_vpce.intent.model import Claim, Expectation
from gen_vpce.intent.text.yaml_flow import flow
from gen_vpce.policy.document import PolicyKind

_CODES = {Claim.ALLOW: "GV720", Claim.DENY: "GV721", Claim.NEVER: "GV722", Claim.ALWAYS: "GV723"}
_WANTS_PASSING = (Claim.ALLOW, Claim.ALWAYS)


def failed(expectation: Expectation, found: Decided, held: Holdings) -> Diagnostic:
    """Return the finding that *found* is not what *expectation* says."""
    claim = expectation.claim
    verb = "is refused" if claim in _WANTS_PASSING else "passes"
    what = request_words(found, held)
    message = (
        f"`{claim}` does not hold: {what} {verb}"
        if claim in (Claim.ALLOW, Claim.DENY)
        else f"`{claim} {form_words(expectation, held)}` does not hold: for example, {what} {verb}"
    )
    hint = _to_let_pass if claim in _WANTS_PASSING else _to_refuse
    return Diagnostic(
        _CODES[claim],
        Severity.ERROR,
        f"{message}; {found.because()}",
        expectation.span,
        hint(expectation, found, held),
        tuple(_deciding(found)),
    )


def missing(expectation: Expectation, found: Decided, held: Holdings) -> Diagnostic:
    """Return the finding that the one request of *expectation* is undecided for want of a key."""
    key = found.decision.missing or ""
    hint = (
        f"say what the request holds: add `context: {{{flow(key)}: VALUE}}`, or null where it lacks the key"
    )
    if key == ENDPOINT_KIND:
        hint = "add `endpoint_kind: gateway` or `endpoint_kind: interface` to the file"
    return Diagnostic(
        "GV724",
        Severity.ERROR,
        f"`{expectation.claim}` is undecided: {request_words(found, held)}; {found.because()}",
        expectation.span,
        hint,
        tuple(_deciding(found)),
    )


def undecided(expectation: Expectation, doubt: str, held: Holdings) -> Diagnostic:
    """Return the finding that no proof was found for *expectation*, and no counterexample either."""
    return Diagnostic(
        "GV724",
        Severity.ERROR,
        f"`{expectation.claim} {form_words(expectation, held)}` is undecided: {doubt}",
        expectation.span,
        "narrow the form: name the principal, the resource, or in `context` the keys that the reason names",
    )


def empty(expectation: Expectation, held: Holdings) -> Diagnostic:
    """Return the finding that no request is of the form, so that *expectation* says nothing."""
    return Diagnostic(
        "GV726",
        Severity.ERROR,
        f"no request is of the form `{form_words(expectation, held)}`, so `{expectation.claim}` says nothing",
        expectation.span,
        "the action does not act on such a resource, does not come this way, or its caller has no policies; "
        "`gen-vpce catalog` shows what goes together",
    )


def unasked(expectation: Expectation, found: Decided, held: Holdings) -> Diagnostic:
    """Return the finding that no policy has a say in the request of *expectation*: it shows nothing."""
    ways = " or ".join(f"`through: {door.name}`" for door in held.ways(found.request.action) if door)
    return Diagnostic(
        "GV726",
        Severity.ERROR,
        f"`{expectation.claim}` says nothing: {request_words(found, held)}; {found.because()}",
        expectation.span,
        f"add {ways} to the expectation"
        if ways
        else "ask about an action that an endpoint of the file carries",
    )


def _deciding(found: Decided) -> Iterator[Related]:
    clause, origin = found.decision.clause, found.origin()
    if clause and origin:
        sid = clause.statement.sid
        called = f"`{sid}`" if sid else f"Statement[{clause.place}]"
        yield Related(origin, f"{called} comes from here: {clause.statement.effect}")


def _to_let_pass(expectation: Expectation, found: Decided, held: Holdings) -> str:
    asked = asked_words(expectation, found.request)
    decision = found.decision
    if decision.outcome is Outcome.EXPLICITLY_DENIED:
        ways = " or ".join(f"`through: {door.name}`" for door in held.doors)
        if found.door is None and expectation.through is None and ways:
            return f"add {ways} to the expectation, or narrow the statement that denies it"
        return "narrow the statement that denies it"
    if decision.layer is PolicyKind.IDENTITY and expectation.identity:
        return f"allow {asked} in {expectation.identity}"
    if decision.layer is PolicyKind.RESOURCE:
        return f"add a statement that allows {asked} to `statements` of that entry of `resource_policies`"
    if found.door is None or not held.is_intent:
        return f"add a statement that allows {asked}"
    return f"add `{flow(grant(expectation, found, held))}` to `allow` of {found.door.name}"


def _to_refuse(expectation: Expectation, found: Decided, held: Holdings) -> str:
    if found.door is not None and held.is_intent:
        return f"add `{flow(grant(expectation, found, held))}` to `deny` of {found.door.name}"
    if found.door is not None:
        return f"add a statement that denies {asked_words(expectation, found.request)}"
    ways = " or ".join(f"`through: {door.name}`" for door in held.ways(found.request.action) if door)
    section = "identity_policies" if found.asked.caller.is_iam else "resource_policies"
    elsewhere = f"an entry of `{section}` can refuse what comes {way_words(None)}"
    return f"add {ways} to the expectation if that is meant; {elsewhere}" if ways else elsewhere
