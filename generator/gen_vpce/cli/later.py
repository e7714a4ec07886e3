"""Modules of the standard library that libraries import and hardly ever use, loaded when they are used.

Typer imports `subprocess` to install completion, `inspect` what parses Python, `shutil` what unpacks
archives: a twentieth of the time of a run that has nothing to do. `importlib.util.LazyLoader` would be the
standard's way, but before Python 3.12 the import statement itself makes it load
(https://github.com/python/cpython/issues/86298).
"""

import sys
from importlib import import_module
from types import ModuleType

_UNUSED = ("bz2", "ipaddress", "lzma", "subprocess", "tokenize")


class _Later(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        real = import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return getattr(real, name)


def put_off() -> None:
    """Let the modules that are hardly ever used wait, those apart that are loaded already."""
    for name in _UNUSED:
        sys.modules.setdefault(name, _Later(name))
