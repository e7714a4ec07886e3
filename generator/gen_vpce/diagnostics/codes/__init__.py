"""The table of codes of the stages, a file or two a hundred; `report.codes` adds those of the lint rules.

A file of this package holds a tuple `CODES`; dropping one in is all that it takes to add codes.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from gen_vpce.diagnostics.model import Code

__all__ = ["all_codes"]


@cache
def all_codes() -> Mapping[str, Code]:
    """Return every entry of the table by its code, in the order of the codes."""
    files = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    entries: list[Code] = [entry for file in files for entry in file.CODES]
    return MappingProxyType({entry.code: entry for entry in sorted(entries, key=lambda entry: entry.code)})
