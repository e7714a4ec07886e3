"""Text of others inside Markdown: shown as it is, on one line, whatever characters it holds.

https://github.github.com/gfm/
"""

import re

from gen_vpce.report.visible import visible

_CODE = re.compile(r"(?<!`)(`[^`]+`)(?!`)")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&@])")


def plain(text: str) -> str:
    """Return *text* so that Markdown shows it as it is, on one line, in a table cell too."""
    return _escaped(visible(text))


def prose(text: str) -> str:
    """Return *text* in the same way, but for code in backticks, which is shown as code."""
    parts = _CODE.split(visible(text))
    return "".join(
        part if number % 2 and _keeps(part) else _escaped(part) for number, part in enumerate(parts)
    )


def _keeps(code: str) -> bool:
    """Whether Markdown shows *code* as it is: a bar ends a cell, and blanks at both ends are taken away."""
    return "|" not in code and not (code.startswith("` ") and code.endswith(" `"))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
