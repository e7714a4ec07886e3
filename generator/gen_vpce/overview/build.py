"""From what was read to the value of the report: callers, resources and cells, each with what decides."""

import json
from collections.abc import Iterator, Mapping
from typing import cast

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.access.proof.exists import Proof
from gen_vpce.access.reach.decide import reach
from gen_vpce.access.reach.model import Cell as Decided
from gen_vpce.access.reach.model import Deciding, Extent, Reach
from gen_vpce.access.reach.model import Level as DecidedLevel
from gen_vpce.inquiry.replay import Row
from gen_vpce.overview.changes import changes_of
from gen_vpce.overview.model import (
    VERSION,
    Caller,
    Cell,
    Comparison,
    Coverage,
    Endpoint,
    Level,
    Overview,
    Resource,
    Statement,
)
from gen_vpce.overview.names import caller_of, example_of, features_of, identity, resources_of
from gen_vpce.overview.seen import Seen, SeenEndpoint, place_of
from gen_vpce.overview.usage import Traffic, Used, replayed, usage, used_in
from gen_vpce.overview.worlds import reach_in_worlds
from gen_vpce.policy.document import Policy, to_data
from gen_vpce.policy.wording import row

_LAYERS = (
    "An endpoint policy grants nothing by itself: it filters what passes the endpoint. A request succeeds "
    "only where the caller's own policies or the policy of the resource allow it too, and where nothing else "
    "denies it. The matrix says what passes the endpoint."
)

_TOO_MANY = "what changes depends on the values of more symbols than are tried together"

_NO_ACTIONS = "no action of its service is known, so that there are no access levels"


def build(seen: Seen, title: str, traffic: Traffic | None = None) -> Overview:
    """Return the overview of what was *seen*; with *traffic*, what of it was used."""
    book = _Book()
    left = 0
    if traffic is not None:
        book.rows, left = replayed(seen, traffic)
    before = {each.key: each for each in seen.before if each.key in seen.compared}
    endpoints = [book.endpoint(each, _Side(before.pop(each.key, None), seen)) for each in seen.endpoints]
    endpoints += (book.endpoint(each, _Side(None, seen, is_gone=True)) for each in before.values())
    compared = Comparison(seen.against, tuple(changes_of(seen))) if seen.against is not None else None
    return Overview(
        VERSION,
        title,
        tuple(endpoints),
        tuple(book.callers.values()),
        tuple(book.resources.values()),
        tuple(book.statements.values()),
        tuple(seen.expectations),
        tuple(seen.findings),
        Coverage(tuple(seen.sources), tuple(seen.not_read), (_LAYERS, *seen.notes)),
        compared,
        usage(seen, traffic, book.rows or {}, left, book.unplaced) if traffic is not None else None,
    )


class _Side(Struct, frozen=True):
    """The other side of a comparison: what an endpoint was, None where it was not, and all that was seen."""

    before: SeenEndpoint | None
    seen: Seen
    is_gone: bool = False

    def change(self, now: SeenEndpoint) -> str:
        """Return what becomes of the endpoint *now*; nothing where its other side was not looked for."""
        if self.seen.against is None or now.key not in self.seen.compared:
            return ""
        if self.is_gone or self.before is None:
            return "removed" if self.is_gone else "added"
        is_same = _written(self.before) == _written(now) and self.before.network == now.network
        return "same" if is_same else "changed"


def _written(seen: SeenEndpoint) -> list[Policy]:
    """Return the policies of an endpoint, with the symbols that stand in them."""
    own, *others = (each.policy for each in seen.deciding)
    return [seen.written or own, *others]


