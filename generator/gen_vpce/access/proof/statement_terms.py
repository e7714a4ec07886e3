"""A statement as the proofs read it: for each dimension of a request, the terms that it asks."""

from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.patterns.pattern import Syntax, pattern
from gen_vpce.access.proof.condition_terms import NullTerm, PatternTerm, Term, pattern_term, term_of
from gen_vpce.access.proof.principal_terms import PrincipalTerm, principal_term
from gen_vpce.policy.document import VERSION, Effect, Policy, Statement

ACTION = "action"
RESOURCE = "resource"


class Rule(Struct, frozen=True, eq=False):
    """One statement. `terms` and `principal` hold nothing for what the statement leaves free.

    `terms` is keyed by `ACTION`, `RESOURCE` and condition keys in lower case; `spelling` gives keys and
    actions back as they were written. `place` counts from 0.
    """

    statement: Statement
    place: int
    terms: Mapping[str, tuple[Term, ...]]
    principal: tuple[PrincipalTerm, ...]
    spelling: Mapping[str, str]

    @property
    def allows(self) -> bool:
        """Whether the statement's effect is Allow."""
        return self.statement.effect is Effect.ALLOW

    @property
    def label(self) -> str:
        """The Sid, or the statement's number counted from 1."""
        return self.statement.sid or f"statement {self.place + 1}"

    def equals(self, other: "Rule") -> bool:
        """Whether both are read from equal statements."""
        return self.terms is other.terms and self.principal is other.principal

    def covers(self, other: "Rule") -> bool:
        """Whether this rule matches wherever *other* does; a False may be a missed True."""
        if self.equals(other):
            return True
        if not all(any(their.implies(mine) for their in other.principal) for mine in self.principal):
            return False
        for key, terms in self.terms.items():
            theirs = other.terms.get(key, ())
            if not all(any(their is mine or their.implies(mine) for their in theirs) for mine in terms):
                return False
        return True

    def excludes(self, other: "Rule") -> bool:
        """Whether no request matches both rules; a False may be a missed True."""
        for key, terms in self.terms.items():
            for their in other.terms.get(key, ()):
                if any(_exclude(mine, their) for mine in terms):
                    return True
        return False


def _exclude(one: Term, other: Term) -> bool:
    """Whether no request satisfies both terms about one key; a False may be a missed True."""
    if isinstance(one, PatternTerm) and isinstance(other, PatternTerm):
        return one.excludes(other)
    return (_is_missing(one) and not other.absent) or (_is_missing(other) and not one.absent)


def _is_missing(term: Term) -> bool:
    return isinstance(term, NullTerm) and not term.present


def rules_of(policy: Policy, *, root_only: bool = False) -> tuple[Rule, ...]:
    """Return the rules of *policy* in order.

    *root_only* is the rule of gateway endpoints: an account in the Principal element is its root user only.
    Raises `UndecidableError` for a condition operator without a known meaning.
    """
    variables = policy.version == VERSION
    return tuple(
        replace(_rule(statement, variables, root_only), place=place)
        for place, statement in enumerate(policy.statements)
    )


@lru_cache(maxsize=4096)
def _rule(statement: Statement, variables: bool, root_only: bool) -> Rule:
    terms: dict[str, list[Term]] = {}
    spelling: dict[str, str] = {}
    for key, syntax, wanted, values in (
        (ACTION, Syntax.ACTION, True, statement.actions),
        (ACTION, Syntax.ACTION, False, statement.not_actions),
        (RESOURCE, Syntax.ARN, True, statement.resources),
        (RESOURCE, Syntax.ARN, False, statement.not_resources),
    ):
        if values is not None:
            patterns = tuple(pattern(value, syntax, variables=variables) for value in values)
            if not wanted or not any(not each.tokens[1:] and not each.head for each in patterns):
                terms.setdefault(key, []).append(pattern_term(patterns, wanted))
            if key is ACTION:
                spelling.update((value.lower(), value) for value in values)
    principal = tuple(
        principal_term(named, wanted=wanted, deny=statement.effect is Effect.DENY, root_only=root_only)
        for named, wanted in ((statement.principals, True), (statement.not_principals, False))
        if named is not None and not (wanted and named.is_everyone)
    )
    for condition in statement.conditions:
        key = condition.key.lower()
        spelling.setdefault(key, condition.key)
        terms.setdefault(key, []).append(term_of(condition, variables=variables))
    frozen = {key: tuple(asked) for key, asked in terms.items()}
    return Rule(statement, 0, frozen, principal, spelling)
