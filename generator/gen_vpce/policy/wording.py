"""Policies in plain words: who may do what, on what, and when.

One vocabulary for the README of a module, `generate --diff` and `compare`. The words of a statement depend
on that statement and the catalogue alone, so the same policy reads the same everywhere.
"""

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.policy.action_wording import actions_in_words
from gen_vpce.policy.condition_wording import (
    caller_in_words,
    condition_in_words,
    owner_in_words,
    tagged_in_words,
)
from gen_vpce.policy.document import Condition, Policy, Principals, Statement
from gen_vpce.policy.short_names import SHOWN, caller_name, resource_names, these

ALWAYS = "always"
"""When a statement without conditions holds."""


_ANONYMOUS = tuple(
    Condition("Null", key, ("true",)) for key in ("aws:PrincipalArn", "aws:PrincipalServiceName")
)
"""What holds for callers without credentials alone: AWS sets one of the keys for everyone else."""


class Row(Struct, frozen=True):
    """One statement in words; `effect` is Allow or Deny, no other field is ever empty."""

    effect: str
    who: str
    what: str
    on_what: str
    when: str

    @property
    def clause(self) -> str:
        """The row as a clause, without its effect: `role App: s3:GetObject on every resource, always`."""
        return f"{self.who}: {self.what} on {self.on_what}, {self.when}"


def rows(policy: Policy) -> tuple[Row, ...]:
    """Return a row for each statement of *policy*, in order."""
    return tuple(map(row, policy))


def row(statement: Statement) -> Row:
    """Return one statement in words.

    Conditions on the caller belong to `who`, those on the owner of the resource to `on_what`, and the rest to
    `when`; all of them must hold.
    """
    callers, owners, rest = sorted_out(statement)
    return Row(
        str(statement.effect),
        who(statement, callers),
        _what(statement),
        _on_what(statement, owners),
        ", and ".join(rest) or ALWAYS,
    )


def sorted_out(statement: Statement) -> tuple[list[str], list[str], list[str]]:
    """Return the clauses of a statement's conditions: on the caller, on the owner, and the rest."""
    callers: list[str] = []
    owners: list[str] = []
    rest: list[str] = []
    everyone = statement.principals is not None and statement.principals.is_everyone
    anonymous = everyone and all(each in statement.conditions for each in _ANONYMOUS)
    if anonymous:
        callers.append("anonymous callers")
    by_tag = everyone and not any(map(caller_in_words, statement.conditions))
    for condition in statement.conditions:
        if anonymous and condition in _ANONYMOUS:
            continue
        caller = caller_in_words(condition) if everyone else None
        if by_tag and not callers:
            caller = tagged_in_words(condition)
        if caller:
            callers.append(caller)
        elif owner := owner_in_words(condition):
            owners.append(owner)
        else:
            rest.append(condition_in_words(condition))
    return callers, owners, rest


def who(statement: Statement, callers: list[str]) -> str:
    """Return whom a statement is about; *callers* are the clauses of its conditions on the caller."""
    if statement.not_principals is not None:
        return f"everyone but {_principals(statement.not_principals)}"
    if statement.principals is None:
        return "whoever has the policy"
    return " who is also ".join(callers) or _principals(statement.principals)


def each_caller(statement: Statement) -> tuple[str, ...]:
    """Return whom a statement is about, one by one where its words say `or`."""
    callers, _, _ = sorted_out(statement)
    if not callers and statement.not_principals is None and statement.principals is not None:
        named = [(type_, value) for type_, values in statement.principals.by_type for value in values]
        everyone = statement.principals.is_everyone
        return ("everyone",) if everyone else tuple(caller_name(type_, value) for type_, value in named)
    for condition in statement.conditions if len(callers) == 1 else ():
        for said in (caller_in_words, tagged_in_words):
            if said(condition) == callers[0]:
                single = (replace(condition, values=(value,)) for value in condition.values)
                return tuple(filter(None, map(said, single)))
    return (who(statement, callers),)


def _principals(principals: Principals) -> str:
    if principals.is_everyone:
        return "everyone"
    names = [caller_name(type_, value) for type_, values in principals.by_type for value in values]
    return these(names, shown=SHOWN)


def _what(statement: Statement) -> str:
    if statement.not_actions is not None:
        return f"everything but {actions_in_words(statement.not_actions)}"
    return actions_in_words(statement.actions or ("*",), statement.resources or ("*",))


def _on_what(statement: Statement, owners: list[str]) -> str:
    if statement.not_resources is not None:
        named = f"everything but {resource_names(statement.not_resources)}"
    else:
        named = resource_names(statement.resources or ("*",))
    return " and ".join([" ".join([named, *owners[:1]]), *owners[1:]])
