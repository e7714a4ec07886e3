"""Expressions to values."""

from collections.abc import Callable
from typing import Any

from gen_vpce.configuration.evaluation.access import attribute, index, pairs
from gen_vpce.configuration.evaluation.file_sets import file_set
from gen_vpce.configuration.evaluation.loop_objects import object_of
from gen_vpce.configuration.evaluation.operators import binary, minus, negation
from gen_vpce.configuration.evaluation.scope import Alone, Scope
from gen_vpce.configuration.functions.registry import Site
from gen_vpce.configuration.functions.table import FUNCTIONS
from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.syntax import expression as syntax
from gen_vpce.configuration.value.conversion import as_bool, as_items, as_string, identity
from gen_vpce.configuration.value.symbol import Symbol, named
from gen_vpce.configuration.value.value import (
    Blank,
    Boolean,
    Failure,
    Items,
    Members,
    NotEvaluated,
    Null,
    Number,
    Reference,
    Spread,
    String,
    TooLarge,
    Unknown,
    Value,
    derived,
    described,
    element_of,
    known_text,
    string_of,
    unknown,
)
from gen_vpce.policy.symbols import OPENING, has_marker

_LONGEST = 2_000_000


def evaluate(expression: syntax.Expression, scope: Scope) -> Value:
    """Return the value of an expression; raise `Failure` where Terraform would report an error."""
    scope.world.step()
    return _EVALUATED[type(expression)](expression, scope)


def decide(expression: syntax.Expression, scope: Scope) -> bool:
    """Return whether a condition holds; what is not known is as the world assumes it."""
    match expression:
        case syntax.Unary(operator="!"):
            return not decide(expression.operand, scope)
        case syntax.Binary(operator="&&"):
            return decide(expression.left, scope) and decide(expression.right, scope)
        case syntax.Binary(operator="||"):
            return decide(expression.left, scope) or decide(expression.right, scope)
        case _:
            return holds(evaluate(expression, scope), scope)


def holds(value: Value, scope: Scope) -> bool:
    """Return whether a value is true; what is not known is as the world assumes it."""
    answer = as_bool(value)
    return scope.world.decide(_condition(value)) if answer is None else answer


def _condition(value: Value) -> Symbol:
    return value.symbol if isinstance(value, Unknown) else named(described(value), "it is not known")


def _literal(written: syntax.Literal, _scope: Scope) -> Value:
    match written.value:
        case None:
            return Null(written.place)
        case bool():
            return Boolean(written.value, written.place)
        case _:
            return Number(written.value, written.place)


def _template(written: syntax.Template, scope: Scope) -> Value:
    if len(written.parts) == 1 and isinstance(written.parts[0], syntax.Interpolation):
        return evaluate(written.parts[0].expression, scope)
    pieces = _pieces(written.parts, scope)
    return string_of(pieces, written.place)


