"""Many comparisons, one JSON pair a line: the protocol of `gen-vpce compare --batch`.

A line is `{"id", "old", "new", "kind"}`, with `endpoint_kind` where it matters; an answer is
`{"id", "verdict", "newly_allowed", "newly_denied", "witness_allowed", "witness_denied"}`, the two booleans
null where undecided, and then with a `reason`. A witness is a request that `simulate --batch` reads.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from gen_vpce.access.comparison.compare import compare
from gen_vpce.access.decision.request import Request
from gen_vpce.access.patterns.work_limit import DEFAULT
from gen_vpce.access.stream.json_lines import Line, answered, failed, json_text, parsed
from gen_vpce.diagnostics import Severity
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.elements import policy_from

_KINDS = (EndpointKind.GATEWAY, EndpointKind.INTERFACE)

T = TypeVar("T", PolicyKind, EndpointKind)


class _UnreadableError(Exception):
    """What is wrong with a line."""


def answers(lines: Iterable[bytes], *, effort: int = DEFAULT) -> Iterator[Line]:
    """Yield the answer to each pair as soon as it is read; empty lines have none."""
    return answered(lines, lambda line: _answer(line, effort))


def _answer(line: str, effort: int) -> Line:
    try:
        pair = parsed(line)
    except ValueError as error:
        return failed("null", str(error))
    if not isinstance(pair, dict):
        return failed("null", "a pair is an object")
    try:
        return Line(json.dumps({"id": pair.get("id"), **_compared(pair, effort)}))
    except _UnreadableError as error:
        return failed(json_text(pair.get("id")), str(error))


def _compared(pair: dict[str, object], effort: int) -> dict[str, object]:
    kind = _one_of(tuple(PolicyKind), pair.get("kind") or PolicyKind.ENDPOINT, "kind")
    given = pair.get("endpoint_kind")
    endpoint_kind = None if given is None else _one_of(_KINDS, given, "endpoint_kind")
    old, new = _policy(pair, "old"), _policy(pair, "new")
    found = compare(old, new, kind=kind, endpoint_kind=endpoint_kind, effort=effort)
    answer: dict[str, object] = {
        "verdict": found.verdict,
        "newly_allowed": found.newly_allowed.answer,
        "newly_denied": found.newly_denied.answer,
        "witness_allowed": witness_data(found.newly_allowed.witness),
        "witness_denied": witness_data(found.newly_denied.witness),
    }
    reasons = [side.reason for side in (found.newly_allowed, found.newly_denied) if side.reason]
    return {**answer, "reason": "; ".join(dict.fromkeys(reasons))} if reasons else answer


def witness_data(request: Request | None) -> dict[str, object] | None:
    """Return a request as `simulate --batch` reads it."""
    if request is None:
        return None
    return {
        "principal": request.principal,
        "action": request.action,
        "resource": request.resource,
        "context": dict(request.context),
    }


def _one_of(kinds: Sequence[T], value: object, name: str) -> T:
    for kind in kinds:
        if kind == str(value).lower():
            return kind
    raise _UnreadableError(f"{name} is one of {', '.join(kinds)}, not {json.dumps(value)}")


def _policy(pair: dict[str, object], name: str) -> Policy:
    if name not in pair:
        raise _UnreadableError(f"a pair needs `{name}`, a policy")
    policy, problems = policy_from(pair[name])
    if policy is None:
        wrong = (problem.message for problem in problems if problem.severity is Severity.ERROR)
        raise _UnreadableError(f"{name}: {'; '.join(wrong)}")
    return policy
