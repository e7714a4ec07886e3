"""What the symbols of two policies may be, as far as it makes a difference to their comparison.

A symbol is a value that is not known (docs/source.md). Two policies with symbols are compared with a stand-in
for each, of its form and like nothing else; and again in every world in which a text with a symbol is the
same as another text of its dimension, or a pattern matches it. Where all worlds agree, the answer holds
whatever the values are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.configuration.value.symbol import Form
from gen_vpce.policy.document import Condition, Policy, Principals, Statement
from gen_vpce.policy.symbols import has_marker, is_marker, marker, markers_in, split_markers

Assignment = Mapping[str, str]
"""The name of a symbol -> its value, which may be the marker of another symbol."""

_MOST = 6  # different ways to coincide, each of which may hold or not
_ARN = 6
_ACCOUNT = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
_PARTITION = re.compile(r"\barn:(aws[a-z-]*):")
_SAMPLE = "sample"  # what a star stands for
_STAND_INS = {
    Form.ACCOUNT: "99{0:03}7315964",
    Form.REGION: "xx-unknown-{0}",
    Form.PARTITION: "aws",
    Form.ORGANIZATION: "o-unknown{0:05}",
    Form.ENDPOINT: "vpce-{0:03}7315964fedcba",
    Form.VPC: "vpc-{0:03}7315964fedcba",
}


class TooManyError(ValueError):
    """There are more ways in which symbols may coincide than are tried, or one that is not understood."""


class World(Struct, frozen=True):
    """Both policies with a value for every symbol; `stand_ins` maps what stands for any value to markers."""

    old: Policy
    new: Policy
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    assumed: Assignment = field(default_factory=dict)


def worlds(old: Policy, new: Policy, forms: Mapping[str, Form]) -> Iterator[World]:
    """Yield the worlds of two policies whose symbols have *forms*; in the first, no two texts coincide.

    Raises `TooManyError`.
    """
    texts = _dimensions((old, new))
    names = list(dict.fromkeys(name for each in texts.values() for text in each for name in markers_in(text)))
    ways = list({tuple(sorted(each.items())): each for each in _ways(texts, names, forms)}.values())
    if len(ways) > _MOST:
        raise TooManyError
    for count in range(len(ways) + 1):
        for chosen in combinations(ways, count):
            together = _merged(chosen)
            if together is not None:
                yield _world(old, new, together, names, forms)


def _world(
    old: Policy, new: Policy, assumed: Assignment, names: Iterable[str], forms: Mapping[str, Form]
) -> World:
    values: dict[str, str] = {}
    stand_ins: dict[str, str] = {}
    for index, name in enumerate(names):
        if name not in assumed:
            values[name] = _stand_in(forms.get(name, Form.ANY), index)
            if forms.get(name) is not Form.PARTITION:
                stand_ins[values[name]] = marker(name)
    for name in assumed:
        values[name] = _resolved(name, assumed, values)
    return World(_filled(old, values), _filled(new, values), stand_ins, assumed)


def _resolved(name: str, assumed: Assignment, values: Mapping[str, str]) -> str:
    seen = {name}
    value = assumed[name]
    while is_marker(value):
        (other,) = markers_in(value)
        if other in values:
            return values[other]
        if other in seen:
            raise TooManyError
        seen.add(other)
        value = assumed[other]
    return value


def _stand_in(form: Form, index: int) -> str:
    """Return a value of *form* that stands in no policy by chance."""
    return _STAND_INS.get(form, "Unknown{0}Value7315964").format(index)


def _dimensions(policies: Iterable[Policy]) -> dict[str, list[str]]:
    """Return the texts that are held against the same part of a request, once each."""
    found: dict[str, dict[str, None]] = {}
    for policy in policies:
        for statement in policy:
            for dimension, text in _texts(statement):
                found.setdefault(dimension, {})[text] = None
    return {dimension: list(each) for dimension, each in found.items()}


def _texts(statement: Statement) -> Iterator[tuple[str, str]]:
    for text in (*(statement.actions or ()), *(statement.not_actions or ())):
        yield "action", text
    for text in (*(statement.resources or ()), *(statement.not_resources or ())):
        yield "resource", text
    for element in (statement.principals, statement.not_principals):
        for _, texts in element.by_type if element else ():
            yield from (("caller", _whole_account(text)) for text in texts)
    for condition in statement.conditions:
        if has_marker(condition.key):
            raise TooManyError
        key = condition.key.casefold()
        yield from (
            ("caller" if key == "aws:principalarn" else key, str(value)) for value in condition.values
        )


def _whole_account(text: str) -> str:
    """Return an account of a Principal element as the ARN that says the same."""
    is_account = is_marker(text) or _ACCOUNT.fullmatch(text)
    return f"arn:aws:iam::{text}:root" if is_account else text


def _ways(
    texts: Mapping[str, list[str]], names: Iterable[str], forms: Mapping[str, Form]
) -> Iterator[Assignment]:
    """Yield what makes two different texts of a dimension the same, or one match the other."""
    for each in texts.values():
        for one, other in combinations(each, 2):
            if has_marker(one) or has_marker(other):
                found = _unified(one, other)
                if found:
                    yield found
    everything = " ".join(text for each in texts.values() for text in each)
    for name in names:
        if forms.get(name) is Form.ACCOUNT:
            yield from ({name: account} for account in dict.fromkeys(_ACCOUNT.findall(everything)))
        if forms.get(name) is Form.PARTITION:
            others = dict.fromkeys(_PARTITION.findall(everything)).keys() - {"aws"}
            yield from ({name: partition} for partition in sorted(others))


def _unified(one: str, other: str) -> Assignment | None:
    """Return values with which two texts are the same or match: none needed is {}, none possible None."""
    if one.startswith("arn:") and other.startswith("arn:"):
        parts = one.split(":", _ARN - 1), other.split(":", _ARN - 1)
        if len(parts[0]) != len(parts[1]):
            if "*" in one or "*" in other:
                raise TooManyError  # a star may stand for several segments
            return None
        found = [_part(*pair) for pair in zip(*parts, strict=True)]
        known = [each for each in found if each is not None]
        return _merged(known) if len(known) == len(found) else None
    return _part(one, other)


def _part(one: str, other: str) -> Assignment | None:
    if one == other or "*" in (one, other):
        return {}
    if not has_marker(one):
        one, other = other, one
    if not has_marker(one):
        return {} if _matches(one, other) or _matches(other, one) else None
    if has_marker(other):
        return _both(one, other)
    before, name, after = _single(one)
    literal = other.rstrip("*") if other.count("*") == 1 and other.endswith("*") else other
    if "*" in literal or "?" in literal:
        raise TooManyError
    if literal != other:  # it ends in a star
        if before.startswith(literal):
            return {}
        return {name: f"{literal[len(before) :]}{_SAMPLE}"} if literal.startswith(before) else None
    fits = literal.startswith(before) and literal.endswith(after) and len(literal) >= len(before + after)
    return {name: literal[len(before) : len(literal) - len(after)]} if fits else None


def _both(one: str, other: str) -> Assignment | None:
    """Return values with which two texts with symbols are the same."""
    ours, theirs = split_markers(one), split_markers(other)
    if ours[::2] == theirs[::2]:
        return {a: marker(b) for a, b in zip(ours[1::2], theirs[1::2], strict=True) if a != b}
    begins = ours[0].startswith(theirs[0]) or theirs[0].startswith(ours[0])
    ends = ours[-1].endswith(theirs[-1]) or theirs[-1].endswith(ours[-1])
    if begins and ends:
        raise TooManyError
    return None


def _single(text: str) -> tuple[str, str, str]:
    parts = split_markers(text)
    if len(parts) != 3 or "*" in text or "?" in text:
        raise TooManyError
    return parts[0], parts[1], parts[2]


def _matches(pattern: str, text: str) -> bool:
    parts = {"*": ".*", "?": "."}
    return re.fullmatch("".join(parts.get(char) or re.escape(char) for char in pattern), text) is not None


def _merged(assignments: Iterable[Assignment]) -> Assignment | None:
    """Return what all of *assignments* say, None where two of them differ."""
    together: dict[str, str] = {}
    for name, value in (pair for each in assignments for pair in each.items()):
        if together.setdefault(name, value) != value:
            return None
    return together


def _filled(policy: Policy, values: Mapping[str, str]) -> Policy:
    return replace(policy, statements=tuple(_statement(each, values) for each in policy))


def _statement(statement: Statement, values: Mapping[str, str]) -> Statement:
    def text(written: str) -> str:
        if not has_marker(written):
            return written
        parts = split_markers(written)
        return "".join(values[part] if index % 2 else part for index, part in enumerate(parts))

    def texts(written: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if written is None else tuple(map(text, written))

    def who(element: Principals | None) -> Principals | None:
        if element is None:
            return None
        return Principals(tuple((kind, tuple(map(text, each))) for kind, each in element.by_type))

    def asked(condition: Condition) -> Condition:
        held = tuple(text(value) if isinstance(value, str) else value for value in condition.values)
        return replace(condition, values=held)

    return replace(
        statement,
        principals=who(statement.principals),
        not_principals=who(statement.not_principals),
        actions=texts(statement.actions),
        not_actions=texts(statement.not_actions),
        resources=texts(statement.resources),
        not_resources=texts(statement.not_resources),
        conditions=tuple(map(asked, statement.conditions)),
    )
