"""Pairs of real policies with a known answer, from public collections; they are not part of the project.

`GEN_VPCE_ORACLES` names the folder; a folder `shared/oracles` beside the checkout is found without it. Where
there is none, what needs it is skipped.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.elements import policy_from

FOLDER = Path(os.environ.get("GEN_VPCE_ORACLES", Path(__file__).resolve().parents[4] / "shared" / "oracles"))


@dataclass(frozen=True, slots=True)
class Case:
    """A pair; `allowed` and `denied` say what is newly allowed and denied, None where nobody knows."""

    name: str
    old: Policy
    new: Policy
    kind: PolicyKind
    allowed: bool | None
    denied: bool | None


def pairs() -> Iterator[Case]:
    """Yield every case of the folder, none where it is missing."""
    for line in _lines("no-new-access.jsonl"):
        kind = PolicyKind.IDENTITY if line["policy_type"] == "IDENTITY_POLICY" else PolicyKind.RESOURCE
        fails = line["expected"] == "FAIL"
        yield Case(line["id"], _policy(line["existing"]), _policy(line["new"]), kind, fails, None)
    for line in _lines("allowed-by-one-not-other.jsonl"):
        old, new = _policy(line["p1"]), _policy(line["p2"])
        allowed, denied = line["p2_not_in_p1"] == "SAT", line["p1_not_in_p2"] == "SAT"
        yield Case(line["id"], old, new, PolicyKind.RESOURCE, allowed, denied)


def _lines(name: str) -> Iterator[dict[str, str]]:
    path = FOLDER / name
    if path.is_file():
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _policy(data: object) -> Policy:
    policy, problems = policy_from(data)
    assert policy is not None, problems
    return policy
