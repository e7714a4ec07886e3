"""What several deployments say, said once: `<key>` stands where they differ by a value alone.

This proposes, and proves nothing: whether the one intent says what each place has is for its check to say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from gen_vpce.intent.places.alike import common
from gen_vpce.intent.text.yaml_flow import flow
from gen_vpce.terraform.adoption.places.words import differing, key_for, whole

Said = Mapping[str, object]
"""By the name of each deployment what it says."""

Index = TypeVar("Index", str, int)
"""A key of a table, or the number of an element."""

_NAMED = frozenset(
    {
        "name",
        "sid",
        "principals",
        "resources",
        "resource_owners",
        "condition",
        "policy_id",
        "tags",
        "subnet_configuration",
        "service",
        "resource_configuration_arn",
        "service_network_arn",
        "Sid",
        "Principal",
        "NotPrincipal",
        "Resource",
        "NotResource",
        "Condition",
    }
)
"""Where names stand, which differ from place to place. Actions do not: other actions are another policy."""
_VALUES = frozenset({"condition", "Condition"})
_SHOWN = 80


class DifferError(Exception):
    """What the deployments say cannot be said once; the text tells where, and what two of them say."""


class _Joined(Generic[Index]):
    """What was joined of several rows, and what kept the first of the others from it."""

    def __init__(self) -> None:
        self.found: dict[Index, object] = {}
        self.error: DifferError | None = None

    def whole(self) -> dict[Index, object]:
        """Return all of it; raises `DifferError` where a row is missing."""
        if self.error:
            raise self.error
        return self.found


class Joining:
    """Joins what deployments say, with `values` of each, to which are added those that it takes."""

    def __init__(self, values: Mapping[str, Mapping[str, str]]) -> None:
        """Begin with the *values* that are there always."""
        self.values = {name: dict(each) for name, each in values.items()}

    def join(self, said: Said, path: tuple[str, ...] = (), *, may_add: bool = True) -> object:
        """Return the one value that stands for all of *said*; raises `DifferError`.

        *path* are the keys that lead there. A value of the deployments is added where names stand, if it
        *may_add* one.
        """
        first, *others = said.values()
        if all(other == first for other in others) and not isinstance(first, str):
            return first
        if all(isinstance(each, dict) for each in said.values()):
            return self._tables(said, path, may_add=may_add)
        if all(isinstance(each, list) for each in said.values()):
            return self._lists(said, path, may_add=may_add)
        if all(isinstance(each, str) for each in said.values()):
            return self._texts(said, path, may_add=may_add)
        raise _apart(said, path)

    def used(self, draft: object) -> dict[str, dict[str, str]]:
        """Return for each deployment the values that *draft* speaks of, without those there always."""
        text = flow(draft)
        return {
            name: {
                key: value
                for key, value in each.items()
                if key not in ("region", "account", "deployment") and f"<{key}>" in text
            }
            for name, each in self.values.items()
        }

    def _tables(self, said: Said, path: tuple[str, ...], *, may_add: bool) -> object:
        tables: dict[str, dict[str, object]] = {name: dict(_pairs(each)) for name, each in said.items()}
        shared = [key for key in next(iter(tables.values())) if all(key in each for each in tables.values())]
        rows = ((key, (*path, key), {name: each[key] for name, each in tables.items()}) for key in shared)
        joined = self._all(rows, may_add=may_add)
        (first, own), *others = tables.items()
        for name, each in others:
            if missing := sorted(set(own).symmetric_difference(each)):
                there, lacking = (first, name) if missing[0] in own else (name, first)
                where, held = _shown((*path, missing[0])), _short(tables[there][missing[0]])
                raise DifferError(f"{where} is {held} in {there} and is not there in {lacking}")
        return joined.whole()

    def _lists(self, said: Said, path: tuple[str, ...], *, may_add: bool) -> object:
        """Join lists in whatever order: what is alike first, then what is alike but for a new value."""
        left = {name: dict(enumerate(_elements(each))) for name, each in said.items()}
        is_even = len({len(each) for each in left.values()}) == 1
        found = self._alike(left, path, 0)
        if may_add:
            found |= self._alike(left, path, 1)
        if not is_even:
            raise _apart(said, path)
        rest = (
            (
                indices[0],
                (*path, str(indices[0])),
                {name: left[name][at] for name, at in zip(left, indices, strict=True)},
            )
            for indices in zip(*left.values(), strict=True)
        )
        found |= self._all(rest, may_add=may_add).whole()
        return [found[index] for index in sorted(found)]

    def _all(self, rows: Iterable[tuple[Index, tuple[str, ...], Said]], *, may_add: bool) -> "_Joined[Index]":
        """Join every row, also behind one that differs: all values are known then."""
        joined = _Joined[Index]()
        for index, path, row in rows:
            try:
                joined.found[index] = self.join(row, path, may_add=may_add)
            except DifferError as error:
                joined.error = joined.error or error
        return joined

    def _alike(
        self, left: Mapping[str, dict[int, object]], path: tuple[str, ...], most: int
    ) -> dict[int, object]:
        """Join what is alike of the lists but for *most* new values, and take it out of what is *left*."""
        (first, own), *others = left.items()
        found: dict[int, object] = {}
        for index, element in list(own.items()):
            row, indices = {first: element}, {first: index}
            for name, those in others:
                at = self._match({first: element}, name, those, path, most)
                if at is not None:
                    row[name], indices[name] = those[at], at
            if len(row) == len(left) and self._joins(row, path, most):
                found[index] = self.join(row, path, may_add=most > 0)
                for name, at in indices.items():
                    del left[name][at]
        return found

    def _match(
        self, one: Said, name: str, those: Mapping[int, object], path: tuple[str, ...], most: int
    ) -> int | None:
        """Return which of *those* elements of a deployment is that *one* of the first."""
        return next((at for at, each in those.items() if self._joins({**one, name: each}, path, most)), None)

    def _joins(self, row: Said, path: tuple[str, ...], most: int) -> bool:
        """Whether *row* can be joined with *most* new values; none is added for it."""
        trial = Joining({name: self.values[name] for name in row})
        before = len(next(iter(trial.values.values())))
        try:
            trial.join(row, path, may_add=most > 0)
        except DifferError:
            return False
        return len(next(iter(trial.values.values()))) - before <= most

    def _texts(self, said: Said, path: tuple[str, ...], *, may_add: bool) -> object:
        texts = {name: str(each) for name, each in said.items()}
        values = {name: self.values[name] for name in texts}
        one = common(texts, values)
        if one is None and may_add and _NAMED.intersection(path):
            self._add(differing(texts, values.values()))
            one = common(texts, self.values)
            if one is None and _VALUES.intersection(path):
                self._add(whole(texts))
                one = common(texts, self.values)
        if one is None:
            raise _apart(said, path)
        return one

    def _add(self, rows: Iterator[Mapping[str, str]]) -> None:
        for row in rows:
            known = next(iter(self.values.values()))
            if len(row) == len(self.values) and not any(
                all(self.values[name][key] == word for name, word in row.items()) for key in known
            ):
                key = key_for(row.values(), known)
                for name, word in row.items():
                    self.values[name][key] = word


def _pairs(table: object) -> Iterator[tuple[str, object]]:
    if isinstance(table, dict):
        yield from table.items()


def _elements(sequence: object) -> Sequence[object]:
    return sequence if isinstance(sequence, list) else [sequence]


def _apart(said: Said, path: tuple[str, ...]) -> DifferError:
    (one, here), *others = said.items()
    two, there = next(((name, each) for name, each in others if each != here), others[0])
    return DifferError(f"{_shown(path)} is {_short(here)} in {one} and {_short(there)} in {two}")


def _shown(path: tuple[str, ...]) -> str:
    return ".".join(path) or "it"


def _short(value: object) -> str:
    text = flow(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
