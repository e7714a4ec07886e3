"""The line of a finding with a caret under its place, safe to show on any terminal."""

from gen_vpce.diagnostics import Span
from gen_vpce.report.visible import visible

_WINDOW = 100


def snippet(span: Span) -> tuple[str, str] | None:
    """Return the line of *span* and the carets under it, or None where the line is not known.

    A long line is cut to a window around the place.
    """
    if not span.text.strip():
        return None
    start = min(span.column - 1, len(span.text))
    end = span.end_column - 1 if span.end_line == span.line else len(span.text)
    left = max(0, start - _WINDOW // 2) if len(span.text) > _WINDOW else 0
    right = left + _WINDOW
    before, marked = span.text[left:start], span.text[start : max(start, min(end, right))]
    line = ("…" if left else "") + _shown(span.text[left:right]) + ("…" if len(span.text) > right else "")
    pad = (1 if left else 0) + _width(before)
    return line, " " * pad + "^" * max(1, _width(marked.rstrip()))


def _shown(text: str) -> str:
    return visible(text.replace("\t", " "))


def _width(text: str) -> int:
    """Return the terminal columns that *text* takes, as `_shown` spells it."""
    shown = _shown(text)
    if shown.isascii():
        return len(shown)
    from unicodedata import combining, east_asian_width

    return sum(2 if east_asian_width(each) in "WF" else 0 if combining(each) else 1 for each in shown)
