"""Type constraints of variables, and values made to fit them.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from collections.abc import Callable

from gen_vpce.configuration.syntax import expression as syntax
from gen_vpce.configuration.value.conversion import as_bool, as_items, as_number, as_set, as_string, type_name
from gen_vpce.configuration.value.value import (
    Boolean,
    Failure,
    Items,
    Members,
    Null,
    Number,
    Reference,
    Spread,
    Unknown,
    Value,
)
from gen_vpce.diagnostics.english import with_article

Evaluate = Callable[[syntax.Expression], Value]


def fitted(value: Value, constraint: syntax.Expression | None, evaluate: Evaluate) -> Value:
    """Return *value* as the constraint has it; *evaluate* gives the defaults of optional attributes."""
    if constraint is None or isinstance(value, Null | Unknown | Reference):
        return value
    if isinstance(value, Spread):
        return Spread(fitted(value.value, constraint, evaluate), value.place)
    if isinstance(constraint, syntax.Variable):
        return _primitive(value, constraint.name)
    if isinstance(constraint, syntax.Call) and constraint.arguments:
        return _collection(value, constraint, evaluate)
    return value


def _primitive(value: Value, name: str) -> Value:
    match name:
        case "string":
            return as_string(value, value.place)
        case "number":
            number = as_number(value)
            return value if number is None else Number(number, value.place)
        case "bool":
            answer = as_bool(value)
            return value if answer is None else Boolean(answer, value.place)
        case "list" | "set":
            return as_items(value)
        case _:
            return value


def _collection(value: Value, constraint: syntax.Call, evaluate: Evaluate) -> Value:
    inner = constraint.arguments[0]
    match constraint.name:
        case "list" | "set":
            if isinstance(value, Members):
                raise Failure("an object is not a list", value.place)
            items = [fitted(item, inner, evaluate) for item in as_items(value).items]
            return (
                as_set(items, value.place) if constraint.name == "set" else Items(tuple(items), value.place)
            )
        case "map" if isinstance(value, Members):
            members = {name: fitted(each, inner, evaluate) for name, each in value.members.items()}
            return Members(members, value.place, value.keys)
        case "object" if isinstance(value, Members) and isinstance(inner, syntax.ObjectOf):
            return _object(value, inner, evaluate)
        case "tuple" if isinstance(value, Items) and isinstance(inner, syntax.ListOf):
            if len(inner.items) != len(value.items):
                raise Failure(f"a tuple of {len(inner.items)} is asked for", value.place)
            pairs = zip(value.items, inner.items, strict=True)
            return Items(tuple(fitted(item, each, evaluate) for item, each in pairs), value.place)
        case "map" | "object" | "tuple":
            raise Failure(f"{type_name(value)} is not {with_article(constraint.name)}", value.place)
        case _:
            return value


def _object(value: Members, constraint: syntax.ObjectOf, evaluate: Evaluate) -> Value:
    members: dict[str, Value] = {}
    for key, type_ in constraint.members:
        name = as_string(evaluate(key)).text
        optional = isinstance(type_, syntax.Call) and type_.name == "optional"
        inner = type_.arguments[0] if isinstance(type_, syntax.Call) and optional else type_
        default = type_.arguments[1:] if isinstance(type_, syntax.Call) and optional else ()
        given = value.members.get(name)
        if given is None and not optional:
            raise Failure(f"the attribute `{name}` is required", value.place)
        if given is None or isinstance(given, Null):
            given = evaluate(default[0]) if default else given or Null(value.place)
        members[name] = fitted(given, inner, evaluate)
    return Members(members, value.place, value.keys)
