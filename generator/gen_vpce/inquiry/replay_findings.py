"""What a replay found, as findings: what breaks, what may, what opens, and what was not read."""

from collections.abc import Iterator

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.inquiry.replay import Replay, Row
from gen_vpce.traffic.troubles import Troubles


def findings_of(replay: Replay, troubles: Troubles, policy: str) -> Iterator[Diagnostic]:
    """Yield a finding for each request of which something is to be said; *policy* names what was asked."""
    for row in replay.rows:
        if row.breaks:
            yield _finding("GV900", Severity.ERROR, row, policy, "would be denied")
        elif row.is_open:
            yield _finding("GV901", Severity.WARNING, row, policy, "may be denied")
        elif row.opens:
            yield _finding("GV902", Severity.NOTE, row, policy, "was denied and would pass")
    for sentence in troubles.sentences():
        yield Diagnostic("GV903", Severity.WARNING, sentence)


def _finding(code: str, severity: Severity, row: Row, policy: str, becomes: str) -> Diagnostic:
    message = f"{request_in_words(row)}, {how_often(row)}, {becomes}: {row.said.because or 'it is allowed'}"
    hint = None
    if code == "GV901":
        hint = "look at the statement, or say with --facts what is known"
    return Diagnostic(code, severity, message, row.said.place or row.endpoint or Span(policy), hint)


def request_in_words(row: Row) -> str:
    """Return the request as a clause: who calls what on what."""
    what = ", ".join(f"{need.action} on {need.resource or '?'}" for need in row.seen.needs)
    return f"{caller_of(row)} calling {what or f'{row.seen.source} {row.seen.event}'}"


def caller_of(row: Row) -> str:
    """Return who called, with the account where no more is known."""
    who = row.seen.caller
    if who is None:
        return "a caller that is not told"
    return who.name if who.of_account in (None, who.name) else f"{who.name} of account {who.of_account}"


def how_often(row: Row) -> str:
    """Return how often and when a request was made, and the id of an event."""
    times = "once" if row.often.count == 1 else f"{row.often.count:,} times"
    last = f", last at {row.often.last}" if row.often.last else ""
    return f"made {times}{last} (event {row.often.example or 'without an id'})"
