"""Wildcard patterns as the proofs read them: what `glob` spells, with questions for all words at once.

`matches` answers for one word; `covers` and `may_meet` answer for all words, quickly and on the safe side.
A pattern that holds a policy variable is *opaque*: it stands for the wider pattern with `*` in the
variable's place, and its truth on a word of that wider pattern is not known here.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from gen_vpce.access import glob


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


class Syntax(Enum):
    """How the text of a policy becomes tokens."""

    ACTION = "action"  # wildcards, letter case does not count
    TEXT = "text"  # StringEquals: no wildcard
    CASELESS = "caseless"  # StringEqualsIgnoreCase
    GLOB = "glob"  # StringLike: wildcards cross everything
    ARN = "arn"  # wildcards stay in their segment for the first five colons


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A set of words. Made by `pattern` and `of_tokens`; two of the same text are one object.

    `literal` is the only word of the set, or None where there are more. `head` and `tail` are the fixed text
    before the first and after the last wildcard. Opaque patterns of equal text are equally true.
    """

    text: str
    tokens: tuple[Token, ...]
    literal: str | None
    opaque: bool
    caseless: bool
    head: str
    tail: str
    matches: Callable[[str], object]

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
        heads = self.head.startswith(other.head) or other.head.startswith(self.head)
        return heads and (self.tail.endswith(other.tail) or other.tail.endswith(self.tail))


@lru_cache(maxsize=65536)
def pattern(text: str, syntax: Syntax, *, variables: bool = False) -> Pattern:
    """Return the pattern that a policy's *text* means; *variables* says whether `${...}` is read."""
    spelled = _spelled(text, syntax, variables=variables)
    opaque = any(isinstance(token, glob.Variable) for token in spelled)
    return _made(text, tuple(map(_token, spelled)), opaque=opaque, caseless=syntax is Syntax.CASELESS)


def of_tokens(tokens: tuple[Token, ...], *, opaque: bool = False) -> Pattern:
    """Return a pattern that no policy wrote: a shape, or a key's pattern set into an ARN."""
    return _made("", tokens, opaque=opaque, caseless=False)


def _made(text: str, tokens: tuple[Token, ...], *, opaque: bool, caseless: bool) -> Pattern:
    tokens = _collapsed(tokens)
    fixed = not opaque and not caseless and all(isinstance(token, str) for token in tokens)
    literal = "".join(map(str, tokens)) if fixed else None
    flags = re.IGNORECASE if caseless else re.NOFLAG
    matches = literal.__eq__ if literal is not None else re.compile(_regex(tokens), flags).fullmatch
    return Pattern(text, tokens, literal, opaque, caseless, _run(tokens), _run(tokens[::-1])[::-1], matches)


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


def _run(tokens: tuple[Token, ...]) -> str:
    run = []
    for token in tokens:
        if not isinstance(token, str):
            break
        run.append(token)
    return "".join(run)


# Private characters: how one pattern's wildcards look to another pattern.
_MARKS = {
    Wild(charset, many): chr(0xE000 + 2 * place + many)
    for place, charset in enumerate(Charset)
    for many in (False, True)
}
_WIDER = {
    Charset.ANY: tuple(Charset),
    Charset.SEGMENT: (Charset.SEGMENT, Charset.NAME, Charset.DIGIT),
    Charset.NAME: (Charset.NAME, Charset.DIGIT),
    Charset.DIGIT: (Charset.DIGIT,),
}


@lru_cache(maxsize=65536)
def _absorbs(outer: Pattern, inner: Pattern) -> bool:
    """Whether *outer* matches *inner* with wildcards taken for characters that only wider wildcards hold."""
    return _absorber(outer)(_marked(inner)) is not None


@lru_cache(maxsize=65536)
def _absorber(outer: Pattern) -> Callable[[str], object]:
    parts = []
    for token in outer.tokens:
        if isinstance(token, str):
            parts.append(re.escape(token))
            continue
        inside = (Wild(each, many) for each in _WIDER[token.charset] for many in {False, token.many})
        held = "".join(_MARKS[wild] for wild in inside)
        plain = f"[{token.charset.value}]" if token.charset is not Charset.ANY else r"[^\ue000-\ue007]"
        unmarked = rf"(?![\ue000-\ue007]){plain}"
        parts.append(f"(?:[{held}]|{unmarked}){'*' if token.many else ''}")
    return re.compile("".join(parts)).fullmatch


@lru_cache(maxsize=65536)
def _marked(inner: Pattern) -> str:
    return "".join(token if isinstance(token, str) else _MARKS[token] for token in inner.tokens)


_WILDS: dict[glob.Token | glob.Variable, Wild] = {
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


def _token(token: glob.Token | glob.Variable) -> Token:
    # A variable's value may hold anything, colons too, wherever in an ARN it stands.
    return token if isinstance(token, str) else _WILDS.get(token, _WILDS[glob.Wild.MANY])


SOMETHING = pattern("?*", Syntax.GLOB)
"""Every word but the empty one, which AWS takes for no value at all."""
