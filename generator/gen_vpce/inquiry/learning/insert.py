"""Grants put into the text of an intent: lines are added where they belong, and every other one is kept."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, NoReturn

from gen_vpce.inquiry.learning.existing import Existing, UnmergeableError
from gen_vpce.inquiry.learning.learn import Grant, Learned
from gen_vpce.inquiry.learning.text import grant_lines
from gen_vpce.intent.text.node import Node, plain
from gen_vpce.intent.text.source import Dialect, read_text

_ITEM = re.compile(r"(\s*)- ")
_WITH_MARKS = Dialect(is_tagged=True)


def inserted(into: Existing, learned: Learned, about: str) -> str:
    """Return the text of *into* with what was *learned* from the events that *about* names.

    Raises UnmergeableError where a list is written so that lines cannot be added.
    """
    root, lines = _root(into.text, into.shown), into.text.splitlines(keepends=True)
    written = _Written(into, root, lines, f"# added by gen-vpce learn from {about}")
    named = [(name, grants) for name, grants in sorted(learned.grants.items())]
    new = [each for each in named if into.endpoint(each[0]) is None]
    edits = [_edit(written, name, grants) for name, grants in named if (name, grants) not in new]
    edits += _new_endpoints(written, new)  # behind what is added to the last of those that are there
    text = "".join(_edited(lines, edits))
    if not _is_kept(root, _root(text, into.shown), edits):
        _refuse(root)
    return text


class _Edit(NamedTuple):
    """Lines of an endpoint that come in behind the line *after*, counted from 1; *removed* ones go."""

    endpoint: str
    after: int
    lines: tuple[str, ...]
    removed: int = 0


class _Written(NamedTuple):
    """The intent as it is written: its nodes and lines, and the comment before what is added."""

    into: Existing
    root: Node
    lines: Sequence[str]
    note: str


def _new_endpoints(written: _Written, new: Sequence[tuple[str, Sequence[Grant]]]) -> Iterator[_Edit]:
    """Yield the lines of endpoints that the intent does not have, behind those that it has."""
    held, lines = written.root.get("endpoints"), written.lines
    indent = "  " if held is None else _indent(held, lines) if new else ""
    for number, (name, grants) in enumerate(new):
        head = ("endpoints:",) if held is None and number == 0 else ()
        added = (written.note, f"{name}:", "  allow:", *grant_lines(grants, "    ", set()))
        after = len(lines) if held is None else _end(held, lines)
        yield _Edit(name, after, (*head, *(f"{indent}{line}" for line in added)))


def _edit(written: _Written, name: str, grants: Sequence[Grant]) -> _Edit:
    """Return the lines of *grants* in the endpoint *name*, which is there, and where they belong."""
    into, root, lines, note = written
    endpoint = into.endpoint(name)
    if endpoint is None:
        raise ValueError("a new endpoint has no place of its own")
    node = root.at(("endpoints", endpoint.name))
    taken = {each.name for each in (*endpoint.allow, *endpoint.deny)}
    allow = node.get("allow")
    if endpoint.everything and allow is not None and allow.key is not None:
        _refuse_flow(node, lines)
        indent = " " * (allow.key.column - 1)
        kept = lines[allow.span.line - 1].rstrip("\r\n")[allow.span.end_column - 1 :]
        new = (f"{indent}allow:{kept}", f"{indent}  {note}", *grant_lines(grants, f"{indent}  ", taken))
        return _Edit(endpoint.name, allow.key.line - 1, new, allow.span.line - allow.key.line + 1)
    if allow is None:
        _refuse_flow(node, lines)
        indent = _indent(node, lines)
        new = (f"{indent}allow:", f"{indent}  {note}", *grant_lines(grants, f"{indent}  ", taken))
        return _Edit(endpoint.name, _end(node, lines), new)
    item = _ITEM.match(lines[_start(allow.elements[0]) - 1]) if allow.elements else None
    if item is None:
        _refuse(allow)
    indent = item[1]
    return _Edit(endpoint.name, _end(allow, lines), (f"{indent}{note}", *grant_lines(grants, indent, taken)))


def _refuse_flow(node: Node, lines: Sequence[str]) -> None:
    """Refuse a mapping in braces: its keys are not at the beginning of lines."""
    for each in (node.entries or {}).values():
        if each.key is not None and lines[each.key.line - 1][: each.key.column - 1].strip(" "):
            _refuse(node)


def _refuse(node: Node) -> NoReturn:
    raise UnmergeableError(
        node.place,
        "grants cannot be added to what is written in brackets or braces",
        "write the endpoint and its `allow` as blocks, an item a line",
    )


def _indent(node: Node, lines: Sequence[str]) -> str:
    """Return the blanks before the keys of the mapping *node*."""
    key = next(each.key for each in (node.entries or {}).values() if each.key is not None)
    _refuse_flow(node, lines)
    return " " * (key.column - 1)


def _start(node: Node) -> int:
    """Return the first line of *node* and of what it holds."""
    return min(each.marks[0] for each in _nodes(node) if each.marks)


def _end(node: Node, lines: Sequence[str]) -> int:
    """Return the last line of *node*; a block ends with what it holds, its own mark lies behind comments."""
    last = 1
    for each in _nodes(node):
        if each.marks is not None:
            line, column, end_line, end_column = each.marks
            is_block = each.entries is not None or each.elements is not None
            if not is_block or lines[line - 1][column - 1] in "[{":
                last = max(last, line, end_line - (end_column == 1))
    return last


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for each in (*(node.entries or {}).values(), *(node.elements or ())):
        yield from _nodes(each)


def _root(text: str, shown: str) -> Node:
    root = read_text(text, shown, _WITH_MARKS).root
    if root is None:
        raise ValueError("an intent that was loaded can be read")
    return root


def _is_kept(old: Node, new: Node, edits: Iterable[_Edit]) -> bool:
    """Whether *new* holds all of *old*, and other endpoints than those of *edits* are as they were."""
    changed = {edit.endpoint for edit in edits}
    same = all(
        plain(new.at(("endpoints", name))) == plain(each)
        for name, each in old.items("endpoints")
        if name not in changed
    )
    return same and _keeps(plain(old), plain(new))


def _keeps(old: object, new: object) -> bool:
    """Whether *new* holds all of *old*: keys, and lists that are longer at most; `everything` may go."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and _keeps(old[key], new[key]) for key in old)
    if isinstance(old, list):
        return isinstance(new, list) and new[: len(old)] == old
    return old == new or (old == "everything" and isinstance(new, list))


def _edited(lines: Sequence[str], edits: Iterable[_Edit]) -> Iterator[str]:
    """Yield *lines* with *edits*, in the line ends of the file."""
    at: dict[int, list[_Edit]] = {}
    for edit in edits:
        at.setdefault(edit.after, []).append(edit)
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    skip = 0
    for number, line in enumerate(("", *lines)):
        if skip:
            skip -= 1
        elif number:
            yield line if line.endswith(("\n", "\r")) or number < len(lines) else f"{line}{end}"
        for edit in at.get(number, ()):
            yield from (f"{each}{end}" for each in edit.lines)
            skip = max(skip, edit.removed)
