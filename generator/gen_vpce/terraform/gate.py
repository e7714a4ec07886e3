"""The gate: a plan in, findings with their severity and their places out."""

from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.diagnostics.codes.plan import KINDS
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings import FAMILIES
from gen_vpce.terraform.gate_context import Scene
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

_WEIGHT = {KINDS[kind].code: place for place, kind in enumerate(_WEIGHTIEST)}


def gate(plan: Plan, root: Path, settings: Settings) -> tuple[Diagnostic, ...]:
    """Return what there is to say about *plan*, first what a reviewer must decide.

    *root* is the folder of the plan's root module, where its files are looked for. An error refuses the plan.
    """
    scene = Scene(plan, root)
    found = [_diagnostic(each, scene, settings) for each in dict.fromkeys(_findings(scene))]
    return tuple(sorted(found, key=_order))


def _order(found: Diagnostic) -> tuple[object, ...]:
    """Put first what a reviewer must decide: what refuses, what a setting let pass, what opens, what cuts."""
    weight = _WEIGHT.get(found.code, len(_WEIGHT))
    return found.severity.rank, not found.is_lowered, weight, found.subject or "", found.code, found.message


def _findings(scene: Scene) -> Iterator[Finding]:
    yield from scene.plan.problems
    for family in FAMILIES:
        yield from family(scene)


def _diagnostic(finding: Finding, scene: Scene, settings: Settings) -> Diagnostic:
    severity, setting = settings.judged(finding)
    return Diagnostic(
        code=KINDS[finding.kind].code,
        severity=severity,
        message=finding.message,
        span=scene.sources.place(finding.address) if finding.address else None,
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
