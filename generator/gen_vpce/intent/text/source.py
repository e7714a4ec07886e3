"""Read YAML safely: bytes become nodes with their places, everything dangerous becomes a finding.

The parser's events are read rather than its trees: so nothing is constructed, duplicate keys are seen, and
aliases are counted before they are expanded.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.diagnostics import Diagnostic, Related, Span, in_order
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.text.characters import Lines, bad_characters, decode
from gen_vpce.intent.text.node import Node
from gen_vpce.intent.text.scalars import resolve
from gen_vpce.intent.text.syntax import syntax_error

MAX_NODES = 100_000
MAX_DEPTH = 40

_YAML_TAGS = "tag:yaml.org,2002:"
_STRING_TAG = f"{_YAML_TAGS}str"


class Read(Struct, frozen=True):
    """What the reader made of a file: its root, None when there is no use in going on, and its findings."""

    root: Node | None
    diagnostics: tuple[Diagnostic, ...]


class Dialect(Struct, frozen=True):
    """What YAML stands for here: the words of findings, and what is allowed beyond an intent.

    With `is_tagged`, a node keeps its tag; with `merges`, `<<` takes in another mapping, as YAML 1.1 has it.
    Characters that an intent must not hold are looked for where `is_checked`.
    """

    name: str = "intent"
    is_tagged: bool = False
    merges: bool = False
    is_checked: bool = True
    depth: int = MAX_DEPTH


INTENT = Dialect()


class _Abandoned(Exception):  # noqa: N818 - no error: the finding is made, and reading stops
    """Reading cannot go on."""


def read(raw: bytes, shown: str, dialect: Dialect = INTENT) -> Read:
    """Read one YAML document of a *dialect*; *shown* is the file name for findings."""
    found = Findings()
    text = decode(raw, shown, found)
    if text is None:
        return Read(None, in_order(found))
    return read_text(text, shown, dialect)


def read_text(text: str, shown: str, dialect: Dialect = INTENT) -> Read:
    """Read one YAML document of a *dialect* whose characters are known to be good."""
    lines = Lines(text, shown)
    return _read_fast(text, lines, dialect) or _read_in_full(text, lines, dialect)


def _read_fast(text: str, lines: Lines, dialect: Dialect) -> Read | None:
    """Return what libyaml reads, None where it refuses the text or is not there.

    What it refuses, how deep it goes and how it says so differ between its versions; a text that it reads
    has one meaning. So `_read_in_full` has the last word on every other text.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", None)
    if loader is None:
        return None
    found = Findings()
    try:
        root = _Reader(yaml.parse(text, Loader=loader), lines, found, dialect).document()
    except (_Abandoned, yaml.YAMLError):
        return None
    return Read(root, in_order(found))


def _read_in_full(text: str, lines: Lines, dialect: Dialect) -> Read:
    """Return what PyYAML's own parser makes of *text*: it knows no limits but those of `_Reader`."""
    import yaml

    found = Findings()
    root = None
    try:
        root = _Reader(yaml.parse(text, Loader=yaml.SafeLoader), lines, found, dialect).document()
    except _Abandoned:
        pass
    except yaml.MarkedYAMLError as error:
        syntax_error(error, lines, found)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n"), error.position - before.rfind("\n") - 1
        message = f"U+{ord(text[error.position]):04X} is a character that YAML does not have"
        found.error("GV104", message, lines.span(line, column), "remove it")
    return Read(root, in_order(found))


