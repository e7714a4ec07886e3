"""What was learned, put into an intent that exists: lines are added, and nothing that a person wrote is lost.

Only requests that the intent does not let pass yet are learned. `allow: everything` is the one thing that is
replaced: it says less than what was seen.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.inquiry.judge import Judge, judge_intent
from gen_vpce.inquiry.known_facts import Known
from gen_vpce.inquiry.learning.generalise import Steps
from gen_vpce.inquiry.learning.learn import Grant, Learned
from gen_vpce.inquiry.learning.make import Made, endpoints_too_long, make
from gen_vpce.inquiry.learning.owned import Owned
from gen_vpce.inquiry.learning.text import Place, grant_lines
from gen_vpce.inquiry.learning.uses import not_learned
from gen_vpce.inquiry.replay import Row, Verdict, replay
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Endpoint, Intent
from gen_vpce.intent.node import Node, plain
from gen_vpce.intent.source import Dialect, read_text
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Reduction, Seen

_ITEM = re.compile(r"(\s*)- ")
_NO_ENDPOINT = "the endpoint"
_WITH_MARKS = Dialect(is_tagged=True)


class Existing(Struct, frozen=True):
    """An intent that is there: its text, what it says, and the policies that requests are asked of."""

    shown: str
    text: str
    intent: Intent
    judge: Judge

    @property
    def place(self) -> Place:
        """The intent's name, Region and account."""
        return Place(self.intent.name, self.intent.region, self.intent.account)


class Merged(Struct, frozen=True):
    """The changed text, what was learned for it, and sentences on what was found."""

    text: str
    made: Made
    told: tuple[str, ...]


class _Edit(NamedTuple):
    """Lines of an endpoint that come in behind the line *after*, counted from 1; *removed* ones go."""

    endpoint: str
    after: int
    lines: tuple[str, ...]
    removed: int = 0


class UnmergeableError(Exception):
    """Where the intent cannot be added to: the place, what is in the way, and the fix."""

    def __init__(self, span: Span, message: str, hint: str) -> None:
        super().__init__(message)
        self.finding = Diagnostic("GV907", Severity.ERROR, message, span, hint)


def existing(shown: str, raw: bytes, known: Known | None = None) -> Existing | tuple[Diagnostic, ...]:
    """Return the intent in *raw* made ready, with what is *known* beside events, or what is wrong with it."""
    loaded = load_bytes(raw, shown)
    if len(loaded.intents) > 1:
        hint = "learn into an intent of its own with --into, and move the grants to where they belong"
        names = ", ".join(each.deployment or "" for each in loaded.intents)
        message = f"the intent has several deployments ({names}), and events are those of one"
        return (Diagnostic("GV907", Severity.ERROR, message, Span(shown), hint),)
    judge = judge_intent(shown, raw)
    if not isinstance(judge, Judge):
        return judge
    intent = loaded.intent
    if intent is None:
        raise ValueError("an intent that is judged was loaded")
    return Existing(shown, raw.decode("utf-8-sig"), intent, replace(judge, known=known))


def merge(
    into: Existing, requests: Mapping[Seen, Often], prefixes: Prefixes, steps: Steps, about: str
) -> Merged:
    """Return *into* with grants for those of *requests* that it does not let pass; *about* names the events.

    Raises UnmergeableError where a list is written so that lines cannot be added.
    """
    rows = replay(
        Reduction(dict(requests)), into.judge, {each.endpoint: into.judge.ways for each in requests}, None
    ).rows
    replaced = {each.iam_prefix for each in into.intent.endpoints if each.everything}
    new = {row.seen: row.often for row in rows if _is_new(row, replaced)}

    def too_long(learned: Learned) -> set[str]:
        long = endpoints_too_long(_added(into, learned, about))
        return {name for name in learned.grants if _name(into, name) in long or name in long}

    made = make(new, prefixes, into.place, steps, too_long)
    text = _added(into, made.learned, about)
    return Merged(text, made, tuple(_told(into, rows, made, replaced)))


def _added(into: Existing, learned: Learned, about: str) -> str:
    """Return the text of *into* with what was *learned*."""
    root, lines = _root(into.text, into.shown), into.text.splitlines(keepends=True)
    written = _Written(into, root, lines, f"# added by gen-vpce learn from {about}")
    edits = [_edit(written, name, grants) for name, grants in sorted(learned.grants.items())]
    text = "".join(_edited(lines, edits))
    if not _is_kept(root, _root(text, into.shown), edits):
        _refuse(root)
    return text


