"""The places of a policy that is a string inside of another text: escaped JSON in JSON, a heredoc in HCL."""

import re
from collections.abc import Sequence

from gen_vpce.diagnostics import Span
from gen_vpce.policy.positions import Extent, Positions

_PIECE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # one character in two escapes
    r"|\\u[0-9a-fA-F]{4}|\\.|.",
    re.DOTALL,
)


class Embedded(Positions):
    """The places of *text* within *outer*.

    `offsets` holds the offset in the outer text of each character, and of the end.
    """

    def __init__(self, text: str, outer: Positions, offsets: Sequence[int]) -> None:
        super().__init__(text, outer.shown)
        self._outer = outer
        self._offsets = offsets

    def between(self, extent: Extent) -> Span:
        """Return the place in the outer text."""
        start, end = extent
        return self._outer.between((self._offsets[start], self._offsets[end]))


def string_offsets(literal: str, start: int) -> list[int]:
    """Return the offset of each character that a quoted JSON *literal*, itself at *start*, stands for."""
    pieces = _PIECE.finditer(literal, 1, len(literal) - 1)
    return [*(start + piece.start() for piece in pieces), start + len(literal) - 1]
