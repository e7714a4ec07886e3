"""What the symbols of two policies may be, as far as it makes a difference to their comparison.

A symbol is a value that is not known (docs/source.md). Two policies with symbols are compared with a stand-in
for each, of its form and like nothing else; and again in every world in which a text with a symbol is the
same as another text of its dimension, or a pattern matches it, and in which a value that anybody may give is
a star. Where all worlds agree, the answer holds whatever the values are.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, product

from msgspec import Struct, field

from gen_vpce.catalog.id_forms import ACCOUNT_ID, ORGANIZATION_ID
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.inquiry.coincidence import SAMPLE, Assignment, TooManyError, merged, unified
from gen_vpce.inquiry.symbol_values import filled
from gen_vpce.policy.document import Condition, Policy, Statement
from gen_vpce.policy.operators import OPERATORS, Family
from gen_vpce.policy.symbols import has_marker, is_marker, marker, markers_in

_MOST = 7  # different ways to coincide, each of which may hold or not
_ACCOUNT = re.compile(rf"(?<![0-9]){ACCOUNT_ID}(?![0-9])")
_PARTITION = re.compile(r"\barn:(aws[a-z-]*):")
_ANY_ADDRESS = "0.0.0.0/0"
_OF_RESOURCE = re.compile(r"(data\.)?aws_\w+\.")
_AS_TEXTS = (Family.STRING, Family.ARN)
_VALUES = {
    Form.ACCOUNT: re.compile(ACCOUNT_ID),
    Form.REGION: re.compile(r"[a-z]{2,}(-[a-z]+)+-[0-9]"),
    Form.PARTITION: re.compile(r"aws[a-z-]*"),
    Form.ORGANIZATION: re.compile(ORGANIZATION_ID),
    Form.ENDPOINT: re.compile(r"vpce-[0-9a-f]+"),
    Form.VPC: re.compile(r"vpc-[0-9a-f]+"),
}
_STAND_INS = {
    Form.ACCOUNT: "99{0:03}7315964",
    Form.REGION: "xx-unknown-{0}",
    Form.PARTITION: "aws",
    Form.ORGANIZATION: "o-unknown{0:05}",
    Form.ENDPOINT: "vpce-{0:03}7315964fedcba",
    Form.VPC: "vpc-{0:03}7315964fedcba",
}


class World(Struct, frozen=True):
    """Both policies with a value for every symbol; `stand_ins` maps what stands for any value to markers.

    `values` are those of all symbols, `assumed` the ones among them that make texts coincide.
    """

    old: Policy
    new: Policy
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    assumed: Assignment = field(default_factory=dict)
    values: Assignment = field(default_factory=dict)

    def shown(self, text: str) -> str:
        """Return *text* with symbols in the place of what stands for them."""
        for value, symbol in self.stand_ins.items():
            text = text.replace(value, symbol)
        return text


def depends_on(names: Iterable[str]) -> str:
    """Return the reason why an answer is undecided: it depends on symbols."""
    return f"it depends on the value of {', '.join(map(marker, sorted(names)))}"


def named_in(world: World) -> frozenset[str]:
    """Return the symbols that *world* assumes something about."""
    return frozenset(
        (*world.assumed, *(name for value in world.assumed.values() for name in markers_in(value)))
    )


def worlds(old: Policy, new: Policy, forms: Mapping[str, Form], *, between: bool = False) -> Iterator[World]:
    """Yield the worlds of two policies whose symbols have *forms*; in the first, no two texts coincide.

    With *between*, it is of no importance which texts of the same policy coincide. Raises `TooManyError`.
    """
    texts = _dimensions((old, new))
    names = list(dict.fromkeys(name for each in texts.values() for text in each for name in markers_in(text)))
    addresses = _addresses((old, new))
    sides = _dimensions((old,)), _dimensions((new,))
    pairs = _pairs_between(*sides) if between else _pairs(texts)
    found = (*_unified(pairs), *_ways(texts, names, forms), *({name: _ANY_ADDRESS} for name in addresses))
    news = (_without_defaults(each, forms) for each in found if _fits(each, forms))
    ways = list({tuple(sorted(each.items())): each for each in news if each}.values())
    if len(ways) > _MOST:
        raise TooManyError
    for count in range(len(ways) + 1):
        for chosen in combinations(ways, count):
            together = merged(chosen)
            if together is not None:
                yield _world(old, new, together, {name: name in addresses for name in names}, forms)


def _world(
    old: Policy, new: Policy, assumed: Assignment, names: Mapping[str, bool], forms: Mapping[str, Form]
) -> World:
    """Return the world of what is *assumed*; *names* says of each symbol whether it is an IP address."""
    values: dict[str, str] = {}
    stand_ins: dict[str, str] = {}
    for index, (name, is_address) in enumerate(names.items()):
        if name not in assumed:
            form = forms.get(name, Form.ANY)
            values[name] = f"203.0.113.{index % 256}/32" if is_address else _stand_in(form, index)
            if forms.get(name) is not Form.PARTITION:
                stand_ins[values[name]] = marker(name)
    for name in assumed:
        values[name] = _resolved(name, assumed, values)
    return World(filled(old, values), filled(new, values), stand_ins, assumed, values)


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
            yield from (("caller", each) for text in texts for each in _callers(text))
    for condition in statement.conditions:
        if has_marker(condition.key) or (_is_open(condition) and not _is_address(condition)):
            raise TooManyError
        key = condition.key.casefold()
        yield from (
            ("caller" if key == "aws:principalarn" else key, str(value)) for value in condition.values
        )


def _is_open(condition: Condition) -> bool:
    """Whether a value that is not compared as text has a symbol."""
    operator = OPERATORS.get(condition.operator)
    family = operator.family if operator else Family.STRING
    return family not in _AS_TEXTS and any(has_marker(str(value)) for value in condition.values)


def _is_address(condition: Condition) -> bool:
    operator = OPERATORS.get(condition.operator)
    whole = all(is_marker(str(value)) or not has_marker(str(value)) for value in condition.values)
    return operator is not None and operator.family is Family.IP and whole


def _addresses(policies: Iterable[Policy]) -> frozenset[str]:
    """Return the symbols that are addresses, or ranges of them; two ranges that are not the same may overlap.

    Raises `TooManyError` where they may.
    """
    found: dict[str, set[str]] = {}
    for policy in policies:
        for condition in (each for statement in policy for each in statement.conditions):
            if _is_address(condition):
                found.setdefault(condition.key.casefold(), set()).update(map(str, condition.values))
    names = [{name for value in values for name in markers_in(value)} for values in found.values()]
    if any(each and len(values) > 1 for each, values in zip(names, found.values(), strict=True)):
        raise TooManyError
    return frozenset().union(*names)


def _callers(text: str) -> tuple[str, ...]:
    """Return an entry of a Principal element; of what is or may be an account, the ARN that says the same."""
    whole = f"arn:aws:iam::{text}:root"
    if _ACCOUNT.fullmatch(text):
        return (whole,)
    return (text, whole) if is_marker(text) else (text,)


def _pairs(texts: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for each in texts.values():
        yield from combinations(each, 2)


def _pairs_between(old: Mapping[str, list[str]], new: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    for dimension, each in old.items():
        yield from product(each, new.get(dimension, ()))


def _unified(pairs: Iterable[tuple[str, str]]) -> Iterator[Assignment]:
    """Yield what makes two different texts of a dimension the same, or one match the other."""
    for one, other in pairs:
        if one != other and (has_marker(one) or has_marker(other)):
            found = unified(one, other)
            if found:
                yield found


def _ways(
    texts: Mapping[str, list[str]], names: Iterable[str], forms: Mapping[str, Form]
) -> Iterator[Assignment]:
    """Yield what a symbol may be by its form: an account that is named, a partition, a star."""
    everything = " ".join(text for each in texts.values() for text in each)
    accounts = [name for name in names if forms.get(name) is Form.ACCOUNT]
    yield from ({one: marker(other)} for one, other in combinations(accounts, 2))
    for name in names:
        if forms.get(name, Form.ANY) in (Form.ANY, Form.TEXT) and not _OF_RESOURCE.match(name):
            yield {name: "*"}
        if forms.get(name) is Form.ACCOUNT:
            yield from ({name: account} for account in dict.fromkeys(_ACCOUNT.findall(everything)))
        if forms.get(name) is Form.PARTITION:
            others = dict.fromkeys(_PARTITION.findall(everything)).keys() - {"aws"}
            yield from ({name: partition} for partition in sorted(others))


def _without_defaults(assumed: Assignment, forms: Mapping[str, Form]) -> Assignment:
    """Return what is assumed beyond what every world assumes: that a partition is the usual one."""
    usual = _STAND_INS[Form.PARTITION]
    return {
        name: value
        for name, value in assumed.items()
        if forms.get(name) is not Form.PARTITION or value != usual
    }


def _fits(assumed: Assignment, forms: Mapping[str, Form]) -> bool:
    """Whether every value that is assumed has the form of its symbol."""
    for name, value in assumed.items():
        form = _VALUES.get(forms.get(name, Form.ANY))
        if form and not is_marker(value) and not form.fullmatch(value):
            if value.endswith(SAMPLE):
                raise TooManyError  # there may be a value that begins in that way
            return False
    return True
