"""An expression of a block with instances, as it is for one of them: `each` and `count` by their values.

What stands around them stays as it is written. A value that is not known is written as the reference that it
comes down to, where it is one.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from gen_vpce.configuration.evaluation.evaluate import evaluate
from gen_vpce.configuration.evaluation.scope import Scope
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.syntax import expression as syntax
from gen_vpce.configuration.value.symbol import Symbol, spelled
from gen_vpce.configuration.value.value import (
    Blank,
    Boolean,
    Failure,
    Items,
    Members,
    Null,
    Number,
    String,
    TooLarge,
    Unknown,
    Value,
)
from gen_vpce.module import hcl

_REFERENCE = re.compile(
    r"""(?:data\.)?(?!each\b|count\b|self\b|path\b)[a-z][\w-]*(?:\.[A-Za-z_][\w-]*|\[(?:\d+|"[\w.-]+")\])+"""
)
_ALONE = re.compile(r'"\$\{([^{}"]+)\}"')  # as it was written before Terraform 0.12
_OF_INSTANCE = ("each", "count", "self")


def of_one_instance(expression: syntax.Expression, written: Place, value: Value, scope: Scope) -> hcl.Value:
    """Return the *expression* at *written* for the instance of *scope*, None where that cannot be.

    Where it speaks of the instance, its *value* goes before its text.
    """
    parts = sorted(_parts(expression), key=lambda each: each.place.extent)
    made = as_hcl(value) if parts else None
    return made if made is not None else _in_its_words(parts, written, scope)


def _in_its_words(parts: Sequence[syntax.Expression], written: Place, scope: Scope) -> hcl.Expression | None:
    text = written.source.text
    made, at = "", written.extent[0]
    for part in parts:
        start, end = part.place.extent
        found = _replaced(part, scope)
        if found is None or part.place.source is not written.source or start < at:
            return None
        value, rest = found
        made += f"{text[at:start]}{hcl.value_text(value, hcl.INDENT)}{text[end - len(rest) : end]}"
        at = end
    made += text[at : written.extent[1]]
    alone = _ALONE.fullmatch(made)
    return hcl.written(alone[1] if alone else made)


def _replaced(part: syntax.Expression, scope: Scope) -> tuple[hcl.Value, str] | None:
    """Return the value of a part, or of as much of it as has one, and the steps that are left behind it."""
    inner: syntax.Expression = part
    while isinstance(inner, syntax.Attribute | syntax.Index):
        value = _value(inner, scope)
        made = as_hcl(value) if value is not None else None
        if made is not None:
            begin, end = inner.place.extent[1], part.place.extent[1]
            return made, part.place.source.text[begin:end]
        inner = inner.on
    return None


def _value(expression: syntax.Expression, scope: Scope) -> Value | None:
    try:
        return evaluate(expression, scope)
    except (Failure, TooLarge):
        return None


def _parts(node: object) -> Iterator[syntax.Expression]:
    """Yield the attributes and indexes of `each` and `count` in an expression, the longest of each."""
    if isinstance(node, syntax.Attribute | syntax.Index) and _begins(node) in _OF_INSTANCE:
        yield node
    elif isinstance(node, tuple):
        for each in node:
            yield from _parts(each)
    elif isinstance(node, Struct) and not isinstance(node, Place):
        for name in node.__struct_fields__:
            yield from _parts(getattr(node, name))


def _begins(node: syntax.Expression) -> str:
    while isinstance(node, syntax.Attribute | syntax.Index):
        node = node.on
    return node.name if isinstance(node, syntax.Variable) else ""


def as_hcl(value: Value) -> hcl.Value:  # noqa: PLR0911 -- one return for each kind of value
    """Return a value as HCL, None where a part of it has no expression in the root module."""
    match value:
        case Null():
            return hcl.raw("null")
        case Boolean():
            return value.value
        case Number():
            return value.value if isinstance(value.value, int) else hcl.written(str(value.value))
        case String():
            return _text(value)
        case Unknown():
            return _reference(value.symbol)
        case Items():
            items = [as_hcl(each) for each in value.items]
            return None if None in items else items
        case Members():
            members = {name: as_hcl(each) for name, each in value.members.items()}
            return None if None in members.values() else members
        case _:
            return None


def _text(value: String) -> hcl.Value:
    if not value.symbols:
        return value.text
    made = ""
    for piece in value.pieces:
        if isinstance(piece, Blank):
            found = _reference(piece.symbol)
            if found is None:
                return None
            made += f"${{{found.text}}}"
        else:
            made += hcl.quote(piece.text)[1:-1]
    return hcl.written(f'"{made}"')


def _reference(symbol: Symbol) -> hcl.Expression | None:
    written = spelled(symbol)
    fits = not symbol.many and _REFERENCE.fullmatch(written)
    return hcl.written(written) if fits else None
