"""The collector that the reader and the builder put their findings into."""

from collections.abc import Iterable

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, Related, Severity, Span


class Findings(list[Diagnostic]):
    """The findings of one intent so far, in the order in which they were made."""

    def error(self, code: str, message: str, span: Span, hint: str | None = None, *related: Related) -> None:
        """Add an error."""
        self.append(Diagnostic(code, Severity.ERROR, message, span, hint, related))

    def warning(self, code: str, message: str, span: Span, hint: str | None = None) -> None:
        """Add a warning."""
        self.append(Diagnostic(code, Severity.WARNING, message, span, hint))

    @property
    def stop(self) -> bool:
        """Whether one of the findings is an error, so that no intent can be made."""
        return any(found.severity is Severity.ERROR for found in self)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the hint that names the nearest known word, or those as near, or None where none is near."""
    close = catalog.as_close(word, list(known))
    return f"did you mean {' or '.join(f'`{each}`' for each in close)}?" if close else None
