"""A rendered file: what the pure half of a run hands to the half that writes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendered:
    """One file of a module: `path` relative to its folder, with forward slashes; `text` with `\\n` alone."""

    path: str
    text: str
