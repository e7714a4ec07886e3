"""Functions of lists, sets and objects.

https://developer.hashicorp.com/terraform/language/functions/concat
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gen_vpce.configuration.functions.registry import Family, Site, declare
from gen_vpce.configuration.value.conversion import (
    as_bool,
    as_items,
    as_number,
    as_set,
    as_string,
    identity,
    type_name,
)
from gen_vpce.configuration.value.value import (
    Boolean,
    Items,
    Members,
    NotEvaluated,
    Null,
    Number,
    Reference,
    Spread,
    String,
    Unknown,
    Value,
    is_known,
    known_text,
    text_of,
)

if TYPE_CHECKING:
    from gen_vpce.configuration.place import Place

COLLECTIONS: Family = {}
_LONGEST = 10_000


def _items(given: tuple[Value, ...]) -> list[Value]:
    return [item for each in given for item in as_items(each).items]


@declare(COLLECTIONS, "concat", 1, None, is_open=True)
def _concat(site: Site, given: tuple[Value, ...]) -> Value:
    found = _items(given)
    if len(found) > _LONGEST:
        raise NotEvaluated(f"a list has more than {_LONGEST:,} elements")
    return Items(tuple(found), site.place)


@declare(COLLECTIONS, "flatten", 1, is_open=True)
def _flatten(site: Site, given: tuple[Value, ...]) -> Value:
    return Items(tuple(_flat(as_items(given[0]).items)), site.place)


def _flat(items: Iterable[Value]) -> list[Value]:
    found: list[Value] = []
    for item in items:
        if isinstance(item, Items):
            found += _flat(item.items)
        elif isinstance(item, Spread) and isinstance(item.value, Items):
            found += [each if isinstance(each, Spread) else Spread(each) for each in _flat(item.value.items)]
        else:
            found.append(item)
        if len(found) > _LONGEST:
            raise NotEvaluated(f"a list has more than {_LONGEST:,} elements")
    return found


@declare(COLLECTIONS, "distinct", 1, is_open=True)
def _distinct(site: Site, given: tuple[Value, ...]) -> Value:
    kept: dict[str, Value] = {}
    for item in as_items(given[0]).items:
        kept.setdefault(identity(item), item)
    return Items(tuple(kept.values()), site.place)


@declare(COLLECTIONS, "compact", 1, is_open=True)
def _compact(site: Site, given: tuple[Value, ...]) -> Value:
    kept = [
        each for each in as_items(given[0]).items if not isinstance(each, Null) and known_text(each) != ""
    ]
    return Items(tuple(kept), site.place)


@declare(COLLECTIONS, "tolist", 1, is_open=True)
def _tolist(_site: Site, given: tuple[Value, ...]) -> Value:
    return given[0] if isinstance(given[0], Null) else Items(as_items(given[0]).items, given[0].place)


@declare(COLLECTIONS, "toset", 1, is_open=True)
def _toset(_site: Site, given: tuple[Value, ...]) -> Value:
    return given[0] if isinstance(given[0], Null) else as_set(as_items(given[0]).items, given[0].place)


@declare(COLLECTIONS, "tomap", 1, is_open=True)
def _tomap(_site: Site, given: tuple[Value, ...]) -> Value:
    return given[0]


@declare(COLLECTIONS, "setunion", 1, None, is_open=True)
def _setunion(site: Site, given: tuple[Value, ...]) -> Value:
    return as_set(_items(given), site.place)


@declare(COLLECTIONS, "setintersection", 1, None)
def _setintersection(site: Site, given: tuple[Value, ...]) -> Value:
    others = [{identity(item) for item in as_items(each).items} for each in given[1:]]
    kept = [each for each in as_items(given[0]).items if all(identity(each) in other for other in others)]
    return as_set(kept, site.place)


@declare(COLLECTIONS, "setsubtract", 2)
def _setsubtract(site: Site, given: tuple[Value, ...]) -> Value:
    taken = {identity(item) for item in as_items(given[1]).items}
    return as_set((each for each in as_items(given[0]).items if identity(each) not in taken), site.place)


@declare(COLLECTIONS, "sort", 1, is_open=True)
def _sort(site: Site, given: tuple[Value, ...]) -> Value:
    items = as_items(given[0]).items
    if not all(map(is_known, items)):
        return Items(items, site.place)
    texts = sorted(map(as_string, items), key=lambda text: text.text)
    return Items(tuple(texts), site.place)


@declare(COLLECTIONS, "reverse", 1, is_open=True)
def _reverse(site: Site, given: tuple[Value, ...]) -> Value:
    return Items(as_items(given[0]).items[::-1], site.place)


@declare(COLLECTIONS, "length", 1, is_open=True)
def _length(site: Site, given: tuple[Value, ...]) -> Value:
    match given[0]:
        case Items() if not given[0].is_open:
            sure = given[0].is_set is False or all(map(is_known, given[0].items)) or len(given[0].items) < 2
            return Number(len(given[0].items), site.place) if sure else site.symbol(given)
        case Members():
            return Number(len(given[0].members), site.place)
        case String() if not given[0].symbols:
            return Number(len(given[0].text), site.place)
        case Null() | Boolean() | Number():
            raise site.failure(f"{type_name(given[0])} has no length")
        case _:
            return site.symbol(given)


@declare(COLLECTIONS, "contains", 2, is_open=True)
def _contains(site: Site, given: tuple[Value, ...]) -> Value:
    items, searched = as_items(given[0]), given[1]
    if any(identity(item) == identity(searched) for item in items.items if not isinstance(item, Spread)):
        return Boolean(value=True, place=site.place)
    if not is_known(searched) or not is_known(items):
        return site.symbol(given)
    return Boolean(value=False, place=site.place)


@declare(COLLECTIONS, "index", 2)
def _index(site: Site, given: tuple[Value, ...]) -> Value:
    for place, item in enumerate(as_items(given[0]).items):
        if identity(item) == identity(given[1]):
            return Number(place, site.place)
    raise site.failure("the list does not hold the value")


@declare(COLLECTIONS, "element", 2, is_open=True)
def _element(site: Site, given: tuple[Value, ...]) -> Value:
    items, number = as_items(given[0]), as_number(given[1])
    if number is None or items.is_open:
        return site.symbol(given)
    if not items.items:
        raise site.failure("the list is empty")
    return items.items[int(number) % len(items.items)]


@declare(COLLECTIONS, "one", 1, is_open=True)
def _one(site: Site, given: tuple[Value, ...]) -> Value:
    items = as_items(given[0])
    if items.is_open:
        return site.symbol(given)
    if len(items.items) > 1:
        raise site.failure("the list has more than one element")
    return items.items[0] if items.items else Null(site.place)


@declare(COLLECTIONS, "slice", 3)
def _slice(site: Site, given: tuple[Value, ...]) -> Value:
    start, end = (int(as_number(each) or 0) for each in given[1:])
    items = as_items(given[0]).items
    if not 0 <= start <= end <= len(items):
        raise site.failure("the indexes are out of range")
    return Items(items[start:end], site.place)


@declare(COLLECTIONS, "chunklist", 2)
def _chunklist(site: Site, given: tuple[Value, ...]) -> Value:
    items, size = as_items(given[0]).items, int(as_number(given[1]) or 0)
    if size < 1:
        return Items((Items(items),), site.place)
    return Items(tuple(Items(items[at : at + size]) for at in range(0, len(items), size)), site.place)


@declare(COLLECTIONS, "range", 1, 3)
def _range(site: Site, given: tuple[Value, ...]) -> Value:
    numbers = [as_number(each) or 0 for each in given]
    start, end = (0, numbers[0]) if len(numbers) == 1 else numbers[:2]
    step = numbers[2] if len(numbers) > 2 else (1 if start <= end else -1)
    if not step or abs(end - start) / abs(step) > 1024:
        raise site.failure("a range has 1,024 elements at most")
    found: list[Value] = []
    while (start < end) if step > 0 else (start > end):
        found.append(Number(start, site.place))
        start += step
    return Items(tuple(found), site.place)


@declare(COLLECTIONS, "sum", 1)
def _sum(site: Site, given: tuple[Value, ...]) -> Value:
    return Number(sum(as_number(each) or 0 for each in as_items(given[0]).items), site.place)


def _quantified(name: str, *, decisive: bool) -> None:
    """Declare `alltrue` or `anytrue`: one element that is *decisive* settles it."""

    @declare(COLLECTIONS, name, 1, is_open=True)
    def _(site: Site, given: tuple[Value, ...]) -> Value:
        items = as_items(given[0]).items
        asked = [None if isinstance(item, Spread) else as_bool(item) for item in items]
        if decisive in asked:
            return Boolean(decisive, site.place)
        return site.symbol(given) if None in asked else Boolean(not decisive, site.place)


_quantified("alltrue", decisive=False)
_quantified("anytrue", decisive=True)


@declare(COLLECTIONS, "merge", 0, None, is_open=True)
def _merge(site: Site, given: tuple[Value, ...]) -> Value:
    members: dict[str, Value] = {}
    keys: dict[str, Place] = {}
    for each in given:
        match each:
            case Members():
                members |= each.members
                keys |= each.keys
            case Null():
                pass
            case Unknown() | Reference():
                return site.symbol(given)
            case _:
                raise site.failure(f"{type_name(each)} is not an object")
    return Members(members, site.place, keys)


@declare(COLLECTIONS, "keys", 1, is_open=True)
def _keys(site: Site, given: tuple[Value, ...]) -> Value:
    match given[0]:
        case Members():
            names = sorted(given[0].members)
            return Items(
                tuple(text_of(name, given[0].keys.get(name, site.place)) for name in names), site.place
            )
        case Unknown() | Reference():
            return site.symbol(given)
        case _:
            raise site.failure(f"{type_name(given[0])} is not an object")


@declare(COLLECTIONS, "values", 1, is_open=True)
def _values(site: Site, given: tuple[Value, ...]) -> Value:
    if isinstance(given[0], Items):
        raise site.failure("a list is not an object")
    return as_items(given[0])


@declare(COLLECTIONS, "lookup", 2, 3, is_open=True)
def _lookup(site: Site, given: tuple[Value, ...]) -> Value:
    found, key = given[0], known_text(as_string(given[1]))
    if not isinstance(found, Members) or key is None:
        return site.symbol(given)
    if key in found.members:
        return found.members[key]
    if len(given) > 2:
        return given[2]
    raise site.failure(f"there is no key {key}")


@declare(COLLECTIONS, "zipmap", 2)
def _zipmap(site: Site, given: tuple[Value, ...]) -> Value:
    names, values = (as_items(each).items for each in given)
    if len(names) != len(values):
        raise site.failure("the lists have different lengths")
    texts = [as_string(name) for name in names]
    keys = {text.text: text.place for text in texts if text.place}
    return Members(dict(zip((text.text for text in texts), values, strict=True)), site.place, keys)


@declare(COLLECTIONS, "coalesce", 1, None, is_open=True)
def _coalesce(site: Site, given: tuple[Value, ...]) -> Value:
    for each in given:
        if isinstance(each, Unknown):
            return site.symbol(given)
        if not isinstance(each, Null) and (not isinstance(each, String) or each.pieces):
            return each
    raise site.failure("every argument is null or empty")


@declare(COLLECTIONS, "coalescelist", 1, None, is_open=True)
def _coalescelist(site: Site, given: tuple[Value, ...]) -> Value:
    for each in given:
        if isinstance(each, Null):
            continue
        items = as_items(each)
        if items.is_open and all(isinstance(item, Spread) for item in items.items):
            return site.symbol(given)
        if items.items:
            return each
    raise site.failure("every argument is empty")


@declare(COLLECTIONS, "setproduct", 1, None)
def _setproduct(site: Site, given: tuple[Value, ...]) -> Value:
    rows: list[tuple[Value, ...]] = [()]
    for each in given:
        items = as_items(each).items
        if len(rows) * len(items) > _LONGEST:
            raise NotEvaluated(f"a list has more than {_LONGEST:,} elements")
        rows = [(*row, item) for row in rows for item in items]
    return Items(tuple(Items(row) for row in rows), site.place)


@declare(COLLECTIONS, "transpose", 1)
def _transpose(site: Site, given: tuple[Value, ...]) -> Value:
    found: dict[str, list[Value]] = {}
    if not isinstance(given[0], Members):
        raise site.failure("it takes a map of lists")
    for name in sorted(given[0].members):
        for item in as_items(given[0].members[name]).items:
            found.setdefault(as_string(item).text, []).append(text_of(name, site.place))
    return Members({name: Items(tuple(each)) for name, each in found.items()}, site.place)


@declare(COLLECTIONS, "sensitive", 1, is_open=True)
def _sensitive(_site: Site, given: tuple[Value, ...]) -> Value:
    return given[0]


COLLECTIONS["nonsensitive"] = COLLECTIONS["sensitive"]
