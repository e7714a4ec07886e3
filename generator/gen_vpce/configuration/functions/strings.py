"""Functions of texts and numbers.

https://developer.hashicorp.com/terraform/language/functions/format
"""

import re
import warnings
from collections.abc import Callable, Iterator
from functools import partial

from gen_vpce.configuration.functions.registry import Family, Site, declare
from gen_vpce.configuration.place import Piece
from gen_vpce.configuration.value.conversion import as_bool, as_items, as_number, as_string
from gen_vpce.configuration.value.json_text import encode
from gen_vpce.configuration.value.value import (
    Blank,
    Boolean,
    Items,
    Members,
    NotEvaluated,
    Null,
    Number,
    Spread,
    String,
    Value,
    string_of,
    text_of,
)

STRINGS: Family = {}
_VERB = re.compile(
    r"%(?:(?P<literal>%)|(?P<flags>[-+ 0#]*)(?P<width>\d+)?(?:\.(?P<digits>\d+))?(?P<verb>[a-zA-Z]))"
)
_INDEXED = re.compile(r"%\[")
_TOKEN = re.compile(r"<vpce:(?!vpce-)[^<>]*>")
_ID_OF_ENDPOINT = re.compile(r"(?:^|\.)aws_vpc_endpoint\.[^ ]+\.id$")
_GROUP = re.compile(r"\$(?:(?P<sign>\$)|\{(?P<long>\w+)\}|(?P<short>\w+))")
_REPEATED_GROUP = re.compile(r"\)[*+{]")
_LONGEST_PATTERN = 500
_LONGEST_BY_REPETITIONS = {0: 1_000_000, 1: 20_000, 2: 2_000, 3: 300}
"""How long a text is searched, by the number of open repetitions in the pattern."""
_WIDEST = 1_000


def _plain(name: str, change: Callable[[str], str]) -> None:
    """Declare a function of one text."""

    @declare(STRINGS, name, 1)
    def _(site: Site, given: tuple[Value, ...]) -> Value:
        text = as_string(given[0])
        return _changed(text, change(text.text), site)


def _changed(before: String, after: str, site: Site) -> String:
    return before if after == before.text else text_of(after, before.place or site.place)


_plain("lower", str.lower)
_plain("upper", str.upper)
_plain("trimspace", str.strip)
_plain("chomp", lambda text: re.sub(r"(\r?\n|\r)+$", "", text))
_plain("strrev", lambda text: text[::-1])
_plain("title", lambda text: re.sub(r"\b\w", lambda found: found.group().upper(), text))
_plain("basename", lambda text: text.rstrip("/").rpartition("/")[2])
_plain("dirname", lambda text: text.rpartition("/")[0] or ("/" if text.startswith("/") else "."))


def _affix(name: str, change: Callable[[str, str], str]) -> None:
    """Declare a function that takes a part away from a text."""

    @declare(STRINGS, name, 2)
    def _(site: Site, given: tuple[Value, ...]) -> Value:
        text, part = map(as_string, given)
        return _changed(text, change(text.text, part.text), site)


_affix("trimprefix", str.removeprefix)
_affix("trimsuffix", str.removesuffix)
_affix("trim", lambda text, signs: text.strip(signs) if signs else text)


def _question(name: str, ask: Callable[[str, str], bool]) -> None:
    """Declare a function that asks two texts something."""

    @declare(STRINGS, name, 2)
    def _(site: Site, given: tuple[Value, ...]) -> Value:
        text, part = (as_string(each).text for each in given)
        return Boolean(ask(text, part), site.place)


_question("startswith", str.startswith)
_question("endswith", str.endswith)
_question("strcontains", lambda text, part: part in text)


@declare(STRINGS, "format", 1, None, is_open=True)
def _format(site: Site, given: tuple[Value, ...]) -> Value:
    pattern = as_string(given[0])
    if pattern.symbols or any(isinstance(each, Spread) for each in given):
        return site.symbol(given)
    return string_of(list(_formatted(site, pattern, given[1:])), site.place)


def _formatted(site: Site, pattern: String, values: tuple[Value, ...]) -> Iterator[Piece | Blank]:
    text, at, used = pattern.text, 0, 0
    if _INDEXED.search(text):
        raise NotEvaluated("format with numbered arguments is not evaluated")
    place = pattern.place
    for verb in _VERB.finditer(text):
        yield Piece(text[at : verb.start()], place)
        at = verb.end()
        if verb["literal"]:
            yield Piece("%", place)
            continue
        if used >= len(values):
            raise site.failure("there are more verbs than arguments")
        yield from _one(site, verb, values[used])
        used += 1
    yield Piece(text[at:], place)
    if used < len(values):
        raise site.failure("there are more arguments than verbs")


