"""The text of a query."""

from collections.abc import Iterator, Sequence


def listed(items: Sequence[str], end: str = "") -> Iterator[str]:
    """Yield *items* a line each, with a comma between and *end* behind the last."""
    for number, item in enumerate(items, start=1):
        yield f"  {item}{',' if number < len(items) else end}"
