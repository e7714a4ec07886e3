"""Many requests, one JSON case a line: the protocol of `gen-vpce simulate --batch`."""

from collections.abc import Iterable, Iterator

from gen_vpce.access.decision.evaluate import decide_asked
from gen_vpce.access.decision.explain import explain
from gen_vpce.access.decision.request import facts
from gen_vpce.access.stream.json_lines import Line, answered, failed, json_text
from gen_vpce.access.stream.policy_cache import KnownPolicies
from gen_vpce.access.stream.request_case import read_case


def answers(lines: Iterable[bytes]) -> Iterator[Line]:
    """Yield the answer to each case as soon as it is read; empty lines have none."""
    known = KnownPolicies()
    return answered(lines, lambda line: _answer(line, known))


def _answer(line: str, known: KnownPolicies) -> Line:
    case = read_case(line, known)
    if case.request is None or case.problems:
        return failed(case.id, "; ".join(case.problems))
    asked = facts(case.request)
    decision = decide_asked(case.layers, asked)
    because = explain(decision, case.layers, asked, case.request)
    return Line(
        f'{{"id": {case.id}, "decision": "{decision.outcome}", "layer": {json_text(decision.layer)}, '
        f'"statement": {json_text(decision.statement)}, "because": {json_text(because)}}}'
    )