def _pieces(parts: tuple[syntax.Part, ...], scope: Scope) -> list[Piece | Blank]:
    found: list[Piece | Blank] = []
    for part in parts:
        match part:
            case syntax.Text():
                found += _own_text(part)
            case syntax.Interpolation():
                found += _interpolated(part.expression, scope)
            case syntax.Alternative():
                found += _pieces(part.then if decide(part.condition, scope) else part.otherwise, scope)
            case syntax.Repetition():
                for key, value, _ in pairs(evaluate(part.collection, scope)):
                    names = {part.name: value, **({part.key: key} if part.key else {})}
                    found += _pieces(part.body, scope.given(names))
        scope.world.step(1 + len(found) // 64)
    return found


def _own_text(part: syntax.Text) -> tuple[Piece, ...]:
    """Return the pieces of a text; one with the sign of symbols is refused, lest it be taken for one."""
    for piece in part.pieces:
        if has_marker(piece.text):
            raise Failure(
                f"the text holds {OPENING}, which stands for values that are not known", piece.place
            )
    return part.pieces


def _interpolated(expression: syntax.Expression, scope: Scope) -> tuple[Piece | Blank, ...]:
    value = evaluate(expression, scope)
    if isinstance(value, Null):
        value = _no_null(expression, scope)
    if isinstance(value, Reference):
        value = derived(value.address, [value], expression.place)
    text = as_string(value, expression.place)
    scope.world.step(len(text.pieces))
    if sum(len(piece.text) for piece in text.pieces) > _LONGEST:
        raise TooLarge(f"a text has more than {_LONGEST:,} characters")
    return text.pieces


def _no_null(expression: syntax.Expression, scope: Scope) -> Value:
    """Return the symbol for what has to be given in place of null; where `try` asks, that is a failure."""
    if scope.world.trying or isinstance(expression, syntax.Literal):
        raise Failure("a template holds null", expression.place)
    start, end = expression.place.extent
    name = f"{expression.place.source.text[start:end]} at {expression.place.span}"
    return unknown(name, "it is null, which does not fit there", expression.place)


def _variable(written: syntax.Variable, scope: Scope) -> Value:
    found = scope.variables.get(written.name)
    if found is None:
        found = scope.around.resolve(written.name, written.place)
    if found is None:
        raise Failure(f"`{written.name}` is not declared", written.place)
    return found


def _item(written: syntax.Item, scope: Scope) -> Value:
    if scope.item is None:
        raise Failure("a splat has no element", written.place)
    return scope.item


def _attribute(written: syntax.Attribute, scope: Scope) -> Value:
    return attribute(evaluate(written.on, scope), written.name, written.place)


def _index(written: syntax.Index, scope: Scope) -> Value:
    return index(evaluate(written.on, scope), evaluate(written.key, scope), written.place)


def _splat(written: syntax.Splat, scope: Scope) -> Value:
    on = evaluate(written.on, scope)
    match on:
        case Null():
            return Items((), written.place)
        case Items():
            items = on.items
        case Unknown():
            items = (Spread(element_of(on), on.place),)
        case Reference() if on.instance:
            items = (Spread(on.instance(element_of(on), written.place), written.place),)
        case _:
            items = (on,)
    found: list[Value] = []
    for item in items:
        inner = item.value if isinstance(item, Spread) else item
        value = evaluate(written.each, scope.at(inner))
        found.append(Spread(value, written.place) if isinstance(item, Spread) else value)
    return Items(tuple(found), written.place)


def _call(written: syntax.Call, scope: Scope) -> Value:
    special = _SPECIAL.get(written.name)
    if special:
        return special(written, scope)
    arguments = _arguments(written, scope)
    site = Site(written.name, written.place)
    function = FUNCTIONS.get(written.name.removeprefix("core::"))
    if function is None:
        inner = ", ".join(map(described, arguments))
        reason = f"the function {written.name} is not evaluated"
        return unknown(f"{written.name}({inner})", reason, written.place)
    scope.world.step(sum(len(each.items) for each in arguments if isinstance(each, Items)))
    try:
        return function.call(site, arguments)
    except Failure as failure:
        raise failure if failure.place else site.failure(failure.reason) from None
    except NotEvaluated as limit:
        inner = ", ".join(map(described, arguments))
        return unknown(f"{written.name}({inner})", str(limit), written.place)


def _arguments(written: syntax.Call, scope: Scope) -> tuple[Value, ...]:
    arguments = [evaluate(each, scope) for each in written.arguments]
    if written.spread and arguments:
        arguments[-1:] = as_items(arguments[-1]).items
    return tuple(arguments)


def _try(written: syntax.Call, scope: Scope) -> Value:
    last: Failure | None = None
    for each in written.arguments:
        try:
            return _attempt(each, scope)
        except Failure as failure:
            last = failure
    raise Failure("try(): no argument has a value", written.place) from last


def _attempt(expression: syntax.Expression, scope: Scope) -> Value:
    scope.world.trying += 1
    try:
        return evaluate(expression, scope)
    finally:
        scope.world.trying -= 1


def _can(written: syntax.Call, scope: Scope) -> Value:
    try:
        for each in written.arguments:
            _attempt(each, scope)
    except Failure:
        return Boolean(value=False, place=written.place)
    return Boolean(value=True, place=written.place)


def _file(written: syntax.Call, scope: Scope) -> Value:
    path = as_string(_arguments(written, scope)[0]) if written.arguments else None
    if path is None:
        raise Failure(f"{written.name}(): it takes a path", written.place)
    if path.symbols:
        return derived(f"{written.name}({described(path)})", [path], written.place)
    return scope.around.read_file(path, written.place)


def _fileexists(written: syntax.Call, scope: Scope) -> Value:
    try:
        found = _file(written, scope)
    except Failure:
        return Boolean(value=False, place=written.place)
    if isinstance(found, Unknown):
        return found
    return Boolean(value=True, place=written.place)


def _templatefile(written: syntax.Call, scope: Scope) -> Value:
    return _of_template(_file(written, scope), written, scope)


def _templatestring(written: syntax.Call, scope: Scope) -> Value:
    """Return what a template makes that is a value: Terraform takes none that is written out there.

    https://developer.hashicorp.com/terraform/language/functions/templatestring
    """
    if not written.arguments or isinstance(written.arguments[0], syntax.Template):
        raise Failure("templatestring() takes a reference to a template", written.place)
    return _of_template(evaluate(written.arguments[0], scope), written, scope)


def _of_template(text: Value, written: syntax.Call, scope: Scope) -> Value:
    given = evaluate(written.arguments[1], scope) if len(written.arguments) > 1 else None
    if not isinstance(text, String) or not isinstance(given, Members) or text.symbols:
        name = f"{written.name}({described(text)})"
        return derived(name, [text, *([given] if given else [])], written.place)
    return rendered(text, given, scope, written.place)


def rendered(text: String, given: Members, scope: Scope, place: Place) -> String:
    """Return the text that a template makes of the variables that it is given."""
    from gen_vpce.configuration.syntax.hcl_file import read_template
    from gen_vpce.configuration.value.json_text import joined

    template = read_template(joined(text, place))
    made = evaluate(template, Scope(Alone(scope), given.members))
    return as_string(made, place)


_SPECIAL: dict[str, Callable[[syntax.Call, Scope], Value]] = {
    "try": _try,
    "can": _can,
    "file": _file,
    "fileexists": _fileexists,
    "fileset": lambda written, scope: file_set(_arguments(written, scope), scope, written.place),
    "templatefile": _templatefile,
    "templatestring": _templatestring,
}


def _unary(written: syntax.Unary, scope: Scope) -> Value:
    value = evaluate(written.operand, scope)
    return negation(value, written.place) if written.operator == "!" else minus(value, written.place)


def _binary(written: syntax.Binary, scope: Scope) -> Value:
    left = evaluate(written.left, scope)
    if written.operator not in ("&&", "||"):
        return binary(written.operator, left, evaluate(written.right, scope), written.place)
    decisive = written.operator == "||"
    right = evaluate(written.right, scope)
    answers = (as_bool(left), as_bool(right))
    if decisive in answers:
        return Boolean(decisive, written.place)
    if answers == (None, None):
        name = f"{described(left)} {'or' if decisive else 'and'} {described(right)}"
        return derived(name, [left, right], written.place)
    if None in answers:
        return left if answers[0] is None else right
    return Boolean(not decisive, written.place)


def _conditional(written: syntax.Conditional, scope: Scope) -> Value:
    asked = dict(scope.world.asked)
    chosen, other = written.then, written.otherwise
    if not decide(written.condition, scope):
        chosen, other = other, chosen
    value = evaluate(chosen, scope)
    if len(scope.world.asked) > len(asked) and _same(value, other, scope):
        scope.world.asked = asked
    return value


def _same(value: Value, other: syntax.Expression, scope: Scope) -> bool:
    """Whether a plain value stands in both branches, so that the condition does not matter."""
    return isinstance(other, syntax.Literal) and identity(evaluate(other, scope)) == identity(value)


def _list(written: syntax.ListOf, scope: Scope) -> Value:
    return Items(tuple(evaluate(item, scope) for item in written.items), written.place)


def _object(written: syntax.ObjectOf, scope: Scope) -> Value:
    members: dict[str, Value] = {}
    keys: dict[str, Place] = {}
    for key, value in written.members:
        name = as_string(evaluate(key, scope))
        if known_text(name) is None:
            return derived(f"{{{described(name)}=...}}", [name], written.place)
        members[name.text] = evaluate(value, scope)
        keys[name.text] = key.place
    return Members(members, written.place, keys)


def _loop(written: syntax.Loop, scope: Scope) -> Value:
    collection = evaluate(written.collection, scope)
    found: list[tuple[Value | None, Value, bool]] = []
    for key, value, many in pairs(collection):
        inner = scope.given({written.name: value, **({written.key: key} if written.key else {})})
        if written.condition is not None and not _kept(written.condition, inner, many=many):
            continue
        name = evaluate(written.new_key, inner) if written.new_key else None
        found.append((name, evaluate(written.value, inner), many))
    if written.new_key is None:
        items = (Spread(value, written.place) if many else value for _, value, many in found)
        return Items(tuple(items), written.place)
    return object_of(written, collection, found)


def _kept(condition: syntax.Expression, scope: Scope, *, many: bool) -> bool:
    """Whether an element is kept; of those that stand for many, some may be."""
    if many:
        return as_bool(evaluate(condition, scope)) is not False
    return decide(condition, scope)


def _unreadable(written: syntax.Unreadable, _scope: Scope) -> Value:
    raise Failure(written.reason, written.place)


_EVALUATED: dict[type, Callable[[Any, Scope], Value]] = {
    syntax.Literal: _literal,
    syntax.Template: _template,
    syntax.Variable: _variable,
    syntax.Item: _item,
    syntax.Attribute: _attribute,
    syntax.Index: _index,
    syntax.Splat: _splat,
    syntax.Call: _call,
    syntax.Unary: _unary,
    syntax.Binary: _binary,
    syntax.Conditional: _conditional,
    syntax.ListOf: _list,
    syntax.ObjectOf: _object,
    syntax.Loop: _loop,
    syntax.Unreadable: _unreadable,
}
