"""Each caller, resource and access level decided: all, some, under conditions, none, or undecided.

Nothing here is a second evaluation: every answer is a proof of `access/proof`, about the requests of the cell
that can be made, and every example is confirmed by `access/decision`. Actions that every statement treats
alike are asked about together, and apart where a part of them is treated otherwise.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.access.comparison.properties import always_allows
from gen_vpce.access.decision.request import Request
from gen_vpce.access.decision.without_permission import NEED_NO_PERMISSION
from gen_vpce.access.expectation.policies_held import Door, Holdings
from gen_vpce.access.reach.acting_actions import acts_on
from gen_vpce.access.reach.callers import callers_in
from gen_vpce.access.reach.cell_proofs import Asking, asking_of
from gen_vpce.access.reach.model import Cell, Deciding, Extent, Level, Reach
from gen_vpce.access.reach.resources import Resource, narrower, resources_in
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.action_wording import LEVELS
from gen_vpce.policy.document import Effect, Policy, PolicyKind

_Mark: TypeAlias = tuple[str, str, tuple[tuple[Deciding, Effect], ...]]
"""What tells actions apart: the level, the service, the statements that are about them."""


class _Alike(Struct, frozen=True):
    """Actions of one level that the same statements are about; those are `allows` and `denies`.

    With `is_blind`, none of these asks which resource it is: then the actions are told apart by nothing.
    """

    level: str
    actions: tuple[str, ...]
    allows: tuple[Deciding, ...]
    denies: tuple[Deciding, ...]
    is_blind: bool = False


class _Became(Struct, frozen=True):
    """What becomes of some actions; `allows` and `denies` are the statements that may have a say."""

    extent: Extent
    alike: _Alike
    actions: tuple[str, ...]
    passing: Request | None = None
    refused: Request | None = None
    reason: str | None = None


def reach(
    door: Door,
    held: Holdings,
    owned: Iterable[str] = (),
    before: tuple[Door, Holdings] | None = None,
    formless: frozenset[str] = frozenset(),
) -> Reach:
    """Return who may do what through *door* of *held*; *owned* are ARNs that AWS owns without telling.

    With *before*, what it was, each level says what is newly allowed and what newly denied, and callers and
    resources are told apart by the policies of both. *formless* are names of resources that stand for ARNs
    of any type: every action that acts on a resource may act on them.

    Where nobody tells to which service the endpoint leads, its policy's actions do. A service of which the
    catalogue knows no action has cells without levels.
    """
    services = _services(door)
    groups = tuple(_groups(door, held, services))
    policies = [door.held.policy, *_restricting(held, services)]
    if before is not None:
        policies += [before[0].held.policy, *_restricting(before[1], services)]
    callers = callers_in(policies, roots_only=door.kind is EndpointKind.GATEWAY)
    resources = resources_in(policies, services, owned)
    alone = replace(held, doors=(door,))
    acting = {
        resource: _with_resources(groups)
        if formless.intersection(resource.values)
        else _acting_on(resource, resources, groups, alone, door)
        for resource in resources
    }
    made = asking_of(door, alone, services, formless)
    was = asking_of(before[0], replace(before[1], doors=before[:1]), services, formless) if before else None
    cells = []
    for caller in callers:
        for resource in resources:
            asking = made(caller, callers, resource, resources)
            levels = _levels(asking, acting[resource])
            if was is not None:
                old = was(caller, callers, resource, resources)
                levels = (_changed(each, asking, old) for each in levels)
            cells.append(Cell(caller, resource, tuple(levels)))
    everything = always_allows(door.party()).answer if not held.restrictions else False
    return Reach(callers, resources, tuple(cells), everything)


def _changed(level: Level, asking: Asking, old: Asking) -> Level:
    """Return *level* with what is newly allowed and newly denied of it."""
    actions = (*level.whole, *level.partly, *level.never, *level.open)
    allowed, denied = asking.newly(actions, old), old.newly(actions, asking)
    return replace(level, newly_allowed=allowed, newly_denied=denied)


def _restricting(held: Holdings, services: Iterable[str]) -> Iterator[Policy]:
    """Yield the policies beside the endpoint's that are about an action of *services*.

    Of a resource's the Allow statements count, too: they tell callers apart who need one.
    """
    known = [(prefix, catalog.service(prefix)) for prefix in services]
    actions = [f"{prefix}:{name}" for prefix, service in known if service for name in service.actions]
    for each in held.restrictions:
        allows = each.ready.allows if each.kind is PolicyKind.RESOURCE else ()
        clauses = (*each.ready.denies, *allows)
        if any(clause.acts(action) for clause in clauses for action in actions):
            yield each.policy


def _services(door: Door) -> tuple[str, ...]:
    if door.service is not None:
        return (door.service,)
    named = (
        action.partition(":")[0].lower()
        for statement in door.held.policy
        for action in (*(statement.actions or ()), *(statement.not_actions or ()))
        if ":" in action
    )
    return tuple(each for each in dict.fromkeys(named) if catalog.service(each))


def _groups(door: Door, held: Holdings, services: Iterable[str]) -> Iterator[_Alike]:
    """Yield the actions of *services* by level, and by the statements that are about them."""
    ready = [
        (number, clause)
        for number, each in enumerate((door.held, *held.restrictions))
        for clause in (*(each.ready.allows if number == 0 else ()), *each.ready.denies)
    ]
    found: dict[_Mark, list[str]] = {}
    for prefix in services:
        service = catalog.service(prefix)
        for action in service.actions.values() if service else ():
            name = f"{prefix}:{action.name}"
            about = tuple(
                (Deciding(number, clause.place), clause.statement.effect)
                for number, clause in ready
                if clause.acts(name.lower())
            )
            free = name if name in NEED_NO_PERMISSION else ""
            found.setdefault((action.level, f"{prefix} {free}", about), []).append(name)
    for (level, _, about), actions in found.items():
        yield _Alike(
            level,
            tuple(actions),
            tuple(each for each, effect in about if effect is Effect.ALLOW),
            tuple(each for each, effect in about if effect is Effect.DENY),
            all(
                _policy_of(door, held, each.policy).statements[each.statement].resources == ("*",)
                for each, _ in about
            ),
        )


def _levels(asking: Asking, groups: Sequence[_Alike]) -> Iterator[Level]:
    """Yield the levels of one cell; one question settles those in which nothing passes at all."""
    became: dict[str, list[_Became]] = {}
    named = [action for alike in groups if alike.allows for action in alike.actions]
    passes = bool(named) and asking.may_pass(tuple(named))
    for alike in groups:
        found = [_Became(Extent.NONE, alike, alike.actions)]
        if passes:
            found = list(_became(_counting(asking, alike.actions), alike, alike.actions))
        became.setdefault(alike.level, []).extend(found)
    for level in LEVELS:
        if level in became:
            yield _level(level, asking, became[level])


def _counting(asking: Asking, actions: tuple[str, ...]) -> Asking:
    """Return the question with the policies that count for *actions*."""
    if actions[0] in NEED_NO_PERMISSION:
        return replace(asking, held=asking.held.without_callers())
    return asking


def _acting_on(
    resource: Resource, resources: Iterable[Resource], groups: Iterable[_Alike], held: Holdings, door: Door
) -> tuple[_Alike, ...]:
    """Return *groups* with the actions alone that can act on *resource*."""
    spared, place = narrower(resource, resources), (held.partition, door.region or "*")
    found = []
    for alike in groups:
        parts = _by_types(alike.actions)
        acting = tuple(
            action for part in parts if acts_on(part[:1], resource, spared, *place) for action in part
        )
        if acting:
            found.append(replace(alike, actions=acting))
    return tuple(found)


def _with_resources(groups: Iterable[_Alike]) -> tuple[_Alike, ...]:
    """Return *groups* with the actions alone that act on resources, of whatever type."""
    found = []
    for alike in groups:
        acting = tuple(filter(_has_types, alike.actions))
        if acting:
            found.append(replace(alike, actions=acting, is_blind=True))
    return tuple(found)


def _has_types(name: str) -> bool:
    prefix, _, action = name.partition(":")
    service = catalog.service(prefix)
    return bool(service and service.actions[action.lower()].resource_types)


def _by_types(actions: Iterable[str]) -> list[tuple[str, ...]]:
    """Return *actions* by the types of resources that they act on."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name in actions:
        prefix, _, action = name.partition(":")
        service = catalog.service(prefix)
        types = service.actions[action.lower()].resource_types if service else ()
        found.setdefault(types, []).append(name)
    return [tuple(each) for each in found.values()]


