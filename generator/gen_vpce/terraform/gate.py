"""The gate: a plan in, findings with their severity and their places out."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shlex import quote
from typing import TypeAlias

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.diagnostics import Diagnostic, Severity, Usage
from gen_vpce.diagnostics.codes.plan import KINDS
from gen_vpce.diagnostics.english import listed
from gen_vpce.inquiry.usage import Change, Events, usage_of
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings import FAMILIES
from gen_vpce.terraform.findings.policies import NEWLY_DENIED
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.plan import Plan
from gen_vpce.terraform.settings import Settings

_WEIGHTIEST = (
    *("unreadable", "plan-incomplete", "unknown-action"),
    *("access-newly-allowed", "default-full-access"),
    *("policy-undecided", "policy-unknown", "policy-unreadable", "policy-differs-from-file", "policy-drift"),
    *("endpoint-destroyed", "endpoint-drift", "endpoint-replaced", "endpoint-forgotten"),
    *("access-newly-denied", "routes-drift", "routes-changed", "private-dns-changed"),
)
"""What cannot be judged, what opens, what may open, what cuts; all else after it, by resource."""

_HOLDERS = listed(["endpoints", *sorted(holder.plural for holder in POLICY_HOLDERS.values())])
_ASKED = f"events are asked about the policies of {_HOLDERS}, where the plan shows whose they are"
_NOT_ASKED: tuple[str, ...] = (f"how often it was used is not known: {_ASKED}",)

_WEIGHT = {KINDS[kind].code: place for place, kind in enumerate(_WEIGHTIEST)}


Reading: TypeAlias = Callable[[Sequence[Change]], Events]
"""Reads events for the policies that they are to be asked of."""


def gate(
    plan: Plan, root: Path, settings: Settings, reading: Reading | None = None
) -> tuple[Diagnostic, ...]:
    """Return what there is to say about *plan*, first what a reviewer must decide.

    *root* is the folder of the plan's root module, where its files are looked for. An error refuses the plan.
    With *reading*, what is newly denied says how often it was used.
    """
    context = GateContext(plan, root)
    findings = list(dict.fromkeys(_findings(context)))
    asked = [each.change for each in findings if each.change is not None]
    events = reading(asked) if reading is not None else None
    found = [_with_usage(each, _diagnostic(each, context, settings), events) for each in findings]
    return tuple(sorted(found, key=_order))


def _with_usage(finding: Finding, found: Diagnostic, events: Events | None) -> Diagnostic:
    """Return *found* with how often requests needed what is denied, where *events* are there."""
    if events is None or finding.kind != NEWLY_DENIED:
        return found
    if finding.change is None:
        usage, said = Usage(None, limits=_NOT_ASKED), _NOT_ASKED
    else:
        usage, said = usage_of(finding.change, events)
    return found._replace(details=(*found.details, *said), usage=usage)


def _order(found: Diagnostic) -> tuple[object, ...]:
    """Put first what a reviewer must decide: what refuses, what a setting let pass, what opens, what cuts."""
    weight = _WEIGHT.get(found.code, len(_WEIGHT))
    return found.severity.rank, not found.is_lowered, weight, found.subject or "", found.code, found.message


def _findings(context: GateContext) -> Iterator[Finding]:
    yield from context.plan.problems
    for family in FAMILIES:
        yield from family(context)


def _diagnostic(finding: Finding, context: GateContext, settings: Settings) -> Diagnostic:
    severity, setting = settings.judged(finding)
    return Diagnostic(
        code=KINDS[finding.kind].code,
        severity=severity,
        message=finding.message,
        span=context.sources.place(finding.address) if finding.address else None,
        hint=_hint(finding, severity),
        subject=finding.address or None,
        setting=setting,
        details=finding.details,
    )


def _hint(finding: Finding, severity: Severity) -> str | None:
    """Return the way out, and for what refuses the plan the way to let it pass."""
    if severity is not Severity.ERROR or not finding.address:
        return finding.hint if severity.fails else None
    allow = f"to let it pass: --allow {quote(f'{finding.kind}={finding.address}')}"
    return f"{finding.hint}; {allow}" if finding.hint else allow
