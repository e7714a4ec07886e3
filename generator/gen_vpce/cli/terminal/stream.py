"""The last gate before the terminal: what is printed holds no control character but our own."""

import io
import re
from collections.abc import Iterable

_UNSAFE = re.compile(r"[^ -~\n\t]")
_OWN = re.compile(r"(\033\[(?:0|1|2|31|32|33|1;31|1;33|1;36)m|\r\033\[K)")
"""The colours of `report.style` and what `cli.progress` clears its line with."""


class VisibleText:
    """A text stream that spells out control characters, but for line breaks, tabs and our own colours.

    What the encoding of *stream* does not know is spelled out as well: a poor locale is no reason to fail.
    """

    def __init__(self, stream: io.TextIOWrapper) -> None:
        """Write to *stream* from now on."""
        stream.reconfigure(errors="backslashreplace")
        self._stream = stream

    def write(self, text: str) -> int:
        """Write *text* made visible."""
        return self._stream.write(_made_visible(text) if _UNSAFE.search(text) else text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write *lines*, which end themselves."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        """Return what else the stream can do."""
        return getattr(self._stream, name)


def _made_visible(text: str) -> str:
    from gen_vpce.report.visible import lines

    parts = _OWN.split(text)
    parts[::2] = ["\t".join(map(lines, part.split("\t"))) for part in parts[::2]]
    return "".join(parts)
