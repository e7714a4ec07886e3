"""`count`, `for_each` and `dynamic`: how often a block stands there, and with which variables."""

from collections.abc import Iterator

from msgspec import Struct

from gen_vpce.configuration.evaluation.access import pairs
from gen_vpce.configuration.evaluation.evaluate import evaluate
from gen_vpce.configuration.evaluation.scope import Scope
from gen_vpce.configuration.syntax.body import Block, Body
from gen_vpce.configuration.value.conversion import as_number, as_string
from gen_vpce.configuration.value.symbol import named
from gen_vpce.configuration.value.value import (
    Failure,
    Items,
    Members,
    Number,
    Spread,
    Unknown,
    Value,
    derived,
    described,
    known_text,
)

_MOST = 2_000


class Instance(Struct, frozen=True):
    """One instance: its key as an address has it, and the scope of its arguments.

    With `many`, it stands for any number of instances whose keys are not known.
    """

    key: str
    name: str | int | None
    scope: Scope
    many: bool = False


def instances(block: Block, scope: Scope) -> tuple[Instance, ...]:
    """Return the instances of a resource, a data source or a module call."""
    each, count = block.body.argument("for_each"), block.body.argument("count")
    if each:
        value = evaluate(each.expression, scope)
        return tuple(_of_each(value, scope)) or _imagined(
            derived(described(value), [value], value.place), scope
        )
    if count:
        counted = tuple(_of_count(evaluate(count.expression, scope), scope))
        return counted or (tuple(_of_count(Number(1), scope)) if scope.world.imagines else ())
    return (Instance("", None, scope),)


def _imagined(empty: Value, scope: Scope) -> tuple[Instance, ...]:
    """Return the instance that stands for all of a collection, in a world that imagines that there is one."""
    collection = derived(described(empty), [empty], empty.place)
    return tuple(_of_each(collection, scope)) if scope.world.imagines else ()


def is_repeated(block: Block) -> bool:
    """Whether a block has `count` or `for_each`."""
    return block.body.argument("for_each") is not None or block.body.argument("count") is not None


def _of_each(value: Value, scope: Scope) -> Iterator[Instance]:
    collection = value
    if isinstance(value, Items) and not value.is_set:
        collection = Items(value.items, value.place, is_set=True)
    for number, (key, element, many) in enumerate(pairs(collection)):
        if number >= _MOST:
            raise Failure(f"for_each has more than {_MOST:,} elements", value.place)
        name = known_text(as_string(key)) if not isinstance(key, Members | Items) else None
        inner = scope.given({"each": Members({"key": key, "value": element})})
        if name is None:
            yield Instance(f"[{described(key)}]", None, inner, many=many)
        else:
            yield Instance(f'["{name}"]', name, inner, many=many)


def _of_count(value: Value, scope: Scope) -> Iterator[Instance]:
    number = as_number(value)
    if number is None:
        index = Unknown(named(f"index below {described(value)}", _reason(value), many=True))
        yield Instance("[count.index]", None, scope.given({"count": Members({"index": index})}), many=True)
        return
    if number > _MOST:
        raise Failure(f"count is more than {_MOST:,}", value.place)
    for at in range(int(number)):
        yield Instance(f"[{at}]", at, scope.given({"count": Members({"index": Number(at)})}))


def _reason(value: Value) -> str:
    return value.symbol.reason if isinstance(value, Unknown) else "it is not known"


def expanded(body: Body, type_: str, scope: Scope) -> Iterator[tuple[Body, Scope, Block]]:
    """Yield the nested blocks of a type, those of `dynamic` blocks for each of their elements.

    Of a collection that is not known, one element stands for all, where the world has any.
    """
    for block in body.nested(type_):
        if not block.dynamic:
            yield block.body, scope, block
            continue
        each = block.body.argument("for_each")
        contents = tuple(block.body.nested("content"))
        if each is None or not contents:
            raise Failure(f'dynamic "{type_}" needs for_each and content', block.place)
        iterator = _iterator(block) or type_
        collection = evaluate(each.expression, scope)
        for key, value, many in pairs(collection):
            if many and not _has_any(collection, value, scope):
                continue
            inner = scope.given({iterator: Members({"key": key, "value": value})})
            yield contents[0].body, inner, block


def _iterator(block: Block) -> str | None:
    from gen_vpce.configuration.module.provider import dotted

    written = block.body.argument("iterator")
    return dotted(written.expression) if written else None


def _has_any(collection: Value, value: Value, scope: Scope) -> bool:
    counted = collection
    if isinstance(collection, Items) and any(not isinstance(item, Spread) for item in collection.items):
        counted = value
    symbol = derived(f"{described(counted)} has elements", [collection], collection.place).symbol
    return scope.world.decide(symbol)
