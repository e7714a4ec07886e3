"""What the page's script knows: JSON inside the page in which nothing stands twice, no text as markup.

Equal texts, lists of actions and shapes of cells stand once, and numbers refer to them. A shape is all that
a cell says but for who calls and on what: those stand with the cell, as its situations, so that the cells of
endpoints that are alike share a shape. `templates/report/reading.js` reads it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct, field

from gen_vpce.overview.model import Caller, Cell, Endpoint, Example, Level, Overview, Resource, Statement
from gen_vpce.report.page.labels import name_of, note_of
from gen_vpce.report.page.layout import Map, Node, network_of, service_of, vpc_of
from gen_vpce.report.page.shown import CHANGES, LEVELS, WORDS
from gen_vpce.report.visible import visible

_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
"""What could end the element that holds the JSON, or a line of a script, in another spelling of JSON."""

_WORD = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:|[\w.-]{4,}|[^\w.\n-]{4,}")
_PRIVATE, _LETTERS = 0xE000, 6400  # https://www.unicode.org/charts/PDF/UE000.pdf
_LETTER = 3  # bytes of such a letter in UTF-8

_LEVELS = tuple(LEVELS)
_EXTENTS = tuple(WORDS)
_CHANGES = ("", *CHANGES)
_LIST, _OBJECT, _OTHER = 0, 1, 2  # what begins the list that a value of a statement's JSON is

_Numbers: TypeAlias = "int | tuple[_Numbers, ...]"
_Thing: TypeAlias = "str | _Numbers"
_Json: TypeAlias = "dict[str, _Json] | list[_Json] | str | int | float | bool | None"


class _Once(Struct):
    """Things, each once, by their numbers."""

    numbers: dict[_Thing, int] = field(default_factory=dict)

    def number(self, thing: _Thing) -> int:
        """Return the number of *thing*."""
        return self.numbers.setdefault(thing, len(self.numbers))


class _Book(Struct):
    """All that is referred to by numbers."""

    strings: _Once = field(default_factory=_Once)
    actions: _Once = field(default_factory=_Once)
    shapes: _Once = field(default_factory=_Once)
    values: _Once = field(default_factory=_Once)

    def text(self, text: str) -> int:
        """Return the number of a text without characters that nobody can see, or that reorder others."""
        return self.strings.number(visible(text))

    def texts(self, texts: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of *texts*."""
        return tuple(map(self.text, texts))


def details(overview: Overview, made: Map) -> str:
    """Return the JSON that the page's script reads, safe inside of a `script` element."""
    book = _Book()
    callers = {each.id: number for number, each in enumerate(overview.callers)}
    resources = {each.id: number for number, each in enumerate(overview.resources)}
    nodes = {node.id: number for number, node in enumerate(made.nodes)}
    kinds = list(made.paths)
    data: dict[str, object] = {
        "callers": [_caller(each, book) for each in overview.callers],
        "resources": [_resource(each, book) for each in overview.resources],
        "endpoints": [_endpoint(each, callers, resources, book) for each in overview.endpoints],
        "lines": [[nodes[line.start.id], nodes[line.end.id], kinds.index(line.kind)] for line in made.lines],
        "kinds": kinds,
        "statements": [_statement(each, book) for each in overview.statements],
        "shapes": list(book.shapes.numbers),
        "actions": list(book.actions.numbers),
        "values": list(book.values.numbers),
    }
    if made.is_large:
        data |= _drawn(made, book)
    data["words"], data["strings"] = _in_words("\n".join(map(str, book.strings.numbers)))
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return "".join(_ESCAPES.get(character, character) for character in text)


def _in_words(text: str) -> tuple[list[str], str]:
    """Return the words that *text* holds again and again, and *text* with a letter for each of them.

    The letters are private ones, which no text of the page holds: `visible` spells them out.
    """
    found = Counter(_WORD.findall(text))
    saved = {word: (len(word) - _LETTER) * (count - 1) - _LETTER for word, count in found.items()}
    words = sorted((word for word in saved if saved[word] > 0), key=lambda word: (-saved[word], word))[
        :_LETTERS
    ]
    letters = {word: chr(_PRIVATE + number) for number, word in enumerate(words)}
    return words, _WORD.sub(lambda match: letters.get(match[0], match[0]), text)


def _drawn(made: Map, book: _Book) -> dict[str, object]:
    """Return the map as `templates/report/draw.js` draws it."""
    return {
        "frames": [
            [each.id, int(each.y), int(each.height), book.text(name_of(each))] for each in made.frames
        ],
        "columns": [
            [column, nodes[0].x, [_node(each, book) for each in nodes]]
            for column, nodes in made.by_column.items()
        ],
    }


