"""How a value that is not known stands in the text of a policy: `⟨name⟩`.

Terraform source holds values that nobody knows before apply. Each has a name that holds no character which
means something in JSON, in an ARN or in a pattern, so that a policy with symbols is read as any other. The
same name is the same value; two names may be equal values or not. docs/source.md says where names come from.
"""

import re

OPENING, CLOSING = "⟨", "⟩"
_MARKER = re.compile(f"{OPENING}([^{OPENING}{CLOSING}]*){CLOSING}")


def marker(name: str) -> str:
    """Return what stands in a text for the symbol of that name."""
    return f"{OPENING}{name}{CLOSING}"


def has_marker(text: str) -> bool:
    """Whether a symbol stands in a text."""
    return OPENING in text and _MARKER.search(text) is not None


def is_marker(text: str) -> bool:
    """Whether a text is one symbol and nothing else."""
    return _MARKER.fullmatch(text) is not None


def markers_in(text: str) -> list[str]:
    """Return the names of the symbols in a text."""
    return _MARKER.findall(text)


def split_markers(text: str) -> list[str]:
    """Return the text between symbols and the names of the symbols in turn, beginning with text."""
    return _MARKER.split(text)


def with_markers_as(text: str, other: str) -> str:
    """Return a text with *other* in place of every symbol."""
    return _MARKER.sub(lambda _: other, text) if OPENING in text else text
