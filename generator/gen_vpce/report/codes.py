"""The whole table of codes: those of the stages and those of the lint rules, which carry their own."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from gen_vpce.diagnostics import Code
from gen_vpce.diagnostics.codes import all_codes as of_stages


@cache
def all_codes() -> Mapping[str, Code]:
    """Return every entry by its code, in the order of the codes."""
    from gen_vpce.lint.codes import codes

    every = [*of_stages().values(), *codes()]
    return MappingProxyType({entry.code: entry for entry in sorted(every, key=lambda entry: entry.code)})


def find(code: str) -> Code | None:
    """Return the entry for *code* in any spelling (`gv201`, ` GV201 `), or None."""
    return all_codes().get(code.strip().upper())
