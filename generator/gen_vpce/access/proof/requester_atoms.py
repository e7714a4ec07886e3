"""The Principal element and the keys that follow from who asks, which are one dimension.

A requester is a caller with its keys; `principal_arns` says which callers there are to tell apart.
"""

from collections.abc import Iterable, Iterator, Mapping

from gen_vpce.access.decision.caller import TYPES, Caller, CallerKind, caller
from gen_vpce.access.patterns.pattern import Syntax, pattern
from gen_vpce.access.patterns.telling_words import telling_words
from gen_vpce.access.patterns.work_limit import Effort
from gen_vpce.access.proof.atoms import GUESS, Asked, Atom, Ledger, believed, key_atoms, patterns_of
from gen_vpce.access.proof.combinations import folded
from gen_vpce.access.proof.condition_terms import NONE, RangeTerm, UndecidableError
from gen_vpce.access.proof.principal_arns import (
    ARN,
    FORMS,
    NAME,
    OWNER,
    USER_ID,
    principal_arns,
    session_names,
    tests_of,
)

PRINCIPAL = "principal"

SERVICE = "aws:principalservicename"
FOLLOWING = frozenset({ARN, OWNER, NAME, SERVICE, "aws:principaltype", "aws:principalisawsservice"})
"""Keys whose value follows from who the requester is."""

_OF_A_ROOT = FOLLOWING | {USER_ID}
"""The same for a root user, whose user id is its account."""

_FEW_VALUED = frozenset({"aws:principaltype", "aws:principalisawsservice"})
"""Those of them of which every value is tried."""

BELONGING = frozenset({USER_ID, "aws:principalorgid", "aws:principalorgpaths"})
"""Keys that requesters of an account have, and no one else; also every `aws:PrincipalTag/...`."""

TAG = "aws:principaltag/"
"""Their common beginning."""

_LIKELY = {
    CallerKind.SERVICE: "?*.amazonaws.com",
    CallerKind.PROVIDER: "?*.example",
    CallerKind.CANONICAL_USER: "0123456789abcdef0123456789abcdef?*",
}
"""What an entry of this type looks like, of which nobody said anything."""

_IDS = {CallerKind.ROLE: "?*:?*", CallerKind.USER: "?*", CallerKind.FEDERATED_USER: "?*:?*"}
_STRANGERS = (*TYPES.values(), CallerKind.ANONYMOUS)


def is_about_requester(key: str) -> bool:
    """Whether the condition *key* (in lower case) follows from, or belongs to, the requester."""
    return key in FOLLOWING or key in BELONGING or key.startswith(TAG)


def requester_atoms(ledger: Ledger, keys: Iterable[str], effort: Effort, *, strangers: bool) -> list[Atom]:
    """Return the atoms of the requester; *keys* are those about requesters that the rules ask for.

    *strangers* says whether requesters of no account count: services, outside identities, anonymous ones.
    """
    asked = [key for key in keys if is_about_requester(key)]
    return ledger.best(_requester_atoms(ledger, asked, effort, strangers=strangers), effort)


def _requester_atoms(ledger: Ledger, asked: list[str], effort: Effort, *, strangers: bool) -> Iterator[Atom]:
    telling = not _OF_A_ROOT.isdisjoint(asked) or any(rule.principal for rule in ledger.rules)
    for who in (*(FORMS if telling else (CallerKind.ROLE,)), *(_STRANGERS * strangers)):
        follows = _OF_A_ROOT if who is CallerKind.ROOT else FOLLOWING
        found = _identities(ledger, who, [key for key in asked if key in follows], effort)
        parts = [_belongings(ledger, who, key, effort) for key in asked if key not in follows]
        yield from folded(ledger, [ledger.best(found, effort), *parts], effort)


def _identities(ledger: Ledger, who: CallerKind, following: list[str], effort: Effort) -> Iterator[Atom]:
    """Yield an atom for each requester of this kind that the rules tell from the others."""
    asked = {key: ledger.asked(key) for key in following}
    for key in following:
        if key not in _FEW_VALUED:
            _require_texts(key, asked[key])
    for requester in _requesters(ledger, who, effort):
        effort.spend(1 + len(ledger.rules) // 4)
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


def _require_texts(key: str, asked: Iterable[Asked]) -> None:
    """Raise `UndecidableError` where *key*, which holds texts, is asked for a number, date or address."""
    if any(isinstance(term, RangeTerm) and term.ranges for _, terms in asked for term in terms):
        raise UndecidableError(f"{key} is asked with operators that are not for its type")


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
        return {"aws:principalisawsservice": "true", SERVICE: requester.text}
    if not requester.is_iam:
        return {}
    keys = {
        ARN: requester.arn or "",
        OWNER: requester.account or "",
        "aws:principaltype": requester.kind.value,
        "aws:principalisawsservice": "false",
    }
    if requester.kind is CallerKind.USER:
        keys[NAME] = (requester.arn or "").rpartition("/")[2]
    elif requester.kind is CallerKind.ROOT:
        keys[USER_ID] = requester.account or ""
    return keys


def _requesters(ledger: Ledger, who: CallerKind, effort: Effort) -> Iterator[Caller]:
    if who is CallerKind.ANONYMOUS:
        yield caller("anonymous")
    elif who not in FORMS:
        yield from (Caller(who, "").known_as(entry) for entry in _outsiders(ledger, who, effort))
    else:
        arns = principal_arns(ledger, who, effort)
        if who is CallerKind.ROLE:
            yield from (_session_of(arn, name) for arn in arns for name in session_names(ledger))
        else:
            yield from map(caller, arns)
        # Whoever a text names that cannot be placed may be anyone with an account: a living role, say.
        yield from (caller(arn).known_as(entry) for arn in arns for entry in _entries(ledger, "AWS"))


def _session_of(role: str, name: str) -> Caller:
    head, _, rest = role.partition(":iam::")
    account, _, path = rest.partition(":role/")
    return caller(f"{head}:sts::{account}:assumed-role/{path.rpartition('/')[2]}/{name}", role)


def _entries(ledger: Ledger, type_: str) -> list[str]:
    """Return the entries of this type that the rules name."""
    return sorted(
        {entry for test in tests_of(ledger) for entry in test.entries if entry.startswith(f"{type_}:")}
    )


def _outsiders(ledger: Ledger, who: CallerKind, effort: Effort) -> list[str]:
    """Return the entries of this type that the rules name, and one more that they tell from no other."""
    type_ = next(each for each, kind in TYPES.items() if kind is who)
    entries = _entries(ledger, type_)
    if who is CallerKind.OTHER:
        return entries
    named = [pattern(entry.partition(":")[2], Syntax.TEXT) for entry in entries]
    asked = patterns_of(ledger.asked(SERVICE)) if who is CallerKind.SERVICE else []
    words = telling_words([pattern(_LIKELY[who], Syntax.GLOB), *named], [*named, *asked], effort)
    return [f"{type_}:{word}" for word in words]


def _belongings(ledger: Ledger, who: CallerKind, key: str, effort: Effort) -> list[Atom]:
    """Return the atoms of a key that requesters of an account have, and no one else."""
    asked = ledger.asked(key)
    absent = Atom(ledger.absent_mask(asked))
    if who not in FORMS:
        return [absent]
    if key == USER_ID:
        return key_atoms(ledger, key, effort, shape=pattern(_IDS[who], Syntax.GLOB))
    return [absent, *key_atoms(ledger, key, effort, multivalued=key.endswith("orgpaths"))]
