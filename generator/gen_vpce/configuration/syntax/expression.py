"""Expressions as they are written, with their places.

https://developer.hashicorp.com/terraform/language/expressions
"""

from typing import TypeAlias

from msgspec import Struct

from gen_vpce.configuration.place import Piece, Place


class Expression(Struct, frozen=True):
    """The base of all expressions."""

    place: Place


class Literal(Expression, frozen=True):
    """A number, a truth value or null."""

    value: int | float | bool | None


class Text(Struct, frozen=True):
    """Characters of a template that stand for themselves, escapes resolved."""

    pieces: tuple[Piece, ...]


class Interpolation(Struct, frozen=True):
    """`${...}` of a template."""

    expression: Expression


class Alternative(Struct, frozen=True):
    """`%{ if ... }` of a template."""

    condition: Expression
    then: "tuple[Part, ...]"
    otherwise: "tuple[Part, ...]"


class Repetition(Struct, frozen=True):
    """`%{ for ... }` of a template."""

    key: str | None
    name: str
    collection: Expression
    body: "tuple[Part, ...]"


Part: TypeAlias = Text | Interpolation | Alternative | Repetition


class Template(Expression, frozen=True):
    """A quoted string or a heredoc."""

    parts: tuple[Part, ...]


class Variable(Expression, frozen=True):
    """A name: `var`, `local`, a type of resource, the variable of a loop."""

    name: str


class Attribute(Expression, frozen=True):
    """`on.name`."""

    on: Expression
    name: str


class Index(Expression, frozen=True):
    """`on[key]`, and `on.0`."""

    on: Expression
    key: Expression


class Splat(Expression, frozen=True):
    """`on[*]` and `on.*`, with the attributes and indexes that follow; `item` stands for each element."""

    on: Expression
    each: Expression
    item: "Item"


class Item(Expression, frozen=True):
    """The element that a splat looks at."""


class Call(Expression, frozen=True):
    """A function call; with `spread`, the last argument is a list of arguments."""

    name: str
    arguments: tuple[Expression, ...]
    spread: bool


class Unary(Expression, frozen=True):
    """`!x` and `-x`."""

    operator: str
    operand: Expression


class Binary(Expression, frozen=True):
    """Two operands and an operator."""

    operator: str
    left: Expression
    right: Expression


class Conditional(Expression, frozen=True):
    """`condition ? then : otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression


class ListOf(Expression, frozen=True):
    """`[a, b]`."""

    items: tuple[Expression, ...]


class ObjectOf(Expression, frozen=True):
    """`{a = b}`; a key that is a bare name has become a template."""

    members: tuple[tuple[Expression, Expression], ...]


class Loop(Expression, frozen=True):
    """A `for` expression: a list where `new_key` is None, otherwise an object."""

    key: str | None
    name: str
    collection: Expression
    new_key: Expression | None
    value: Expression
    grouped: bool
    condition: Expression | None


class Unreadable(Expression, frozen=True):
    """What is not an expression; the reader of the file has reported it."""

    reason: str
