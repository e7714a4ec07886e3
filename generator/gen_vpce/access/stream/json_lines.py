"""Streams of JSON lines: each is read strictly and answered by a line before the next one is asked for."""

import json
from collections.abc import Callable, Iterable, Iterator
from json.encoder import encode_basestring_ascii

from msgspec import Struct

from gen_vpce.policy.not_json import why


class Line(Struct, frozen=True):
    """One line of answer, without its line break; `bad` where what was asked could not be read."""

    text: str
    bad: bool = False


def answered(lines: Iterable[bytes], answer: Callable[[str], Line]) -> Iterator[Line]:
    """Yield the *answer* to each line of UTF-8 as soon as it is read; empty lines have none."""
    for line in lines:
        if not line.isspace():
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                yield failed("null", f"this is not UTF-8: {error.reason} at byte {error.start + 1}")
            else:
                yield answer(text)


def failed(identity: str, message: str) -> Line:
    """Return the answer to a line that cannot be answered; *identity* is the JSON text of its id."""
    return Line(f'{{"id": {identity}, "error": {json_text(message)}}}', bad=True)


def parsed(text: str) -> object:
    """Return JSON *text* as data. Raises ValueError, which says why, where it is none."""
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"this is not JSON: {why(error)}") from None


def json_text(value: object) -> str:
    """Return *value* as JSON; the short way for strings and null, which is what answers are made of."""
    if isinstance(value, str):
        return encode_basestring_ascii(value)
    return "null" if value is None else json.dumps(value)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key `{twice}` occurs twice in one object")
    return members


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is not a number of JSON")


DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_number)
