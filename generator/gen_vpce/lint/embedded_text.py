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
    """The places of *text* within *outer*, where it takes the extent *whole*.

    *extents* holds the extent in the outer text of each character.
    """

    def __init__(self, text: str, outer: Positions, extents: Sequence[Extent], whole: Extent) -> None:
        super().__init__(text, outer.shown)
        self._outer = outer
        self._extents = extents
        self._whole = whole

    def between(self, extent: Extent) -> Span:
        """Return the place in the outer text; that of the end for what is past the end."""
        start, end = extent
        known = self._extents[start:end]
        end_of_all = self._whole[1]
        return self._outer.between((known[0][0], known[-1][1]) if known else (end_of_all, end_of_all))


def string_extents(literal: str, start: int) -> list[Extent]:
    """Return the extent of each character that a quoted JSON *literal*, itself at *start*, stands for."""
    pieces = _PIECE.finditer(literal, 1, len(literal) - 1)
    return [(start + piece.start(), start + piece.end()) for piece in pieces]