class _Book(Struct):
    """What endpoints refer to, each thing once; `known` holds what is decided of equal policies."""

    callers: dict[str, Caller] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    statements: dict[object, Statement] = field(default_factory=dict)
    numbers: dict[object, int] = field(default_factory=dict)
    known: dict[object, Reach] = field(default_factory=dict)
    rows: dict[str, tuple[Row, ...]] | None = None
    unplaced: int = 0

    def endpoint(self, seen: SeenEndpoint, side: _Side) -> Endpoint:
        """Return the endpoint with its matrix, and write down what it refers to."""
        plain = Endpoint(
            identity("e", seen.key),
            seen.door.name,
            seen.module,
            seen.service,
            seen.service_name,
            seen.type,
            seen.region,
            seen.account,
            seen.network,
            seen.policies[0],
            place=seen.place,
            doubt=seen.doubt,
            change=side.change(seen),
        )
        if seen.doubt:
            return plain
        features = _features(seen)
        old = side.before if plain.change == "changed" else None
        is_told = old is not None and _written(old) != _written(seen)
        doubt = old.doubt if is_told and old else None
        if is_told and old and not doubt and (old.worlds or seen.worlds):
            from gen_vpce.overview.joint import joint

            together = joint(old, seen)
            seen, doubt = together or seen, None if together else _TOO_MANY
        found = self._reach(seen, features, old if is_told and not doubt else None)
        if doubt:
            found = _perhaps_changed(found, doubt)
        if found.cells and not any(each.levels for each in found.cells):
            return replace(plain, open_to_all=found.open_to_all, doubt=_NO_ACTIONS)
        service = seen.door.service or seen.service or seen.service_name or "an unknown service"
        rows = {}
        for number, caller in enumerate(found.callers):
            named = caller_of(replace(caller, value=seen.shown(caller.value)))
            self.callers.setdefault(named.id, named)
            rows[caller] = number, (named.id,)
        columns = {}
        for number, resource in enumerate(found.resources):
            shown = replace(resource, values=tuple(map(seen.shown, resource.values)))
            things = tuple(resources_of(shown, service, features))
            for thing in things:
                self.resources.setdefault(thing.id, thing)
            columns[resource] = number, tuple(thing.id for thing in things)
        used = self._used(seen, found)
        cells = tuple(
            Cell(
                rows[each.caller][0],
                columns[each.resource][0],
                tuple(_with_usage(level, each, used) for level in self._levels(each, seen, plain.change)),
            )
            for each in found.cells
            if _says_something(each)
        )
        is_reworded = is_told and not any(level.change for cell in cells for level in cell.levels)
        if is_reworded and old is not None and old.network == seen.network:
            plain = replace(plain, change="reworded")
        if self.rows is not None:
            own = self.rows.get(seen.key, ())
            last = max((row.often.last for row in own), default="")
            plain = replace(plain, used=sum(row.often.count for row in own), last_used=last)
        return replace(
            plain,
            open_to_all=found.open_to_all,
            rows=tuple(ids for _, ids in rows.values()),
            columns=tuple(ids for _, ids in columns.values()),
            cells=cells,
        )

    def _reach(self, seen: SeenEndpoint, features: Mapping[str, str], old: SeenEndpoint | None) -> Reach:
        """Return what is decided; endpoints whose policies say the same are decided once."""
        door, held = seen.door, seen.held
        asks_for_itself = "aws:sourcevpce" in held.operators
        key = (
            door.name if asks_for_itself else None,
            tuple(each.policy for each in seen.deciding),
            tuple(each.kind for each in seen.deciding),
            (door.kind, door.service, door.region),
            (held.account, held.partition, held.organization, held.is_intent),
        )
        if seen.worlds:
            return reach_in_worlds(seen, features)
        if old is not None:
            return reach(door, held, features, (old.door, old.held))
        if key not in self.known:
            self.known[key] = reach(door, held, features)
        return self.known[key]

    def _levels(self, cell: Decided, seen: SeenEndpoint, change: str) -> Iterator[Level]:
        for level in cell.levels:
            allowed, denied = _differs(level, change)
            yield Level(
                level.level,
                level.extent,
                level.whole,
                level.partly,
                level.never,
                level.open,
                tuple(self._number(each, seen) for each in level.deciding),
                example_of(level.passing, seen.shown),
                example_of(level.refused, seen.shown),
                level.reason or _doubt(allowed, denied),
                _in_a_word(allowed, denied),
                example_of(allowed.witness, seen.shown) if allowed else None,
                example_of(denied.witness, seen.shown) if denied else None,
            )

    def _used(self, seen: SeenEndpoint, found: Reach) -> Used | None:
        """Return what was used of the cells, None where there are no events."""
        if self.rows is None:
            return None
        used, unplaced = used_in(self.rows.get(seen.key, ()), seen, found)
        self.unplaced += unplaced
        return used

    def _number(self, deciding: Deciding, seen: SeenEndpoint) -> int:
        """Return the number of a statement in the list of all."""
        name = seen.policies[deciding.policy]
        held = seen.deciding[deciding.policy]
        key = (seen.module, name, deciding.statement, held.policy.statements[deciding.statement])
        if key not in self.numbers:
            self.numbers[key] = len(self.numbers)
            policy = seen.written if seen.written and deciding.policy == 0 else held.policy
            statement = policy.statements[deciding.statement]
            said = row(statement)
            data = cast("list[object]", to_data(Policy((statement,)))["Statement"])[0]
            self.statements[key] = Statement(
                name,
                str(held.kind),
                statement.sid or f"statement {deciding.statement + 1}",
                said.effect,
                said.who,
                said.what,
                said.on_what,
                said.when,
                json.dumps(data, indent=2, ensure_ascii=False),
                place_of(held.origin(deciding.statement)),
            )
        return self.numbers[key]


def _perhaps_changed(found: Reach, doubt: str) -> Reach:
    """Return what is decided, with the *doubt* for which it is not known what of it is new."""
    unknown = Proof(None, reason=doubt)
    cells = (
        replace(
            cell,
            levels=tuple(
                replace(level, newly_allowed=unknown, newly_denied=unknown, reason=level.reason or doubt)
                for level in cell.levels
            ),
        )
        for cell in found.cells
    )
    return replace(found, cells=tuple(cells))


def _with_usage(level: Level, cell: Decided, used: Used | None) -> Level:
    if used is None:
        return level
    often = used.get((cell.caller, cell.resource, level.level))
    return replace(level, used=often.count if often else 0, last_used=often.last if often else "")


def _features(seen: SeenEndpoint) -> dict[str, str]:
    if not seen.region or not seen.door.service:
        return {}
    return features_of((seen.door.service,), seen.region, seen.held.partition)


def _says_something(cell: Decided) -> bool:
    return cell.passes or any(
        level.deciding or any(each and each.answer is not False for each in _differs(level, ""))
        for level in cell.levels
    )


def _differs(level: DecidedLevel, change: str) -> tuple[Proof | None, Proof | None]:
    """Return what is newly allowed and denied; where an endpoint comes or goes, all that passes is."""
    if change in ("added", "removed") and level.extent is not Extent.NONE:
        all_of_it = Proof(True if level.passing else None, level.passing)
        return (all_of_it, None) if change == "added" else (None, all_of_it)
    return level.newly_allowed, level.newly_denied


def _doubt(*differences: Proof | None) -> str | None:
    """Return why it is not known what changes."""
    return next((each.reason for each in differences if each and each.answer is None), None)


def _in_a_word(allowed: Proof | None, denied: Proof | None) -> str:
    more, less = (each.answer if each else False for each in (allowed, denied))
    if more is None or less is None:
        return "undecided"
    return {(True, True): "both", (True, False): "more", (False, True): "less"}.get((more, less), "")
