"""Plain values as HCL: text that `terraform fmt` leaves alone, strings that can never become code; and back.

Only this file makes expressions, and only out of checked identifiers and quoted strings; everything else
that reaches a template is data. Syntax: https://developer.hashicorp.com/terraform/language/expressions/strings
"""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeAlias

from msgspec import Struct

INDENT = 2
LONGEST_LINE = 100
"""A list longer than this, in characters, gets a line for each item."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_STEP = re.compile(
    r"""(?P<name>[A-Za-z_][A-Za-z0-9_-]*)(?:\[(?:(?P<number>[0-9]+)|(?P<key>"(?:[^"\\$%]|\\.)*"))\])?(?:\.|$)"""
)
_KEYWORDS = frozenset({"null", "true", "false", "for"})
_UNSEEN = (
    r"\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff"
)
"""What a reviewer cannot see, or what turns the direction of the text around it."""

_SPECIAL = re.compile(rf'[\\"]|[$%](?=\{{)|[\x00-\x1f{_UNSEEN}]')
_SPECIAL_IN_KEY = re.compile(r'[\\"]|[$%](?=\{)|[^ -~]')
_BEFORE_CODE = re.compile(r"[$%]$")
"""What would make text of the expression behind it."""

_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "$": "$$", "%": "%%"}
UNSEEN = re.compile(f"[{_UNSEEN}]")
"""The same for formats that escape control characters by themselves."""


class Expression(Struct, frozen=True):
    """HCL code, never made out of a user's text.

    Made by `reference`, `address`, `call`, `module_file` and `raw`; and by `written`.
    """

    text: str


Value: TypeAlias = "Expression | str | bool | int | Sequence[Value] | Mapping[str, Value] | None"


def reference(*parts: str) -> Expression:
    """Return `parts` joined by dots, `aws_vpc_endpoint.orders.id`; each has to be an identifier."""
    for part in parts:
        if not _IDENTIFIER.fullmatch(part):
            raise ValueError(f"{part!r} is not an HCL identifier")
    return Expression(".".join(parts))


def address(text: str) -> Expression | None:
    """Return the address of a resource, `module.net["a.b"].aws_vpc_endpoint.s3[0]`, or None if it is none."""
    steps = []
    at = 0
    while step := _STEP.match(text, at):
        name, number, key = step.group("name", "number", "key")
        index = f"[{number}]" if number else ""
        if key is not None:
            try:
                index = f"[{quote(json.loads(key))}]"
            except ValueError:
                return None
        steps.append(name + index)
        at = step.end()
    return Expression(".".join(steps)) if steps and at == len(text) and not text.endswith(".") else None


def join(module: Expression, key: str, inside: Expression) -> Expression:
    """Return the address of what is *inside* the instance *key* of a module: `[0]`, or empty."""
    found = address(f"{module.text}{key}.{inside.text}")
    if found is None:
        raise ValueError(f"{key!r} is not the key of an instance")
    return found


def call(function: str, *arguments: Value, indent: int = 0, is_expanded: bool = False) -> Expression:
    """Return a call: `replace(x, "a", "b")`; a map among the arguments spans lines, from *indent* on.

    With *is_expanded*, the one argument is a list of the function's arguments.
    """
    texts = (value_text(each, indent) for each in arguments)
    return Expression(f"{reference(function).text}({', '.join(texts)}{'...' * is_expanded})")


def template(*parts: "Expression | str") -> Expression:
    """Return a string made of *parts*: text that stays what it is, and the values of expressions."""
    made = ""
    for part in parts:
        if isinstance(part, Expression):
            made += f"${{{part.text}}}"
        else:
            made += _BEFORE_CODE.sub(r'${"\g<0>"}', quote(part)[1:-1])
    return Expression(f'"{made}"')


def only_if(key: str, value: Value, condition: Expression, indent: int = 0) -> Expression:
    """Return a map of the one *key* where the *condition*, known at plan, holds, and an empty one elsewhere.

    A conditional expression would not do: both its sides must have the same keys.
    """
    return Expression(
        f"{{ for key in [{quote(key)}] : key => {value_text(value, indent)} if {condition.text} }}"
    )


def module_file(*path: "Expression | str") -> Expression:
    """Return the content of *path*, relative to the module, as Terraform reads it."""
    return call("file", template(raw("path.module"), "/", *path))


def raw(text: str) -> Expression:
    """Return code that stands in this package's source."""
    return Expression(text)


def written(text: str) -> Expression:
    """Return an expression of somebody's Terraform, for the same root module that it was read from."""
    return Expression(text)


def equal(left: Expression, right: Value) -> Expression:
    """Return the comparison `left == right`."""
    return Expression(f"{left.text} == {value_text(right)}")


def quote(text: str) -> str:
    """Return *text* as a quoted string that evaluates to it, in NFC, as Terraform does itself."""
    return f'"{_SPECIAL.sub(_escape, unicodedata.normalize("NFC", text))}"'


def value_text(value: Value, indent: int = 0) -> str:
    """Return *value* as HCL; lines after the first are indented for a line that starts at *indent*."""
    match value:
        case Expression():
            return value.text
        case None | bool() | int():
            return json.dumps(value)
        case str():
            return quote(value)
        case Mapping():
            return f"{{\n{attributes(value, indent + INDENT)}\n{' ' * indent}}}" if value else "{}"
        case Sequence():
            return _list_text(value, indent)
    raise TypeError(f"no HCL for {value}")


def attributes(group: Mapping[str, Value], indent: int = 0) -> str:
    """Return `name = value` lines without a last line break.

    `terraform fmt` aligns the equals signs of neighbours whose values stay on one line.
    """
    rows = [(_key(name), value_text(value, indent)) for name, value in group.items()]
    lines = []
    for spans_lines, run in groupby(rows, key=lambda row: "\n" in row[1]):
        neighbours = list(run)
        width = 0 if spans_lines else max(len(name) for name, _ in neighbours)
        lines += [f"{' ' * indent}{name:<{width}} = {text}" for name, text in neighbours]
    return "\n".join(lines)


def _list_text(items: Sequence[Value], indent: int) -> str:
    texts = [value_text(item, indent + INDENT) for item in items]
    one_line = f"[{', '.join(texts)}]"
    if len(one_line) <= LONGEST_LINE and "\n" not in one_line:
        return one_line
    return "[\n" + "".join(f"{' ' * (indent + INDENT)}{text},\n" for text in texts) + " " * indent + "]"


def _key(name: str) -> str:
    """Return the name of an attribute or of a map's item.

    Keys are ASCII, because Terraform aligns by what it takes for the width of a character on a screen.
    """
    if _IDENTIFIER.fullmatch(name) and name not in _KEYWORDS:
        return name
    return f'"{_SPECIAL_IN_KEY.sub(_escape, unicodedata.normalize("NFC", name))}"'


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    point = ord(character)
    return _SHORT.get(character) or (f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}")


class Parsed(Struct, frozen=True):
    """What HashiCorp's parser makes of a file; what is not HCL has a `fault` in place of `content`."""

    content: Mapping[str, Any] = {}
    fault: str | None = None


@lru_cache(maxsize=256)  # some kilobytes each; the files of many modules are the same
def parsed(text: str) -> Parsed:
    """Return what the HCL file *text* holds."""
    from pygohcl import HCLParseError, loads

    try:
        return Parsed(loads(text))
    except HCLParseError as error:
        return Parsed(fault=str(error))