def _became(asking: Asking, alike: _Alike, actions: tuple[str, ...]) -> Iterator[_Became]:
    """Yield what becomes of *actions*, told apart by the types that they act on where that matters."""
    if not alike.allows:
        yield _Became(Extent.NONE, alike, actions)
        return
    passing = asking.passing(actions)
    if passing.answer is False:
        yield _Became(Extent.NONE, alike, actions)
        return
    refused = asking.refused(actions)
    if refused.answer is False and passing.answer:
        yield _Became(Extent.ALL, alike, actions, passing=passing.witness)
        return
    parts = _by_types(actions)
    if len(parts) > 1 and not alike.is_blind:
        for part in parts:
            yield from _became(asking, alike, part)
        return
    decided = passing.answer is not None and refused.answer is not None
    yield _Became(
        Extent.CONDITIONS if decided else Extent.UNDECIDED,
        alike,
        actions,
        passing.witness,
        refused.witness,
        passing.reason or refused.reason,
    )


def _level(level: str, asking: Asking, became: Sequence[_Became]) -> Level:
    def actions(extent: Extent) -> tuple[str, ...]:
        return tuple(sorted(name for each in became if each.extent is extent for name in each.actions))

    whole, partly, never, open_ = map(actions, (Extent.ALL, Extent.CONDITIONS, Extent.NONE, Extent.UNDECIDED))
    return Level(
        level,
        _extent(whole=bool(whole), partly=bool(partly), never=bool(never), is_open=bool(open_)),
        whole,
        partly,
        never,
        open_,
        tuple(sorted({each for one in became for each in _deciding(asking, one)})),
        next((each.passing for each in became if each.passing), None),
        next((each.refused for each in became if each.refused), None),
        next((each.reason for each in became if each.reason), None),
    )


def _extent(*, whole: bool, partly: bool, never: bool, is_open: bool) -> Extent:
    if is_open:
        return Extent.UNDECIDED
    if partly:
        return Extent.CONDITIONS
    if whole:
        return Extent.SOME if never else Extent.ALL
    return Extent.NONE


def _deciding(asking: Asking, became: _Became) -> Iterator[Deciding]:
    """Yield the statements without which something else would become of the actions.

    A statement of Allow by which some of them pass, a statement of Deny that refuses what is allowed.
    """
    alike, actions = became.alike, became.actions
    asking = _counting(asking, actions)
    own = asking.door.held.policy
    if became.extent is not Extent.NONE:
        for each in alike.allows:
            by = (own.statements[each.statement],)
            if len(alike.allows) == 1 or asking.passing(actions, by).answer is not False:
                yield each
    if became.extent is Extent.ALL or not alike.allows:
        return
    for each in alike.denies:
        policy = _policy_of(asking.door, asking.held, each.policy)
        if asking.is_taken_away(actions, policy.statements[each.statement], policy.version) is not False:
            yield each


def _policy_of(door: Door, held: Holdings, number: int) -> Policy:
    return (door.held, *held.restrictions)[number].policy
