"""A module on its way: its files first planned, then rendered; what the pure half of a run hands on."""

from collections.abc import Mapping

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic


class Artefact(Struct, frozen=True):
    """One file to render: its path in the module, a template and the plain values that the template lays out.

    `path` is relative to the module's folder, `template` to `templates/`; both have forward slashes.
    """

    path: str
    template: str
    context: Mapping[str, object]


class Rendered(Struct, frozen=True):
    r"""One file of a module: `path` relative to its folder, with forward slashes; `text` with `\n` alone."""

    path: str
    text: str


class Module(Struct, frozen=True):
    """The files of a module by path, in UTF-8, and the digest of the inputs that they were made from.

    `digest` is None when a later run must not trust it: building again would have something to say.
    """

    files: Mapping[str, bytes]
    digest: str | None


class Built(Struct, frozen=True):
    """What an intent comes to: its module, None when there are errors; and all findings in order."""

    module: Module | None
    diagnostics: tuple[Diagnostic, ...] = ()
