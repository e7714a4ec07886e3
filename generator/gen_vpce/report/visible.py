"""Text of others made safe to show: no file name, Sid or value can steer a terminal or a log.

Every format passes here twice. `visible` takes a value before it is put into a line, so that it cannot end
the line; `lines` takes the whole text before it leaves, so that nothing is forgotten.
"""

import re

_UNSAFE = re.compile(r"[^ -~\n]")


def visible(text: str) -> str:
    """Return *text* with its control characters spelled out, on one line.

    Line breaks and tabs count as control characters; lone surrogates and bidirectional marks do too.
    """
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _spelled(character) for character in text)


def lines(text: str) -> str:
    """Return *text* of several lines with all but its line breaks made visible."""
    if not _UNSAFE.search(text):
        return text
    return "\n".join(map(visible, text.split("\n")))


def _spelled(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
