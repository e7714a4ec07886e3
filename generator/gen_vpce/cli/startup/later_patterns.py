"""Regular expressions that are compiled when they are used.

A module compiles the expressions that it may need when it is imported. Python keeps the code of a module on
disk, and not that of an expression: the 200 of a run that makes one module are a tenth of its time, and the
run uses a third of them.
"""

import re
import sys
from types import FrameType
from typing import Any, cast

_FUNCTION = 1  # inspect.CO_OPTIMIZED: set for functions and comprehensions, not for modules and classes
_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
_compile = cast(Any, re.compile)  # of text and of bytes alike


class _Pattern:
    """Stands for a compiled expression until something of it is asked for.

    What was asked for once lies on the object, so that the next call costs as much as on the pattern itself.
    """

    __class__ = cast(Any, property(lambda _: re.Pattern))  # what `isinstance` goes by

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self._made_from = pattern, flags

    def __getattr__(self, name: str) -> object:
        found = self.__dict__[name] = getattr(_compile(*self._made_from), name)
        return found

    def __reduce__(self) -> tuple[object, ...]:
        return _real, self._made_from

    def __repr__(self) -> str:
        return repr(_compile(*self._made_from))


def put_off_patterns() -> None:
    """Let the expressions of modules and classes wait; what a function compiles is compiled at once."""
    re.compile = cast(Any, _compiled)


def _compiled(pattern: object, flags: int = 0) -> object:
    if isinstance(pattern, str | bytes) and not _in_function(sys._getframe(1)):  # noqa: SLF001
        return _Pattern(pattern, flags)
    return _compile(pattern, flags)


def _real(pattern: str | bytes, flags: int) -> object:
    return _compile(pattern, flags)


def _in_function(frame: FrameType) -> bool:
    while frame.f_code.co_name in _COMPREHENSIONS and frame.f_back:
        frame = frame.f_back
    return bool(frame.f_code.co_flags & _FUNCTION)
