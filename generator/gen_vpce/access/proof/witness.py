"""From the facts that a search found to a request that a person can read and `simulate` confirms."""

from collections.abc import Sequence

from msgspec.structs import replace

from gen_vpce.access.decision.caller import Caller, caller
from gen_vpce.access.decision.request import ContextValue, Request
from gen_vpce.access.proof.condition_terms import PatternTerm
from gen_vpce.access.proof.likely_values import (
    ACCOUNT_ID,
    ACCOUNT_IDS,
    NO_ACCOUNT,
    Alike,
    likely_action,
    likely_resource,
    resource_for,
)
from gen_vpce.access.proof.requester_atoms import PRINCIPAL, keys_of
from gen_vpce.access.proof.resource_atoms import ACCOUNT, OWNED
from gen_vpce.access.proof.search import Found
from gen_vpce.access.proof.statement_terms import ACTION, RESOURCE, Rule
from gen_vpce.catalog import belongs_to_aws

_ROLE = caller(f"arn:aws:iam::{ACCOUNT_ID}:role/Example")
_SET_BY_AWS = frozenset(
    {ACCOUNT, "aws:requestedregion", "aws:tokenissuetime", "aws:sourcevpc", "aws:vpcsourceip"}
)
"""Keys that `simulate` derives, or knows to be there, unless told that they are absent."""


def witness(found: Found, rules: Sequence[Rule]) -> Request:
    """Return the request that *found* stands for; *rules* are all statements that were asked about."""
    facts = _with_likely_accounts(dict(found.facts), rules)
    resource = facts.pop(RESOURCE, None)
    action = _action(facts.pop(ACTION, None), resource, rules)
    who = facts.pop(PRINCIPAL, None)
    context = _context(facts, rules, of_aws=belongs_to_aws(str(resource)))
    principal = _principal(who if isinstance(who, Caller) else _ROLE, rules, context)
    if resource is None:
        return Request(principal, action, resource_for(action), context=context)
    alike = _alike(rules, RESOURCE, str(resource))
    owned, of_aws = bool(OWNED.matches(str(resource))), belongs_to_aws(str(resource))

    def same(other: str) -> bool:
        if not alike(other) or belongs_to_aws(other) is not of_aws:
            return False
        return ACCOUNT not in facts or bool(OWNED.matches(other)) is owned

    return Request(principal, action, likely_resource(str(resource), action, same), context=context)


def _with_likely_accounts(facts: dict[str, object], rules: Sequence[Rule]) -> dict[str, object]:
    """Return *facts* with a likely account for the one that is none, all at once, where every rule agrees."""
    for account in ACCOUNT_IDS:
        likely = {key: _renamed(value, account) for key, value in facts.items()}
        if likely == facts or all(_same(rules, key, facts[key], likely[key]) for key in facts):
            return likely
    return facts


def _renamed(value: object, account: str) -> object:
    match value:
        case str():
            return value.replace(NO_ACCOUNT, account)
        case tuple():
            return tuple(_renamed(each, account) for each in value)
        case Caller():
            fields = {name: getattr(value, name) for name in ("name", "account", "arn", "session")}
            return replace(value, **{name: _renamed(each, account) for name, each in fields.items()})
        case _:
            return value


def _same(rules: Sequence[Rule], key: str, old: object, new: object) -> bool:
    """Whether every rule treats the fact *new* of *key* as it treats *old*."""
    if old == new:
        return True
    if isinstance(old, tuple) and isinstance(new, tuple):
        return all(_same(rules, key, *pair) for pair in zip(old, new, strict=True))
    if not (isinstance(old, Caller) and isinstance(new, Caller)):
        return _alike(rules, key, str(old))(str(new))
    follows = keys_of(new)
    return all(term.on(new) is term.on(old) for rule in rules for term in rule.principal) and all(
        _same(rules, name, value, follows[name]) for name, value in keys_of(old).items()
    )


def _action(word: object, resource: object, rules: Sequence[Rule]) -> str:
    named = (action.partition(":")[0] for rule in rules for action in rule.spelling if ":" in action)
    where = None if resource is None else str(resource)
    if word is None:
        return likely_action("", where, named, lambda _other: True)
    written = next((rule.spelling[str(word)] for rule in rules if word in rule.spelling), "*")
    if "*" not in written and "?" not in written:
        return written
    return likely_action(str(word), where, named, _alike(rules, ACTION, str(word)))


def _alike(rules: Sequence[Rule], key: str, word: str) -> Alike:
    """Return the test whether every rule treats a value of *key* as it treats *word*."""
    terms = dict.fromkeys(term for rule in rules for term in rule.terms.get(key, ()))
    answers = [(term, term.on(word)) for term in terms]
    # Most words that are not alike are spelled out by a statement; to look there first saves the rest.
    unlike = {
        literal
        for term, answer in answers
        if isinstance(term, PatternTerm) and term.wanted is not answer
        for literal in term.literals
    }
    # Whether a pattern with a policy variable matches is known only of a word that it cannot match.
    unsure = [
        each
        for term, _ in answers
        if isinstance(term, PatternTerm)
        for each in term.opaque
        if not each.matches(word)
    ]
    return lambda other: (
        other not in unlike
        and all(term.on(other) is answer for term, answer in answers)
        and not any(each.matches(other) for each in unsure)
    )


def _principal(who: Caller, rules: Sequence[Rule], context: dict[str, ContextValue]) -> str:
    """Return how the request names *who*: a role rather than a session of it, if no statement minds.

    Adds `aws:PrincipalArn` to *context* where a session's own ARN does not tell the path of its role.
    """
    role = caller(who.arn) if who.is_iam and who.arn else who
    if all(term.on(role) == term.on(who) for rule in rules for term in rule.principal):
        return role.name
    if caller(who.name).arn != who.arn:
        context["aws:PrincipalArn"] = who.arn
    return who.name


def _context(facts: dict[str, object], rules: Sequence[Rule], *, of_aws: bool) -> dict[str, ContextValue]:
    """Return the condition keys as the statements spell them; those that must be absent are None."""
    spelling = {key: name for rule in rules for key, name in rule.spelling.items()}
    context: dict[str, ContextValue] = {
        spelling.get(key, key): list(value) if isinstance(value, tuple) else str(value)
        for key, value in facts.items()
    }
    asked = {key for rule in rules for key in rule.terms}
    derived = {ACCOUNT} if of_aws else set()
    missing = (asked & _SET_BY_AWS) - facts.keys() - derived
    return context | {spelling.get(key, key): None for key in sorted(missing)}
