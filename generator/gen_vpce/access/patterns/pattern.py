"""Wildcard patterns as the proofs read them: what `glob` spells, with questions for all words at once.

`matches` answers for one word; `covers` and `may_meet` answer for all words, quickly and on the safe side.
A pattern that holds a policy variable is *opaque*: it stands for the wider pattern with `*` in the
variable's place, and its truth on a word of that wider pattern is not known here.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple, TypeAlias, TypeVar

from msgspec import Struct

from gen_vpce.access.patterns import glob


class Charset(Enum):
    """The characters that a wildcard can stand for, as the inside of a regular expression class."""

    ANY = r"\s\S"
    SEGMENT = "^:"
    NAME = "^:/"
    DIGIT = "0-9"

    def holds(self, char: str) -> bool:
        """Whether a wildcard of this kind can stand for *char*."""
        if self is Charset.ANY:
            return True
        return "0" <= char <= "9" if self is Charset.DIGIT else char not in self.value[1:]


class Wild(NamedTuple):
    """One character of *charset*, or any number of them."""

    charset: Charset
    many: bool


Token: TypeAlias = str | Wild
Matches: TypeAlias = Callable[[str], object]
Ends: TypeAlias = tuple[str, str]
T = TypeVar("T", Token, glob.Token)


class Syntax(Enum):
    """How the text of a policy becomes tokens."""

    ACTION = "action"  # wildcards, letter case does not count
    TEXT = "text"  # StringEquals: no wildcard
    CASELESS = "caseless"  # StringEqualsIgnoreCase
    GLOB = "glob"  # StringLike: wildcards cross everything
    ARN = "arn"  # wildcards stay in their segment for the first five colons


class Pattern(Struct, frozen=True, eq=False):
    """A set of words. Made by `pattern` and `of_tokens`; two of the same text are one object.

    `literal` is the only word of the set, or None where there are more. `head` and `tail` are the fixed text
    before the first and after the last wildcard; `parts` has the same for each of the six parts of an ARN,
    where no wildcard crosses the colons between them. Opaque patterns of equal text are equally true.
    """

    text: str
    tokens: tuple[Token, ...]
    literal: str | None
    matches: Matches
    head: str = ""
    tail: str = ""
    parts: tuple[Ends, ...] = ()
    opaque: bool = False
    caseless: bool = False

    def covers(self, other: "Pattern") -> bool:
        """Whether every word of *other* is a word of this one; a False may be a missed True."""
        if self is other:
            return True
        if self.opaque:
            return False
        if other.literal is not None:
            return bool(self.matches(other.literal))
        return self.literal is None and not other.caseless and _absorbs(self, other)

    def may_meet(self, other: "Pattern") -> bool:
        """Whether some word may be in both; a True may be a missed False."""
        if other.literal is not None:
            return bool(self.matches(other.literal))
        if self.literal is not None:
            return bool(other.matches(self.literal))
        if self.caseless or other.caseless:
            return True
        if self.parts and other.parts:
            if not all(map(_compatible, self.parts, other.parts)):
                return False
            return all(
                one.may_meet(another) for one, another in zip(parts_of(self), parts_of(other), strict=False)
            )
        return _compatible((self.head, self.tail), (other.head, other.tail))


@lru_cache(maxsize=65536)
def pattern(text: str, syntax: Syntax, *, variables: bool = False) -> Pattern:
    """Return the pattern that a policy's *text* means; *variables* says whether `${...}` is read."""
    if _is_plain(text, syntax):
        literal = text.lower() if syntax is Syntax.ACTION else text
        return Pattern(text, tuple(literal), literal, literal.__eq__, literal, literal)
    spelled = _spelled(text, syntax, variables=variables)
    caseless = syntax is Syntax.CASELESS
    if any(isinstance(token, glob.Variable) for token in spelled):
        return _opaque(spelled, caseless=caseless)
    return _of_spelled(text, spelled, opaque=False, caseless=caseless)


