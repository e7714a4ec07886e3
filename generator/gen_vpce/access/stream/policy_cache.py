"""The policies of a stream of cases: recognised when they come again, compiled once."""

import marshal
from typing import Any, Generic, TypeVar, cast

from msgspec import Struct, field

from gen_vpce.access.decision.compiled_policy import CompiledPolicy, compile_policy
from gen_vpce.access.decision.policy_layers import Group, Layers
from gen_vpce.diagnostics import Severity
from gen_vpce.policy.document import Policy
from gen_vpce.policy.elements import policy_from

K = TypeVar("K")
V = TypeVar("V")

_ROOM = 1 << 24  # characters: what is remembered of a stream without end stays below some 100 MB
_ENTRY = 1 << 12


class Memory(Generic[K, V]):
    """What was made, by what it was made of; it starts anew when it gets too large."""

    def __init__(self) -> None:
        self._made: dict[K, V] = {}
        self._room = _ROOM
        self.get = self._made.get

    def keep(self, key: K, made: V, size: int) -> V:
        """Keep what was *made* of *key*, whose size is *size*."""
        self._room -= size + _ENTRY
        if self._room < 0:
            self._made.clear()
            self._room = _ROOM
        self._made[key] = made
        return made


class Known(Struct, frozen=True, eq=False):
    """A policy, and what was compiled of it by the rule for accounts in its Principal element."""

    policy: Policy
    compiled: dict[bool | None, CompiledPolicy] = field(default_factory=dict)

    def ready(self, *, roots_only: bool | None = False) -> CompiledPolicy:
        """Return the policy made ready, see `compile_policy`."""
        if roots_only not in self.compiled:
            self.compiled[roots_only] = compile_policy(self.policy, roots_only=roots_only)
        return self.compiled[roots_only]


class KnownPolicies:
    """Every policy seen so far by its content, and all layers of a case by the frame of its line.

    `last` is the frame of the line before.
    """

    def __init__(self) -> None:
        self.frames: Memory[tuple[str, ...], Layers] = Memory()
        self.last: tuple[str, ...] = ()
        self._policies: Memory[bytes, Known] = Memory()

    def policy(self, data: object, place: str, problems: list[str]) -> Known:
        """Return the policy that *data* is; what is wrong is added to *problems*, with its *place*."""
        # What equal JSON data share; the oldest format of marshal is the cheapest way to it.
        content = marshal.dumps(cast(Any, data), 0)
        known = self._policies.get(content)
        if known is not None:
            return known
        policy, found = policy_from(data)
        if policy is None:
            wrong = (each.message for each in found if each.severity is Severity.ERROR)
            problems += (f"{place}: {message}" for message in wrong)
            return Known(Policy(()))
        return self._policies.keep(content, Known(policy), len(content))

    def group(self, data: object, place: str, problems: list[str]) -> Group:
        """Return the policies that the list *data* is."""
        if not isinstance(data, list):
            problems.append(f"{place} is a list of policies")
            return ()
        return tuple(
            self.policy(policy, f"{place}[{at}]", problems).ready() for at, policy in enumerate(data)
        )

    def levels(self, data: object, place: str, problems: list[str]) -> tuple[Group, ...]:
        """Return the levels of policies that the list *data* is."""
        if not isinstance(data, list):
            problems.append(f"{place} is a list of levels, each a list of policies")
            return ()
        return tuple(self.group(level, f"{place}[{at}]", problems) for at, level in enumerate(data))
