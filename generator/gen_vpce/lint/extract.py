"""The policies of one text: a bare policy, or JSON of AWS or Terraform.

Every one comes with its own places in the text and with what is known of where it is attached.
"""

import json

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.lint.embedded_text import Embedded, string_extents
from gen_vpce.lint.json_source import Spot, spots
from gen_vpce.lint.policy_kind import Attachment, of_name
from gen_vpce.policy.positions import Positions

_WRITTEN = frozenset(("statement", "effect", "action", "notaction"))


class Extracted(Struct, frozen=True):
    """A policy's text with its places, and what is known of where it is attached."""

    positions: Positions
    attachment: Attachment


def policies_in(text: str, shown: str) -> tuple[tuple[Extracted, ...], tuple[Diagnostic, ...]]:
    """Return the policies of a text, whose file is *shown*, and what kept others from being read.

    A text that is no JSON at all counts as a policy: reading it says what is wrong.
    """
    source = Positions(text.removeprefix("\ufeff"), shown)
    try:
        data = json.loads(source.text)
    except (ValueError, RecursionError):
        return (Extracted(source, of_name(shown)),), ()
    if isinstance(data, dict) and _WRITTEN & {name.casefold() for name in data}:
        return (Extracted(source, of_name(shown)),), ()
    found = tuple(policy_at(source, spot) for spot in spots(data))
    return found, () if found else (_nothing(source),)


def policy_at(source: Positions, spot: Spot) -> Extracted:
    """Return the policy at *spot* of the JSON *source*, a string or an object."""
    start, end = whole = source.extent(spot.path)
    literal = source.text[start:end]
    if literal.startswith('"'):
        text, extents = json.loads(literal), string_extents(literal, start)
    else:
        text, extents = literal, [(at, at + 1) for at in range(start, end)]
    return Extracted(Embedded(text, source, extents, whole), spot.attachment)


def _nothing(source: Positions) -> Diagnostic:
    return Diagnostic(
        "GV396",
        Severity.ERROR,
        f"there is no policy in {source.shown}",
        source.between((0, 0)),
        "give a policy, the output of describe-vpc-endpoints, a plan or state, or Terraform source",
    )
