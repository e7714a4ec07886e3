"""Modules that libraries import and hardly ever use, loaded when they are used.

Typer imports `subprocess` to install completion, `inspect` what parses Python, `shutil` what unpacks
archives: a twentieth of the time of a run that has nothing to do. msgspec keeps a function that reads type
hints, and with it a module of four thousand lines. `importlib.util.LazyLoader` would be the standard's way,
but before Python 3.12 the import statement itself makes it load
(https://github.com/python/cpython/issues/86298).
"""

import re
import sys
import typing
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from types import ModuleType
from typing import Any

_UNUSED = ("bz2", "ipaddress", "lzma", "platform", "subprocess", "tokenize")
_KEPT = {
    "difflib": ("get_close_matches",),
    "traceback": ("FrameSummary", "StackSummary"),
    "typing_extensions": ("get_type_hints",),
}
"""Modules of which a library keeps something callable when it is imported, and calls it later if ever."""


_DATE = (
    r"[A-Z][a-z]{2}, (?P<day>[0-9]{2}) (?P<month>[A-Z][a-z]{2}) (?P<year>[1-9][0-9]{3})"
    r" (?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2}) [+]0000"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Later(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        if name == "__path__":  # asked by `from ... import ...`; none of them is a package
            raise AttributeError(name)
        return getattr(self._loaded(), name)

    def put_off(self, name: str) -> "_Kept":
        """Return what stands for the function or class that has this *name* in the module."""
        return _Kept(lambda: getattr(self._loaded(), name))

    def base_class(self, name: str) -> type:
        """Return a class to inherit from, with the methods of the one that has this *name* in the module."""

        def method(own: object, attribute: str) -> object:
            return getattr(getattr(self._loaded(), name), attribute).__get__(own)

        return type(name, (), {"__getattr__": method})

    def _loaded(self) -> ModuleType:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        real = import_module(self.__name__)
        self.__dict__.update(real.__dict__)
        return real


class _Kept:
    """Stands for a function or a class, to call it or to ask something of it."""

    def __init__(self, load: Callable[[], Any]) -> None:
        self._load = load

    def __call__(self, *args: object, **named: object) -> object:
        return self._load()(*args, **named)

    def __getattr__(self, name: str) -> object:
        return getattr(self._load(), name)


def put_off() -> None:
    """Let the modules that are hardly ever used wait, those apart that are loaded already."""
    for name in _UNUSED:
        sys.modules.setdefault(name, _Later(name))
    for name, kept in _KEPT.items():
        if name not in sys.modules:
            later = sys.modules[name] = _Later(name)
            for each in kept:
                setattr(later, each, later.put_off(each))
    if "ast" not in sys.modules:
        later = sys.modules["ast"] = _Later("ast")
        later.__dict__["NodeVisitor"] = later.base_class(
            "NodeVisitor"
        )  # `inspect` finds classes in source with it
        later.__dict__["literal_eval"] = later.put_off("literal_eval")  # Jinja2 reads literals with it
    if "email.utils" not in sys.modules:  # jsonschema-rs reads the date of its build with it
        later = sys.modules["email.utils"] = _Later("email.utils")
        import_module("email").__dict__["utils"] = later
        later.__dict__["parsedate_to_datetime"] = _date(later)
    hints = sys.modules["typing_extensions"]  # has these two of typing itself, from Python 3.11 on
    hints.__dict__.update({each: getattr(typing, each) for each in ("NotRequired", "Required")})


def _date(utils: _Later) -> Callable[[str], object]:
    """Return what reads the usual form of a date by itself, and any other with `email.utils`."""
    read = utils.put_off("parsedate_to_datetime")

    def date(text: str) -> object:
        parts = re.fullmatch(_DATE, text)
        if not parts or parts["month"] not in _MONTHS:
            return read(text)
        day, year, hour, minute, second = map(int, parts.group("day", "year", "hour", "minute", "second"))
        try:
            at = datetime(year, _MONTHS.index(parts["month"]) + 1, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            return read(text)
        return at

    return date
