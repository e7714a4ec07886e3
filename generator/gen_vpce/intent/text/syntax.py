"""The YAML parser's complaints in words that name the mistake and its mending."""

import re
from typing import TYPE_CHECKING

from gen_vpce.diagnostics import Related
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.text.characters import Lines

if TYPE_CHECKING:
    from yaml import Mark, MarkedYAMLError

_UNCLOSED = ("expected ',' or", "unexpected end of stream")
# Part of the parser's text -> what is wrong, how to mend it.
_KNOWN = {
    "mapping values are not allowed": (
        "a `:` is where no key can be",
        "put the value into quotes, or fix the indentation",
    ),
    "sequence entries are not allowed": (
        "a `-` is where no list can be",
        "begin the list on a line of its own",
    ),
    "expected ',' or ']'": ("the list is not closed", "end it with `]`"),
    "expected ',' or '}'": ("the mapping is not closed", "end it with `}`"),
    "unexpected end of stream": ("the quotes are not closed", "close them on the same line"),
    "expected <block end>": ("this line fits no level above it", "indent it like its neighbours"),
    "expected alphabetic or numeric": (
        "`*` and `&` begin an alias or an anchor in YAML",
        'write "*" in quotes',
    ),
    "escape c": (
        "double quotes hold an escape that YAML does not know",
        "use single quotes, or write `\\\\`",
    ),
    "could not find expected ':'": ("this line has no `:`", "write `key: value`"),
}

_FOREIGN_COMMENT = re.compile(r"(?:^|[,\[{])\s*(//|/\*)")
_BARE_KEY = re.compile(r"\s*(?:- +)*([A-Za-z_][\w.-]*)\s*")
_BARE_START = re.compile(r"([A-Za-z_][\w.-]*)")


def syntax_error(error: "MarkedYAMLError", lines: Lines, found: Findings) -> None:
    """Add the finding for what the parser refused."""
    problem = error.problem or ""
    mark = _where(error, problem)
    column = mark.column - ("escape c" in problem)  # the parser points behind the backslash
    indentation = lines.line(mark.line)[: mark.column + 1]
    if "\t" in indentation and not indentation.strip():
        found.error(
            "GV105", "a tab indents this line", lines.span(mark.line, indentation.index("\t")), "use spaces"
        )
        return
    if _pointed_elsewhere(error, problem, mark, lines, found):
        return
    message, hint = _explained(problem, lines.line(mark.line)[mark.column : mark.column + 1])
    found.error("GV106", message, lines.span(mark.line, column), hint, *_related(error, mark, lines))


def _pointed_elsewhere(
    error: "MarkedYAMLError", problem: str, mark: "Mark", lines: Lines, found: Findings
) -> bool:
    """Add the finding for a mistake that stands before the place where the parser stumbled over it."""
    last = error.problem_mark.line if error.problem_mark else mark.line
    began = error.context_mark.line if error.context_mark else last
    for number in range(min(began, last), last + 1):
        if comment := _FOREIGN_COMMENT.search(lines.line(number)):
            span = lines.span(number, comment.start(1), number, comment.end(1))
            found.error(
                "GV106", f"`{comment[1]}` does not begin a comment in YAML", span, "write `#`, or remove it"
            )
            return True
    if "mapping values are not allowed" in problem:
        before = next((each for each in range(mark.line - 1, -1, -1) if _has_content(lines.line(each))), None)
        key = _BARE_KEY.fullmatch(lines.line(before)) if before is not None else None
    elif "could not find expected ':'" in problem and error.context_mark:
        before = error.context_mark.line
        key = _BARE_START.match(lines.line(before), error.context_mark.column)
    else:
        return False
    if before is None or key is None:
        return False
    span = lines.span(before, key.start(1), before, key.end(1))
    found.error("GV106", f"`:` is missing after `{key[1]}`", span, f"write `{key[1]}: ...`")
    return True


def _has_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _where(error: "MarkedYAMLError", problem: str) -> "Mark":
    """Return where to point: where an unclosed thing begins, else where the parser stumbled."""
    is_unclosed = any(part in problem for part in _UNCLOSED)
    mark = (is_unclosed and error.context_mark) or error.problem_mark
    if mark is None:
        raise error
    return mark


def _explained(problem: str, character: str) -> tuple[str, str]:
    if "cannot start any token" in problem:
        return f"no value begins with `{character}` in YAML", "put the value into quotes"
    for part, explained in _KNOWN.items():
        if part in problem:
            return explained
    return f"this is not YAML: {problem}", "see https://yaml.org/spec/1.2.2/"


def _related(error: "MarkedYAMLError", mark: "Mark", lines: Lines) -> tuple[Related, ...]:
    """Return where the broken construct begins, unless that is the same line or only the file's beginning."""
    began = error.context_mark
    if began is None or began.line in (mark.line, 0):
        return ()
    return (Related(lines.span(began.line, began.column), "what is broken begins here"),)
