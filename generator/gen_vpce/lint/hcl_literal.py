"""A literal HCL expression as JSON text, with the place of every character.

Only what is written out is read: strings, numbers, lists and objects. A reference, a function or an
interpolation makes an expression one that Terraform alone can evaluate; lint its plan instead.
https://developer.hashicorp.com/terraform/language/syntax/configuration
"""

import re

from msgspec import Struct, field

from gen_vpce.policy.positions import Extent

TOKEN = re.compile(
    r"(?P<space>[ \t\r]+|#[^\n]*|//[^\n]*|/\*.*?\*/)"
    r"|(?P<newline>\n)"
    r"|(?P<heredoc><<-?(?P<mark>[A-Za-z_][\w-]*)[ \t\r]*\n(?P<body>.*?)^[ \t]*(?P=mark)\b)"
    r'|(?P<string>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_][\w-]*)"
    r"|(?P<sign>.)",
    re.DOTALL | re.MULTILINE,
)
_ESCAPED = re.compile(r"\$\$(?=\{)|%%(?=\{)")
_TEMPLATE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
_CONSTANTS = ("true", "false", "null")


class NotLiteralError(Exception):
    """The expression holds what only Terraform can evaluate."""


class Literal(Struct):
    """JSON text, and the extent in the file of each of its characters."""

    pieces: list[str] = field(default_factory=list)
    extents: list[Extent] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The JSON text."""
        return "".join(self.pieces)

    def add(self, text: str, at: int) -> None:
        """Add *text* as it stands in the file at *at*."""
        self.pieces.append(text)
        self.extents.extend((here, here + 1) for here in range(at, at + len(text)))

    def put_in(self, sign: str, at: int) -> None:
        """Add a sign that the file does not have, at *at*."""
        self.pieces.append(sign)
        self.extents.append((at, at))


def template(source: str, start: int, end: int) -> Literal:
    """Return the text of a heredoc or a string between two offsets; `$${` stands for `${`."""
    if _TEMPLATE.search(source, start, end):
        raise NotLiteralError
    literal = Literal()
    at = start
    for escape in _ESCAPED.finditer(source, start, end):
        literal.add(source[at : escape.start() + 1], at)
        at = escape.end()
    literal.add(source[at:end], at)
    return literal


def expression(source: str, start: int, end: int) -> Literal:
    """Return the argument of `jsonencode` between two offsets as JSON text."""
    reading = _Expression(source)
    for token in TOKEN.finditer(source, start, end):
        reading.take(token)
    if reading.open or not reading.literal.pieces:
        raise NotLiteralError
    return reading.literal


class _Level(Struct):
    """An object or list being read."""

    bracket: str
    filled: bool = False
    after_key: bool = False


class _Expression:
    """One pass over the tokens; commas are set where an element follows another, as HCL's are optional."""

    def __init__(self, source: str) -> None:
        self.literal = Literal()
        self.open: list[_Level] = []
        self._source = source

    def take(self, token: re.Match[str]) -> None:
        text, at = token.group(), token.start()
        match token.lastgroup:
            case "space" | "newline":
                pass
            case "string" | "number" | "name":
                self._element(token)
            case _ if text in "{[":
                self._separate(at)
                self.open.append(_Level(text))
                self.literal.add(text, at)
            case _ if text in "}]" and self.open:
                self.open.pop()
                self.literal.add(text, at)
            case _ if text in "=:" and self.open and self.open[-1].bracket == "{":
                self.open[-1].after_key = True
                self.literal.put_in(":", at)
            case _ if text != ",":
                raise NotLiteralError

    def _element(self, token: re.Match[str]) -> None:
        text, at = token.group(), token.start()
        is_key = bool(self.open) and self.open[-1].bracket == "{" and not self.open[-1].after_key
        self._separate(at)
        if token.lastgroup == "string":
            written = template(self._source, at, token.end())
            self.literal.pieces += written.pieces
            self.literal.extents += written.extents
        elif is_key and token.lastgroup == "name":
            self.literal.put_in('"', at)
            self.literal.add(text, at)
            self.literal.put_in('"', token.end())
        elif token.lastgroup == "number" or text in _CONSTANTS:
            self.literal.add(text, at)
        else:
            raise NotLiteralError

    def _separate(self, at: int) -> None:
        """Set a comma before an element that follows another one."""
        if not self.open:
            return
        level = self.open[-1]
        if level.after_key:
            level.after_key = False
        elif level.filled:
            self.literal.put_in(",", at)
        level.filled = True
