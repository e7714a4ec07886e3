"""Values: known ones with the place where they were written, symbols, and resources that know attributes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import force_setattr

from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.value.symbol import Form, Symbol, named

_LONGEST_NAME = 200
_HEAVIEST = 100_000


class Failure(Exception):  # noqa: N818 -- a value that Terraform would refuse, not a fault of the program
    """An expression has no value: Terraform would report an error. `place` is where."""

    def __init__(self, reason: str, place: Place | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place


class TooLarge(Exception):  # noqa: N818 -- a limit, not a fault
    """More than is read of one configuration; nothing is concluded from it, `try` included."""


class NotEvaluated(Exception):  # noqa: N818 -- a limit, not a fault
    """A function is given what is not evaluated here; its value is a symbol with this reason."""


class Null(Struct, frozen=True):
    """No value."""

    place: Place | None = None


class Boolean(Struct, frozen=True):
    """True or false."""

    value: bool
    place: Place | None = None


class Number(Struct, frozen=True):
    """A number."""

    value: int | float
    place: Place | None = None


class Blank(Struct, frozen=True):
    """A symbol in a text."""

    symbol: Symbol
    place: Place | None = None

    @property
    def text(self) -> str:
        """What stands for it."""
        return self.symbol.marker


class String(Struct, frozen=True):
    """A text of known pieces and symbols."""

    pieces: tuple[Piece | Blank, ...]
    place: Place | None = None

    @property
    def text(self) -> str:
        """The text, symbols as their markers."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The symbols in it."""
        return tuple(piece.symbol for piece in self.pieces if isinstance(piece, Blank))


class Unknown(Struct, frozen=True):
    """A value of any type that is not known.

    `each` is the key and the value that stand for each member of an object, where these are known of it.
    """

    symbol: Symbol
    place: Place | None = None
    each: "tuple[Value, Value] | None" = None


class Spread(Struct, frozen=True):
    """Elements of a list whose number is not known; `value` stands for each of them."""

    value: "Value"
    place: Place | None = None


class Items(Struct, frozen=True):
    """A list, a tuple or a set; of a set, the elements are in Terraform's order and each one once."""

    items: "tuple[Value, ...]"
    place: Place | None = None
    is_set: bool = False
    weight: int = 0

    def __post_init__(self) -> None:
        force_setattr(self, "weight", _weighed(self.items))

    @property
    def is_open(self) -> bool:
        """Whether the number of elements is not known."""
        return any(isinstance(item, Spread) for item in self.items)


class Members(Struct, frozen=True):
    """An object or a map; `keys` has the places of the keys that were written."""

    members: "Mapping[str, Value]"
    place: Place | None = None
    keys: Mapping[str, Place] = field(default_factory=dict)
    weight: int = 0

    def __post_init__(self) -> None:
        force_setattr(self, "weight", _weighed(self.members.values()))


class Reference(Struct, frozen=True):
    """A resource, a data source or a module: `attribute` tells its values one by one.

    `instance` is set where it has instances whose keys are not known.
    """

    address: str
    attribute: "Callable[[str, Place | None], Value]"
    place: Place | None = None
    instance: "Callable[[Value, Place | None], Value] | None" = None


Value: TypeAlias = Null | Boolean | Number | String | Unknown | Spread | Items | Members | Reference


def _weighed(parts: "Iterable[Value]") -> int:
    """Return how many values a value is made of; a part that stands in it twice counts twice."""
    weight = 1
    for part in parts:
        inner = part.value if isinstance(part, Spread) else part
        weight += inner.weight if isinstance(inner, Items | Members) else 1
    if weight > _HEAVIEST:
        raise TooLarge(f"a value has more than {_HEAVIEST:,} parts")
    return weight


def text_of(text: str, place: Place | None = None) -> String:
    """Return a known text, all of which has one place."""
    return String((Piece(text, place),) if text else (), place)


def known_text(value: Value) -> str | None:
    """Return the text of a value that is a known one."""
    return None if not isinstance(value, String) or value.symbols else value.text


def string_of(pieces: "list[Piece | Blank]", place: Place | None) -> String:
    """Return a text of pieces."""
    return String(tuple(piece for piece in pieces if isinstance(piece, Blank) or piece.text), place)


def symbols_of(value: Value) -> Iterator[Symbol]:
    """Yield the symbols in a value, those of the parts included."""
    match value:
        case Unknown():
            yield value.symbol
        case String():
            yield from value.symbols
        case Spread():
            yield from symbols_of(value.value)
        case Items():
            for item in value.items:
                yield from symbols_of(item)
        case Members():
            for member in value.members.values():
                yield from symbols_of(member)
        case Reference():
            yield named(value.address, "a resource as a whole is not known")
        case _:
            pass


def is_known(value: Value) -> bool:
    """Whether a value holds no symbol and nothing open."""
    if isinstance(value, Items):
        return not value.is_open and all(map(is_known, value.items))
    if isinstance(value, Members):
        return all(map(is_known, value.members.values()))
    return not isinstance(value, Unknown | Spread | Reference) and next(symbols_of(value), None) is None


def described(value: Value) -> str:
    """Return a value as part of the name of a symbol."""
    match value:
        case Null():
            return "null"
        case Boolean():
            return str(value.value).lower()
        case Number():
            return str(value.value)
        case String():
            name = "".join(
                piece.symbol.name if isinstance(piece, Blank) else piece.text for piece in value.pieces
            )
            plain = len(value.pieces) == 1 and value.symbols
            return name if plain else f'"{name}"'
        case Unknown():
            return value.symbol.name
        case Spread():
            return described(value.value)
        case Items():
            return _joined("[", map(described, value.items), "]")
        case Members():
            return _joined("{", (f"{name}={described(each)}" for name, each in value.members.items()), "}")
        case Reference():
            return value.address


def _joined(opening: str, parts: Iterator[str], closing: str) -> str:
    found = opening
    for place, part in enumerate(parts):
        found += f", {part}" if place else part
        if len(found) > _LONGEST_NAME:
            return f"{found}...{closing}"
    return found + closing


def derived(expression: str, values: "list[Value] | tuple[Value, ...]", place: Place | None) -> Unknown:
    """Return the symbol for what an *expression* makes of *values*, one of which is not known."""
    first = next((symbol for value in values for symbol in symbols_of(value)), None)
    reason = first.reason if first else "it is made of values that are not known"
    return Unknown(named(expression, reason), place)


def unknown(expression: str, reason: str, place: Place | None, form: Form = Form.ANY) -> Unknown:
    """Return a symbol as a value."""
    return Unknown(named(expression, reason, form), place)


def element_of(value: Value, place: Place | None = None) -> Unknown:
    """Return the symbol that stands for each element of a collection that is not known."""
    first = next(symbols_of(value), None)
    reason = first.reason if first else "the collection is not known"
    return Unknown(named(f"each of {described(value)}", reason, many=True), place or value.place)


def placed(value: Value, place: Place | None) -> Value:
    """Return a value with a place where it has none."""
    if value.place is not None or place is None or isinstance(value, Reference):
        return value
    from msgspec.structs import replace

    return replace(value, place=place)
