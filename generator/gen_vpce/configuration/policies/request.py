"""What is to be read of a configuration, and with which values; whoever only asks loads no reader."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gen_vpce.configuration.module.library import Library


class Request:
    """What is to be read, and with which values.

    `inside` are the folders whose files `file()` may read; with `everywhere`, it may read any. With `only`,
    one file is read and not the others of its folder. `parameters` are for templates alone.
    """

    def __init__(  # noqa: PLR0913 -- an argument for each thing that is asked
        self,
        *,
        var_files: Iterable[Path] = (),
        variables: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
        inside: Iterable[Path] = (),
        everywhere: bool = False,
        only: Path | None = None,
    ) -> None:
        self.var_files = tuple(var_files)
        self.variables = dict(variables or {})
        self.for_templates = {**(parameters or {}), **self.variables}
        self.inside = tuple(inside)
        self.everywhere = everywhere
        self.only = only

    def library(self, folder: Path) -> "Library":
        """Return an empty library for the configuration in *folder*."""
        from gen_vpce.configuration.module.library import Library

        return Library((folder, *self.inside), self.everywhere, self.only)
