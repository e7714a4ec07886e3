"""Values that are worked out once, together with the conditions that were asked for on the way."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar, cast

from msgspec import Struct

from gen_vpce.configuration.evaluation.world import World
from gen_vpce.configuration.value.value import Failure

Found = TypeVar("Found")


class _Kept(Struct, Generic[Found]):
    value: Found | None
    failure: Failure | None
    asked: dict[str, bool]


class Memory(Generic[Found]):
    """What is known by key, in one world; a value that needs itself is a failure."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept: dict[Hashable, _Kept[Found] | None] = {}

    def get(self, key: Hashable, name: str, compute: Callable[[], Found]) -> Found:
        """Return the value under *key*, computed on the first call; *name* is what a message calls it."""
        if key in self._kept:
            kept = self._kept[key]
            if kept is None:
                raise Failure(f"{name} refers to itself")
            self._world.asked |= kept.asked
        else:
            kept = self._compute(key, compute)
        if kept.failure:
            raise kept.failure
        return cast(Found, kept.value)

    def _compute(self, key: Hashable, compute: Callable[[], Found]) -> _Kept[Found]:
        before, self._world.asked = self._world.asked, {}
        self._kept[key] = None
        value, failure = None, None
        try:
            value = compute()
        except Failure as found:
            failure = found
        finally:
            asked, self._world.asked = self._world.asked, before
            del self._kept[key]
        kept = self._kept[key] = _Kept(value, failure, asked)
        self._world.asked |= asked
        return kept
