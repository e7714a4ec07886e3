"""Two sides of a comparison brought together, policy by policy, with the difference in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.access.comparison.compare import Comparison, Pair, compare, readings
from gen_vpce.access.comparison.difference_row import DifferenceRow
from gen_vpce.access.comparison.properties import always_allows, always_denies, disjoint
from gen_vpce.access.patterns.work_limit import DEFAULT
from gen_vpce.access.proof.exists import Party, Proof
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.inquiry.coincidence import TooManyError
from gen_vpce.inquiry.part import Part, worlds_in_words
from gen_vpce.inquiry.symbol_worlds import depends_on, named_in, worlds
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import EVERYTHING, Effect, Policy, PolicyKind

_NOTHING = Policy(())
_PROPERTIES: Mapping[str, Callable[[Party, Party, int], Proof]] = {
    "old_always_allows": lambda old, _, effort: always_allows(old, effort=effort),
    "old_always_denies": lambda old, _, effort: always_denies(old, effort=effort),
    "new_always_allows": lambda _, new, effort: always_allows(new, effort=effort),
    "new_always_denies": lambda _, new, effort: always_denies(new, effort=effort),
    "disjoint": lambda old, new, effort: disjoint(old, new, effort=effort),
}


class Contrast(Struct, frozen=True, dict=True):
    """One policy, old and new: the comparison, and what it means in rows, made when they are asked for.

    `stand_ins` maps values that stand for symbols to their markers. With `is_open`, the answer depends on
    what is not known, and there are no rows.
    """

    label: str
    comparison: Comparison
    readings: tuple[Pair, ...]
    effort: int = DEFAULT
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False

    def shown(self, text: str) -> str:
        """Return *text* with the symbols of Terraform source in the place of what stands for them."""
        for value, symbol in self.stand_ins.items():
            text = text.replace(value, symbol)
        return text

    @cached_property
    def newly_allowed(self) -> tuple[DifferenceRow, ...]:
        """What is, or may be, newly allowed."""
        return self._rows(self.comparison.newly_allowed, self.readings)

    @cached_property
    def newly_denied(self) -> tuple[DifferenceRow, ...]:
        """What is, or may be, no longer allowed."""
        back = tuple((after, before) for before, after in self.readings)
        return self._rows(self.comparison.newly_denied, back)

    def _rows(self, proof: Proof, readings: tuple[Pair, ...]) -> tuple[DifferenceRow, ...]:
        if proof.answer is False or self.is_open:
            return ()
        from gen_vpce.access.comparison.difference import added

        return added(*readings, effort=self.effort, known=proof.witness)

    @property
    def properties(self) -> dict[str, bool | None]:
        """Whether each side allows every request or none, and whether no request is allowed by both."""
        return {name: self.holds(name) for name in _PROPERTIES}

    def holds(self, name: str) -> bool | None:
        """Return whether one of the `properties` holds, None where it is not known."""
        if self.is_open:
            return None
        return _agreed([_PROPERTIES[name](*pair, self.effort).answer for pair in self.readings])

    @property
    def adds_access(self) -> bool:
        """Whether something is, or may be, newly allowed."""
        return self.comparison.newly_allowed.answer is not False


def _agreed(answers: Sequence[bool | None]) -> bool | None:
    """Return the answer that holds however the policies are read, None where there is none."""
    return answers[0] if len(set(answers)) == 1 else None


def contrasts(old: Sequence[Part], new: Sequence[Part], *, effort: int = DEFAULT) -> Iterator[Contrast]:
    """Yield the contrast of every policy that is on either side; two single policies are always one pair.

    An endpoint policy that is on one side only is compared with one that allows nothing. Deny statements of
    other policies restrict what others grant as well; they are compared beside a grant of everything, by
    themselves where a policy has both.
    """
    if len(old) == 1 and len(new) == 1 and old[0].kind is new[0].kind:
        yield from _both_ways(new[0].label, old[0], new[0], effort)
        return
    before, after = _by_policy(old), _by_policy(new)
    for policy in dict.fromkeys((*before, *after)):
        for label, one, other in _in_common_worlds(before.get(policy, {}), after.get(policy, {})):
            yield from _both_ways(label, one, other, effort)


def _by_policy(parts: Sequence[Part]) -> dict[str, dict[str, Part]]:
    found: dict[str, dict[str, Part]] = {}
    for part in parts:
        found.setdefault(part.of or part.label, {})[part.label] = part
    return found


def _in_common_worlds(
    old: Mapping[str, Part], new: Mapping[str, Part]
) -> Iterator[tuple[str, Part | None, Part | None]]:
    """Yield what is compared: a policy of several worlds with the other side in each that both can be in."""
    if not (old and new) or old.keys() == new.keys():
        yield from ((label, old.get(label), new.get(label)) for label in (old or new))
        return
    for before in old.values():
        for after in new.values():
            if all(before.assumed.get(name, told) == told for name, told in after.assumed.items()):
                answers = sorted({**before.assumed, **after.assumed}.items())
                label = before.of or after.of or before.label
                yield f"{label}{worlds_in_words(answers)}", before, after


def _both_ways(label: str, old: Part | None, new: Part | None, effort: int) -> Iterator[Contrast]:
    """Yield what the policies allow themselves, then what they deny of others' grants where that differs."""
    yield _contrast(label, old, new, effort)
    sides = [part for part in (old, new) if part]
    if sides[0].kind is PolicyKind.ENDPOINT or not any(map(_allows, sides)):
        return
    one, other = (part and replace(part, policy=_denies(part.policy)) for part in (old, new))
    if (one.policy.statements if one else ()) != (other.policy.statements if other else ()):
        yield _contrast(f"{label}, of what others grant", one, other, effort)


