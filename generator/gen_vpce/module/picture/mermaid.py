"""Mermaid's text: labels that show what they are given, and the looks that all diagrams share.

https://mermaid.js.org/syntax/flowchart.html
"""

import re

MOST_THINGS = 120
"""Things of a diagram that a reader can still tell apart."""

MOST_LINES = 400
"""Mermaid itself draws no more than 500: https://mermaid.js.org/config/schema-docs/config.html#maxedges"""

SHAPES = {"caller": ("([", "])"), "endpoint": ("[", "]"), "service": ("{{", "}}"), "resource": ("[(", ")]")}
"""What stands before and after the label of a thing."""

STYLES = {
    "open": "stroke:#a33600,stroke-width:3px,stroke-dasharray:6 3",
    "aws": "stroke:#6d2e7f,stroke-width:2px",
    "added": "stroke:#00694f,stroke-width:3px",
    "removed": "stroke:#6d2e7f,stroke-width:2px,stroke-dasharray:2 4",
}
"""How things of a class look; each is told from the others without its colour."""

_SPECIAL = re.compile(r"[^\w .,/·-]|_|^-|(?<=[0-9])\.(?= )")


def quoted(text: str) -> str:
    """Return *text*, of one line, as a label: letters, digits and blanks as they are, the rest by numbers.

    A colon may name an icon, underscores, a hyphen or a number in front may be Markdown.
    https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
    """
    return f'"{_SPECIAL.sub(_numbered, text) or " "}"'


def _numbered(found: re.Match[str]) -> str:
    return f"#{ord(found[0])};"