def _name(into: Existing, name: str) -> str:
    """Return what the intent calls the endpoint *name* of a service."""
    endpoint = _endpoint(into, name)
    return endpoint.name if endpoint else name


def _is_new(row: Row, replaced: Iterable[str]) -> bool:
    """Whether a request is to be learned: nothing lets it pass, or `everything` did.

    A Deny is somebody's wish. What depends on what no event tells may pass.
    """
    if row.said.verdict is Verdict.DENIED:
        return row.said.place is None
    everything = any(need.action.partition(":")[0] in replaced for need in row.seen.needs)
    return everything or row.said.depends_on == _NO_ENDPOINT


def _is_open(row: Row) -> bool:
    return row.said.verdict is Verdict.UNKNOWN and row.said.depends_on != _NO_ENDPOINT


class _Written(NamedTuple):
    """The intent as it is written: its nodes and lines, and the comment before what is added."""

    into: Existing
    root: Node
    lines: Sequence[str]
    note: str


def _edit(written: _Written, name: str, grants: Sequence[Grant]) -> _Edit:
    """Return the lines of the endpoint *name* that *grants* become, and where they belong."""
    into, root, lines, note = written
    endpoint = _endpoint(into, name)
    held = root.get("endpoints")
    if endpoint is None:
        new = (f"{name}:", "  allow:", *grant_lines(grants, "    ", set()))
        if held is None:
            return _Edit(name, len(lines), ("endpoints:", f"  {note}", *(f"  {line}" for line in new)))
        indent = _indent(held, lines)
        return _Edit(name, _end(held, lines), (f"{indent}{note}", *(f"{indent}{line}" for line in new)))
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
    first = (allow.elements or ())[0]
    item = _ITEM.match(lines[_start(first) - 1])
    if item is None:
        _refuse(allow)
    indent = item[1] if item else ""
    return _Edit(endpoint.name, _end(allow, lines), (f"{indent}{note}", *grant_lines(grants, indent, taken)))


def _endpoint(into: Existing, name: str) -> Endpoint | None:
    """Return the endpoint of the intent that leads to the service of the learned endpoint *name*."""
    from gen_vpce import catalog

    known = catalog.endpoint_services().get(name)
    prefix = known.iam_prefix if known else name
    carrying = [each for each in into.intent.endpoints if each.iam_prefix == prefix]
    if len(carrying) > 1:
        names = ", ".join(each.name for each in carrying)
        raise UnmergeableError(
            carrying[1].span,
            f"several endpoints of the intent lead to {name}: {names}",
            "learn into an intent of its own with --into, and move the grants to where they belong",
        )
    return carrying[0] if carrying else None


def _refuse_flow(node: Node, lines: Sequence[str]) -> None:
    """Refuse a mapping in braces: its keys are not at the beginning of lines."""
    for each in (node.entries or {}).values():
        if each.key is not None and lines[each.key.line - 1][: each.key.column - 1].strip(" "):
            _refuse(node)


def _refuse(node: Node) -> None:
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
    at = {edit.after: edit for edit in edits}
    end = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    skip = 0
    for number, line in enumerate(("", *lines)):
        if skip:
            skip -= 1
        elif number:
            yield line if line.endswith(("\n", "\r")) or number < len(lines) else f"{line}{end}"
        if number in at:
            yield from (f"{each}{end}" for each in at[number].lines)
            skip = at[number].removed


def _by_key(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.said.depends_on or "what is not known", []).append(row)
    return found


def _told(into: Existing, rows: Sequence[Row], made: Made, replaced: Iterable[str]) -> Iterator[str]:
    owned = Owned(into.intent.region)
    asked = [row for row in rows if not_learned(row.seen, owned) is None]
    passing = sum(row.said.verdict is Verdict.PASSES for row in asked)
    yield f"{passing:,} of {len(asked):,} different requests passed {into.shown} as it was"
    for key, rows_on in sorted(_by_key(row for row in asked if _is_open(row)).items()):
        yield f"not added, since it may pass: {len(rows_on):,} different requests depend on {key} (--facts)"
    for endpoint in into.intent.endpoints:
        if endpoint.iam_prefix in replaced and endpoint.everything:
            yield f"{endpoint.name}: `allow: everything` is replaced by what was seen"
    used = {row.said.place.line for row in rows if row.said.place is not None}
    for endpoint in into.intent.endpoints:
        for grant in endpoint.allow:
            if grant.span.line not in used:
                yield f"not asked for in these events, and kept: {grant.name} ({grant.span})"
    if not made.learned.grants:
        yield "nothing is added"
