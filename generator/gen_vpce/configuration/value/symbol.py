"""Symbols: values that are not known, named by the expression that made them.

In a text a symbol is written as `⟨name⟩`. The name holds no character that means something in JSON, in an
ARN or in a pattern, so that a policy with symbols is read as any other. The same name is the same value; two
names may be equal values or not.
"""

import re
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

OPENING, CLOSING = "⟨", "⟩"
_LONGEST = 90
_SPOKEN = str.maketrans(
    {
        ":": "∶",
        "/": "∕",
        "*": "∗",
        "?": "？",
        "$": "＄",
        "{": "❴",
        "}": "❵",
        '"': "″",
        "\\": "∖",
        "<": "‹",
        ">": "›",
        "%": "٪",
        "@": "＠",
        OPENING: "",
        CLOSING: "",
    }
)
_MARKER = re.compile(f"{OPENING}([^{OPENING}{CLOSING}]*){CLOSING}")


class Form(StrEnum):
    """What is known of the value of a symbol; an ARN is a text with symbols for its parts."""

    ANY = "any value"
    TEXT = "text"
    ACCOUNT = "account id"
    REGION = "Region"
    PARTITION = "partition"
    ORGANIZATION = "organization id"
    ENDPOINT = "endpoint id"
    VPC = "VPC id"


class Symbol(Struct, frozen=True):
    """A value that is not known; `reason` says why. With `many`, it stands for any number of values."""

    name: str
    reason: str
    form: Form = Form.ANY
    many: bool = False

    @property
    def marker(self) -> str:
        """The symbol as it stands in a text."""
        return f"{OPENING}{self.name}{CLOSING}"


def named(expression: str, reason: str, form: Form = Form.ANY, *, many: bool = False) -> Symbol:
    """Return the symbol of an *expression*; a long one is cut and told apart by a number."""
    name = " ".join(expression.translate(_SPOKEN).split())
    if len(name) > _LONGEST:
        name = f"{name[: _LONGEST - 8]}~{sha256(expression.encode(errors='replace')).hexdigest()[:6]}"
    return Symbol(name, reason, form, many)


def has_marker(text: str) -> bool:
    """Whether a text holds the sign of a symbol."""
    return OPENING in text or CLOSING in text


def markers_in(text: str) -> list[str]:
    """Return the names of the symbols in a text."""
    return _MARKER.findall(text)


def split_markers(text: str) -> list[str]:
    """Return the text between symbols and the names of the symbols in turn, beginning with text."""
    return _MARKER.split(text)
