"""What holds of a policy with symbols: what is the same in every world that they may be in."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from gen_vpce.access.proof.exists import Proof
from gen_vpce.access.reach import callers, resources
from gen_vpce.access.reach.callers import Caller
from gen_vpce.access.reach.decide import reach
from gen_vpce.access.reach.model import Cell, Extent, Level, Reach
from gen_vpce.access.reach.resources import Resource
from gen_vpce.inquiry.symbol_values import filled_text
from gen_vpce.inquiry.symbol_worlds import depends_on
from gen_vpce.overview.seen import InWorld, SeenEndpoint


def reach_in_worlds(seen: SeenEndpoint, owned: Iterable[str]) -> Reach:
    """Return what is decided of *seen* in its first world, undecided where another world differs.

    Callers and resources are those of the first world, in which no two texts coincide.
    """
    features = tuple(owned)
    formless = frozenset(seen.stand_ins)
    found = reach(seen.door, seen.held, features, seen.worlds[0].before, formless)
    for world in seen.worlds[1:]:
        other = reach(world.door, world.held, features, world.before, formless)
        cells = {(each.caller, each.resource): each for each in other.cells}
        found = replace(
            found,
            cells=tuple(_held_against(cell, cells, seen, world) for cell in found.cells),
            open_to_all=found.open_to_all if found.open_to_all is other.open_to_all else None,
        )
    return found


def _held_against(
    cell: Cell, others: Mapping[tuple[Caller, Resource], Cell], seen: SeenEndpoint, world: InWorld
) -> Cell:
    there = _caller_in(cell.caller, seen, world), _resource_in(cell.resource, seen, world)
    other = others.get(there)
    by_level = {each.level: each for each in other.levels} if other else {}
    levels = (_in_both(level, by_level.get(level.level), world) for level in cell.levels)
    return replace(cell, levels=tuple(levels))


def _caller_in(caller: Caller, seen: SeenEndpoint, world: InWorld) -> Caller:
    """Return who *caller* is in *world*: one whose name is a star is everybody."""
    value = _value_in(caller.value, seen, world)
    return replace(caller, value=value) if value.strip("*") or not caller.value else callers.OTHERS


def _resource_in(resource: Resource, seen: SeenEndpoint, world: InWorld) -> Resource:
    values = tuple(sorted(_value_in(each, seen, world) for each in resource.values))
    return resources.OTHERS if "*" in values else replace(resource, values=values)


def _value_in(text: str, seen: SeenEndpoint, world: InWorld) -> str:
    return filled_text(seen.shown(text), world.values)


def _in_both(one: Level, other: Level | None, world: InWorld) -> Level:
    """Return what holds of each action in both worlds; of the others it is not known."""
    other = other or Level(one.level, Extent.UNDECIDED)
    whole, partly, never = (
        tuple(name for name in getattr(one, part) if name in getattr(other, part))
        for part in ("whole", "partly", "never")
    )
    told = {*whole, *partly, *never}
    actions = sorted((*one.whole, *one.partly, *one.never, *one.open))
    one = replace(
        one,
        newly_allowed=_agreed(one.newly_allowed, other.newly_allowed, world),
        newly_denied=_agreed(one.newly_denied, other.newly_denied, world),
    )
    if told.issuperset(actions):
        return one
    left = tuple(name for name in actions if name not in told)
    reason = one.reason or depends_on(world.assumed)
    return Level(
        one.level,
        Extent.UNDECIDED,
        whole,
        partly,
        never,
        left,
        tuple(sorted({*one.deciding, *other.deciding})),
        reason=reason,
        newly_allowed=one.newly_allowed,
        newly_denied=one.newly_denied,
    )


def _agreed(one: Proof | None, other: Proof | None, world: InWorld) -> Proof | None:
    """Return what holds in both worlds of a change; where they differ, it is not known."""
    if one is None or (other is not None and one.answer is other.answer):
        return one
    return Proof(None, reason=depends_on(world.assumed))
