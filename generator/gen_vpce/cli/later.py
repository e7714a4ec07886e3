"""Modules that libraries import and hardly ever use, loaded when they are used.

Typer imports `subprocess` to install completion, `inspect` what parses Python, `shutil` what unpacks
archives: a twentieth of the time of a run that has nothing to do. msgspec keeps a function that reads type
hints, and with it a module of four thousand lines. `importlib.util.LazyLoader` would be the standard's way,
but before Python 3.12 the import statement itself makes it load
(https://github.com/python/cpython/issues/86298).
"""

import sys
import typing
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

_UNUSED = ("ast", "bz2", "ipaddress", "lzma", "platform", "subprocess", "tokenize", "traceback")
_KEPT = {"difflib": "get_close_matches", "typing_extensions": "get_type_hints"}
"""Modules of which a library keeps a function when it is imported, and calls it later if ever."""


class _Later(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        if name == "__path__":  # asked by `from ... import ...`; none of them is a package
            raise AttributeError(name)
        return getattr(self._loaded(), name)

    def put_off(self, name: str) -> Callable[..., object]:
        """Return a function that calls the one with this *name* of the module."""

        def called(*args: object, **named: object) -> object:
            return getattr(self._loaded(), name)(*args, **named)

        return called

    def _loaded(self) -> ModuleType:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        real = import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return real


def put_off() -> None:
    """Let the modules that are hardly ever used wait, those apart that are loaded already."""
    for name in _UNUSED:
        sys.modules.setdefault(name, _Later(name))
    for name, kept in _KEPT.items():
        if name not in sys.modules:
            later = sys.modules[name] = _Later(name)
            setattr(later, kept, later.put_off(kept))
    hints = sys.modules["typing_extensions"]  # has these two of typing itself, from Python 3.11 on
    hints.__dict__.update({each: getattr(typing, each) for each in ("NotRequired", "Required")})
