"""The intrinsic functions of templates.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from gen_vpce.cloudformation.evaluator import Evaluator
from gen_vpce.configuration.functions.encoding import ENCODING
from gen_vpce.configuration.functions.registry import Function, Site
from gen_vpce.configuration.functions.strings import STRINGS
from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.policies.policy_text import sliced
from gen_vpce.configuration.value.conversion import as_items, as_number, as_string, type_name
from gen_vpce.configuration.value.json_text import encode
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.configuration.value.value import (
    Blank,
    Failure,
    Items,
    Members,
    Number,
    String,
    Unknown,
    Value,
    derived,
    described,
    is_known,
    known_text,
    string_of,
    text_of,
    unknown,
)

Intrinsic = Callable[[Evaluator, Value, Place | None], Value | None]
_IN_SUB = re.compile(r"\$\{(!?)([^${}]*)\}")
_PLAIN_FORMS = frozenset(
    (Form.ACCOUNT, Form.REGION, Form.PARTITION, Form.ENDPOINT, Form.VPC, Form.ORGANIZATION)
)
_JOIN, _SPLIT, _BASE64 = STRINGS["join"], STRINGS["split"], ENCODING["base64encode"]


def ref(stack: Evaluator, given: Value, place: Place | None) -> Value | None:
    """Return the value of a parameter, of a pseudo parameter or of a resource."""
    return stack.reference(_name(stack, given, "Ref"), place)


def get_att(stack: Evaluator, given: Value, place: Place | None) -> Value:
    """Return an attribute: of `[A, B]`, or of `A.B`."""
    if isinstance(given, String):
        name, _, attribute = given.text.partition(".")
    else:
        parts = [_name(stack, each, "Fn::GetAtt") for each in _listed(given, "Fn::GetAtt", 2)]
        name, attribute = parts
    if not name or not attribute:
        raise Failure("Fn::GetAtt takes the name of a resource and an attribute", place)
    return stack.attribute(name, attribute, place)


def sub(stack: Evaluator, given: Value, place: Place | None) -> Value:
    """Return a text with the values of its `${NAME}`; `${!NAME}` stands for `${NAME}`."""
    text, own = given, Members({})
    if isinstance(given, Items):
        text, second = _listed(given, "Fn::Sub", 2)
        if not isinstance(second, Members):
            raise Failure("Fn::Sub takes a text and a mapping", second.place or place)
        own = second
    if not isinstance(text, String):
        raise Failure(f"Fn::Sub takes a text; this is {type_name(text)}", text.place or place)
    return string_of(list(_substituted(stack, text, own)), text.place or place)


def _substituted(stack: Evaluator, text: String, own: Members) -> Iterator[Piece | Blank]:
    at = 0
    for found in _IN_SUB.finditer(text.text):
        yield from sliced(text, at, found.start())
        at = found.end()
        if found[1]:
            yield from sliced(text, found.start(), found.start() + 2)
            yield from sliced(text, found.start(2), found.end())
            continue
        written = sliced(text, *found.span())
        place = written[0].place if written else text.place
        value = _in_sub(stack, found[2].strip(), own, place)
        for piece in as_string(value, place).pieces:
            yield piece if isinstance(piece, Blank) else Piece(piece.text, piece.place or place, piece.exact)
    yield from sliced(text, at, len(text.text))


def _in_sub(stack: Evaluator, name: str, own: Members, place: Place | None) -> Value:
    if name in own.members:
        value = stack.value(own.members[name])
    elif "." in name:
        resource, _, attribute = name.partition(".")
        value = stack.attribute(resource, attribute, place)
    else:
        value = stack.reference(name, place)
    if value is None:
        raise Failure(f"${{{name}}} in Fn::Sub has no value", place)
    if isinstance(value, Items):
        value = _called(_JOIN, "join", (text_of(","), value), place)
    return value


def join(stack: Evaluator, given: Value, place: Place | None) -> Value:
    """Return the elements of a list as one text."""
    between, listed = _evaluated(stack, given, "Fn::Join", 2)
    return _called(_JOIN, "join", (between, listed), place)


def split(stack: Evaluator, given: Value, place: Place | None) -> Value:
    """Return the parts of a text; symbols of accounts, Regions and ids hold no separator."""
    between, text = _evaluated(stack, given, "Fn::Split", 2)
    separator = known_text(between)
    if isinstance(text, Unknown) or not separator:
        return derived(f"split({described(between)}, {described(text)})", [text], place)
    written = as_string(text)
    plain = all(symbol.form in _PLAIN_FORMS for symbol in written.symbols) and separator in "/:,;.|_ "
    if written.symbols and not plain:
        return derived(f"split({described(between)}, {described(text)})", [text], place)
    parts = []
    at = 0
    whole = written.text
    while (end := whole.find(separator, at)) >= 0:
        parts.append(_part(written, at, end))
        at = end + len(separator)
    return Items((*parts, _part(written, at, len(whole))), place)


def _part(text: String, start: int, end: int) -> Value:
    pieces = sliced(text, start, end)
    if len(pieces) == 1 and isinstance(pieces[0], Blank):
        return Unknown(pieces[0].symbol, pieces[0].place)
    return string_of(pieces, text.place)


def select(stack: Evaluator, given: Value, place: Place | None) -> Value | None:
    """Return one element of a list."""
    written, listed = _evaluated(stack, given, "Fn::Select", 2)
    number = as_number(written)
    items = listed if isinstance(listed, Items) else None
    if items is None and not isinstance(listed, Unknown):
        items = as_items(listed)
    if number is None or items is None or items.is_open:
        return derived(f"{described(listed)}[{described(written)}]", [listed, written], place)
    if not 0 <= number < len(items.items) or int(number) != number:
        raise Failure(f"Fn::Select asks for element {number} of {len(items.items)}", place)
    return items.items[int(number)]


def if_(stack: Evaluator, given: Value, place: Place | None) -> Value | None:
    """Return the value of the branch that the condition chooses in this world."""
    name, yes, no = _listed(given, "Fn::If", 3)
    holds = stack.condition(_name(stack, name, "Fn::If"), name.place or place)
    return stack.value(yes if holds else no)


def find_in_map(stack: Evaluator, given: Value, place: Place | None) -> Value | None:
    """Return a value of a mapping; of a key that is not known, the value that all keys have."""
    parts = given.items if isinstance(given, Items) else ()
    if len(parts) not in (3, 4):
        raise Failure("Fn::FindInMap takes a mapping and two keys", place)
    name, *keys = (_required(stack, each, "Fn::FindInMap") for each in parts[:3])
    mapping = stack.template.section("Mappings").members.get(as_string(name).text)
    default = _default(parts)
    if mapping is None and default is None and is_known(name):
        raise Failure(f"there is no mapping `{as_string(name).text}`", name.place or place)
    found = [] if mapping is None else list(_found(mapping, keys))
    if found and all(described(each) == described(found[0]) for each in found):
        return found[0]
    if not found and all(map(is_known, (name, *keys))):
        if default is not None:
            return stack.value(default)
        words = ", ".join(as_string(each).text for each in keys)
        raise Failure(f"the mapping `{as_string(name).text}` has no value for {words}", place)
    inner = "".join(f"[{described(each)}]" for each in keys)
    return derived(f"{as_string(name).text}{inner}", [name, *keys], place)


def _default(parts: tuple[Value, ...]) -> Value | None:
    last = parts[3] if len(parts) > 3 else None
    return last.members.get("DefaultValue") if isinstance(last, Members) else None


def _found(mapping: Value, keys: list[Value]) -> Iterator[Value]:
    """Yield the values that a mapping has for keys, each of which may be any where it is not known."""
    if not keys:
        yield mapping
        return
    members = mapping.members if isinstance(mapping, Members) else {}
    if is_known(keys[0]):
        name = as_string(keys[0]).text
        if name in members:
            yield from _found(members[name], keys[1:])
    else:
        for each in members.values():
            yield from _found(each, keys[1:])


def import_value(stack: Evaluator, given: Value, place: Place | None) -> Value:
    """Return the symbol for what another stack exports."""
    name = _required(stack, given, "Fn::ImportValue")
    return unknown(f"import of {as_string(name).text}", "another stack exports it", place)


def base64(stack: Evaluator, given: Value, place: Place | None) -> Value:
    """Return a text in base64."""
    return _called(_BASE64, "base64", (as_string(_required(stack, given, "Fn::Base64")),), place)


def length(stack: Evaluator, given: Value, place: Place | None) -> Value:
    """Return how many elements a list has."""
    listed = _required(stack, given, "Fn::Length")
    if isinstance(listed, Items) and not listed.is_open:
        return Number(len(listed.items), place)
    if isinstance(listed, Items | Unknown):
        return derived(f"length({described(listed)})", [listed], place)
    raise Failure(f"Fn::Length takes a list; this is {type_name(listed)}", place)


def to_json_string(stack: Evaluator, given: Value, place: Place | None) -> Value:
    """Return a value as JSON text."""
    return encode(_required(stack, given, "Fn::ToJsonString"), place)


def not_evaluated(name: str) -> Intrinsic:
    """Return a function whose value is a symbol: it depends on the account, the Region or a macro."""

    def symbol(stack: Evaluator, given: Value, place: Place | None) -> Value:  # noqa: ARG001 -- as others
        return unknown(f"{name}({described(given)})", f"`{name}` is not evaluated here", place)

    return symbol


INTRINSICS: Mapping[str, Intrinsic] = MappingProxyType(
    {
        "Ref": ref,
        "Fn::GetAtt": get_att,
        "Fn::Sub": sub,
        "Fn::Join": join,
        "Fn::Split": split,
        "Fn::Select": select,
        "Fn::If": if_,
        "Fn::FindInMap": find_in_map,
        "Fn::ImportValue": import_value,
        "Fn::Base64": base64,
        "Fn::Length": length,
        "Fn::ToJsonString": to_json_string,
    }
)
"""Each function by its long name; any other gives a symbol."""


def _called(function: Function, name: str, given: tuple[Value, ...], place: Place | None) -> Value:
    return function.call(Site(name, place), given)


def _listed(given: Value, function: str, count: int) -> tuple[Value, ...]:
    if not isinstance(given, Items) or len(given.items) != count:
        raise Failure(f"{function} takes a list of {count}", given.place)
    return given.items


def _evaluated(stack: Evaluator, given: Value, function: str, count: int) -> tuple[Value, ...]:
    return tuple(_required(stack, each, function) for each in _listed(given, function, count))


def _required(stack: Evaluator, raw: Value, function: str) -> Value:
    value = stack.value(raw)
    if value is None:
        raise Failure(f"{function} is given AWS::NoValue", raw.place)
    return value


def _name(stack: Evaluator, raw: Value, function: str) -> str:
    found = known_text(_required(stack, raw, function))
    if not found:
        raise Failure(f"{function} takes a name", raw.place)
    return found
