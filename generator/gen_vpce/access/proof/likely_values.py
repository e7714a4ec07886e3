"""Likely values in the place of arbitrary ones: a known action, an ARN as AWS would write it.

The search knows a value up to what the statements tell apart. Each function here takes such a word and the
test `alike`, which says whether every statement treats another word the same, and returns one that is.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from gen_vpce import catalog

ACCOUNT_ID = "123456789012"
REGION = "us-east-1"
NO_RESOURCE = "*"
"""The resource of a request whose action acts on none."""

_ARBITRARY = re.compile(r"(?<=[:/])(?:[^:/]?|x+)$")  # how the search fills what nobody minds

Alike = Callable[[str], bool]

_WITHOUT_PLACE = frozenset({"s3", "iam", "sts", "route53", "cloudfront"})
_ARN_PARTS = 6
_ACCOUNT_PLACE = 4
_OTHER_ACCOUNT_ID = "210987654321"  # where the statements mind the usual one
ACCOUNT_IDS = (ACCOUNT_ID, _OTHER_ACCOUNT_ID, "111122223333", "444455556666")
"""Accounts in the place of `NO_ACCOUNT`, the likeliest first: those of AWS's own examples."""

NO_ACCOUNT = "000000000000"
"""What the search makes of an account that nobody minds; no account has this id."""


def likely_action(word: str, resource: str | None, named: Iterable[str], alike: Alike) -> str:
    """Return a known action: of the word's service, else of the resource's, else of one that is *named*."""
    for service in dict.fromkeys((*_services(word, resource), *named, "s3", "ec2")):
        known = next((name for name in catalog.expand(f"{service}:*") if alike(name.lower())), None)
        if known is not None:
            return known
    return next((name for name in _unknown_actions(word, resource) if alike(name.lower())), word)


def _services(word: str, resource: str | None) -> Iterator[str]:
    prefix, colon, _ = word.partition(":")
    if colon:
        yield prefix
    if resource and resource.count(":") >= _ARN_PARTS - 1:
        yield resource.split(":")[2]


def _unknown_actions(word: str, resource: str | None) -> Iterator[str]:
    """Yield actions of no known service, or that AWS may add to a known one."""
    if ":" in word:
        yield f"{word}AnyOther"
    for service in _services(word, resource):
        yield f"{service}:AnyOther"
    yield "another-service:AnyOther"


def likely_resource(word: str, action: str, alike: Alike) -> str:
    """Return the plainest resource of *action*, else *word* with its open segments filled in."""
    if word == NO_RESOURCE:
        return word
    plainest = resource_for(action)
    if plainest != NO_RESOURCE and alike(plainest):
        return plainest
    best = word
    for place, value in _usual_segments(action):
        parts = best.split(":", _ARN_PARTS - 1)
        if _ARBITRARY.search(f":{parts[place]}"):
            changed = ":".join((*parts[:place], value, *parts[place + 1 :]))
            best = changed if alike(changed) else best
    named = _ARBITRARY.sub("example", best)
    return named if alike(named) else best


def _usual_segments(action: str) -> list[tuple[int, str]]:
    service = action.partition(":")[0]
    place = ("", "") if service in _WITHOUT_PLACE else (REGION, ACCOUNT_ID)
    usual = list(enumerate(("aws", service, *place), start=1))
    return usual if service in _WITHOUT_PLACE else [*usual, (_ACCOUNT_PLACE, _OTHER_ACCOUNT_ID)]


def resource_for(action: str) -> str:
    """Return the plainest resource that *action* acts on, `*` where it acts on none or is unknown.

    The plainest is the one whose ARN leaves the least open: a bucket's object before an access point's.
    """
    prefix, _, name = action.partition(":")
    service = catalog.service(prefix)
    known = service.actions.get(name.lower()) if service else None
    if service is None or known is None or not known.resource_types:
        return NO_RESOURCE
    arns = (service.resource_types[name].arn for name in known.resource_types)
    arn = min(arns, key=lambda each: each.count("${"))
    for part, value in (("Partition", "aws"), ("Region", REGION), ("Account", ACCOUNT_ID)):
        arn = arn.replace(f"${{{part}}}", value)
    head, *rest = arn.split("${")
    return head + "".join(f"example{piece.partition('}')[2]}" for piece in rest)
