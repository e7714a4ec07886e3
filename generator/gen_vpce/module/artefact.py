"""A module on its way: its files first planned, then rendered; what the pure half of a run hands on."""

from collections.abc import Mapping
from dataclasses import dataclass

from gen_vpce.diagnostics import Diagnostic


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


@dataclass(frozen=True, slots=True)
class Module:
    """The files of a module by path, in UTF-8, and the digest of the inputs that they were made from.

    `digest` is None when a later run must not trust it: building again would have something to say.
    """

    files: Mapping[str, bytes]
    digest: str | None


@dataclass(frozen=True, slots=True)
class Built:
    """What an intent comes to: its module, None when there are errors; and all findings in order."""

    module: Module | None
    diagnostics: tuple[Diagnostic, ...] = ()
