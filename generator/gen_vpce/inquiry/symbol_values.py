"""Policies with values in the place of their symbols."""

from collections.abc import Mapping

from msgspec.structs import replace

from gen_vpce.policy.document import Condition, Policy, Principals, Statement
from gen_vpce.policy.symbols import has_marker, marker, split_markers


def filled_text(written: str, values: Mapping[str, str]) -> str:
    """Return a text with values in the place of symbols; one without a value stays."""
    if not has_marker(written):
        return written
    parts = split_markers(written)
    return "".join(values.get(part, marker(part)) if index % 2 else part for index, part in enumerate(parts))


def filled(policy: Policy, values: Mapping[str, str]) -> Policy:
    """Return a policy with values in the place of symbols."""
    return replace(policy, statements=tuple(_statement(each, values) for each in policy))


def _statement(statement: Statement, values: Mapping[str, str]) -> Statement:
    def text(written: str) -> str:
        return filled_text(written, values)

    def texts(written: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if written is None else tuple(map(text, written))

    def who(element: Principals | None) -> Principals | None:
        if element is None:
            return None
        return Principals(tuple((kind, tuple(map(text, each))) for kind, each in element.by_type))

    def asked(condition: Condition) -> Condition:
        held = tuple(text(value) if isinstance(value, str) else value for value in condition.values)
        return replace(condition, values=held)

    return replace(
        statement,
        principals=who(statement.principals),
        not_principals=who(statement.not_principals),
        actions=texts(statement.actions),
        not_actions=texts(statement.not_actions),
        resources=texts(statement.resources),
        not_resources=texts(statement.not_resources),
        conditions=tuple(map(asked, statement.conditions)),
    )