@lru_cache(maxsize=16384)
def _opaque(spelled: glob.Spelled, *, caseless: bool) -> Pattern:
    """Return the one pattern of all texts that mean *spelled*, however each of them is written.

    Its text tells it from what the same text means to another operator, which may be true without it.
    """
    text = f"{spelled}, whatever the case" if caseless else str(spelled)
    return _of_spelled(text, spelled, opaque=True, caseless=caseless)


def _of_spelled(text: str, spelled: glob.Spelled, *, opaque: bool, caseless: bool) -> Pattern:
    plain = tuple(glob.Wild.MANY if isinstance(token, glob.Variable) else token for token in spelled)
    tokens = tuple(map(_token, plain))
    if caseless:
        return _caseless(text, tokens, glob.matcher(_lowered(plain)), opaque=opaque)
    return _made(text, tokens, glob.matcher(plain), opaque=opaque)


def _is_plain(text: str, syntax: Syntax) -> bool:
    """Whether *text* stands for itself alone, as most of a policy does."""
    if syntax is Syntax.CASELESS or "*" in text or "?" in text or "$" in text:
        return False
    return syntax is not Syntax.ARN or text.count(glob.COLON) >= glob.ARN_PARTS - 1


def of_tokens(tokens: tuple[Token, ...], *, opaque: bool = False, caseless: bool = False) -> Pattern:
    """Return a pattern that no policy wrote: a shape, or a key's pattern set into an ARN."""
    if caseless:
        return _caseless("", tokens, re.compile(_regex(_lowered(tokens))).fullmatch, opaque=opaque)
    if all(isinstance(token, str) for token in tokens):
        return _made("", tokens, "".join(map(str, tokens)).__eq__, opaque=opaque)
    return _made("", tokens, re.compile(_regex(tokens)).fullmatch, opaque=opaque)


@lru_cache(maxsize=16384)
def parts_of(whole: Pattern) -> tuple[Pattern, ...]:
    """Return a pattern for each of the six parts of an ARN, or none where a wildcard crosses their borders.

    An opaque pattern has no parts: which of them its variable fills is not known.
    """
    if whole.literal is not None:
        texts = whole.literal.split(glob.COLON, glob.ARN_PARTS - 1)
        return tuple(pattern(part, Syntax.TEXT) for part in texts) if len(texts) == glob.ARN_PARTS else ()
    if not whole.parts or whole.opaque:
        return ()
    parts: list[list[Token]] = [[]]
    for token in whole.tokens:
        if token == glob.COLON and len(parts) < glob.ARN_PARTS:
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(of_tokens(tuple(part)) for part in parts)


def _made(text: str, tokens: tuple[Token, ...], matches: Matches, *, opaque: bool) -> Pattern:
    tokens = _collapsed(tokens)
    fixed = not opaque and all(isinstance(token, str) for token in tokens)
    literal = "".join(map(str, tokens)) if fixed else None
    return Pattern(text, tokens, literal, matches, *_ends(tokens), _parts(tokens), opaque=opaque)


def _caseless(text: str, tokens: tuple[Token, ...], lowered: Matches, *, opaque: bool) -> Pattern:
    """Return the pattern of *tokens* in any case; *lowered* is its test for words in lower case."""
    return Pattern(text, tokens, None, lambda word: lowered(word.lower()), opaque=opaque, caseless=True)