class _Reader:
    """A descent over the parser's events."""

    def __init__(self, events: Iterator[Any], lines: Lines, found: Findings, dialect: Dialect) -> None:
        self._events = events
        self._lines = lines
        self._found = found
        self._dialect = dialect
        self._anchors: dict[str, tuple[Node, int] | None] = {}
        self._nodes = 0
        self._depth = 0

    def document(self) -> Node | None:
        """Return the root of the only document, None when the file holds none."""
        next(self._events)
        first = next(self._events)
        if type(first).__name__ == "StreamEndEvent":
            empty = f"the file holds no {self._dialect.name}"
            hint = "`gen-vpce init` writes one to start from" if self._dialect is INTENT else None
            self._found.error("GV107", empty, self._lines.span(0, 0), hint)
            return None
        root = self._node(next(self._events))
        next(self._events)
        second = next(self._events)
        if type(second).__name__ == "DocumentStartEvent":
            hint = (
                f"one file holds one {self._dialect.name}: move what follows `---` into a folder of its own"
            )
            self._found.error("GV108", "a second YAML document begins here", self._span(second), hint)
        return root

    def _node(self, event: Any) -> Node:  # noqa: ANN401 - PyYAML's events are untyped
        self._nodes += 1
        self._check_size(event)
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self._alias(event)
        before = self._nodes
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        self._depth += 1
        if kind == "ScalarEvent":
            node = self._scalar(event)
        elif kind == "SequenceStartEvent":
            node = self._list(event)
        else:
            node = self._mapping(event)
        self._depth -= 1
        if event.anchor is not None:
            self._anchors[event.anchor] = node, self._nodes - before + 1
        return node

    def _check_size(self, event: Any) -> None:  # noqa: ANN401
        if self._depth > self._dialect.depth:
            message = f"values nest deeper than {self._dialect.depth} levels"
            hint = "an intent needs fewer than ten" if self._dialect is INTENT else "nest fewer values"
        elif self._nodes > MAX_NODES:
            message = f"the file holds more than {MAX_NODES:,} values once its aliases are expanded"
            hint = "write fewer aliases, or split the file"
        else:
            return
        self._found.error("GV111", message, self._span(event), hint)
        raise _Abandoned

    def _alias(self, event: Any) -> Node:  # noqa: ANN401
        known = self._anchors.get(event.anchor)
        if known is None:
            stands = "is inside its own anchor" if event.anchor in self._anchors else "has no anchor"
            hint = f'a value that begins with `*` needs quotes: "*{event.anchor}"'
            self._found.error("GV112", f"the alias `*{event.anchor}` {stands}", self._span(event), hint)
            raise _Abandoned
        node, size = known
        self._nodes += size - 1
        self._check_size(event)
        return replace(node, key=None)

    def _scalar(self, event: Any) -> Node:  # noqa: ANN401
        self._check_tag(event)
        span = self._span(event)
        if self._dialect.is_checked:
            bad_characters(event.value, span, self._found)
        is_plain = not event.style and (event.implicit[0] or self._tag(event) is not None)
        value = resolve(event.value) if is_plain else event.value
        return Node(
            span, value=value, text=event.value, tag=self._tag(event), marks=self._marks(event, event)
        )

    def _list(self, start: Any) -> Node:  # noqa: ANN401
        self._check_tag(start)
        elements = []
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            elements.append(self._node(event))
        span, marks = self._extent(start, event, elements), self._marks(start, event)
        return Node(span, elements=tuple(elements), tag=self._tag(start), marks=marks)

    def _mapping(self, start: Any) -> Node:  # noqa: ANN401
        self._check_tag(start)
        entries: dict[str, Node] = {}
        children: list[Node] = []
        taken_in: list[Node] = []
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            key = self._node(event)
            value = replace(self._node(next(self._events)), key=key.span)
            if key.text == "<<" and self._dialect.merges:
                taken_in += value.elements if value.elements is not None else (value,)
            elif self._is_usable_key(key, entries):
                entries[key.text] = value
            children += (key, value)
        for each in taken_in:
            entries = {**(each.entries or {}), **entries}
        span, marks = self._extent(start, event, children), self._marks(start, event)
        return Node(span, entries=entries, tag=self._tag(start), marks=marks)

    def _is_usable_key(self, key: Node, entries: dict[str, Node]) -> bool:
        if key.entries is not None or key.elements is not None or key.value is None:
            self._found.error("GV110", "a key must be text", key.span, "write `key: value`")
        elif key.text == "<<":
            hint = "write the keys out, or put an alias in place of the whole value"
            self._found.error("GV110", "`<<` does not merge mappings in YAML 1.2", key.span, hint)
        elif key.text in entries:
            first = entries[key.text].key or entries[key.text].span
            related = Related(first, f"`{key.text}` is first written here")
            hint = "keep one of the two"
            self._found.error("GV109", f"the key `{key.text}` is written twice", key.span, hint, related)
        else:
            return True
        return False

    def _tag(self, event: Any) -> str | None:  # noqa: ANN401
        """Return the tag of a value of its own type; one of YAML's own types is none."""
        tag = event.tag if self._dialect.is_tagged else None
        return None if tag in (None, "!") or tag.startswith(_YAML_TAGS) else tag

    def _check_tag(self, event: Any) -> None:  # noqa: ANN401
        if not self._dialect.is_tagged and event.tag not in (None, "!", _STRING_TAG):
            shown = event.tag.replace("tag:yaml.org,2002:", "!!")
            hint = "leave the tag out; text that looks like a number goes into quotes"
            self._found.error(
                "GV113", f"the tag `{shown}` means nothing in an intent", self._span(event), hint
            )

    def _marks(self, start: Any, end: Any) -> tuple[int, int, int, int] | None:  # noqa: ANN401
        """Return all of the place of a value, where the dialect needs it."""
        if not self._dialect.is_tagged:
            return None
        first, last = start.start_mark, end.end_mark
        return first.line + 1, first.column + 1, last.line + 1, last.column + 1

    def _extent(self, start: Any, end: Any, children: list[Node]) -> Span:  # noqa: ANN401
        """Return the place of a list or mapping; of a block, what its first line holds of it."""
        at = start.start_mark
        if end.end_mark.line == at.line:
            return self._lines.span(at.line, at.column, at.line, end.end_mark.column)
        ends = [child.span.end_column - 1 for child in children if child.span.line == at.line + 1]
        return self._lines.span(at.line, at.column, at.line, max(ends, default=at.column + 1))

    def _span(self, event: Any) -> Span:  # noqa: ANN401
        start, end = event.start_mark, event.end_mark
        if end.line > start.line:
            return self._lines.span(start.line, start.column, start.line, len(self._lines.line(start.line)))
        return self._lines.span(start.line, start.column, end.line, end.column)
