"""The atoms of a dimension, kept between questions.

A dimension depends on the rules that ask something of it, and on nothing else. The cells of a matrix ask
about the same callers, resources and actions in ever new combinations, so that nearly every dimension of a
question was cut before.
"""

from collections.abc import Callable, Hashable, Sequence

from gen_vpce.access.patterns.work_limit import Effort
from gen_vpce.access.proof.atoms import Atom, Ledger

_KEPT = 8_192

_known: dict[object, tuple[tuple[Atom, ...], int]] = {}
"""The atoms of what was asked already, and the effort that they took."""


def remembered(
    ledger: Ledger,
    asked: Sequence[tuple[Hashable, ...]],
    kind: Hashable,
    cut: Callable[[Ledger], list[Atom]],
    effort: Effort,
) -> list[Atom]:
    """Return the atoms that *cut* makes of a dimension of *kind*.

    *asked* holds what each rule of *ledger* asks of it: whatever *cut* looks at, nothing where the rule
    leaves the dimension free. Such rules have no say in which atoms are best, and are not shown to *cut*.
    What is kept takes the same effort as what is made: no answer depends on what was asked before.
    """
    places = [place for place, each in enumerate(asked) if each]
    must, bad, good = (_picked(bits, places) for bits in (ledger.must, ledger.bad, ledger.good))
    key = kind, tuple(asked[place] for place in places), must, bad, good
    known = _known.get(key)
    if known is None:
        left = effort.left
        atoms = cut(Ledger(tuple(ledger.rules[place] for place in places), must, bad, good))
        if len(_known) >= _KEPT:
            _known.clear()
        known = _known[key] = tuple(atoms), left - effort.left
    else:
        effort.spend(known[1])
    if places == list(range(len(ledger.rules))):
        return list(known[0])
    free = ledger.full & ~sum(1 << place for place in places)
    return [Atom(free | _spread(atom.mask, places), atom.facts) for atom in known[0]]


def _picked(bits: int, places: Sequence[int]) -> int:
    """Return the bits at *places*, side by side."""
    return sum((bits >> place & 1) << number for number, place in enumerate(places))


def _spread(bits: int, places: Sequence[int]) -> int:
    """Return bits that stand side by side at their *places*."""
    return sum((bits >> number & 1) << place for number, place in enumerate(places))
