"""True, false, or not known: the answer of a statement about one request.

A request names some of its condition keys. AWS sets others on every request, whose values nobody gave; what
asks for one of those is not known, and the answer carries the key.
"""

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct


class Unknown(Struct, frozen=True):
    """Not known, because of `key`: a condition key with a value that nobody gave.

    `may_be_absent` says that not even whether the request has it is known.
    """

    key: str
    may_be_absent: bool = False


# Callers ask for bool or tuple, not for Unknown: of the latter Python takes three times as long to say no.
Truth: TypeAlias = bool | Unknown

Values: TypeAlias = tuple[str, ...]
"""The values of a key that is there; never empty."""

Keys: TypeAlias = Mapping[str, Values | Unknown]
"""The condition keys of a request by their names in lower case; a key that is not there is absent."""
