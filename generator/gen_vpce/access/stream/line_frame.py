"""A line of a batch apart: what is new in it, and the frame around that, which comes again and again.

Parsing policies costs more than deciding on them. The lines of a stream differ in their id and their request;
the text around both is the same wherever the policies are. So only the request is parsed on every line.
"""

import os
import re

from msgspec import Struct

from gen_vpce.access.stream.json_lines import DECODER, parsed

_REQUEST, _ID = '"request"', '"id"'
_REQUEST_START = re.compile(r"\s*:\s*(?=\{)")
# Ids whose JSON text is what json.dumps gives; one of another form stays in the frame.
_ID_TEXT = re.compile(r'(?:"[ !#-\[\]-~]*"|0|[1-9][0-9]{0,17})(?=\s*[,}])')
_ID_VALUE = re.compile(rf"\s*:\s*({_ID_TEXT.pattern})")
_PIECES = 3  # of a frame with an id

# A line cannot hold them by chance, nor on purpose.
_ID_MARK, _REQUEST_MARK = os.urandom(16).hex(), os.urandom(16).hex()


class Framed(Struct, frozen=True):
    """A line apart. `frame` is the text before, between and after the id and the request, as they come.

    `id` and `request` are their JSON texts; `id` is None for a line where none was found.
    """

    frame: tuple[str, ...]
    id: str | None
    request: str


def framed_again(line: str, last: tuple[str, ...]) -> Framed | None:
    """Return *line* apart where it is in the frame *last*, its id first, as nearly all are.

    It is in that frame only if what is found for the request is one JSON object.
    """
    if len(last) != _PIECES or not (line.startswith(last[0]) and line.endswith(last[2])):
        return None
    value = _ID_TEXT.match(line, len(last[0]))
    if value is None or not line.startswith(last[1], value.end()):
        return None
    return Framed(last, value[0], line[value.end() + len(last[1]) : len(line) - len(last[2])])


def framed(line: str, *, last: bool) -> Framed | None:
    """Return *line* apart, or None where no request is found in it.

    Where the request is the *last* member of the line, its end is known without reading it; it is the last
    member only if what is found for it is one JSON object. What is found may be a member of something else:
    `fields` tells.
    """
    at = line.find(_REQUEST)
    start = _REQUEST_START.match(line, at + len(_REQUEST)) if at >= 0 else None
    if start is None:
        return None
    opens = start.end()
    ends = line.rfind("}") if last else _end(line, opens)
    if ends is None or ends < opens:
        return None
    request = line[opens:ends]
    name = line.find(_ID)
    value = _ID_VALUE.match(line, name + len(_ID)) if name >= 0 else None
    if value is None or opens < name < ends:
        return Framed((line[:opens], line[ends:]), None, request)
    begins, stops = value.span(1)
    if begins < opens:
        return Framed((line[:begins], line[stops:opens], line[ends:]), value[1], request)
    return Framed((line[:opens], line[ends:begins], line[stops:]), value[1], request)


def _end(line: str, opens: int) -> int | None:
    try:
        _request, ends = DECODER.raw_decode(line, opens)
    except (ValueError, RecursionError):
        return None
    return ends


def fields(apart: Framed) -> dict[str, object] | None:
    """Return the members of the line but its request, or None where it has to be read as a whole.

    Marks stand for id and request: where they are not the line's own id and request, something else was
    found. Whatever stands in their places later, in the same frame, is then the line's own as well.
    """
    before, *rest = apart.frame
    marks = [_REQUEST_MARK]
    if apart.id is not None:
        marks.insert(0 if before.rstrip(" \t\r\n:").endswith(_ID) else 1, _ID_MARK)
    text = before + "".join(f'"{mark}"{piece}' for mark, piece in zip(marks, rest, strict=True))
    try:
        data = parsed(text)
    except ValueError:
        return None
    own_id = None if apart.id is None else _ID_MARK
    if isinstance(data, dict) and data.get("request") == _REQUEST_MARK and data.get("id") == own_id:
        return data
    return None
