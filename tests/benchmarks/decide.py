"""Decisions on single requests: one after another in a process, and as a batch."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.clock import python, show, timed
from tests.support.meaning.random_policies import seeded

from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.policy.elements import policy_from

_MODULES = Path(__file__).parents[2] / "modules"
_COUNT = 20_000
_ROUNDS = 5
_ACTIONS = ("dynamodb:PutItem", "dynamodb:DeleteTable", "dynamodb:Query", "dynamodb:GetItem", "s3:GetObject")
_EVERYTHING = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def run() -> None:
    """A batch of 20,000 requests, no two the same; aim: 20,000 cases a second for a policy that repeats."""
    policies = sorted((json.loads(path.read_text()) for path in _MODULES.glob("*/policies/*")), key=_size)
    requests = list(_requests())
    _one_by_one(policies[-1], requests)
    layers = {"identity_policies": [_EVERYTHING], "scps": [[_EVERYTHING]]}
    kinds: dict[str, Sequence[dict[str, Any]]] = {
        "a short policy": [{"endpoint_policy": policies[0]}],
        "the longest one": [{"endpoint_policy": policies[-1]}],
        "all, three layers": [{"endpoint_policy": policy, **layers} for policy in policies],
    }
    for name, cases in kinds.items():
        print(f"  {name}: {_size(cases[0]['endpoint_policy'])} characters, {len(cases)} in turn\n")
        lines = [
            json.dumps({"id": str(number), **cases[number % len(cases)], "request": request})
            for number, request in enumerate(requests)
        ]
        _batch(lines)


def _one_by_one(data: dict[str, Any], requests: Sequence[dict[str, Any]]) -> None:
    policy, _problems = policy_from(data)
    if policy is None:
        return
    asked = [facts(Request(**request)) for request in requests[:1000]]
    layers = Layers(endpoint=compile_policy(policy))
    compiled = timed("compiled", lambda: [decide(layers, each) for each in asked], rounds=_ROUNDS)
    uncompiled = timed(
        "uncompiled",
        lambda: [decide(Layers(endpoint=compile_policy(policy)), each) for each in asked],
        rounds=_ROUNDS,
    )
    show([compiled, uncompiled], each=len(asked), unit="decision")


def _batch(lines: Sequence[str]) -> None:
    with TemporaryDirectory() as name:
        top = Path(name)
        (top / "cases.jsonl").write_text("\n".join(lines))
        parsed = timed("json.loads", lambda: [json.loads(line) for line in lines], rounds=_ROUNDS)
        whole = timed(
            "simulate --batch",
            python("-m", "gen_vpce", "simulate", "--batch", "cases.jsonl", cwd=top),
            rounds=_ROUNDS,
        )
        show([parsed, whole], each=len(lines), unit="case")
        print(f"\n  {len(lines) / whole.best:,.0f} cases a second, the start of the process included\n")


def _requests() -> Iterator[dict[str, Any]]:
    random = seeded(1)
    for number in range(_COUNT):
        yield {
            "principal": f"arn:aws:iam::123456789012:role/{random.choice(('OrdersApp', 'Other'))}",
            "action": random.choice(_ACTIONS),
            "resource": f"arn:aws:dynamodb:us-east-1:123456789012:table/T{number}",
            "context": {"aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:SourceVpce": "vpce-0123456789abcdef0"},
        }


def _size(policy: dict[str, Any]) -> int:
    return len(json.dumps(policy))
