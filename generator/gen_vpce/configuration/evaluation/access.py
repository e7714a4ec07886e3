"""Parts of values: attributes, indexes, the elements that a loop goes through."""

from collections.abc import Iterator

from gen_vpce.configuration.place import Place
from gen_vpce.configuration.value.conversion import as_number, as_string, type_name
from gen_vpce.configuration.value.symbol import named
from gen_vpce.configuration.value.value import (
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
    derived,
    described,
    element_of,
    known_text,
    text_of,
)


def attribute(on: Value, name: str, place: Place | None) -> Value:
    """Return `on.name`."""
    match on:
        case Members() if name in on.members:
            return on.members[name]
        case Members():
            raise Failure(f"there is no attribute `{name}`", place)
        case Reference():
            return on.attribute(name, place)
        case Unknown():
            return _part(on, f"{on.symbol.name}.{name}", place)
        case String() if on.symbols:
            return derived(f"{described(on)}.{name}", [on], place)
        case Spread():
            return Spread(attribute(on.value, name, place), place)
        case _:
            raise Failure(f"{type_name(on)} has no attribute `{name}`", place)


def _part(on: Unknown, name: str, place: Place | None) -> Unknown:
    symbol = on.symbol
    return Unknown(named(name, symbol.reason, many=symbol.many), place or on.place)


def index(on: Value, key: Value, place: Place | None) -> Value:
    """Return `on[key]`."""
    match on:
        case Unknown():
            return _part(on, f"{on.symbol.name}[{described(key)}]", place)
        case Reference() if on.instance:
            return on.instance(key, place)
        case Items():
            return _item(on, key, place)
        case Members() | Reference():
            name = known_text(as_string(key))
            if name is None and isinstance(on, Members) and f"[{described(key)}]" in on.members:
                return on.members[f"[{described(key)}]"]  # the instance of that very key
            if name is None:
                return derived(f"{described(on)}[{described(key)}]", [key], place)
            return attribute(on, name, place)
        case _:
            raise Failure(f"{type_name(on)} has no index", place)


def _item(on: Items, key: Value, place: Place | None) -> Value:
    if on.is_set:
        raise Failure("a set has no index", place)
    number = as_number(key)
    if number is None:
        return derived(f"{described(on)}[{described(key)}]", [key, on], place)
    at = int(number)
    opened = next((n for n, item in enumerate(on.items) if isinstance(item, Spread)), len(on.items))
    if 0 <= at < opened:
        return on.items[at]
    if opened < len(on.items) and at >= 0:
        chosen = on.items[opened]
        only = opened == len(on.items) - 1 and isinstance(chosen, Spread)
        inner = chosen.value if isinstance(chosen, Spread) else chosen
        if only and isinstance(inner, Unknown) and inner.symbol.name.startswith("each of "):
            name = f"{inner.symbol.name.removeprefix('each of ')}[{at}]"
            return Unknown(named(name, inner.symbol.reason), place)
        return (
            inner if only and isinstance(inner, Reference) else derived(f"{described(on)}[{at}]", [on], place)
        )
    raise Failure(f"there is no element {at} of {len(on.items)}", place)


def pairs(value: Value) -> Iterator[tuple[Value, Value, bool]]:
    """Yield the keys and values that a loop goes through, and whether a pair stands for any number."""
    match value:
        case Items():
            for at, item in enumerate(value.items):
                if isinstance(item, Spread):
                    number = derived(f"index of {described(item)}", [item], item.place)
                    yield (item.value if value.is_set else number), item.value, True
                else:
                    yield (item if value.is_set else Number(at)), item, False
        case Members():
            for name in sorted(value.members):
                yield text_of(name, value.keys.get(name)), value.members[name], False
        case Unknown(each=(key, element)):
            yield key, element, True
        case Unknown() | Reference():
            element = element_of(value)
            key = Unknown(
                named(f"key of {described(value)}", element.symbol.reason, many=True), element.place
            )
            yield key, element, True
        case Null():
            raise Failure("null has no elements", value.place)
        case _:
            raise Failure(f"{type_name(value)} has no elements", value.place)
