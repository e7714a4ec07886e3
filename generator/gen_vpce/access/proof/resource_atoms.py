"""Resource and `aws:ResourceAccount`, which are one dimension: an ARN with an account says who owns it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from gen_vpce.access.decision.request import RESOURCE_OF_AWS
from gen_vpce.access.patterns.pattern import (
    SOMETHING,
    Charset,
    Pattern,
    Syntax,
    Token,
    Wild,
    of_tokens,
    pattern,
)
from gen_vpce.access.patterns.telling_words import telling_words
from gen_vpce.access.patterns.work_limit import Effort
from gen_vpce.access.proof.atoms import GUESS, Asked, Atom, Ledger, believed, key_atoms, patterns_of
from gen_vpce.access.proof.condition_terms import NONE
from gen_vpce.access.proof.likely_values import NO_RESOURCE
from gen_vpce.access.proof.statement_terms import RESOURCE
from gen_vpce.catalog import belongs_to_aws

ACCOUNT = "aws:resourceaccount"
OF_AWS = str(RESOURCE_OF_AWS[ACCOUNT][0])

ANY_ARN = pattern("arn:*", Syntax.ARN)
ACCOUNT_ID = of_tokens((Wild(Charset.DIGIT, many=False),) * 12)

_SEGMENT = Wild(Charset.SEGMENT, many=True)


@lru_cache(maxsize=4096)
def in_account(account: Pattern) -> Pattern:
    """Return the ARNs whose account segment *account* matches."""
    confined: tuple[Token, ...] = tuple(
        Wild(Charset.SEGMENT, token.many)
        if isinstance(token, Wild) and token.charset is Charset.ANY
        else token
        for token in account.tokens
    )
    head = pattern("arn:*:*:*:", Syntax.GLOB).tokens
    head = tuple(_SEGMENT if isinstance(token, Wild) else token for token in head)
    tokens = (*head, *confined, ":", Wild(Charset.ANY, many=True))
    return of_tokens(tokens, opaque=account.opaque, caseless=account.caseless)


OWNED = in_account(ACCOUNT_ID)


def resource_atoms(ledger: Ledger, effort: Effort) -> list[Atom]:
    """Return the atoms of the resource, together with its account where a rule asks for that."""
    asked, owner = ledger.asked(RESOURCE), ledger.asked(ACCOUNT)
    patterns = patterns_of(asked)
    accounts = [in_account(each) for each in patterns_of(owner)]
    harmful = ledger.harmful(asked) if not owner else frozenset[Pattern]()
    bases = [ANY_ARN if each is SOMETHING else each for each in ledger.bases(asked)]
    shape = ANY_ARN if any(each.opaque for each in bases) else None
    family = [*patterns, *accounts, OWNED] if owner else patterns
    words = telling_words(bases, family, effort, harmful=harmful.__contains__, shape=shape)
    effort.spend(len(words) * len(asked) // 4)
    opaque = {each.text: each for each in patterns if each.opaque}
    cut = [
        Atom(ledger.mask(asked, word, beliefs or NONE), _facts(RESOURCE, word, guessed=beliefs is not None))
        for word, beliefs in (
            pair for each in (*words, NO_RESOURCE) for pair in believed(each, opaque.values(), effort)
        )
    ]
    return ledger.best(_with_owners(ledger, cut, owner, effort) if owner else cut, effort)


def _facts(key: str, value: str, *, guessed: bool) -> tuple[tuple[str, object], ...]:
    return ((key, value), (GUESS, key)) if guessed else ((key, value),)


def _with_owners(ledger: Ledger, atoms: Iterable[Atom], owner: list[Asked], effort: Effort) -> Iterator[Atom]:
    """Yield each resource with the account that its ARN names, or else with every one that may own it.

    What AWS owns belongs to no account that a statement can name; a request leaves it unsaid.
    """
    free = [Atom(ledger.absent_mask(owner)), *key_atoms(ledger, ACCOUNT, effort, shape=ACCOUNT_ID)]
    opaque = {each.text: each for each in patterns_of(owner) if each.opaque}
    for atom in atoms:
        word = str(atom.facts[0][1])
        if belongs_to_aws(word):
            yield Atom(atom.mask & ledger.mask(owner, OF_AWS, NONE), atom.facts)
            continue
        if not OWNED.matches(word):
            yield from (Atom(atom.mask & each.mask, (*atom.facts, *each.facts)) for each in free)
            continue
        account = word.split(":")[4]
        for value, beliefs in believed(account, opaque.values(), effort):
            facts = _facts(ACCOUNT, value, guessed=beliefs is not None)
            yield Atom(atom.mask & ledger.mask(owner, value, beliefs or NONE), (*atom.facts, *facts))
