"""The YAML parser's complaints in words that name the mistake and its mending."""

from typing import TYPE_CHECKING

from gen_vpce.diagnostics import Related
from gen_vpce.intent.characters import Lines
from gen_vpce.intent.findings import Findings

if TYPE_CHECKING:
    from yaml import Mark, MarkedYAMLError

_UNCLOSED = ("expected ',' or", "unexpected end of stream")
# Part of the parser's text -> what is wrong, how to mend it.
_KNOWN = {
    "mapping values are not allowed": (
        "a `:` stands where no key can be",
        "put the value into quotes, or mend the indentation",
    ),
    "sequence entries are not allowed": (
        "a `-` stands where no list can be",
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
    message, hint = _explained(problem, lines.line(mark.line)[mark.column : mark.column + 1])
    found.error("GV106", message, lines.span(mark.line, column), hint, *_related(error, mark, lines))


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
