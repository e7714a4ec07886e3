"""Where a value was written, also when its text was put together from several files."""

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct

from gen_vpce.diagnostics import Span
from gen_vpce.policy.positions import Extent, Positions


class Place(Struct, frozen=True):
    """An extent of a source text; `source` is a file, or a text that was made from files."""

    source: Positions
    extent: Extent

    @property
    def span(self) -> Span:
        """The place for a finding."""
        return self.source.between(self.extent)

    def part(self, start: int, end: int) -> "Place":
        """Return the place of the characters from *start* to *end* within this one."""
        begin = self.extent[0]
        return Place(self.source, (begin + start, begin + end))

    def to(self, other: "Place") -> "Place":
        """Return the place from this one to the end of *other*, where both are of one source."""
        if self.source is not other.source or other.extent[1] < self.extent[0]:
            return self
        return Place(self.source, (self.extent[0], other.extent[1]))


class Piece(Struct, frozen=True):
    """A part of a text that has a place of its own.

    With `exact`, each character stands for one character of the source; otherwise all of them stand for the
    whole place.
    """

    text: str
    place: Place | None = None
    exact: bool = False


class PieceText(Positions):
    """The places of a text that was put together: `whole` is the place for what has none of its own."""

    def __init__(self, pieces: Sequence[Piece], whole: Place) -> None:
        super().__init__("".join(piece.text for piece in pieces), whole.source.shown)
        self._whole = whole
        self._pieces = [piece for piece in pieces if piece.text]
        self._starts: list[int] = []
        at = 0
        for piece in self._pieces:
            self._starts.append(at)
            at += len(piece.text)

    def between(self, extent: Extent) -> Span:
        """Return the place in the source of the characters of *extent*."""
        start, end = extent
        first = self._place(start, min(end, start + 1))
        last = self._place(max(start, end - 1), end)
        return first.to(last).span

    def _place(self, start: int, end: int) -> Place:
        index = bisect_right(self._starts, start) - 1
        if index < 0 or not self._pieces:
            return self._whole
        piece = self._pieces[index]
        if piece.place is None:
            return self._near(index)
        if not piece.exact:
            return piece.place
        begin = start - self._starts[index]
        return piece.place.part(begin, begin + max(end - start, 0))

    def _near(self, index: int) -> Place:
        """Return the place of the nearest piece before the one at *index* that has one."""
        for piece in reversed(self._pieces[:index]):
            if piece.place is not None:
                width = len(piece.text)
                return piece.place.part(max(width - 1, 0), width) if piece.exact else piece.place
        return self._whole
