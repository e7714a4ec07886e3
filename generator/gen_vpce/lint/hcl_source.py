"""Policies that are written out in a Terraform file."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from gen_vpce.lint.embedded_text import Embedded, string_extents
from gen_vpce.lint.hcl_literal import TOKEN, NotLiteralError, expression, template
from gen_vpce.lint.policy_kind import TERRAFORM_POLICIES
from gen_vpce.policy.positions import Extent, Positions

_CALL = re.compile(r"jsonencode\s*\(")
_OPENING, _CLOSING = frozenset("{[("), frozenset("}])")


class Block(Struct):
    """A resource of a file: its type, its label, and the extent of each argument's expression."""

    type: str
    label: str
    arguments: dict[str, Extent] = field(default_factory=dict)


def resources(source: str) -> Iterator[Block]:
    """Yield the resources of a file that have a policy; arguments of nested blocks are left out."""
    reading = _Reading(source)
    for token in TOKEN.finditer(source):
        if token.lastgroup != "space":
            finished = reading.take(token)
            if finished and finished.type in TERRAFORM_POLICIES:
                yield finished


class _Reading:
    """One pass over the tokens of a file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._depth = 0
        self._recent: list[str] = []
        self._block: Block | None = None
        self._argument = ""
        self._start = -1
        self._end = -1

    def take(self, token: re.Match[str]) -> Block | None:
        """Take the next token; return the block that it ends."""
        text = token.group()
        self._depth -= text in _CLOSING
        finished = self._arguments(token, text)
        if text == "{" and self._depth == 0 and len(self._recent) == 3 and self._recent[0] == "resource":
            self._block = Block(self._recent[1].strip('"'), self._recent[2].strip('"'))
        self._depth += text in _OPENING
        self._recent = [] if text in ("\n", "{", "}") else [*self._recent[-2:], text]
        return finished

    def _arguments(self, token: re.Match[str], text: str) -> Block | None:
        block = self._block
        if block is None:
            return None
        if self._start >= 0 and self._depth <= 1 and (text == "\n" or self._depth == 0):
            written = self._source[self._start : self._end]
            block.arguments[self._argument] = (self._end - len(written.lstrip()), self._end)
            self._start = -1
        elif self._start < 0 and self._depth == 1 and text == "=" and self._recent:
            self._argument, self._start = self._recent[-1], token.end()
        self._end = token.end()
        if self._depth == 0 and text == "}":
            self._block = None
            return block
        return None


def policy_text(source: Positions, extent: Extent) -> Embedded | None:
    """Return the policy that an argument's expression writes out, or None where it is computed."""
    start, end = extent
    token = TOKEN.match(source.text, start)
    call = _CALL.match(source.text, start)
    try:
        if call and source.text[end - 1] == ")":
            literal = expression(source.text, call.end(), end - 1)
        elif token and token.lastgroup == "heredoc" and token.end() == end:
            literal = template(source.text, *token.span("body"))
        elif token and token.lastgroup == "string" and token.end() == end:
            return _quoted(source, start, end)
        else:
            return None
    except NotLiteralError:
        return None
    return Embedded(literal.text, source, literal.extents, extent)


def _quoted(source: Positions, start: int, end: int) -> Embedded:
    import json

    template(source.text, start, end)
    literal = source.text[start:end]
    return Embedded(json.loads(literal), source, string_extents(literal, start), (start, end))


def arguments(source: str, block: Block) -> Mapping[str, object]:
    """Return the arguments that are plain strings, interpolations left in."""
    found = {}
    for name, (start, end) in block.arguments.items():
        if source[start] == '"' and source[end - 1] == '"':
            found[name] = source[start + 1 : end - 1]
    return found