def _lowered(tokens: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(token.lower() if isinstance(token, str) else token for token in tokens)


def _collapsed(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Put `?` before `*` in every run of wildcards of one charset, and keep a single `*` of it."""
    done: list[Token] = []
    for token in tokens:
        last = done[-1] if done else None
        if isinstance(token, Wild) and isinstance(last, Wild) and last.many and last.charset is token.charset:
            if not token.many:
                done.insert(len(done) - 1, token)
        else:
            done.append(token)
    return tuple(done)


def _regex(tokens: tuple[Token, ...]) -> str:
    return "".join(
        re.escape(token) if isinstance(token, str) else f"[{token.charset.value}]{'*' if token.many else ''}"
        for token in tokens
    )


def _ends(tokens: tuple[Token, ...]) -> Ends:
    return _run(tokens), _run(tokens[::-1])[::-1]


def _run(tokens: tuple[Token, ...]) -> str:
    return "".join(str(token) for token in takewhile(_is_character, tokens))


def _is_character(token: Token) -> bool:
    return isinstance(token, str)


def _parts(tokens: tuple[Token, ...]) -> tuple[Ends, ...]:
    """Return the ends of the six parts, or nothing where a wildcard may cross from one to the next."""
    parts: list[Ends] = []
    start = 0
    for place, token in enumerate(tokens):
        if token == glob.COLON and len(parts) < glob.ARN_PARTS - 1:
            parts.append(_ends(tokens[start:place]))
            start = place + 1
        elif isinstance(token, Wild) and token.charset is Charset.ANY and len(parts) < glob.ARN_PARTS - 1:
            return ()
    return (*parts, _ends(tokens[start:])) if len(parts) == glob.ARN_PARTS - 1 else ()


def _compatible(one: Ends, other: Ends) -> bool:
    """Whether a text can start and end in both ways."""
    heads = one[0].startswith(other[0]) or other[0].startswith(one[0])
    return heads and (one[1].endswith(other[1]) or other[1].endswith(one[1]))


@lru_cache(maxsize=65536)
def _absorbs(outer: Pattern, inner: Pattern) -> bool:
    """Whether *outer* matches *inner* token by token, a wildcard only standing for narrower ones.

    Goes back to the last `*` only, which may miss a match where wildcards of several charsets mix.
    """
    if not (inner.head.startswith(outer.head) and inner.tail.endswith(outer.tail)):
        return False
    mine, theirs = outer.tokens, inner.tokens
    at = here = 0
    star, resume = -1, 0
    while here < len(theirs):
        token = mine[at] if at < len(mine) else None
        if isinstance(token, Wild) and token.many:
            star, resume = at, here
            at += 1
        elif token is not None and _stands_for(token, theirs[here], many=False):
            at += 1
            here += 1
        elif star >= 0 and _stands_for(mine[star], theirs[resume], many=True):
            resume += 1
            at, here = star + 1, resume
        else:
            return False
    return all(isinstance(token, Wild) and token.many for token in mine[at:])


def _stands_for(token: Token, other: Token, *, many: bool) -> bool:
    if isinstance(token, str) or isinstance(other, str):
        return (
            token == other
            if isinstance(token, str)
            else isinstance(other, str) and token.charset.holds(other)
        )
    return other.charset in _NARROWER[token.charset] and (many or not other.many)


_NARROWER = {
    Charset.ANY: frozenset(Charset),
    Charset.SEGMENT: frozenset({Charset.SEGMENT, Charset.NAME, Charset.DIGIT}),
    Charset.NAME: frozenset({Charset.NAME, Charset.DIGIT}),
    Charset.DIGIT: frozenset({Charset.DIGIT}),
}
_WILDS: dict[glob.Wild, Wild] = {
    glob.Wild.MANY: Wild(Charset.ANY, many=True),
    glob.Wild.ONE: Wild(Charset.ANY, many=False),
    glob.Wild.MANY_IN_PART: Wild(Charset.SEGMENT, many=True),
    glob.Wild.ONE_IN_PART: Wild(Charset.SEGMENT, many=False),
}


def _spelled(text: str, syntax: Syntax, *, variables: bool) -> glob.Spelled:
    if syntax is Syntax.ACTION:
        return glob.text_pattern("*" if text == "*:*" else text.lower())
    if syntax in (Syntax.TEXT, Syntax.CASELESS):
        return glob.spell_literally(text, variables=variables)
    spelled = glob.spell(text, variables=variables)
    return glob.arn_pattern(spelled) if syntax is Syntax.ARN else spelled


def _token(token: glob.Token) -> Token:
    return token if isinstance(token, str) else _WILDS[token]


NO_TEXT = pattern("", Syntax.TEXT)
"""The empty word alone."""

SOMETHING = of_tokens((Wild(Charset.ANY, many=False), Wild(Charset.ANY, many=True)))
"""Every word but the empty one, which AWS takes for no value at all."""