def _allows(part: Part) -> bool:
    return any(each.effect is Effect.ALLOW for each in part.policy)


def _denies(policy: Policy) -> Policy:
    return replace(policy, statements=tuple(each for each in policy if each.effect is Effect.DENY))


def _contrast(label: str, old: Part | None, new: Part | None, effort: int) -> Contrast:
    known = new or old
    if known is None:
        raise ValueError("a contrast needs at least one side")
    kind, endpoint_kind = known.kind, known.endpoint_kind
    before, after = _granted(kind, old.policy if old else _NOTHING, new.policy if new else _NOTHING)
    doubt = next((part.doubt for part in (old, new) if part and part.doubt), None)
    if doubt:
        proof = Proof(None, reason=doubt)
        return Contrast(
            label,
            Comparison(proof, proof),
            ((Party(before, kind), Party(after, kind)),),
            effort,
            is_open=True,
        )
    forms = {**(old.symbols if old else {}), **(new.symbols if new else {})}
    if forms and before != after:
        return _in_every_world(label, _Asked(before, after, kind, endpoint_kind, effort), forms)
    return _plain(label, _Asked(before, after, kind, endpoint_kind, effort))


class _Asked(Struct, frozen=True):
    """Two policies to be compared, and how."""

    old: Policy
    new: Policy
    kind: PolicyKind
    endpoint_kind: EndpointKind | None
    effort: int

    def compared(self) -> Comparison:
        return compare(
            self.old, self.new, kind=self.kind, endpoint_kind=self.endpoint_kind, effort=self.effort
        )


def _plain(label: str, asked: _Asked, stand_ins: Mapping[str, str] | None = None) -> Contrast:
    readable = readings(asked.old, asked.new, kind=asked.kind, endpoint_kind=asked.endpoint_kind)
    return Contrast(label, asked.compared(), readable, asked.effort, stand_ins or {})


def _in_every_world(label: str, asked: _Asked, forms: Mapping[str, Form]) -> Contrast:
    """Return the contrast of policies with symbols: undecided where the values of these decide."""
    try:
        found = list(worlds(asked.old, asked.new, forms))
    except TooManyError:
        return _open(label, asked, depends_on(forms))
    first = _plain(label, replace(asked, old=found[0].old, new=found[0].new), found[0].stand_ins)
    for world in found[1:]:  # those with the fewest assumptions come first
        verdict = replace(asked, old=world.old, new=world.new).compared().verdict
        if verdict is not first.comparison.verdict:
            return _open(label, asked, depends_on(named_in(world)))
    return first


def _open(label: str, asked: _Asked, reason: str) -> Contrast:
    proof = Proof(None, reason=reason)
    pair = Party(asked.old, asked.kind), Party(asked.new, asked.kind)
    return Contrast(label, Comparison(proof, proof), (pair,), asked.effort, is_open=True)


def _granted(kind: PolicyKind, old: Policy, new: Policy) -> tuple[Policy, Policy]:
    """Return both policies beside a grant of everything where they only restrict what others grant."""
    if kind is PolicyKind.ENDPOINT or any(each.effect is Effect.ALLOW for each in (*old, *new)):
        return old, new
    names_callers = kind in (PolicyKind.RESOURCE, PolicyKind.RCP)
    grant = EVERYTHING if names_callers else replace(EVERYTHING, principals=None)
    return (
        replace(old, statements=(grant, *old.statements)),
        replace(new, statements=(grant, *new.statements)),
    )
