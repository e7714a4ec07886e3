"""The policies of a stream of cases: recognised when they come again, compiled once."""

import marshal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from gen_vpce.access.compiled import CompiledPolicy, compile_policy
from gen_vpce.access.layers import Group, Layers
from gen_vpce.access.repeats import Repeats
from gen_vpce.diagnostics import Severity
from gen_vpce.policy.document import Policy
from gen_vpce.policy.elements import policy_from

T = TypeVar("T")

_REMEMBERED = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A policy, and what was compiled of it by the rule for accounts in its Principal element."""

    policy: Policy
    compiled: dict[bool | None, CompiledPolicy] = field(default_factory=dict)

    def ready(self, *, roots_only: bool | None = False) -> CompiledPolicy:
        """Return the policy made ready, see `compile_policy`."""
        if roots_only not in self.compiled:
            self.compiled[roots_only] = compile_policy(self.policy, roots_only=roots_only)
        return self.compiled[roots_only]


@dataclass(frozen=True, slots=True)
class Fields:
    """One case being read: its line, its parsed members, and what is wrong with it so far."""

    line: str
    data: dict[str, object]
    problems: list[str] = field(default_factory=list)


class KnownPolicies:
    """Every policy seen so far, by its text in the line and by its content."""

    def __init__(self) -> None:
        self.layers: dict[tuple[object, ...], Layers] = {}
        self._by_content: dict[bytes, Known] = {}
        self._single: Repeats[Known] = Repeats(("endpoint_policy", "resource_policy"))
        self._groups: Repeats[Group] = Repeats(
            ("identity_policies", "permission_boundaries", "session_policies")
        )
        self._levels: Repeats[tuple[Group, ...]] = Repeats(("scps", "rcps"))

    def shortened(self, line: str) -> str:
        """Return *line* with a mark in the place of all policies that are known by their text."""
        return self._levels.shortened(self._groups.shortened(self._single.shortened(line)))

    def keep(self, marks: tuple[object, ...], layers: Layers) -> None:
        """Keep the layers that the *marks* of one line came to."""
        if len(self.layers) >= _REMEMBERED:
            self.layers.clear()
        self.layers[marks] = layers

    def policy(self, name: str, case: Fields) -> Known | None:
        """Return the policy in the field *name*, or None where there is none."""
        return _of(name, case, self._single, self._policy)

    def group(self, name: str, case: Fields) -> Group | None:
        """Return the list of policies in the field *name*, or None where there is none."""
        return _of(name, case, self._groups, self._group)

    def levels(self, name: str, case: Fields) -> tuple[Group, ...]:
        """Return the levels of policies in the field *name*."""
        return _of(name, case, self._levels, self._all_levels) or ()

    def _policy(self, data: object, place: str, problems: list[str]) -> Known:
        # What equal JSON data share; the oldest format of marshal is the cheapest way to it.
        content = marshal.dumps(cast(Any, data), 0)
        known = self._by_content.get(content)
        if known is not None:
            return known
        policy, found = policy_from(data)
        if policy is None:
            wrong = (each.message for each in found if each.severity is Severity.ERROR)
            problems += (f"{place}: {message}" for message in wrong)
            return Known(Policy(()))
        if len(self._by_content) >= _REMEMBERED:
            self._by_content.clear()
        return self._by_content.setdefault(content, Known(policy))

    def _group(self, data: object, place: str, problems: list[str]) -> Group:
        if not isinstance(data, list):
            problems.append(f"{place} is a list of policies")
            return ()
        return tuple(
            self._policy(policy, f"{place}[{at}]", problems).ready() for at, policy in enumerate(data)
        )

    def _all_levels(self, data: object, place: str, problems: list[str]) -> tuple[Group, ...]:
        if not isinstance(data, list):
            problems.append(f"{place} is a list of levels, each a list of policies")
            return ()
        return tuple(self._group(level, f"{place}[{at}]", problems) for at, level in enumerate(data))


def _of(
    name: str, case: Fields, repeats: Repeats[T], make: Callable[[object, str, list[str]], T]
) -> T | None:
    """Return what is in the field *name*: known by its mark, or made and remembered."""
    data = case.data.get(name)
    if data is None:
        return None
    made = repeats.made(data)
    if made is None:
        made = make(data, name, case.problems)
        if not case.problems:
            repeats.remember(name, case.line, data, made)
    return made
