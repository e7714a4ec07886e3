"""Events that are alike, and what remembers them by those of their parameters that were read."""

from collections.abc import Callable, Collection, Hashable, Mapping
from operator import itemgetter
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from gen_vpce.traffic.coverage import Through
from gen_vpce.traffic.event_request import ARNS, arns_among
from gen_vpce.traffic.seen import Seen

_T = TypeVar("_T")


class Line(Struct):
    """Events that are alike, counted, and the request that they are; None for one that is not asked."""

    through: Through
    seen: Seen | None
    first: str
    last: str = ""
    example: str = ""
    count: int = 0


class ByParameters(Generic[_T]):
    """What is known of events that are alike but for parameters, by those that were read so far.

    What was worked out from some parameters holds for every event that agrees in these, whatever else it has.
    The value of the parameter *without* has no say.
    """

    def __init__(self, without: str | None = None) -> None:
        self.known: dict[Hashable, _T] = {}
        self._without = without
        self._names: dict[str, None] = {}
        self._spelled: dict[tuple[str, ...], tuple[tuple[str, ...], Callable[[Mapping[str, Any]], Any]]] = {}
        self._reads_arns = False

    def add(self, names: Collection[str]) -> None:
        """Note that *names* were read, too."""
        self._names.update(dict.fromkeys(sorted(names)))
        self._spelled.clear()
        self._reads_arns = ARNS in self._names

    def values(self, given: Mapping[str, Any]) -> Hashable:
        """Return what of the parameters *given* was read, as far as requests are told apart by it."""
        spelled, read = self._spelled.get(own := tuple(given)) or self._reader(own)
        arns = arns_among(given) if self._reads_arns else ()
        found = read(given)
        if type(found) is str:  # nearly always
            return spelled, found, arns
        if len(spelled) > 1:
            return spelled, *map(_hashable, found), arns
        return spelled, _hashable(found), arns

    def _reader(self, own: tuple[str, ...]) -> tuple[tuple[str, ...], Callable[[Mapping[str, Any]], Any]]:
        """Return how parameters of the names *own* spell what was read, and what reads that."""
        by_lower = {name.lower(): name for name in own}
        read = (by_lower.get(name) for name in self._names)
        spelled = tuple([name for name in read if name and name != self._without])
        found = self._spelled[own] = spelled, itemgetter(*spelled) if spelled else _nothing
        return found


def _nothing(_given: Mapping[str, Any]) -> None:
    return None


def _hashable(value: object) -> Hashable:
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value)
