"""What one policy allows beyond another one, in a few rows of plain words.

Each Allow that lets something new pass is narrowed to the values that do. A Deny that is gone makes rows of
its own: its conditions say when the access is new.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.comparison.narrowed_statement import narrowed
from gen_vpce.access.patterns.pattern import Syntax, pattern
from gen_vpce.access.patterns.work_limit import DEFAULT, Effort, OutOfEffortError
from gen_vpce.access.proof.condition_terms import UndecidableError
from gen_vpce.access.proof.exists import Claim, Party
from gen_vpce.access.proof.search import Question, Refusal, find
from gen_vpce.access.proof.statement_terms import Rule
from gen_vpce.policy.condition_wording import condition_in_words
from gen_vpce.policy.document import Effect, Policy, Statement
from gen_vpce.policy.wording import ALWAYS, Row, row


def added(before: Party, after: Party, *, effort: int = DEFAULT) -> tuple[Row, ...]:
    """Return what *after* allows and *before* does not; swap the two for what is no longer allowed.

    Each row, and each value in it, has some access that is new. What *effort* steps of work do not narrow
    stays as the statement says it.
    """
    scope = _Scope(before, after, Effort(effort))
    return tuple(dict.fromkeys(map(scope.told, scope.parts())))


class _Scope(Struct, frozen=True):
    """The two policies, and the work that is left."""

    before: Party
    after: Party
    effort: Effort

    def parts(self) -> Iterator[Statement]:
        """Yield the parts of the new policy's Allows that are new, as statements."""
        old, known = self.before.rules, (*self.before.policy, *self.after.policy)
        denies = tuple(rule.statement for rule in old if not rule.allows)
        for allow in (rule.statement for rule in self.after.rules if rule.allows):
            if self._is_new((allow,), denies):
                yield narrowed(allow, known, lambda part, avoid: self._is_new((part,), (*denies, *avoid)))
            for deny in denies:
                if self._is_new((allow, deny), ()):
                    part = _meeting(allow, deny)
                    yield narrowed(part, known, lambda part, avoid: self._is_new((part,), avoid))

    def told(self, part: Statement) -> Row:
        """Return *part* in words, with the conditions under which the old policy allows it already."""
        old = [statement for statement in self.before.policy if statement.effect is Effect.ALLOW]
        (wanted, *allowing) = self._rules(tuple(replace(each, conditions=()) for each in (part, *old)))
        held = [
            " and ".join(map(condition_in_words, statement.conditions))
            for statement, rule in zip(old, allowing, strict=True)
            if rule.covers(wanted)
        ]
        shown = row(part)
        if not held or not all(held):
            return shown
        unless = f"unless {', or '.join(dict.fromkeys(held))}"
        return replace(shown, when=unless if shown.when == ALWAYS else f"{shown.when}, {unless}")

    def _is_new(self, must: tuple[Statement, ...], avoid: tuple[Statement, ...]) -> bool:
        """Whether some request that matches *must* and escapes *avoid* may be newly allowed."""
        old, new = self.before.rules, self.after.rules
        refusal = Refusal(
            tuple(rule for rule in old if rule.allows), tuple(rule for rule in old if not rule.allows)
        )
        denies = tuple(rule for rule in new if not rule.allows)
        question = Question(self._rules(must), (*denies, *self._rules(avoid)), (refusal,))
        try:
            strangers = Claim((self.after,)).strangers
            return find(question, self.effort, strangers=strangers) is not None
        except (OutOfEffortError, UndecidableError):
            return True

    def _rules(self, statements: tuple[Statement, ...]) -> tuple[Rule, ...]:
        return replace(self.after, policy=Policy(statements, self.after.policy.version)).rules


def _meeting(allow: Statement, deny: Statement) -> Statement:
    """Return an Allow of what matches both: of each element the narrower one, and the conditions of both."""
    actions = _narrower(allow.actions, deny.actions, Syntax.ACTION)
    resources = _narrower(allow.resources, deny.resources, Syntax.ARN)
    from_deny = deny.principals is not None and not deny.principals.is_everyone
    return replace(
        deny if from_deny else allow,
        effect=Effect.ALLOW,
        sid=allow.sid,
        actions=actions,
        not_actions=None if actions else allow.not_actions or deny.not_actions,
        resources=resources,
        not_resources=None if resources else allow.not_resources or deny.not_resources,
        conditions=tuple(dict.fromkeys((*allow.conditions, *deny.conditions))),
    )


def _narrower(
    mine: tuple[str, ...] | None, theirs: tuple[str, ...] | None, syntax: Syntax
) -> tuple[str, ...] | None:
    """Return the values of either list that lie inside one of the other, and the one that is there alone."""
    if mine is None or theirs is None:
        return mine or theirs
    pairs = ((mine, theirs), (theirs, mine))
    kept = [
        value
        for values, others in pairs
        for value in values
        if any(
            pattern(other, syntax, variables=True).covers(pattern(value, syntax, variables=True))
            for other in others
        )
    ]
    return tuple(dict.fromkeys(kept)) or mine