def _one(site: Site, verb: re.Match[str], value: Value) -> Iterator[Piece | Blank]:
    kind, padded = verb["verb"], verb["width"] or verb["flags"] or verb["digits"]
    if isinstance(value, Null):
        raise site.failure("an argument is null")
    if kind in "sv" and not padded:
        plain = isinstance(value, Items | Members)
        yield from (encode(value, site.place) if plain and kind == "v" else as_string(value)).pieces
        return
    if kind == "q":
        yield from encode(as_string(value), site.place).pieces
        return
    number = as_number(value) if kind in "dfgexXob" else None
    text = as_string(value)
    if text.symbols:
        yield from text.pieces
        return
    if max(int(verb["digits"] or 0), int(verb["width"] or 0)) > _WIDEST:
        raise NotEvaluated(f"format writes texts to {_WIDEST:,} characters")
    digits = f".{verb['digits']}" if verb["digits"] else ""
    flags = verb["flags"].replace("-", "<") if kind not in "sv" else "<" if "-" in verb["flags"] else ">"
    width = verb["width"] or ""
    if number is not None:
        shown = int(number) if kind in "dxXob" else number
        yield Piece(_padded(format(shown, digits + kind), verb["flags"], width), text.place)
    else:
        yield Piece(format(text.text, f"{flags if width else ''}{width}{digits}"), text.place)


def _padded(text: str, flags: str, width: str) -> str:
    if "+" in flags and not text.startswith("-"):
        text = f"+{text}"
    size = int(width or 0)
    if "-" in flags:
        return text.ljust(size)
    return text.zfill(size) if "0" in flags else text.rjust(size)


@declare(STRINGS, "formatlist", 1, None, is_open=True)
def _formatlist(site: Site, given: tuple[Value, ...]) -> Value:
    pattern = as_string(given[0])
    lists = [each for each in given[1:] if isinstance(each, Items)]
    opened = [each for each in lists if each.is_open]
    if opened and (len(lists) > 1 or pattern.symbols):
        return site.symbol(given)
    lengths = {len(each.items) for each in lists}
    if len(lengths) > 1:
        raise site.failure("the lists have different lengths")
    made: list[Value] = []
    for at in range(lengths.pop() if lengths else 1):
        row: list[Value] = [pattern]
        row += [each.items[at] if isinstance(each, Items) else each for each in given[1:]]
        is_spread = any(isinstance(each, Spread) for each in row)
        plain = tuple(each.value if isinstance(each, Spread) else each for each in row)
        text = _format(site, plain)
        made.append(Spread(text, site.place) if is_spread else text)
    return Items(tuple(made), site.place)


@declare(STRINGS, "join", 2, None, is_open=True)
def _join(site: Site, given: tuple[Value, ...]) -> Value:
    between = as_string(given[0])
    pieces: list[Piece | Blank] = []
    for place, item in enumerate(item for each in given[1:] for item in as_items(each).items):
        if isinstance(item, Spread):
            return site.symbol(given)
        pieces += [*(between.pieces if place else ()), *as_string(item).pieces]
    return string_of(pieces, site.place)


@declare(STRINGS, "split", 2, is_open=True)
def _split(site: Site, given: tuple[Value, ...]) -> Value:
    between, text = map(as_string, given)
    if between.symbols or text.symbols:
        return site.symbol(given)
    parts = text.text.split(between.text) if between.text else list(text.text)
    return Items(tuple(text_of(part, text.place or site.place) for part in parts), site.place)


@declare(STRINGS, "replace", 3, is_open=True)
def _replace(site: Site, given: tuple[Value, ...]) -> Value:
    text, part, new = map(as_string, given)
    if part.symbols:
        return site.symbol(given)
    pattern = _searched(site, part.text, len(text.text))
    if text.symbols and (new.symbols or len(part.text) > 1) and not _tokens_of_ids(text, part):
        return site.symbol(given)
    pieces: list[Piece | Blank] = []
    for piece in text.pieces:
        pieces += [piece] if isinstance(piece, Blank) else _replaced(piece, pattern, new)
    if text.symbols or _cut_across(text, pattern):
        joined = Piece(text.text, text.place)
        pieces = pieces if text.symbols else list(_replaced(joined, pattern, new))
    return string_of(pieces, text.place or site.place)


def _tokens_of_ids(text: String, part: String) -> bool:
    """Whether a token of ours is searched in a text in which nothing is unknown but ids of endpoints.

    `vpce-` and digits neither are such a token nor make one with what stands around them.
    """
    is_token = _TOKEN.fullmatch(part.text) is not None
    return is_token and all(_ID_OF_ENDPOINT.search(symbol.name) for symbol in text.symbols)


def _cut_across(text: String, pattern: re.Pattern[str]) -> bool:
    """Whether what is searched may lie across two pieces."""
    whole = len(pattern.findall(text.text))
    return whole != sum(len(pattern.findall(piece.text)) for piece in text.pieces)


def _replaced(piece: Piece, pattern: re.Pattern[str], new: String) -> Iterator[Piece | Blank]:
    at = 0
    regular = pattern.flags & re.DEBUG == 0 and pattern.groups
    for found in pattern.finditer(piece.text):
        yield _between(piece, at, found.start())
        place = piece.place.part(*found.span()) if piece.place and piece.exact else piece.place
        if regular:
            yield Piece(_GROUP.sub(partial(_group, found), new.text), place)
        else:
            yield from (each if isinstance(each, Blank) else Piece(each.text, place) for each in new.pieces)
        at = found.end()
    yield _between(piece, at, len(piece.text))


