"""Symbols: values that are not known, named by the expression that made them.

The same name is the same value; two names may be equal values or not. `policy/symbols.py` has the form in
which a symbol stands in a text.
"""

from enum import StrEnum

from msgspec import Struct

from gen_vpce.policy.symbols import CLOSING, OPENING, marker

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


_WRITTEN = {ord(sign): chr(character) for character, sign in _SPOKEN.items() if sign}


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
        return marker(self.name)


def spelled(symbol: Symbol) -> str:
    """Return the expression that a symbol is named by, with the characters that it was written in."""
    return symbol.name.translate(_WRITTEN)


def named(expression: str, reason: str, form: Form = Form.ANY, *, many: bool = False) -> Symbol:
    """Return the symbol of an *expression*; a long one is cut and told apart by a number."""
    name = " ".join(expression.translate(_SPOKEN).split())
    if len(name) > _LONGEST:
        from hashlib import sha256

        name = f"{name[: _LONGEST - 8]}~{sha256(expression.encode(errors='replace')).hexdigest()[:6]}"
    return Symbol(name, reason, form, many)
