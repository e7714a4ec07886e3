"""A file of a module on its way: first planned, then rendered; what the pure half of a run hands on."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file to render: its path in the module, a template and the plain values that the template lays out.

    `path` is relative to the module's folder, `template` to `templates/`; both have forward slashes.
    """

    path: str
    template: str
    context: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rendered:
    r"""One file of a module: `path` relative to its folder, with forward slashes; `text` with `\n` alone."""

    path: str
    text: str
