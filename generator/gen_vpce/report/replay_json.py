"""What real requests would have met with, for programs."""

import json

from gen_vpce.inquiry.replay import Row, Said
from gen_vpce.report.json import finding
from gen_vpce.report.model import Report
from gen_vpce.report.replay import summary

_VERSION = 1


def render(report: Report) -> str:
    """Return one JSON object, indented: coverage, endpoints, every request, and the findings."""
    replayed = report.replayed
    data: dict[str, object] = {
        "version": _VERSION,
        "command": report.command,
        "exit_code": report.exit_code,
        "findings": [finding(found) for found in report.findings],
    }
    if replayed is not None:
        coverage = replayed.replay.reduction.coverage
        data["summary"] = summary(replayed.replay)
        data["coverage"] = {
            "events": coverage.events,
            "first": coverage.first or None,
            "last": coverage.last or None,
            "days_without_events": coverage.days_without_events(),
            "logged": [
                {"category": category, "source": source, "events": count}
                for (category, source), count in sorted(coverage.kinds.items())
            ],
            "said": list(replayed.coverage),
            "not_read": list(replayed.not_read),
        }
        data["endpoints"] = [
            {
                "id": id_,
                "name": replayed.replay.ways.get(id_),
                "events": each.events,
                "made_by_services": each.made_by_services,
                "services": dict(sorted(each.services.items())),
                "owners": sorted(each.owners),
            }
            for id_, each in sorted(coverage.endpoints.items())
        ]
        data["requests"] = [_request(row) for row in replayed.replay.rows]
    return json.dumps(data, indent=2) + "\n"


def _request(row: Row) -> dict[str, object]:
    seen, often = row.seen, row.often
    return {
        "endpoint": seen.endpoint,
        "caller": seen.caller.name if seen.caller else None,
        "caller_account": seen.caller.of_account if seen.caller else None,
        "category": seen.category,
        "event": {"source": seen.source, "name": seen.event},
        "needs": [
            {"action": need.action, "resource": need.resource, "owner": need.owner} for need in seen.needs
        ],
        "keys": dict(seen.keys),
        "was": seen.was,
        "count": often.count,
        "first": often.first or None,
        "last": often.last or None,
        "example": often.example or None,
        **_said(row.said),
        "in_force": _said(row.before),
    }


def _said(said: Said) -> dict[str, object]:
    place = said.place
    return {
        "verdict": said.verdict,
        "because": said.because,
        "depends_on": said.depends_on,
        "place": place and {"file": place.file, "line": place.line, "column": place.column},
    }
