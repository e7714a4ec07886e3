"""Colour for a terminal, or none: the same words either way."""

from typing import NamedTuple

from gen_vpce.diagnostics import Severity


class Style(NamedTuple):
    """Paints text with ANSI colours, or leaves it as it is; `width` is that of the terminal."""

    colour: bool = False
    width: int = 100

    def bold(self, text: str) -> str:
        """Return *text* for what a reader looks for first."""
        return self._paint("1", text)

    def faint(self, text: str) -> str:
        """Return *text* for what only frames the rest."""
        return self._paint("2", text)

    def added(self, text: str) -> str:
        """Return *text* for what is new."""
        return self._paint("32", text)

    def changed(self, text: str) -> str:
        """Return *text* for what differs."""
        return self._paint("33", text)

    def removed(self, text: str) -> str:
        """Return *text* for what goes."""
        return self._paint("31", text)

    def hint(self, text: str) -> str:
        """Return *text* for the way out of a problem."""
        return self._paint("1;36", text)

    def severity(self, severity: Severity, text: str) -> str:
        """Return *text* in the colour of how bad a finding is."""
        return self._paint(_SEVERITY[severity], text)

    def _paint(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self.colour else text


_SEVERITY = {
    Severity.ERROR: "1;31",
    Severity.WARNING: "1;33",
    Severity.SUGGESTION: "1;36",
    Severity.NOTE: "1",
}

PLAIN = Style()
