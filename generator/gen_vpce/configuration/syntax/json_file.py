"""Files in JSON syntax.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

import json
from collections.abc import Iterator, Mapping
from functools import partial

from gen_vpce.configuration.place import Piece, PieceText, Place
from gen_vpce.configuration.syntax.body import Argument, Block, Broken, File
from gen_vpce.configuration.syntax.expression import (
    Expression,
    ListOf,
    Literal,
    ObjectOf,
    Template,
    Text,
)
from gen_vpce.policy.not_json import why
from gen_vpce.policy.positions import Path, Positions

_LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "ephemeral": 2}
_BARE = ("locals", "terraform", "moved", "import", "removed")


def read_json(source: Positions) -> File:
    """Return the blocks of a file in JSON syntax, and what is broken in it."""
    place = Place(source, (0, len(source.text)))
    try:
        data = json.loads(source.text)
    except RecursionError:
        return File((), JsonBody(source, {}, ()), (Broken("it is nested too deeply", place),))
    except ValueError as error:
        at = getattr(error, "pos", 0)
        broken = Broken(f"this is not JSON: {why(error)}", Place(source, (at, min(at + 1, len(source.text)))))
        return File((), JsonBody(source, {}, ()), (broken,))
    if not isinstance(data, dict):
        return File((), JsonBody(source, {}, ()), (Broken("a file holds an object", place),))
    body = JsonBody(source, data, ())
    return File(tuple(_top(source, data)), body)


def _top(source: Positions, data: Mapping[str, object]) -> Iterator[Block]:
    for type_, inner in data.items():
        if type_ in _BARE or type_ in _LABELS:
            yield from _labelled(source, (), inner, (type_,), _LABELS.get(type_, 0))


def _labelled(
    source: Positions, labels: tuple[str, ...], data: object, path: Path, left: int
) -> Iterator[Block]:
    """Yield the blocks at *path*, which begins with their type; *left* labels are to come."""
    if isinstance(data, list):
        for at, each in enumerate(data):
            yield from _labelled(source, labels, each, (*path, at), left)
    elif isinstance(data, dict) and left:
        for name, inner in data.items():
            yield from _labelled(source, (*labels, name), inner, (*path, name), left - 1)
    elif isinstance(data, dict):
        place = Place(source, source.key_extent(path))
        yield Block(str(path[0]), labels, JsonBody(source, data, path), place)


class JsonBody:
    """The members of an object: arguments or blocks, as who asks takes them."""

    def __init__(self, source: Positions, data: Mapping[str, object], path: Path) -> None:
        self._source = source
        self._data = data
        self._path = path

    @property
    def place(self) -> Place:
        """The place of the object."""
        return Place(self._source, self._source.extent(self._path))

    def argument(self, name: str) -> Argument | None:
        """Return the argument of that name."""
        if name not in self._data or name == "//":
            return None
        path = (*self._path, name)
        read = partial(expression, self._source, self._data[name], path)
        return Argument(name, Place(self._source, self._source.key_extent(path)), read)

    def arguments(self) -> Iterator[Argument]:
        """Yield the members, all of which may be arguments."""
        for name in self._data:
            found = self.argument(name)
            if found:
                yield found

    def nested(self, type_: str) -> Iterator[Block]:
        """Yield the blocks of a type and the `dynamic` blocks for it."""
        yield from self._blocks(type_, self._data.get(type_), (*self._path, type_), dynamic=False)
        written = self._data.get("dynamic")
        for at, each in enumerate(written if isinstance(written, list) else [written]):
            if isinstance(each, dict):
                path = (*self._path, "dynamic", *((at,) if isinstance(written, list) else ()), type_)
                yield from self._blocks(type_, each.get(type_), path, dynamic=True)

    def _blocks(self, type_: str, data: object, path: Path, *, dynamic: bool) -> Iterator[Block]:
        if isinstance(data, list):
            for at, each in enumerate(data):
                yield from self._blocks(type_, each, (*path, at), dynamic=dynamic)
        elif isinstance(data, dict):
            place = Place(self._source, self._source.extent(path))
            yield Block(type_, (), JsonBody(self._source, data, path), place, dynamic)


def expression(source: Positions, data: object, path: Path) -> Expression:
    """Return the expression that the JSON value at *path* is: its texts are templates."""
    place = Place(source, source.extent(path))
    match data:
        case bool() | int() | float() | None:
            return Literal(place, data)
        case str():
            return template(place, data)
        case list():
            return ListOf(place, tuple(expression(source, each, (*path, at)) for at, each in enumerate(data)))
        case dict():
            members = []
            for name, each in data.items():
                inner = (*path, name)
                key = template(Place(source, source.key_extent(inner)), name)
                members.append((key, expression(source, each, inner)))
            return ObjectOf(place, tuple(members))
        case _:
            return Literal(place, None)


def template(place: Place, text: str) -> Expression:
    """Return the template in a quoted JSON string at *place*."""
    from gen_vpce.configuration.syntax.hcl_file import read_template
    from gen_vpce.configuration.syntax.json_string import literal_pieces

    pieces = literal_pieces(place)
    if "${" in text or "%{" in text:
        return read_template(PieceText(pieces, place))
    return Template(place, (Text(tuple(pieces) or (Piece("", place),)),))
