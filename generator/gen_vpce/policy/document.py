"""An IAM policy document as a typed, immutable value.

The compiler builds these from an intent, `policy/read.py` reads them from JSON text, and every
decision is made on them. Element names are those of the IAM JSON policy grammar:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import force_setattr

VERSION = "2012-10-17"

Scalar: TypeAlias = str | bool | int | float
Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | bool | int | float | None"


class Effect(StrEnum):
    """What a statement does with the requests that it matches."""

    ALLOW = "Allow"
    DENY = "Deny"


class PolicyKind(StrEnum):
    """Where a policy is attached; it decides the grammar, the size limit and the part in a decision."""

    ENDPOINT = "endpoint"
    IDENTITY = "identity"
    RESOURCE = "resource"
    SCP = "scp"
    RCP = "rcp"
    BOUNDARY = "boundary"
    SESSION = "session"


class Principals(Struct, frozen=True):
    """A Principal or NotPrincipal element: pairs of type and values, in the order written.

    `"*"` is `(("*", ("*",)),)`; `{"AWS": ["123456789012"]}` is `(("AWS", ("123456789012",)),)`.
    """

    by_type: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def is_everyone(self) -> bool:
        """Whether the element names everyone, anonymous requests included: `"*"` or `{"AWS": "*"}`."""
        return any(kind in ("*", "AWS") and "*" in values for kind, values in self.by_type)


EVERYONE = Principals((("*", ("*",)),))


class Condition(Struct, frozen=True):
    """One operator on one condition key with its values.

    `operator` is the bare name in AWS's spelling (`StringEquals`, `Null`), `qualifier` is `ForAllValues`,
    `ForAnyValue` or None. `key` and `values` are as written; numbers and booleans keep their type.
    `types` tells conditions apart whose values Python calls equal and IAM does not: true, 1 and 1.0.
    """

    operator: str
    key: str
    values: tuple[Scalar, ...]
    qualifier: str | None = None
    if_exists: bool = False
    types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not all(type(value) is str for value in self.values):
            force_setattr(self, "types", tuple(type(value).__name__ for value in self.values))
        elif self.types:
            force_setattr(self, "types", ())

    @property
    def written_operator(self) -> str:
        """The operator as a policy spells it: `ForAnyValue:StringLikeIfExists`."""
        prefix = f"{self.qualifier}:" if self.qualifier else ""
        return f"{prefix}{self.operator}{'IfExists' if self.if_exists else ''}"


class Statement(Struct, frozen=True, cache_hash=True):
    """One statement; an element that is left out is None, never an empty tuple."""

    effect: Effect
    sid: str | None = None
    principals: Principals | None = None
    not_principals: Principals | None = None
    actions: tuple[str, ...] | None = None
    not_actions: tuple[str, ...] | None = None
    resources: tuple[str, ...] | None = None
    not_resources: tuple[str, ...] | None = None
    conditions: tuple[Condition, ...] = ()


EVERYTHING = Statement(Effect.ALLOW, principals=EVERYONE, actions=("*",), resources=("*",))
"""Everybody may do everything."""


class Policy(Struct, frozen=True):
    """A policy document: its version, its id and its statements in order."""

    statements: tuple[Statement, ...]
    version: str | None = VERSION
    id: str | None = None

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements)


FULL_ACCESS = Policy((EVERYTHING,))
"""A policy that lets everything pass, as an endpoint does that has none."""


def to_data(policy: Policy) -> dict[str, object]:
    """Return the policy as plain JSON data, elements in AWS's usual order.

    A single value stands alone, several stand in a list: the style of AWS's own examples, always the same.
    """
    data: dict[str, object] = {}
    if policy.version is not None:
        data["Version"] = policy.version
    if policy.id is not None:
        data["Id"] = policy.id
    data["Statement"] = [_statement_data(statement) for statement in policy.statements]
    return data


def _statement_data(statement: Statement) -> dict[str, object]:
    data: dict[str, object] = {}
    if statement.sid is not None:
        data["Sid"] = statement.sid
    data["Effect"] = str(statement.effect)
    for name, principals in (("Principal", statement.principals), ("NotPrincipal", statement.not_principals)):
        if principals is not None:
            data[name] = _principals_data(principals)
    for name, values in (
        ("Action", statement.actions),
        ("NotAction", statement.not_actions),
        ("Resource", statement.resources),
        ("NotResource", statement.not_resources),
    ):
        if values is not None:
            data[name] = _one_or_list(values)
    if statement.conditions:
        data["Condition"] = _conditions_data(statement.conditions)
    return data


def _principals_data(principals: Principals) -> object:
    if principals.by_type == EVERYONE.by_type:
        return "*"
    return {kind: _one_or_list(values) for kind, values in principals.by_type}


def _conditions_data(conditions: tuple[Condition, ...]) -> dict[str, dict[str, object]]:
    data: dict[str, dict[str, object]] = {}
    for condition in conditions:
        data.setdefault(condition.written_operator, {})[condition.key] = _one_or_list(condition.values)
    return data


def _one_or_list(values: tuple[Scalar, ...] | tuple[str, ...]) -> object:
    return values[0] if len(values) == 1 else list(values)
