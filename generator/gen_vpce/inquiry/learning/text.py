"""A learned intent as YAML, each grant with its evidence in a comment."""

import json
import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from msgspec import Struct

from gen_vpce.diagnostics.english import counted, first_of
from gen_vpce.inquiry.learning.learn import Evidence, Grant, Learned
from gen_vpce.inquiry.learning.names import short

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]")
_SHOWN = 4
_LONGEST_NAME = 60
_INDENT = "      "


class Place(Struct, frozen=True):
    """Where the intent is: its name, Region and account.

    `interfaces` are the endpoints, by the name of their service, that are interface endpoints though there is
    a gateway as well.
    """

    name: str
    region: str
    account: str
    interfaces: frozenset[str] = frozenset()


def intent_text(learned: Learned, place: Place, about: Sequence[str], expect: Sequence[str] = ()) -> str:
    """Return the intent of *learned*; *about* are sentences for its head, *expect* lines for its end."""
    return "".join(f"{line}\n" for line in _lines(learned, place, about, expect))


def intent_head(place: Place) -> str:
    """Return the beginning of the intent at *place*."""
    written = {"name": place.name, "region": place.region, "account": place.account}
    return "version: 1\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in written.items())


def _lines(learned: Learned, place: Place, about: Sequence[str], expect: Sequence[str]) -> Iterator[str]:
    yield from (f"# {as_comment(line)}" for line in about)
    yield intent_head(place).rstrip("\n")
    yield "endpoints:"
    for service, grants in learned.grants.items():
        yield f"  {service}:"
        if service in place.interfaces:
            yield "    type: interface"
        yield "    allow:"
        yield from grant_lines(grants, _INDENT, set())
    yield from expect


def grant_lines(grants: Sequence[Grant], indent: str, taken: set[str]) -> Iterator[str]:
    """Yield the lines of *grants* as elements of a list at *indent*; *taken* are names that are in use."""
    for grant in grants:
        yield from (f"{indent}# {as_comment(line)}" for line in evidence(grant))
        yield f"{indent}- name: {json.dumps(_name(grant, taken))}"
        for key, values in (
            ("principals", grant.principals),
            ("access", grant.access),
            ("actions", grant.actions),
            ("resources", grant.resources),
            ("service_owned", (grant.owned,) if grant.owned else ()),
        ):
            if values:
                yield f"{indent}  {key}:"
                yield from (f"{indent}    - {json.dumps(value, ensure_ascii=False)}" for value in values)


def evidence(grant: Grant) -> Iterator[str]:
    """Yield what speaks for *grant*, what it was generalised from, and whether it is rare."""
    seen = grant.evidence
    yield (
        f"{counted(seen.events, 'event')} of {counted(seen.callers, 'caller')}, {seen.first} to {seen.last}, "
        f"the latest {seen.example}"
    )
    for principal in grant.principals:
        if principal.startswith("account/"):
            yield f"generalised: {principal} stands for callers who are known by their account alone"
    for resource in grant.resources:
        if resource.endswith("/*") and ":s3:" in resource and resource not in grant.stands_for:
            yield f"generalised: {short(resource)} stands for the objects that were seen below it"
    for pattern, names in grant.stands_for.items():
        shown = first_of([*map(short, names)], _SHOWN)
        yield f"generalised: {short(pattern)} stands for {len(names)}: {shown}"
    if grant.unseen:
        yield (
            "generalised: each action on each resource, to stay within the characters that AWS takes, "
            f"{counted(grant.unseen, 'pair')} of which nobody used"
        )
    if seen.is_rare:
        yield f"rare: {_how_rare(seen)}"
    for how in dict.fromkeys(map(_how_rare, grant.rare.values())):
        rare = [short(name) for name, each in grant.rare.items() if _how_rare(each) == how]
        yield f"rare: {first_of(rare, _SHOWN)}, {how}"


def _how_rare(seen: Evidence) -> str:
    return "seen once" if seen.events == 1 else "seen on one day alone"


def _name(grant: Grant, taken: set[str]) -> str:
    """Return a Sid after the caller, once in an endpoint."""
    last = re.split(r"[/:]", grant.principals[0].rstrip("*/"))[-1] if len(grant.principals) == 1 else "Shared"
    base = _NOT_IN_A_NAME.sub("", grant.owned or last)[:_LONGEST_NAME] or "Caller"
    number = 1
    while f"{base}{number}" in taken:
        number += 1
    taken.add(f"{base}{number}")
    return f"{base}{number}"


def as_comment(text: str) -> str:
    """Return *text* as an intent takes it in a comment: on one line, printable, in normal form C."""
    shown = normalize("NFC", text)
    return "".join(character if character.isprintable() else " " for character in shown)
