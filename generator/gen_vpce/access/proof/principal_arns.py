"""Values of `aws:PrincipalArn`: enough of them to tell apart whatever policies ask of identity.

Each kind of caller has its own form of ARN. Whatever a policy asks of the account, the user name or the
session is turned into patterns of that ARN, so that no value is a caller that cannot be.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from itertools import count, product

from gen_vpce.access.decision.caller import CallerKind
from gen_vpce.access.decision.principal_test import PrincipalTest
from gen_vpce.access.patterns.pattern import Charset, Pattern, Syntax, Wild, of_tokens, parts_of, pattern
from gen_vpce.access.patterns.telling_words import telling_words
from gen_vpce.access.patterns.work_limit import Effort
from gen_vpce.access.proof.atoms import Ledger, patterns_of
from gen_vpce.access.proof.condition_terms import ARN_SHAPE
from gen_vpce.access.proof.likely_values import ACCOUNT_ID as LIKELY_ACCOUNT
from gen_vpce.access.proof.resource_atoms import ACCOUNT_ID, in_account

ARN = "aws:principalarn"
OWNER = "aws:principalaccount"
NAME = "aws:username"
USER_ID = "aws:userid"

FORMS = {
    CallerKind.ROLE: ("iam", "role/?*"),
    CallerKind.USER: ("iam", "user/?*"),
    CallerKind.ROOT: ("iam", "root"),
    CallerKind.FEDERATED_USER: ("sts", "federated-user/?*"),
}
"""For each kind of caller with an account: service and last part of its ARN."""

_SESSION = re.compile(r"arn:([^:]*):sts::([^:]*):assumed-role/([^/]+)/(.+)")
_PARTITION, _ACCOUNT, _PATH = 1, 4, 5
_MANY = 256


def principal_arns(ledger: Ledger, who: CallerKind, effort: Effort) -> list[str]:
    """Return ARNs of this kind that the rules of *ledger* treat differently, all that there are."""
    accounts = list(dict.fromkeys(_accounts(ledger, who)))
    named = list(dict.fromkeys(_named(ledger, who)))
    if all(each.literal is not None for each in (*accounts, *named)):
        return _spelled_out(who, accounts, named)
    return _by_parts(who, accounts, named, effort) or telling_words(
        [_shape(who)], [*named, *map(in_account, accounts)], effort
    )


def _spelled_out(who: CallerKind, accounts: list[Pattern], named: list[Pattern]) -> list[str]:
    """Return the ARNs that are named, and one more in each account that is, and in no such account."""
    service, path = FORMS[who]
    fixed = {each.literal for each in named}
    arns = sorted(arn for arn in fixed if arn is not None and _shape(who).matches(arn))
    owners = {each.literal for each in accounts} | {arn.split(":")[_ACCOUNT] for arn in arns}
    other = unused("{:012}".format, int(LIKELY_ACCOUNT), owners)
    for account in (other, *sorted(owner for owner in owners if owner and ACCOUNT_ID.matches(owner))):
        arn = f"arn:aws:{service}::{account}:{path.replace('?*', 'Example{}')}"
        arns.append(arn if who is CallerKind.ROOT else unused(arn.format, 1, fixed))
    return list(dict.fromkeys(arns))


def _by_parts(
    who: CallerKind, accounts: list[Pattern], named: list[Pattern], effort: Effort
) -> list[str] | None:
    """Return every partition, account and path together; None where a wildcard may cross their borders."""
    parted = [parts_of(each) for each in named]
    if not all(parted):
        return None
    service, path = FORMS[who]
    inner: tuple[tuple[Pattern, int, list[Pattern]], ...] = (
        (pattern("aws*", Syntax.GLOB), _PARTITION, []),
        (ACCOUNT_ID, _ACCOUNT, accounts),
        (pattern(path, Syntax.GLOB), _PATH, []),
    )
    choices = [
        telling_words([shape], [*more, *(parts[place] for parts in parted)], effort)
        for shape, place, more in inner
    ]
    arns = [f"arn:{one}:{service}::{two}:{three}" for one, two, three in product(*choices)]
    effort.spend(len(arns))
    return arns if len(arns) <= _MANY else None


def unused(form: Callable[[int], str], first: int, used: Collection[str | None]) -> str:
    """Return the first of form(first), form(first + 1), ... that is not *used*."""
    return next(word for word in map(form, count(first)) if word not in used)


def session_names(ledger: Ledger) -> list[str]:
    """Return the names of role sessions that the rules name, and another one."""
    arns = {arn for test in tests_of(ledger) for arn in test.arns}
    named = {session[4] for session in map(_SESSION.fullmatch, arns) if session}
    return [unused("session-{}".format, 1, named), *sorted(named)]


def tests_of(ledger: Ledger) -> Iterator[PrincipalTest]:
    """Yield the Principal and NotPrincipal elements of the rules."""
    return (term.test for rule in ledger.rules for term in rule.principal)


@cache
def _shape(who: CallerKind) -> Pattern:
    service, path = FORMS[who]
    segment = Wild(Charset.SEGMENT, many=True)
    return of_tokens(
        (*"arn:aws", segment, *f":{service}::", *ACCOUNT_ID.tokens, ":", *pattern(path, Syntax.GLOB).tokens)
    )


def _accounts(ledger: Ledger, who: CallerKind) -> Iterator[Pattern]:
    """Yield the accounts that the rules name; for a root user also as its user id."""
    yield from patterns_of(ledger.asked(OWNER))
    if who is CallerKind.ROOT:
        yield from patterns_of(ledger.asked(USER_ID))
    for test in tests_of(ledger):
        yield from (pattern(account, Syntax.TEXT) for account in sorted(test.accounts))


def _named(ledger: Ledger, who: CallerKind) -> Iterator[Pattern]:
    """Yield what the rules ask of identity beside the account, as patterns of the ARN."""
    yield from (each for each in patterns_of(ledger.asked(ARN)) if each is not ARN_SHAPE)
    if who is CallerKind.USER:
        for each in patterns_of(ledger.asked(NAME)):
            yield from _ending("*:iam::*", "user/", each)
    for test in tests_of(ledger):
        for arn in sorted(test.arns):
            session = _SESSION.fullmatch(arn) if who is CallerKind.ROLE else None
            if session:
                yield from _ending(
                    f"{session[1]}:iam::{session[2]}", "role/", pattern(session[3], Syntax.TEXT)
                )
            else:
                yield pattern(arn, Syntax.TEXT)


def _ending(place: str, kind: str, name: Pattern) -> Iterator[Pattern]:
    """Yield the ARNs at *place* with *name* as the last part of their path, with and without a path."""
    head = pattern(f"arn:{place}:{kind}", Syntax.ARN).tokens
    confined = [
        Wild(Charset.NAME, token.many) if isinstance(token, Wild) and token.charset is Charset.ANY else token
        for token in name.tokens
    ]
    for before in ((), (Wild(Charset.ANY, many=True), "/")):
        yield of_tokens((*head, *before, *confined), caseless=name.caseless)
