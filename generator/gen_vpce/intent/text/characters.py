"""From bytes to text: what must hold of the characters of an intent before YAML is looked at."""

import re

from gen_vpce.diagnostics import Span
from gen_vpce.intent.findings import Findings

MAX_BYTES = 1 << 20

# YAML 1.1 takes U+0085, U+2028 and U+2029 for line breaks and YAML 1.2 does not: places would be doubtful.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_REORDERING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FORBIDDEN = (
    (_CONTROL, "a control character"),
    (_REORDERING, "an invisible character that reorders text"),
)
_OTHER_BLANK = re.compile("[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]+")
_STRUCTURE = re.compile("[\\s\u200b]*(?:-[\\s\u200b]+)*(?:[\"']?[\\w.-]+[\"']?[\\s\u200b]*:[\\s\u200b]*)?")
_BREAK = re.compile("\r\n|\r|\n")


class Lines:
    """The lines of a file, which turn a line and a column into a Span."""

    def __init__(self, text: str, shown: str) -> None:
        self._lines = _BREAK.split(text)
        self._shown = shown

    def span(
        self, line: int, column: int, end_line: int | None = None, end_column: int | None = None
    ) -> Span:
        """Return the place; lines and columns count from 0 here, a missing end is the next column."""
        end_line = line if end_line is None else end_line
        end_column = column + 1 if end_column is None else end_column
        return Span(self._shown, line + 1, column + 1, end_line + 1, end_column + 1, self.line(line))

    def line(self, number: int) -> str:
        """Return a line without its break; empty beyond the end."""
        return self._lines[number] if number < len(self._lines) else ""

    def __len__(self) -> int:
        return len(self._lines)


def decode(raw: bytes, shown: str, found: Findings) -> str | None:
    """Return the text of an intent file, or None with the finding why it is none."""
    if len(raw) > MAX_BYTES:
        message = f"the file has {len(raw):,} bytes; an intent has at most {MAX_BYTES:,}"
        found.error("GV102", message, Span(shown), "split it into one folder for each module")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _not_utf8(raw, error.start, shown, found)
        return None
    _forbidden_characters(text, shown, found)
    _other_blanks(text, shown, found)
    return None if found.stop else text


def _not_utf8(raw: bytes, at: int, shown: str, found: Findings) -> None:
    before = raw[:at].decode("utf-8-sig", errors="replace")
    lines = Lines(before, shown)
    line = len(lines) - 1
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "the file is UTF-16; an intent is UTF-8"
    else:
        message = f"byte {raw[at]:#04x} at offset {at} is not UTF-8"
    found.error("GV103", message, lines.span(line, len(lines.line(line))), "save the file as UTF-8")


def _forbidden_characters(text: str, shown: str, found: Findings) -> None:
    if not (_CONTROL.search(text) or _REORDERING.search(text)):
        return
    lines = Lines(text, shown)
    for number in range(len(lines)):
        for pattern, what in _FORBIDDEN:
            for match in pattern.finditer(lines.line(number)):
                message = f"U+{ord(match[0]):04X} is {what}"
                found.error("GV104", message, lines.span(number, match.start()), "remove it")


def _other_blanks(text: str, shown: str, found: Findings) -> None:
    """Find blanks that YAML takes for letters where it needs a space: before a key, and around its colon.

    They come with text that is copied from a page or a document; inside a sentence they are nobody's harm.
    """
    if not _OTHER_BLANK.search(text):
        return
    lines = Lines(text, shown)
    for number in range(len(lines)):
        start = _STRUCTURE.match(lines.line(number))
        blank = _OTHER_BLANK.search(start[0]) if start else None
        if blank:
            message = f"U+{ord(blank[0][0]):04X} is not the space that YAML needs here"
            span = lines.span(number, blank.start(), number, blank.end())
            found.error("GV104", message, span, "write spaces in its place")


def bad_characters(value: str, span: Span, found: Findings) -> None:
    """Find what an escape can bring into a scalar, and text that Terraform would change silently.

    Terraform brings every string into Unicode's normal form C, so that another form would not arrive.
    """
    if value.isascii() and value.isprintable():
        return
    for pattern, what in _FORBIDDEN:
        if match := pattern.search(value):
            message = f"the value holds U+{ord(match[0]):04X}, {what}"
            found.error("GV104", message, span, "remove it")
    import unicodedata

    if not unicodedata.is_normalized("NFC", value):
        composed = unicodedata.normalize("NFC", value)
        message = f"`{value}` is not in Unicode normal form C, into which Terraform would change it"
        found.error("GV114", message, span, f"write `{composed}`: it looks the same")
