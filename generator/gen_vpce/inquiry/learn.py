"""An intent learned from real requests: exactly what succeeded, and nothing beside it.

Steps, each stated: sessions are their role. From a number on, objects of S3 are their prefix. Resources with
the same caller and actions share a grant, and so do callers with the same actions and resources: neither adds
a request. Actions are never generalised.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from itertools import product
from unicodedata import is_normalized

from msgspec import Struct, field

from gen_vpce import catalog
from gen_vpce.traffic.needs import Need
from gen_vpce.traffic.outcome import Was
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Seen


class Left(StrEnum):
    """Why a request is not learned."""

    DENIED = "it was denied at the time"
    FAILED = "it failed at the time"
    ACTION = "its action is not known"
    RESOURCE = "the event does not tell its resource"
    CALLER = "the event does not tell who called"
    CHARACTERS = "its resource has characters that an intent does not take"
    UNSIGNED = "no grant can name who called: a service, or a call without AWS credentials"


class Evidence(Struct):
    """What speaks for a grant: events, when first and last, and the id of the latest."""

    events: int = 0
    first: str = ""
    last: str = ""
    example: str = ""

    def add(self, often: Often) -> None:
        """Count the events of one request."""
        self.events += often.count
        if not self.first or often.first < self.first:
            self.first = often.first
        self.last, self.example = max((often.last, often.example), (self.last, self.example))


class Grant(Struct, frozen=True):
    """What some callers may do on some resources, with the evidence for it."""

    principals: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    evidence: Evidence


class Learned(Struct, frozen=True):
    """The grants by the name of the endpoint's service, and the events that were not learned, by reason."""

    grants: Mapping[str, tuple[Grant, ...]]
    left: Mapping[Left, Mapping[str, int]] = field(default_factory=dict)


_Key = tuple[str, str, str, str]  # endpoint's service, principal, resource, action


def learn(requests: Mapping[Seen, Often], prefixes: Prefixes) -> Learned:
    """Return the grants that let pass what of *requests* succeeded, and what is not learned."""
    found: dict[_Key, set[Seen]] = {}
    left: dict[Left, Counter[str]] = {}
    for seen, often in requests.items():
        reason = not_learned(seen)
        if reason is not None:
            left.setdefault(reason, Counter())[f"{seen.source.partition('.')[0]} {seen.event}"] += often.count
            continue
        for need in prefixes.final(seen.needs):
            key = (_endpoint(need), _principal(seen), need.resource or "", need.action)
            found.setdefault(key, set()).add(seen)
    names = sorted({key[0] for key in found})
    return Learned({name: tuple(_grants(name, found, requests)) for name in names}, left)


def not_learned(seen: Seen) -> Left | None:
    """Return why *seen* is not learned, None where it is."""
    return next((reason for reason, holds in _REASONS if holds(seen)), None)


def _is_named(seen: Seen) -> bool:
    who = seen.caller
    return who is not None and bool(who.name.startswith("arn:") or who.name.isdigit() or who.of_account)


def _can_be_written(resource: str) -> bool:
    """Whether an intent takes *resource*: no control characters, none that reorder text, normal form C."""
    return resource.isprintable() and is_normalized("NFC", resource)


_REASONS: tuple[tuple[Left, Callable[[Seen], bool]], ...] = (
    (Left.DENIED, lambda seen: seen.was in (Was.DENIED, Was.DENIED_BY_ENDPOINT)),
    (Left.FAILED, lambda seen: seen.was is Was.FAILED),
    (Left.ACTION, lambda seen: not seen.needs),
    (Left.RESOURCE, lambda seen: any(need.resource is None for need in seen.needs)),
    (Left.CHARACTERS, lambda seen: not all(_can_be_written(need.resource or "") for need in seen.needs)),
    (Left.CALLER, lambda seen: seen.caller is None),
    (Left.UNSIGNED, lambda seen: not _is_named(seen)),
)


def _principal(seen: Seen) -> str:
    """Return the caller as an intent names it; of one who is known by account alone, the account."""
    if seen.caller is None:
        raise ValueError("a request without a caller is not learned")
    if seen.caller.of_account is not None:
        return f"account/{seen.caller.of_account}"
    name = seen.caller.name
    return f"arn:aws:iam::{name}:root" if name.isdigit() else name


def _endpoint(need: Need) -> str:
    """Return the name of the endpoint's service that carries an action, as `gen-vpce catalog` lists it."""
    prefix = need.action.partition(":")[0]
    names = [name for name, each in catalog.endpoint_services().items() if each.iam_prefix == prefix]
    plain = [name for name in names if not name.endswith("-fips")] or names
    return prefix if prefix in plain else min(plain, key=lambda name: (len(name), name), default=prefix)


def _grants(name: str, found: Mapping[_Key, set[Seen]], requests: Mapping[Seen, Often]) -> Iterator[Grant]:
    actions: dict[tuple[str, str], set[str]] = {}
    for endpoint, principal, resource, action in found:
        if endpoint == name:
            actions.setdefault((principal, resource), set()).add(action)
    resources: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (principal, resource), acted in actions.items():
        resources.setdefault((principal, tuple(sorted(acted))), []).append(resource)
    principals: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (principal, acted_by), on in resources.items():
        principals.setdefault((acted_by, tuple(sorted(on))), []).append(principal)
    for (acts, on_all), who in sorted(principals.items(), key=lambda item: (sorted(item[1]), item[0])):
        callers = tuple(sorted(who))
        keys = product((name,), callers, on_all, acts)
        seen = {each for key in keys for each in found[key]}
        evidence = Evidence()
        for each in seen:
            evidence.add(requests[each])
        yield Grant(callers, acts, on_all, evidence)
