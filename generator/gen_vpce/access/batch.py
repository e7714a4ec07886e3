"""Many requests, one JSON case a line: the protocol of `gen-vpce simulate --batch`."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gen_vpce.access.case import read_case
from gen_vpce.access.evaluate import decide
from gen_vpce.access.explain import explain
from gen_vpce.access.known import KnownPolicies
from gen_vpce.access.request import facts


@dataclass(frozen=True, slots=True)
class Line:
    """One line of answer, without its line break; `bad` where the case could not be read."""

    text: str
    bad: bool = False


def answers(lines: Iterable[str]) -> Iterator[Line]:
    """Yield the answer to each case as soon as it is read; empty lines have none."""
    known = KnownPolicies()
    for line in lines:
        if not line.isspace():
            yield _answer(line, known)


def _answer(line: str, known: KnownPolicies) -> Line:
    case = read_case(line, known)
    if case.request is None or case.problems:
        return Line(json.dumps({"id": case.id, "error": "; ".join(case.problems)}), bad=True)
    asked = facts(case.request)
    decision = decide(case.layers, asked)
    answer = {
        "id": case.id,
        "decision": decision.outcome,
        "layer": decision.layer,
        "statement": decision.statement,
        "because": explain(decision, case.layers, asked, case.request),
    }
    return Line(json.dumps(answer))
