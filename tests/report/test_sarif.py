"""SARIF: by the standard, and by what GitHub asks beyond it."""

import json
import re
from typing import Any

from hypothesis import given
from jsonschema import Draft202012Validator
from tests.support.any_reports import REPORTS
from tests.support.reports import TYPO

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.report.codes import all_codes
from gen_vpce.report.formats import render
from gen_vpce.report.model import Report
from gen_vpce.report.sarif import MOST_RESULTS

SARIF_SCHEMA: dict[str, Any] = {
    "$comment": "The parts of SARIF 2.1.0 that are written here, with the standard's own limits.",
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "run": {
            "required": ["tool", "results"],
            "properties": {
                "tool": {
                    "properties": {
                        "driver": {
                            "required": ["name"],
                            "properties": {
                                "rules": {
                                    "type": "array",
                                    "uniqueItems": True,
                                    "items": {
                                        "required": ["id"],
                                        "properties": {"helpUri": {"type": "string", "format": "uri"}},
                                    },
                                }
                            },
                        }
                    }
                },
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "invocations": {"items": {"required": ["executionSuccessful"]}},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
        },
        "result": {
            "required": ["message", "ruleId"],
            "properties": {
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"required": ["text"]},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
                "relatedLocations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
            },
        },
        "location": {
            "required": ["physicalLocation"],
            "properties": {
                "id": {"type": "integer", "minimum": 0},
                "physicalLocation": {
                    "required": ["artifactLocation", "region"],
                    "properties": {
                        "artifactLocation": {"properties": {"uri": {"pattern": r"^[!#-;=?-Z\[\]_a-z~]*$"}}},
                        "region": {
                            "properties": {
                                name: {"type": "integer", "minimum": 1}
                                for name in ("startLine", "startColumn", "endLine", "endColumn")
                            }
                        },
                    },
                },
            },
        },
    },
}


_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_DESCRIPTION = _TEXT | {"properties": {"text": {"type": "string", "minLength": 1, "maxLength": 1024}}}

GITHUB_SCHEMA: dict[str, Any] = {
    "$comment": "https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support",
    "required": ["$schema", "version", "runs"],
    "properties": {"runs": {"minItems": 1, "maxItems": 20, "items": {"$ref": "#/$defs/run"}}},
    "$defs": {
        "run": {
            "required": ["tool", "results"],
            "properties": {
                "tool": {
                    "required": ["driver"],
                    "properties": {
                        "driver": {
                            "required": ["name", "semanticVersion", "informationUri", "rules"],
                            "properties": {
                                "informationUri": {"pattern": "^https://"},
                                "rules": {"maxItems": 25_000, "items": {"$ref": "#/$defs/rule"}},
                            },
                        }
                    },
                },
                "results": {"maxItems": 25_000, "items": {"$ref": "#/$defs/result"}},
            },
        },
        "rule": {
            "required": ["id", "shortDescription", "fullDescription", "help"],
            "properties": {
                "id": {"minLength": 1},
                "name": {"maxLength": 255},
                "shortDescription": _DESCRIPTION,
                "fullDescription": _DESCRIPTION,
                "help": _TEXT,
                "properties": {"properties": {"tags": {"maxItems": 20}}},
            },
        },
        "result": {
            "required": ["message", "locations", "partialFingerprints"],
            "properties": {
                "message": _TEXT,
                "locations": {
                    "minItems": 1,
                    "maxItems": 10,
                    "items": {
                        "required": ["physicalLocation"],
                        "properties": {"physicalLocation": {"$ref": "#/$defs/place"}},
                    },
                },
                "relatedLocations": {"maxItems": 1_000},
                "partialFingerprints": {
                    "required": ["primaryLocationLineHash"],
                    "additionalProperties": {"type": "string", "minLength": 1},
                },
            },
        },
        "place": {
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {"required": ["uri"], "properties": {"uri": {"minLength": 1}}},
                "region": {"required": ["startLine", "startColumn", "endLine", "endColumn"]},
            },
        },
    },
}