def _between(piece: Piece, start: int, end: int) -> Piece:
    place = piece.place.part(start, end) if piece.place and piece.exact else piece.place
    return Piece(piece.text[start:end], place, piece.exact)


def _group(found: re.Match[str], written: re.Match[str]) -> str:
    r"""Return what `$1`, `$name` or `${name}` stands for: nothing without such a group; `$$` is `$`.

    A name is made of letters, decimal digits and `_`, as Go has it; Python's `\w` takes `²` too.
    """
    if written["sign"]:
        return "$"
    name = written["long"] or written["short"]
    end = next((at for at, char in enumerate(name) if not _is_of_name(char)), len(name))
    if end == 0 or (end < len(name) and written["long"]):
        return written[0]
    name, rest = name[:end], name[end:]
    try:
        return (found[int(name) if name.isascii() and name.isdigit() else name] or "") + rest
    except IndexError:
        return rest


def _is_of_name(char: str) -> bool:
    return char == "_" or char.isalpha() or char.isdecimal()


def _searched(site: Site, part: str, length: int) -> re.Pattern[str]:
    """Return what `replace` searches: a regular expression between slashes, otherwise a text."""
    if len(part) > 1 and part.startswith("/") and part.endswith("/"):
        return compiled(site, part[1:-1], length)
    return re.compile(re.escape(part))


def compiled(site: Site, pattern: str, length: int) -> re.Pattern[str]:
    """Return a regular expression; one that may take long, as none does in Terraform, is not evaluated."""
    open_ended = len(re.findall(r"[*+]|\{\d*,\d*\}", pattern))
    longest = _LONGEST_BY_REPETITIONS.get(open_ended, 0)
    if len(pattern) > _LONGEST_PATTERN or length > longest or _REPEATED_GROUP.search(pattern):
        raise NotEvaluated(f"the regular expression of {site.name} takes too long")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of sets that Python may nest one day
            return re.compile(pattern)
    except (re.error, RecursionError):
        raise NotEvaluated(f"the regular expression of {site.name} is not one of Python's") from None


@declare(STRINGS, "regex", 2)
def _regex(site: Site, given: tuple[Value, ...]) -> Value:
    pattern, text = (as_string(each).text for each in given)
    found = compiled(site, pattern, len(text)).search(text)
    if found is None:
        raise site.failure("the text does not match")
    return _match(site, found)


@declare(STRINGS, "regexall", 2)
def _regexall(site: Site, given: tuple[Value, ...]) -> Value:
    pattern, text = (as_string(each).text for each in given)
    found = compiled(site, pattern, len(text)).finditer(text)
    return Items(tuple(_match(site, each) for each in found), site.place)


def _match(site: Site, found: re.Match[str]) -> Value:
    def one(text: str | None) -> Value:
        return Null(site.place) if text is None else text_of(text, site.place)

    if found.groupdict():
        return Members({name: one(text) for name, text in found.groupdict().items()}, site.place)
    if found.groups():
        return Items(tuple(map(one, found.groups())), site.place)
    return text_of(found.group(), site.place)


@declare(STRINGS, "substr", 3)
def _substr(site: Site, given: tuple[Value, ...]) -> Value:
    text = as_string(given[0]).text
    start, length = (int(as_number(each) or 0) for each in given[1:])
    begin = max(len(text) + start, 0) if start < 0 else start
    end = len(text) if length < 0 else begin + length
    return text_of(text[begin:end], given[0].place or site.place)


@declare(STRINGS, "tostring", 1, is_open=True)
def _tostring(site: Site, given: tuple[Value, ...]) -> Value:
    return given[0] if isinstance(given[0], Null) else as_string(given[0], site.place)


@declare(STRINGS, "tonumber", 1)
def _tonumber(site: Site, given: tuple[Value, ...]) -> Value:
    if isinstance(given[0], Null):
        return given[0]
    return Number(as_number(given[0]) or 0, given[0].place or site.place)


@declare(STRINGS, "tobool", 1)
def _tobool(site: Site, given: tuple[Value, ...]) -> Value:
    if isinstance(given[0], Null):
        return given[0]
    return Boolean(bool(as_bool(given[0])), given[0].place or site.place)


def _number(name: str, body: Callable[[list[float]], float], least: int, most: int | None = -1) -> None:
    """Declare a function of numbers."""

    @declare(STRINGS, name, least, most)
    def _(site: Site, given: tuple[Value, ...]) -> Value:
        try:
            made = body([as_number(each) or 0 for each in given])
        except (ValueError, OverflowError, ZeroDivisionError):
            raise site.failure("there is no such number") from None
        return Number(int(made) if float(made).is_integer() else made, site.place)


_number("max", max, 1, None)
_number("min", min, 1, None)
_number("abs", lambda given: abs(given[0]), 1)
_number("ceil", lambda given: -(-given[0] // 1), 1)
_number("floor", lambda given: given[0] // 1, 1)
