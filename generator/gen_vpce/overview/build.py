"""From what was read to the value of the report: callers, resources and cells, each with what decides."""

import json
from collections.abc import Iterator, Mapping
from typing import cast

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.access.decision.condition_tests import text_of
from gen_vpce.access.decision.request import ContextValue, Request, request_in_words
from gen_vpce.access.reach.decide import reach
from gen_vpce.access.reach.model import Cell as Decided
from gen_vpce.access.reach.model import Deciding, Reach
from gen_vpce.overview.model import (
    VERSION,
    Caller,
    Cell,
    Coverage,
    Endpoint,
    Example,
    Level,
    Overview,
    Resource,
    Statement,
)
from gen_vpce.overview.names import caller_of, features_of, identity, resources_of
from gen_vpce.overview.seen import Seen, SeenEndpoint, place_of
from gen_vpce.policy.document import Policy, to_data
from gen_vpce.policy.wording import row

_LAYERS = (
    "An endpoint policy grants nothing by itself: it filters what passes the endpoint. A request succeeds "
    "only where the caller's own policies or the policy of the resource allow it too, and where nothing else "
    "denies it. The matrix says what passes the endpoint."
)


def build(seen: Seen, title: str) -> Overview:
    """Return the overview of what was *seen*."""
    book = _Book()
    endpoints = tuple(book.endpoint(each) for each in seen.endpoints)
    return Overview(
        VERSION,
        title,
        endpoints,
        tuple(book.callers.values()),
        tuple(book.resources.values()),
        tuple(book.statements.values()),
        tuple(seen.expectations),
        tuple(seen.findings),
        Coverage(tuple(seen.sources), tuple(seen.not_read), (_LAYERS, *seen.notes)),
    )


class _Book(Struct):
    """What endpoints refer to, each thing once; `known` holds what is decided of equal policies."""

    callers: dict[str, Caller] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    statements: dict[tuple[str, str, int], Statement] = field(default_factory=dict)
    numbers: dict[tuple[str, str, int], int] = field(default_factory=dict)
    known: dict[object, Reach] = field(default_factory=dict)

    def endpoint(self, seen: SeenEndpoint) -> Endpoint:
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
        )
        if seen.doubt:
            return plain
        features = _features(seen)
        found = self._reach(seen, features)
        service = seen.door.service or seen.service
        rows = {}
        for number, caller in enumerate(found.callers):
            named = caller_of(caller)
            self.callers.setdefault(named.id, named)
            rows[caller] = number, (named.id,)
        columns = {}
        for number, resource in enumerate(found.resources):
            things = tuple(resources_of(resource, service, features))
            for thing in things:
                self.resources.setdefault(thing.id, thing)
            columns[resource] = number, tuple(thing.id for thing in things)
        return replace(
            plain,
            open_to_all=found.open_to_all,
            rows=tuple(ids for _, ids in rows.values()),
            columns=tuple(ids for _, ids in columns.values()),
            cells=tuple(
                Cell(rows[each.caller][0], columns[each.resource][0], tuple(self._levels(each, seen)))
                for each in found.cells
                if _says_something(each)
            ),
        )

    def _reach(self, seen: SeenEndpoint, features: Mapping[str, str]) -> Reach:
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
        if key not in self.known:
            self.known[key] = reach(door, held, features)
        return self.known[key]

    def _levels(self, cell: Decided, seen: SeenEndpoint) -> Iterator[Level]:
        for level in cell.levels:
            yield Level(
                level.level,
                level.extent,
                level.whole,
                level.partly,
                level.never,
                level.open,
                tuple(self._number(each, seen) for each in level.deciding),
                _example(level.passing),
                _example(level.refused),
                level.reason,
            )

    def _number(self, deciding: Deciding, seen: SeenEndpoint) -> int:
        """Return the number of a statement in the list of all."""
        name = seen.policies[deciding.policy]
        held = seen.deciding[deciding.policy]
        key = (seen.module, name, deciding.statement)
        if key not in self.numbers:
            self.numbers[key] = len(self.numbers)
            statement = held.policy.statements[deciding.statement]
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


def _features(seen: SeenEndpoint) -> dict[str, str]:
    if not seen.region or not seen.door.service:
        return {}
    return features_of((seen.door.service,), seen.region, seen.held.partition)


def _says_something(cell: Decided) -> bool:
    return cell.passes or any(level.deciding for level in cell.levels)


def _example(request: Request | None) -> Example | None:
    if request is None:
        return None
    return Example(
        request.principal,
        request.action,
        request.resource,
        {key: _texts(value) for key, value in request.context.items()},
        request_in_words(request),
    )


def _texts(value: ContextValue) -> tuple[str, ...] | None:
    if value is None:
        return None
    return tuple(map(text_of, value)) if isinstance(value, list | tuple) else (text_of(value),)
