"""The Principal element and the keys that follow from who asks, which are one dimension.

For each kind of requester there is a shape of `aws:PrincipalArn`; everything else that a policy asks of
identity is turned into patterns of that ARN, so that no atom is a requester that cannot be.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import count

from gen_vpce.access.caller import Caller, CallerKind, PrincipalTest, caller
from gen_vpce.access.dimension import GUESS, Asked, Atom, Ledger, believed, key_atoms, patterns_of
from gen_vpce.access.effort import Effort
from gen_vpce.access.fold import folded
from gen_vpce.access.pattern import SOMETHING, Charset, Pattern, Syntax, Token, Wild, of_tokens, pattern
from gen_vpce.access.resources import ACCOUNT_ID, in_account
from gen_vpce.access.terms import NONE
from gen_vpce.access.words import telling_words

PRINCIPAL = "principal"

ARN = "aws:principalarn"
OWNER = "aws:principalaccount"
NAME = "aws:username"
USER_ID = "aws:userid"
SERVICE = "aws:principalservicename"
FOLLOWING = frozenset({ARN, OWNER, NAME, SERVICE, "aws:principaltype", "aws:principalisawsservice"})
"""Keys whose value follows from who the requester is."""

BELONGING = frozenset({USER_ID, "aws:principalorgid", "aws:principalorgpaths"})
"""Keys that requesters of an account have, and no one else; also every `aws:PrincipalTag/...`."""

TAG = "aws:principaltag/"
"""Their common beginning."""

_SHAPES = {
    CallerKind.ROLE: "arn:aws*:iam::{}:role/?*",
    CallerKind.USER: "arn:aws*:iam::{}:user/?*",
    CallerKind.ROOT: "arn:aws*:iam::{}:root",
    CallerKind.FEDERATED_USER: "arn:aws*:sts::{}:federated-user/?*",
}
_IDS = {CallerKind.ROLE: "?*:?*", CallerKind.USER: "?*", CallerKind.FEDERATED_USER: "?*:?*"}
_STRANGERS = (CallerKind.SERVICE, CallerKind.OTHER, CallerKind.ANONYMOUS)
_SESSION = re.compile(r"arn:[^:]*:sts::([^:]*):assumed-role/([^/]+)/(.+)")


def is_about_requester(key: str) -> bool:
    """Whether the condition *key* (in lower case) follows from, or belongs to, the requester."""
    return key in FOLLOWING or key in BELONGING or key.startswith(TAG)


def requester_atoms(ledger: Ledger, keys: Iterable[str], effort: Effort, *, strangers: bool) -> list[Atom]:
    """Return the atoms of the requester; *keys* are those about requesters that the rules ask for.

    *strangers* says whether requesters of no account count: services, outside identities, anonymous ones.
    """
    asked = [key for key in keys if is_about_requester(key)]
    following = [key for key in asked if key in FOLLOWING]
    belonging = [key for key in asked if key not in FOLLOWING]
    telling = bool(following) or any(rule.principal for rule in ledger.rules)
    atoms: list[Atom] = []
    for who in (*(_SHAPES if telling else (CallerKind.ROLE,)), *(_STRANGERS * strangers)):
        found = _identities(ledger, who, following, effort)
        parts = [_belongings(ledger, who, key, effort) for key in belonging]
        atoms += folded(ledger, [ledger.best(found, effort), *parts], effort)
    return ledger.best(atoms, effort)


def _identities(ledger: Ledger, who: CallerKind, following: list[str], effort: Effort) -> Iterator[Atom]:
    """Yield an atom for each requester of this kind that the rules tell from the others."""
    asked = {key: ledger.asked(key) for key in following}
    for requester in _requesters(ledger, who, effort):
        keys = keys_of(requester)
        mask = ledger.full
        for place, rule in enumerate(ledger.rules):
            if not all(term.on(requester) for term in rule.principal):
                mask &= ~(1 << place)
        atoms = [Atom(mask, ((PRINCIPAL, requester),))]
        for key in following:
            cut = list(_cut(ledger, asked[key], key, keys.get(key), effort))
            atoms = [
                Atom(left.mask & right.mask, left.facts + right.facts) for left in atoms for right in cut
            ]
        yield from atoms


def _cut(ledger: Ledger, asked: list[Asked], key: str, value: str | None, effort: Effort) -> Iterator[Atom]:
    """Yield the atoms of a key whose *value*, None where it is missing, follows from the requester."""
    if value is None:
        yield Atom(ledger.absent_mask(asked))
        return
    opaque = {each.text: each for each in patterns_of(asked) if each.opaque}
    for word, beliefs in believed(value, opaque.values(), effort):
        yield Atom(ledger.mask(asked, word, beliefs or NONE), () if beliefs is None else ((GUESS, key),))


def keys_of(requester: Caller) -> Mapping[str, str]:
    """Return the condition keys that follow from *requester*, in lower case."""
    if requester.kind is CallerKind.SERVICE:
        return {"aws:principalisawsservice": "true", SERVICE: requester.name}
    if not requester.is_iam:
        return {}
    keys = {
        ARN: requester.arn or "",
        OWNER: requester.account or "",
        "aws:principaltype": requester.kind.value,
        "aws:principalisawsservice": "false",
    }
    if requester.kind is CallerKind.USER:
        keys[NAME] = requester.name.rpartition("/")[2]
    return keys


def _requesters(ledger: Ledger, who: CallerKind, effort: Effort) -> Iterator[Caller]:
    if who is CallerKind.ANONYMOUS:
        yield caller("anonymous")
    elif who not in _SHAPES:
        yield from (Caller(who, word) for word in _outsiders(ledger, who, effort))
    else:
        words = _identity_words(ledger, who, effort)
        if who is CallerKind.ROLE:
            yield from (_session_of(word, name) for word in words for name in _session_names(ledger))
        else:
            yield from map(caller, words)


def _identity_words(ledger: Ledger, who: CallerKind, effort: Effort) -> list[str]:
    """Return values of `aws:PrincipalArn`; where only accounts and full ARNs are named, without a search."""
    named = list(dict.fromkeys(_arn_patterns(ledger, who)))
    accounts = {each.literal for each in _accounts(ledger)}
    fixed = {each.literal for each in named}
    shape = _shape(who)
    if None in accounts or None in fixed:
        bases = [shape if each is SOMETHING else each for each in ledger.bases(ledger.asked(ARN))]
        return telling_words(bases, [*named, *map(in_account, _accounts(ledger))], effort, shape=shape)
    words = sorted(word for word in fixed if word is not None and shape.matches(word))
    other = _unused("{:012}".format, 123456789012, accounts | {word.split(":")[4] for word in words})
    for account in (other, *sorted(one for one in accounts if one and ACCOUNT_ID.matches(one))):
        form = _SHAPES[who].replace("*", "", 1).format(account).replace("?*", "Example{}")
        words.append(_unused(form.format, 1, fixed))
    return words


def _unused(form: Callable[[int], str], first: int, used: Collection[str | None]) -> str:
    return next(word for word in map(form, count(first)) if word not in used)


def _session_of(role: str, name: str) -> Caller:
    head, _, rest = role.partition(":iam::")
    account, _, path = rest.partition(":role/")
    return caller(f"{head}:sts::{account}:assumed-role/{path.rpartition('/')[2]}/{name}", role)


def _outsiders(ledger: Ledger, who: CallerKind, effort: Effort) -> list[str]:
    """Return service principals, or the names of other ones: providers and canonical users."""
    named = sorted({name for test in _tests(ledger) for name in test.others if caller(name).kind is who})
    patterns = [pattern(name, Syntax.TEXT) for name in named]
    if who is CallerKind.OTHER:
        return telling_words([pattern("?*.example", Syntax.GLOB), *patterns], patterns, effort)
    asked = patterns_of(ledger.asked(SERVICE))
    return telling_words([pattern("?*.amazonaws.com", Syntax.GLOB), *patterns], [*patterns, *asked], effort)


def _tests(ledger: Ledger) -> Iterator[PrincipalTest]:
    return (term.test for rule in ledger.rules for term in rule.principal)


@cache
def _shape(who: CallerKind) -> Pattern:
    head, tail = (pattern(part, Syntax.GLOB).tokens for part in _SHAPES[who].split("{}"))
    segment = tuple(Wild(Charset.SEGMENT, many=True) if isinstance(each, Wild) else each for each in head)
    return of_tokens((*segment, *ACCOUNT_ID.tokens, *tail))


def _accounts(ledger: Ledger) -> Iterator[Pattern]:
    """Yield the accounts that the rules name."""
    yield from patterns_of(ledger.asked(OWNER))
    for test in _tests(ledger):
        yield from (pattern(account, Syntax.TEXT) for account in sorted(test.accounts))


def _arn_patterns(ledger: Ledger, who: CallerKind) -> Iterator[Pattern]:
    """Yield what the rules ask of identity beside the account, as patterns of `aws:PrincipalArn`."""
    yield from patterns_of(ledger.asked(ARN))
    if who is CallerKind.USER:
        for each in patterns_of(ledger.asked(NAME)):
            yield from _ending(":user/", each.tokens)
    for test in _tests(ledger):
        for arn in sorted(test.arns):
            session = _SESSION.fullmatch(arn) if who is CallerKind.ROLE else None
            if session:
                yield from _ending(f":iam::{session[1]}:role/", tuple(session[2]))
            else:
                yield pattern(arn, Syntax.TEXT)


def _ending(after: str, name: tuple[Token, ...]) -> Iterator[Pattern]:
    """Yield the ARNs with *name* as the last part of their path, with a path before it and without."""
    confined = tuple(
        Wild(Charset.NAME, token.many) if isinstance(token, Wild) and token.charset is Charset.ANY else token
        for token in name
    )
    everything = Wild(Charset.ANY, many=True)
    yield of_tokens((everything, *after, *confined))
    yield of_tokens((everything, *after, everything, "/", *confined))


def _session_names(ledger: Ledger) -> list[str]:
    arns = {arn for test in _tests(ledger) for arn in test.arns}
    named = {session[3] for session in map(_SESSION.fullmatch, arns) if session}
    return [_unused("session-{}".format, 1, named), *sorted(named)]


def _belongings(ledger: Ledger, who: CallerKind, key: str, effort: Effort) -> list[Atom]:
    """Return the atoms of a key that requesters of an account have, and no one else."""
    asked = ledger.asked(key)
    absent = Atom(ledger.absent_mask(asked))
    if who not in _SHAPES:
        return [absent]
    shape = ACCOUNT_ID if who is CallerKind.ROOT else pattern(_IDS[who], Syntax.GLOB)
    if key == USER_ID:
        return key_atoms(ledger, key, effort, shape=shape)
    return [absent, *key_atoms(ledger, key, effort, multivalued=key.endswith("orgpaths"))]
