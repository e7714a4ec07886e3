"""The rules, one file a family; a file holds a tuple `RULES`, and dropping one in is all that it takes."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from gen_vpce.lint.rule import Rule

__all__ = ["rules"]


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule in the order of the codes."""
    families = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    every: list[Rule] = [rule for family in families for rule in family.RULES]
    return tuple(sorted(every, key=lambda rule: rule.code))