def _node(node: Node, book: _Book) -> list[object]:
    """Return a thing of the map: what `templates/report/map.html.j2` writes of it in a smaller map."""
    texts = book.texts((name_of(node), note_of(node), node.change))
    pills = [[each.y, book.text(name_of(each)), int(bool(each.id))] for each in node.pills]
    return [node.id, int(node.y), node.height, int(node.is_wide), int(node.of_aws), *texts, pills]


def _caller(caller: Caller, book: _Book) -> list[object]:
    return [caller.id, *book.texts((caller.name, caller.value))]


def _resource(resource: Resource, book: _Book) -> list[object]:
    values = list(book.texts(resource.values))
    return [
        resource.id,
        book.text(resource.name),
        values,
        int(resource.of_aws),
        int(resource.kind == "named"),
    ]


def _endpoint(
    endpoint: Endpoint, callers: dict[str, int], resources: dict[str, int], book: _Book
) -> list[object]:
    """Return an endpoint: where it is, its rows and columns, its first statement, and its cells."""
    levels = [level for cell in endpoint.cells for level in cell.levels]
    first = min((number for level in levels for number in level.statements), default=0)
    places = [vpc_of(endpoint), service_of(endpoint), *network_of(endpoint)]
    return [
        endpoint.id,
        *book.texts((endpoint.name, endpoint.module)),
        int(bool(endpoint.open_to_all)),
        endpoint.change if endpoint.change != "same" else "",
        [[key, book.text(name)] for key, name in places],
        [[callers[id_] for id_ in ids] for ids in endpoint.rows],
        [[resources[id_] for id_ in ids] for ids in endpoint.columns],
        first,
        [_cell(cell, first, book) for cell in endpoint.cells],
    ]


class _Situations(Struct):
    """Who calls and on what, under which keys, as the requests of one cell say it."""

    book: _Book
    once: _Once = field(default_factory=_Once)

    def example(self, example: Example | None) -> _Numbers:
        """Return the action of a request and the number of its situation, 0 where there is no request."""
        if example is None:
            return 0
        said = f"{example.principal} calling {example.action}"
        on = f" on {example.resource}"
        if not example.text.startswith(said):
            return (self.once.number((self.book.text(example.text),)),)
        rest = example.text.removeprefix(said)
        resource = example.resource if rest.startswith(on) else ""
        keys = rest.removeprefix(on) if resource else rest
        situation = self.once.number(self.book.texts((example.principal, resource, keys)))
        return (situation, self.book.text(example.action))


def _cell(cell: Cell, first: int, book: _Book) -> list[object]:
    situations = _Situations(book)
    shape = book.shapes.number(tuple(_level(level, first, situations) for level in cell.levels))
    made: list[object] = [cell.row, cell.column, shape, list(situations.once.numbers)]
    if any(level.used is not None for level in cell.levels):
        made.append([[level.used or 0, book.text(level.last_used)] for level in cell.levels])
    return made


def _level(level: Level, first: int, situations: _Situations) -> _Numbers:
    """Return what a level says, without the zeros at its end."""
    book = situations.book
    names = (level.whole, level.partly, level.never, level.open)
    made: list[_Numbers] = [
        _LEVELS.index(level.level),
        _EXTENTS.index(level.extent),
        book.actions.number(tuple(map(book.texts, names))),
        tuple(number - first for number in level.statements),
        situations.example(level.passing),
        situations.example(level.refused),
        _CHANGES.index(level.change),
        situations.example(level.newly_allowed),
        situations.example(level.newly_denied),
        book.text(level.reason) + 1 if level.reason else 0,
    ]
    while made and not made[-1]:
        made.pop()
    return tuple(made)


def _statement(statement: Statement, book: _Book) -> list[object]:
    where = statement.place
    return [
        *book.texts((statement.policy, statement.label, statement.effect)),
        *book.texts((statement.who, statement.what, statement.on_what, statement.when)),
        [book.text(where.file), where.line] if where else 0,
        _folded(_parsed(statement.text), book),
    ]


def _parsed(text: str) -> _Json:
    try:
        found: _Json = json.loads(text)
    except ValueError:
        return text
    return found


def _folded(value: _Json, book: _Book) -> int:
    """Return the number of a text, below zero that of any other value: a list that begins with what it is."""
    if isinstance(value, str):
        return book.text(value)
    if isinstance(value, list):
        made: _Numbers = (_LIST, *(_folded(each, book) for each in value))
    elif isinstance(value, dict):
        parts = (part for key, each in value.items() for part in (book.text(key), _folded(each, book)))
        made = (_OBJECT, *parts)
    else:
        made = (_OTHER, book.text(json.dumps(value)))
    return -1 - book.values.number(made)
