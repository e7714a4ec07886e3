"""Which actions can act on a resource: mostly plain to see from the patterns, and else by a proof."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from gen_vpce.access.expectation.request_form import possible_among
from gen_vpce.access.patterns.pattern import Pattern, Syntax, pattern
from gen_vpce.access.patterns.telling_words import filled
from gen_vpce.access.proof.exists import Claim, Party, exists
from gen_vpce.access.reach.resources import Resource, requests_on
from gen_vpce.policy.document import EVERYONE, Effect, Policy, PolicyKind, Statement

_TRIED = 3  # words of a pattern, of which the first is nearly always as good as any


@lru_cache(maxsize=4096)
def acts_on(
    actions: tuple[str, ...],
    resource: Resource,
    narrower: tuple[Resource, ...],
    partition: str,
    region: str,
) -> bool:
    """Whether *actions* can act on *resource*, beside the *narrower* ones; a True may be a missed False."""
    arns, _, spared = requests_on(resource, narrower)
    possible = possible_among(actions, partition, region)
    seen = plain_to_see(arns, spared, possible)
    if seen is not None:
        return seen
    asked = Statement(Effect.ALLOW, principals=EVERYONE, actions=("*",), resources=arns)
    parties = (Party(Policy((asked, *spared)), PolicyKind.ENDPOINT), Party(possible, PolicyKind.ENDPOINT))
    return exists(Claim(parties)).answer is not False


def plain_to_see(arns: Iterable[str], spared: Iterable[Statement], possible: Policy) -> bool | None:
    """Return whether *possible* allows one of *arns* that is not *spared*; None where that takes a proof.

    Yes where a name shows it, no where no pattern of the one side meets one of the other. A spared statement
    with conditions spares a part of its resources, so that a name that it matches shows nothing.
    """
    wanted = _patterns(arns)
    allowed = _patterns(_resources(possible, Effect.ALLOW))
    meeting = [(one, other) for one in wanted for other in allowed if one.may_meet(other)]
    if not meeting:
        return False
    taken = _patterns((*_resources(possible, Effect.DENY), *_resources(spared, Effect.DENY)))
    for one, other in meeting:
        for word in (*_words(other), *_words(one)):
            if _both(one, other, word) and not any(each.matches(word) for each in taken):
                return True
    return None


@lru_cache(maxsize=4096)
def _words(each: Pattern) -> tuple[str, ...]:
    return tuple(islice(filled(each), _TRIED))


def _both(one: Pattern, other: Pattern, word: str) -> bool:
    return not (one.opaque or other.opaque) and bool(one.matches(word)) and bool(other.matches(word))


def _resources(statements: Iterable[Statement], effect: Effect) -> list[str]:
    return [
        arn for statement in statements if statement.effect is effect for arn in statement.resources or ("*",)
    ]


def _patterns(arns: Iterable[str]) -> list[Pattern]:
    return [pattern(arn, Syntax.ARN, variables=True) for arn in arns]
