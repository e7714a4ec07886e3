"""Conversions between types, as Terraform makes them by itself.

https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion
"""

from collections.abc import Iterable

from gen_vpce.configuration.place import Place
from gen_vpce.configuration.value.value import (
    Blank,
    Boolean,
    Failure,
    Items,
    Members,
    Null,
    Number,
    Reference,
    Spread,
    String,
    Unknown,
    Value,
    described,
    element_of,
    known_text,
    text_of,
)

_TYPES = {
    Null: "null",
    Boolean: "a truth value",
    Number: "a number",
    String: "a text",
    Items: "a list",
    Members: "an object",
    Reference: "a resource",
}


def type_name(value: Value) -> str:
    """Return the type of a value for a message."""
    return _TYPES.get(type(value), "a value that is not known")


def number_text(value: float) -> str:
    """Return a number as Terraform writes it."""
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return format(value, ".15f").rstrip("0") if abs(value) < 1 else repr(value)


def as_string(value: Value, place: Place | None = None) -> String:
    """Return a value as text; a list or an object is a failure."""
    match value:
        case String():
            return value
        case Boolean():
            return text_of(str(value.value).lower(), value.place or place)
        case Number():
            return text_of(number_text(value.value), value.place or place)
        case Unknown():
            return String((Blank(value.symbol, value.place or place),), value.place or place)
        case _:
            raise Failure(f"{type_name(value)} is not text", value.place or place)


def as_bool(value: Value) -> bool | None:
    """Return a value as a truth value, None where it is not known."""
    match value:
        case Boolean():
            return value.value
        case String() if known_text(value) in ("true", "false"):
            return value.text == "true"
        case String() if value.symbols:
            return None
        case Unknown():
            return None
        case _:
            raise Failure(f"{type_name(value)} is neither true nor false", value.place)


def as_number(value: Value) -> int | float | None:
    """Return a value as a number, None where it is not known."""
    match value:
        case Number():
            return value.value
        case Unknown():
            return None
        case String() if value.symbols:
            return None
        case String():
            try:
                number = float(value.text)
            except ValueError:
                raise Failure(f'"{value.text[:40]}" is not a number', value.place) from None
            return int(number) if number.is_integer() else number
        case _:
            raise Failure(f"{type_name(value)} is not a number", value.place)


def as_items(value: Value) -> Items:
    """Return the elements of a list, a set or, in the order of their keys, of an object."""
    match value:
        case Items():
            return value
        case Members():
            return Items(tuple(value.members[key] for key in sorted(value.members)), value.place)
        case Unknown() | Reference():
            return Items((Spread(element_of(value), value.place),), value.place)
        case _:
            raise Failure(f"{type_name(value)} is not a list", value.place)


def as_set(items: Iterable[Value], place: Place | None) -> Items:
    """Return elements as a set: each one once, texts in order."""
    kept: dict[str, Value] = {}
    for item in items:
        kept.setdefault(identity(item), item)
    ordered = sorted(kept.values(), key=_in_set)
    return Items(tuple(ordered), place, is_set=True)


def _in_set(value: Value) -> tuple[int, float, str]:
    match value:
        case Boolean():
            return (0, value.value, "")
        case Number():
            return (1, value.value, "")
        case String():
            return (2, 0, value.text)
        case _:
            return (3, 0, "")


def identity(value: Value) -> str:
    """Return a text that is the same for equal values, and for the same symbols."""
    match value:
        case String():
            return f"s{value.text}"
        case Number():
            return f"n{number_text(value.value)}"
        case Spread():
            return f"*{identity(value.value)}"
        case Items():
            return f"[{','.join(map(identity, value.items))}]"
        case Members():
            inner = (f"{name!r}:{identity(value.members[name])}" for name in sorted(value.members))
            return f"{{{','.join(inner)}}}"
        case Unknown():
            return f"?{value.symbol.name}"
        case _:
            return described(value)