@given(REPORTS)
def test_github_takes_it(report: Report) -> None:
    (run,) = (log := json.loads(render(report, "sarif")))["runs"]
    Draft202012Validator(GITHUB_SCHEMA).validate(log)
    assert len(run["results"]) == len(report.findings)
    told = [
        (
            result["ruleId"],
            result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            result["partialFingerprints"]["primaryLocationLineHash"],
        )
        for result in run["results"]
    ]
    assert len(set(told)) == len(told)


def test_every_rule_comes_with_its_descriptions_and_help() -> None:
    found = tuple(Diagnostic(code, Severity.ERROR, "said", Span("f")) for code in all_codes())
    log = json.loads(render(Report("lint", 1, found), "sarif"))
    Draft202012Validator(GITHUB_SCHEMA).validate(log)
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        entry = all_codes()[rule["id"]]
        assert rule["shortDescription"]["text"] == entry.title
        assert rule["help"]["text"].startswith(entry.explanation)
        code = re.compile(r"`[^`|]+`")
        assert code.findall(entry.explanation) == code.findall(rule["help"]["markdown"])


def _fingerprints(*findings: Diagnostic) -> list[str]:
    log = json.loads(render(Report("gate", 1, findings), "sarif"))
    return [each["partialFingerprints"]["primaryLocationLineHash"] for each in log["runs"][0]["results"]]


def test_a_fingerprint_stays_where_lines_move_and_parts_what_is_not_the_same() -> None:
    def made(line: int, text: str = "  x: y", code: str = "GV201", **more: Any) -> Diagnostic:
        return Diagnostic(
            code, Severity.ERROR, f"said of line {line}", Span("f", line, 1, line, 2, text), **more
        )

    assert _fingerprints(made(3)) == _fingerprints(made(9)) == _fingerprints(made(3, "x: y  "))
    others = [made(3, "x: z"), made(3, code="GV202"), made(3, subject="aws_x.y"), made(3, subject="aws_x.z")]
    assert len({*_fingerprints(made(3), *others)}) == 5
    once, twice = _fingerprints(made(3), made(4))
    assert (once[:-2], once[-2:], twice[:-2], twice[-2:]) == (twice[:-2], ":1", once[:-2], ":2")


def test_what_has_no_line_stands_where_the_report_says() -> None:
    bare = Diagnostic("GV600", Severity.ERROR, "said")
    log = json.loads(render(Report("gate", 1, (bare,), elsewhere=Span("live/main.tf")), "sarif"))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "live/main.tf"


def test_more_than_github_takes_is_left_out_mildest_first_and_counted() -> None:
    mild = tuple(
        Diagnostic("GV310", Severity.SUGGESTION, f"{number}", Span("f")) for number in range(MOST_RESULTS)
    )
    bad = Diagnostic("GV201", Severity.ERROR, "bad", Span("f"))
    (run,) = json.loads(render(Report("lint", 1, (*mild, bad)), "sarif"))["runs"]
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][-1]["ruleId"] == "GV201"
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("1 more findings are left out")


@given(REPORTS)
def test_sarif_holds_to_the_standard(report: Report) -> None:
    log = json.loads(render(report, "sarif"))
    Draft202012Validator(SARIF_SCHEMA).validate(log)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in log["runs"][0]["results"])


def test_sarif_places_a_finding_and_what_it_speaks_of() -> None:
    spaced = Diagnostic("GV202", Severity.SUGGESTION, "hm", Span("a b/ü.yaml", 1, 1, 1, 2))
    result, other = json.loads(render(Report("lint", 1, (TYPO, spaced)), "sarif"))["runs"][0]["results"]
    assert result["level"] == "error"
    assert result["message"]["text"].endswith("\nhint: did you mean `gateway`?")
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 8,
        "startColumn": 11,
        "endLine": 8,
        "endColumn": 19,
    }
    assert result["relatedLocations"][0]["message"]["text"] == "the endpoint begins here"
    assert other["level"] == "note"
    assert other["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/%C3%BC.yaml"
