"""The statements of a resource's policy: who is shut out, and what the intent says in IAM's own words.

What a service refuses, or takes for something else, is found here: a statement about another resource, an
action that no such policy can be about, a Resource element where there is none.
"""

from collections.abc import Iterator

from gen_vpce import catalog
from gen_vpce.catalog import PolicyHolder
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.diagnostics.english import with_article
from gen_vpce.intent.model import ResourcePolicy
from gen_vpce.policy.compiler.deny_outside_endpoint import organization_statement, through_statement
from gen_vpce.policy.compiler.located_statements import Draft
from gen_vpce.policy.compiler.raw_statements import raw_statements
from gen_vpce.policy.compiler.statement_ids import numbered
from gen_vpce.policy.document import Effect, Principals, Statement
from gen_vpce.policy.patterns import action_covers, arn_covers
from gen_vpce.policy.short_names import SHOWN, these


def resource_drafts(policy: ResourcePolicy) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Return the statements of *policy*: what lets somebody in, who is shut out, then those given raw.

    A Sid of ours gets a number where a raw statement has it already.
    """
    holder = catalog.POLICY_HOLDERS[policy.kind]
    raw = raw_statements(policy.statements)
    given = tuple(statement for statement, _ in raw.statements)
    ours = []
    if holder.needs_grant and not any(each.effect is Effect.ALLOW for each in given):
        ours.append(_iam_decides(policy, holder))
    if policy.deny_unless_through:
        ours.append(through_statement(policy))
    if policy.deny_unless_organization:
        ours.append(organization_statement(policy))
    taken = frozenset(each.sid for each in given if each.sid)
    drafts = [Draft(statement, policy.span) for statement in numbered(ours, taken)]
    drafts += (Draft(statement, span) for statement, span in raw.statements)
    found = [*raw.diagnostics]
    for statement, span in raw.statements:
        found += (_refused(holder, *what, span) for what in _of_statement(statement, policy, holder))
        found += _idle_actions(statement, holder, span)
    if holder.most_statements and len(drafts) > holder.most_statements:
        what = f"the policy of {policy.subject} has {len(drafts)} statements"
        found.append(_refused(holder, what, f"express it in {holder.most_statements} at most", policy.span))
    return tuple(drafts), tuple(found)


def _iam_decides(policy: ResourcePolicy, holder: PolicyHolder) -> Statement:
    """Return AWS's default statement, without which the account's IAM policies do not count.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    _, partition, _, _, account, _ = policy.arns[0].split(":", 5)
    return Statement(
        Effect.ALLOW,
        sid="EnableIamPolicies",
        principals=Principals((("AWS", (f"arn:{partition}:iam::{account}:root",)),)),
        actions=holder.actions,
        resources=("*",),
    )


def _of_statement(
    statement: Statement, policy: ResourcePolicy, holder: PolicyHolder
) -> Iterator[tuple[str, str]]:
    """Yield what the service refuses of one raw statement, each with what to write."""
    yield from _of_actions(statement, holder)
    if statement.not_resources is not None and holder.has_parts:
        yield from _of_arns(statement.not_resources, policy, holder)
    elif statement.not_resources is not None:
        yield (
            f"a statement of {policy.subject} has NotResource: nothing lies in a {holder.word} to leave out",
            "leave NotResource out" if holder.is_named is None else "write Resource",
        )
    elif holder.is_named is None:
        if statement.resources is not None:
            yield f"a statement of {policy.subject} has Resource, which ECR refuses", "leave it out"
    elif statement.resources is None:
        yield f"a statement of {policy.subject} has no Resource", f"add `Resource: {_own(policy, holder)}`"
    else:
        yield from _of_arns(statement.resources, policy, holder)


def _of_arns(
    arns: tuple[str, ...], policy: ResourcePolicy, holder: PolicyHolder
) -> Iterator[tuple[str, str]]:
    for arn in arns:
        named = any(arn_covers(own, arn) for own in policy.arns)
        if not named and not (arn == "*" and holder.takes_star):
            yield (
                f"`{arn}` is not {policy.subject}, which the policy is about",
                f"write {' or '.join(f'`{own}`' for own in policy.arns)}",
            )


def _of_actions(statement: Statement, holder: PolicyHolder) -> Iterator[tuple[str, str]]:
    actions = statement.actions or statement.not_actions or ()
    old = [each.casefold() for each in holder.old_actions]
    for action in actions:
        prefix = action.partition(":")[0].casefold()
        if prefix not in (holder.prefix, "*"):
            yield (
                f"`{action}` is not an action on {with_article(holder.title)}",
                f"write actions of {holder.prefix}",
            )
        elif holder.only_these and statement.actions and action.casefold() not in old:
            matched = catalog.expand(action) if prefix == holder.prefix else ()
            spare = [each for each in matched if each not in holder.actions] or [action] * (not matched)
            if spare:
                listed = ", ".join(each for each in holder.actions if action_covers(action, each))
                what = f"`{action}` takes in what the policy of a {holder.word} cannot be about"
                yield (
                    f"{what}: {these(spare, shown=SHOWN)}",
                    f"name the actions: {listed or ', '.join(holder.actions)}",
                )
    if holder.most_actions and len(actions) > holder.most_actions:
        yield (
            f"a statement has {len(actions)} actions; {holder.prefix} takes {holder.most_actions} in each",
            "use wildcards, or split them into two statements",
        )


def _idle_actions(statement: Statement, holder: PolicyHolder, span: Span) -> Iterator[Diagnostic]:
    """Yield actions that act on no such resource, where no ARN beside them tells lint the same."""
    if statement.resources is not None and "*" not in statement.resources:
        return
    for action in statement.actions or ():
        prefix, _, name = action.partition(":")
        service = catalog.service(prefix)
        known = service.actions.get(name.lower()) if service else None
        if known and prefix.casefold() == holder.prefix and holder.type not in known.resource_types:
            message = f"`{action}` does not act on {with_article(holder.title)}"
            acts_on = ", ".join(known.resource_types)
            hint = f"remove it: it acts on {acts_on}" if acts_on else "remove it: it names no resource"
            yield Diagnostic("GV337", Severity.WARNING, message, span, hint)


def _own(policy: ResourcePolicy, holder: PolicyHolder) -> str:
    return policy.arns[0] if holder.is_named else '"*"'


def _refused(holder: PolicyHolder, what: str, hint: str, span: Span) -> Diagnostic:
    return Diagnostic("GV308", Severity.ERROR, what, span, f"{hint}; see {holder.source}")
