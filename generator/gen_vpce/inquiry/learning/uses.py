"""What is learned from: who did what on what, and the requests that say so; and what is left out."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple
from unicodedata import is_normalized

from msgspec import Struct, field

from gen_vpce.catalog.id_forms import ACCOUNT_ID, is_account_id
from gen_vpce.inquiry.learning.endpoint_names import endpoint_of
from gen_vpce.inquiry.learning.owned import Owned
from gen_vpce.traffic.coverage import NETWORK
from gen_vpce.traffic.needs import Need
from gen_vpce.traffic.outcome import Was
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Seen
from gen_vpce.traffic.services.named import EVERY_REPOSITORY, UNKNOWN_SUFFIX

_CALLER = re.compile(rf"arn:[a-z-]+:(?:iam|sts)::{ACCOUNT_ID}:[a-z-]+/[!-#%-)+->@-~]+")
"""Printable ASCII without `$`, `*` and `?`: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

_WILD = ("*", "?", "${")


class Left(StrEnum):
    """Why a request is not learned."""

    DENIED = "it was denied at the time"
    FAILED = "it failed at the time"
    ACTION = "its action is not known"
    NETWORK = "events of network activity name no resource, which the ordinary event of the request does"
    RESOURCE = "the event does not tell its resource"
    ELSEWHERE = "its resource lies in another Region than the endpoint"
    CALLER = "the event does not tell who called"
    CHARACTERS = "its resource has characters that an intent does not take"
    UNSIGNED = "no grant can name who called: a service, a session without its role, or no credentials"


class Use(NamedTuple):
    """A caller's action on a resource, by the name of the endpoint's service that it came through."""

    endpoint: str
    principal: str
    resource: str
    action: str


class Uses(Struct, frozen=True):
    """The uses with the requests behind each, and what is left out.

    `owned` are uses of what AWS owns, by endpoint and feature. `denied` are uses that were denied at the
    time, and not learned for another request. `left` counts events by reason.
    """

    found: Mapping[Use, frozenset[Seen]] = field(default_factory=dict)
    owned: Mapping[tuple[str, str], Mapping[str, frozenset[Seen]]] = field(default_factory=dict)
    denied: frozenset[Use] = frozenset()
    left: Mapping[Left, Mapping[str, int]] = field(default_factory=dict)


def uses_of(requests: Mapping[Seen, Often], prefixes: Prefixes, owned: Owned) -> Uses:
    """Return what *requests* say of who did what, with objects as *prefixes* has them."""
    found: dict[Use, set[Seen]] = {}
    features: dict[tuple[str, str], dict[str, set[Seen]]] = {}
    denied: set[Use] = set()
    left: dict[Left, Counter[str]] = {}
    for seen, often in requests.items():
        reason = not_learned(seen, owned)
        if reason is not None:
            left.setdefault(reason, Counter())[f"{seen.source.partition('.')[0]} {seen.event}"] += often.count
        if reason is Left.DENIED and _is_named(seen):
            denied.update(_use(seen, need, owned) for need in prefixes.final(seen.needs))
        if reason is not None:
            continue
        for need in prefixes.final(seen.needs):
            feature = owned.feature(need)
            if feature is not None:
                callers = features.setdefault((endpoint_of(need.action), feature), {})
                callers.setdefault(principal_of(seen, owned.partition) if _is_named(seen) else "", set()).add(
                    seen
                )
            else:
                found.setdefault(_use(seen, need, owned), set()).add(seen)
    return Uses(
        {use: frozenset(each) for use, each in sorted(found.items())},
        {
            key: {who: frozenset(each) for who, each in sorted(callers.items())}
            for key, callers in sorted(features.items())
        },
        frozenset(denied - found.keys()),
        left,
    )


def not_learned(seen: Seen, owned: Owned | None = None) -> Left | None:
    """Return why *seen* is not learned, None where it is."""
    return next((reason for reason, holds in _REASONS if holds(seen, owned)), None)


def _is_named(seen: Seen) -> bool:
    """Whether a grant can name the caller; the ARN of a session lacks the path of its role."""
    who = seen.caller
    if who is None:
        return False
    if who.of_account is not None:
        return is_account_id(who.of_account)
    return bool(is_account_id(who.name) or (_CALLER.fullmatch(who.name) and ":assumed-role/" not in who.name))


def _is_unnamed(seen: Seen, owned: Owned | None) -> bool:
    """Whether no grant lets the request pass: of what AWS owns at S3, everyone may be granted."""
    return not _is_named(seen) and not (owned and all(map(owned.is_for_everyone, seen.needs)))


def _can_be_written(resource: str) -> bool:
    """Whether an intent takes *resource* as the name that it is.

    It takes no control characters, none that reorder text, and normal form C alone. A wildcard or a variable
    stands for other names; in those of objects it is escaped, the suffix of a secret is one, and AWS itself
    asks for every repository.
    """
    if not resource.isprintable() or not is_normalized("NFC", resource):
        return False
    plain = resource.removesuffix(UNKNOWN_SUFFIX).removesuffix(EVERY_REPOSITORY)
    named = plain.partition("/")[0] if ":s3:" in plain else plain
    return plain == "*" or not any(sign in named for sign in _WILD)


_REASONS: tuple[tuple[Left, Callable[[Seen, Owned | None], bool]], ...] = (
    (Left.DENIED, lambda seen, _: seen.was in (Was.DENIED, Was.DENIED_BY_ENDPOINT)),
    (Left.FAILED, lambda seen, _: seen.was is Was.FAILED),
    (Left.ACTION, lambda seen, _: not seen.needs),
    (Left.NETWORK, lambda seen, _: seen.category == NETWORK and any(n.resource is None for n in seen.needs)),
    (Left.RESOURCE, lambda seen, _: any(need.resource is None for need in seen.needs)),
    (Left.CHARACTERS, lambda seen, _: not all(_can_be_written(need.resource or "") for need in seen.needs)),
    (Left.ELSEWHERE, lambda seen, owned: owned is not None and not all(map(owned.is_here, seen.needs))),
    (Left.CALLER, lambda seen, _: seen.caller is None),
    (Left.UNSIGNED, _is_unnamed),
)


def _use(seen: Seen, need: Need, owned: Owned) -> Use:
    who = principal_of(seen, owned.partition)
    return Use(endpoint_of(need.action), who, need.resource or "", need.action)


def principal_of(seen: Seen, partition: str) -> str:
    """Return the caller as an intent names it; of one who is known by account alone, the account."""
    if seen.caller is None:
        raise ValueError("a request without a caller is not learned")
    if seen.caller.of_account is not None:
        return f"account/{seen.caller.of_account}"
    name = seen.caller.name
    return f"arn:{partition}:iam::{name}:root" if name.isdigit() else name
