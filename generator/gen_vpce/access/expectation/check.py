"""Whether the expectations of a file hold: one request decided, or all of a form proven.

`allow` and `deny` are about one request. `never` holds when no request of the form passes, `always` when no
layer refuses one: no sample shows that, a proof does, and where it fails there is a counterexample.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from gen_vpce.access.decision.request import Request
from gen_vpce.access.expectation import findings
from gen_vpce.access.expectation.all_requests import settle
from gen_vpce.access.expectation.decided_request import decided
from gen_vpce.access.expectation.policies_held import Held, Holdings, held_policy, holdings
from gen_vpce.access.expectation.policy_files import read_policy
from gen_vpce.diagnostics import Diagnostic, in_order
from gen_vpce.intent.model import Claim, Expectation, Intent
from gen_vpce.policy.compiler.compile import Document
from gen_vpce.policy.document import PolicyKind


class Result(StrEnum):
    """What came of an expectation."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"


class Checked(Struct, frozen=True):
    """An expectation with its result, and the findings where it did not pass."""

    expectation: Expectation
    result: Result
    findings: tuple[Diagnostic, ...] = ()


def check_expectations(intent: Intent, documents: Sequence[Document], folder: Path) -> tuple[Diagnostic, ...]:
    """Return an error for each expectation of *intent* that does not hold or cannot be decided.

    *documents* are what the intent was compiled to; files that it names are read relative to *folder*.
    """
    if not intent.expect:
        return ()
    checked = check_each(intent.expect, holdings(intent, documents), folder)
    return in_order([found for each in checked for found in each.findings])


def check_each(expectations: Sequence[Expectation], held: Holdings, folder: Path) -> Iterator[Checked]:
    """Yield what comes of each of *expectations*, decided on what is *held*."""
    for each in expectations:
        if each.identity is None:
            yield _check(each, held, None)
            continue
        read = read_policy(each.identity, folder, each.span)
        if read.policy is None:
            yield Checked(each, Result.UNDECIDED, read.diagnostics)
        else:
            yield _check(each, held, held_policy(PolicyKind.IDENTITY, read.policy, read.place))


def _check(expectation: Expectation, held: Holdings, own: Held | None) -> Checked:
    if expectation.claim in (Claim.ALLOW, Claim.DENY):
        return _check_one(expectation, held, own)
    settled = settle(expectation, held, own)
    if settled.counterexample:
        found = findings.failed(expectation, settled.counterexample, held)
        return Checked(expectation, Result.FAILED, (found,))
    if settled.doubt:
        return Checked(expectation, Result.UNDECIDED, (findings.undecided(expectation, settled.doubt, held),))
    if settled.empty:
        return Checked(expectation, Result.FAILED, (findings.empty(expectation, held),))
    return Checked(expectation, Result.PASSED)


def _check_one(expectation: Expectation, held: Holdings, own: Held | None) -> Checked:
    """Decide the one request of `allow` and `deny`."""
    door = held.door(expectation.through) if expectation.through else held.usual_door
    request = Request(
        expectation.principal or "*",
        expectation.action or "*",
        expectation.resource or "*",
        context=expectation.context,
        through=door.id if door else None,
        is_open=True,
    )
    found = decided(request, door, held, own)
    if found.passes is None:
        return Checked(expectation, Result.UNDECIDED, (findings.missing(expectation, found, held),))
    if found.passes is not (expectation.claim is Claim.ALLOW):
        return Checked(expectation, Result.FAILED, (findings.failed(expectation, found, held),))
    if found.passes and not found.is_asked:
        return Checked(expectation, Result.FAILED, (findings.unasked(expectation, found, held),))
    return Checked(expectation, Result.PASSED)
