"""What changes: each policy that differs from the one before, in rows for all requests."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from gen_vpce.access.proof.exists import Proof
from gen_vpce.inquiry.contrast import Contrast, contrasts
from gen_vpce.inquiry.part import Part
from gen_vpce.overview.model import Change, Difference
from gen_vpce.overview.names import example_of, identity
from gen_vpce.overview.seen import Seen, SeenEndpoint
from gen_vpce.policy.document import PolicyKind

_SHOWN = 12


def changes_of(seen: Seen) -> Iterator[Change]:
    """Yield every policy that differs, each once, in the order of the endpoints; none of a doubtful one."""
    before = {each.key: each for each in seen.before}
    after = {each.key: each for each in seen.endpoints}
    told: set[tuple[str, str]] = set()
    for key in dict.fromkeys((*after, *before)):
        old, new = before.get(key), after.get(key)
        known = new or old
        if key not in seen.compared or known is None or any(each and each.doubt for each in (old, new)):
            continue
        was, now = _parts(old), _parts(new)
        for name in dict.fromkeys((*was, *now)):
            if (known.module, name) not in told and was.get(name) != now.get(name):
                told.add((known.module, name))
                yield from _change(known, name, was.get(name), now.get(name))


def _parts(seen: SeenEndpoint | None) -> Mapping[str, Part]:
    if seen is None:
        return {}
    found = {
        name: Part(name, held.kind, held.policy, seen.door.kind if held.kind is PolicyKind.ENDPOINT else None)
        for name, held in zip(seen.policies, seen.deciding, strict=True)
    }
    if seen.written is not None:
        own = seen.policies[0]
        found[own] = replace(found[own], policy=seen.written, symbols=seen.forms)
    return found


def _change(seen: SeenEndpoint, name: str, old: Part | None, new: Part | None) -> Iterator[Change]:
    for found in contrasts([old] if old else [], [new] if new else []):
        verdict = found.comparison.verdict
        is_own = name == seen.policies[0]
        yield Change(
            seen.module,
            name,
            str(verdict),
            _difference(found, found.comparison.newly_allowed, "newly_allowed"),
            _difference(found, found.comparison.newly_denied, "newly_denied"),
            identity("e", seen.key) if is_own else None,
        )


def _difference(found: Contrast, proof: Proof, direction: str) -> Difference:
    rows = getattr(found, direction)
    shown = tuple(found.shown(row.text) for row in rows[:_SHOWN])
    more = (f"and {len(rows) - _SHOWN} more",) if len(rows) > _SHOWN else ()
    return Difference(proof.answer, (*shown, *more), example_of(proof.witness, found.shown), proof.reason)
