"""What an event of CloudTrail tells of a request: the service, the IAM actions, the parts of ARNs.

Most events are named as the action. Which are not is kept by hand; which member of a request holds a part of
an ARN is derived from the models of the services, and by hand where they do not tell.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from gen_vpce.catalog.actions import service
from gen_vpce.catalog.store import read

_VERSION = re.compile(r"_?20[0-9][0-9]_?[01][0-9]_?[0-3][0-9](?:v[0-9]+)?$")
_HOST = re.compile(r"\.amazonaws\.com(?:\.cn)?$|\.aws\.internal$")
_EVERY = "*"


@cache
def event_service(source: str) -> str | None:
    """Return the IAM prefix behind an `eventSource` such as `monitoring.amazonaws.com`; None if unknown."""
    label = _HOST.sub("", source.lower())
    if label in read("index.json")["services"]:
        return label
    by_hand: str | None = read("event-names.json")["sources"].get(label)
    derived: str | None = read("events.json")["sources"].get(label)
    return by_hand or derived


@cache
def event_actions(prefix: str, event: str) -> tuple[str, ...]:
    """Return the actions, with their prefix, that a request named *event* needs: all of them; () if unknown.

    A date in the name, as Lambda and CloudFront put there (`Invoke20150331`), is left out.
    """
    known = service(prefix)
    if known is None:
        return ()
    by_hand = read("event-names.json")["actions"].get(prefix, {}).get("names", {})
    for name in dict.fromkeys((event, _VERSION.sub("", event))):
        named = by_hand.get(name) or ([name] if name.lower() in known.actions else [])
        if named:
            return tuple(f"{prefix}:{known.actions[each.lower()].name}" for each in named)
    return ()


@cache
def event_members(prefix: str, event: str) -> Mapping[str, tuple[str, ...]]:
    """Return the members of *event* that hold each variable of an ARN, all in lower case, nearest first."""
    found: dict[str, tuple[str, ...]] = {}
    for file in ("event-names.json", "events.json"):
        for variable, members in read(file)["parameters"].get(prefix, {}).items():
            holding = tuple(member for member, events in members.items() if _is_of(event, events))
            found[variable] = (*found.get(variable, ()), *holding)
    return MappingProxyType(found)


def event_may_name_nothing(prefix: str, event: str) -> bool:
    """Whether *event* acts on `*` where it names none of the types that its action can act on."""
    return event in read("event-names.json")["on_nothing_named"].get(prefix, ())


def _is_of(event: str, events: Iterable[str]) -> bool:
    return any(each in (_EVERY, event, _VERSION.sub("", event)) for each in events)
