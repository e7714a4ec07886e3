"""Small overviews of what changes, for the pictures in the Markdown of `gate` and `compare`."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.inquiry.part import Part
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.overview.build import build
from gen_vpce.overview.model import Network, Overview
from gen_vpce.overview.of_json import endpoint_of
from gen_vpce.overview.of_plan import add_endpoints, changed_endpoints
from gen_vpce.overview.seen import Seen, SeenEndpoint
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.positions import Positions
from gen_vpce.policy.read import Read
from gen_vpce.terraform.plan import Plan

MOST = 8
"""Endpoints that change, for which a picture is made: each costs proofs, and a larger one is not read."""

_CHANGING = frozenset({"added", "removed", "changed"})


class Small(Struct, frozen=True):
    """What is to be drawn: the overview, None where `count` endpoints are too many."""

    count: int
    overview: Overview | None = None


def of_plan(plan: Plan, root: Path, shown: str) -> Small | None:
    """Return the endpoints whose meaning or network *plan* changes; None where there are none."""
    changed = changed_endpoints(plan, root)
    if len(changed) > MOST:
        return Small(len(changed))
    seen = Seen()
    add_endpoints(seen, changed, plan, root, shown)
    return _drawn(seen, shown)


def of_parts(old: Sequence[Part], new: Sequence[Part]) -> Small | None:
    """Return the policies of endpoints that differ between two sides.

    None where there are none, or where one depends on values that nobody knows: there is nothing to draw.
    Two single policies are one pair whatever they are called, as they are for `inquiry/contrast.py`.
    """
    before, after = _by_label(old), _by_label(new)
    if len(old) == len(new) == 1 and before and after:
        before = {new[0].label: old[0]}
    labels = [each for each in {**before, **after} if _policy(before, each) != _policy(after, each)]
    differing = [side[label] for side in (before, after) for label in labels if label in side]
    if any(part.symbols or part.doubt for part in differing):
        return None
    if len(labels) > MOST:
        return Small(len(labels))
    seen = Seen(against="the other side")
    for label in labels:
        for side, found in ((before, seen.before), (after, seen.endpoints)):
            if label in side:
                found.append(_endpoint(label, side[label]))
        seen.compared.add(label)
    return _drawn(seen, "")


def _drawn(seen: Seen, title: str) -> Small | None:
    made = build(seen, title)
    left = tuple(each for each in made.endpoints if each.change in _CHANGING)
    return Small(len(left), replace(made, endpoints=left)) if left else None


def _by_label(parts: Sequence[Part]) -> dict[str, Part]:
    return {each.label: each for each in parts if each.kind is PolicyKind.ENDPOINT}


def _policy(side: Mapping[str, Part], label: str) -> object:
    return side[label].policy if label in side else None


def _endpoint(label: str, part: Part) -> SeenEndpoint:
    name = label.removesuffix(f" ({part.kind})")
    known = Attachment(PolicyKind.ENDPOINT, endpoint_type=part.endpoint_kind)
    found = endpoint_of(name, Read(part.policy, (), Positions("{}", label)), known, label)
    return replace(found, key=label, network=Network("VPC"))
