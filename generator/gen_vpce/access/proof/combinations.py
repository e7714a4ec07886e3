"""Dimensions put together: the combinations of atoms that are worth keeping."""

from collections.abc import Callable, Iterable, Sequence

from gen_vpce.access.patterns.work_limit import Effort
from gen_vpce.access.proof.atoms import Atom, Ledger

Hopeless = Callable[[int, int], bool]


def folded(
    ledger: Ledger,
    dimensions: Sequence[Iterable[Atom]],
    effort: Effort,
    *,
    hopeless: Hopeless = lambda _mask, _clearable: False,
) -> list[Atom]:
    """Return the best atoms of all *dimensions* together, narrow dimensions first.

    `hopeless(mask, clearable)` says that an atom of *mask* leads nowhere when later dimensions can clear no
    other bits than *clearable*.
    """
    ordered = sorted((list(atoms) for atoms in dimensions), key=len)
    clearable = [ledger.full & ~_common(atoms) for atoms in ordered]
    done = [Atom(ledger.full)]
    for place, atoms in enumerate(ordered):
        effort.spend(1 + len(done) * len(atoms) // 4)
        later = 0
        for bits in clearable[place + 1 :]:
            later |= bits
        joined = (Atom(left.mask & right.mask, left.facts + right.facts) for left in done for right in atoms)
        done = ledger.best((atom for atom in joined if not hopeless(atom.mask, later)), effort)
    return done


def _common(atoms: Iterable[Atom]) -> int:
    common = -1
    for atom in atoms:
        common &= atom.mask
    return common
