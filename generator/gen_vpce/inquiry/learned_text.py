"""A learned intent as YAML, each grant with its evidence in a comment."""

import json
import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from gen_vpce.inquiry.learn import Grant, Learned

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]")


def intent_text(learned: Learned, name: str, region: str, account: str, about: Sequence[str]) -> str:
    """Return the intent *name* of *learned*; *about* are sentences for its head."""
    return "".join(f"{line}\n" for line in _lines(learned, name, region, account, about))


def _lines(learned: Learned, name: str, region: str, account: str, about: Sequence[str]) -> Iterator[str]:
    yield from (f"# {_comment(line)}" for line in about)
    yield "version: 1"
    yield f"name: {json.dumps(name)}"
    yield f"region: {json.dumps(region)}"
    yield f"account: {json.dumps(account)}"
    yield "endpoints:"
    for service, grants in learned.grants.items():
        yield f"  {service}:"
        yield "    allow:"
        taken: set[str] = set()
        for grant in grants:
            yield from _grant(grant, taken)


def _grant(grant: Grant, taken: set[str]) -> Iterator[str]:
    seen = grant.evidence
    plural = "" if seen.events == 1 else "s"
    yield (
        f"      # {seen.events:,} event{plural}, {_comment(seen.first)} to {_comment(seen.last)}, "
        f"the latest {_comment(seen.example)}"
    )
    patterns = [resource for resource in grant.resources if resource.endswith("/*")]
    if patterns:
        yield "      # generalised from objects to their prefix: the resources that end in /*"
    yield f"      - name: {json.dumps(_name(grant, taken))}"
    for key, values in (
        ("principals", grant.principals),
        ("actions", grant.actions),
        ("resources", grant.resources),
    ):
        yield f"        {key}:"
        yield from (f"          - {json.dumps(value, ensure_ascii=False)}" for value in values)


def _name(grant: Grant, taken: set[str]) -> str:
    """Return a Sid after the caller, once in an endpoint."""
    last = re.split(r"[/:]", grant.principals[0])[-1] if len(grant.principals) == 1 else "Shared"
    base = _NOT_IN_A_NAME.sub("", last) or "Caller"
    number = 1
    while f"{base}{number}" in taken:
        number += 1
    taken.add(f"{base}{number}")
    return f"{base}{number}"


def _comment(text: str) -> str:
    """Return *text* as an intent takes it in a comment: on one line, printable, in normal form C."""
    shown = normalize("NFC", text)
    return "".join(character if character.isprintable() else " " for character in shown)
