"""What a quoted JSON string stands for, piece by piece."""

import json
import re

from gen_vpce.configuration.place import Piece, Place

_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # one character in two escapes
    r"|\\u[0-9a-fA-F]{4}|\\.",
    re.DOTALL,
)


def literal_pieces(place: Place) -> list[Piece]:
    """Return the pieces of the quoted JSON string at *place*."""
    start, end = place.extent[0] + 1, place.extent[1] - 1
    text = place.source.text
    pieces = []
    at = start
    for escape in _ESCAPE.finditer(text, start, end):
        pieces.append(Piece(text[at : escape.start()], Place(place.source, (at, escape.start())), exact=True))
        pieces.append(Piece(json.loads(f'"{escape.group()}"'), Place(place.source, escape.span())))
        at = escape.end()
    pieces.append(Piece(text[at:end], Place(place.source, (at, end)), exact=True))
    return [piece for piece in pieces if piece.text]
