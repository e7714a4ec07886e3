"""`data.aws_iam_policy_document`: the JSON that the provider makes of it, without asking AWS.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from gen_vpce.configuration.evaluation.evaluate import evaluate, holds
from gen_vpce.configuration.evaluation.operators import binary
from gen_vpce.configuration.evaluation.scope import Scope
from gen_vpce.configuration.module.instances import expanded
from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.syntax.body import Block, Body
from gen_vpce.configuration.value.conversion import as_items, as_set, as_string, identity
from gen_vpce.configuration.value.json_text import decode, encode
from gen_vpce.configuration.value.value import (
    Blank,
    Failure,
    Items,
    Members,
    Null,
    Spread,
    String,
    Unknown,
    Value,
    known_text,
    text_of,
)

VERSION = "2012-10-17"
_LISTS = (
    ("Action", "actions"),
    ("NotAction", "not_actions"),
    ("Resource", "resources"),
    ("NotResource", "not_resources"),
)
_WITH_VARIABLES = frozenset(("Resource", "NotResource"))


def document_json(body: Body, scope: Scope) -> String:
    """Return the JSON of a document; statements that are not known stand in it as a symbol."""
    documents = [
        *_documents(body, scope, "source_json", "source_policy_documents"),
        _own(body, scope),
        *_documents(body, scope, "override_json", "override_policy_documents"),
    ]
    merged = _Merged()
    for document in documents:
        merged.add(document)
    return encode(merged.members(body.place), body.place)


def _documents(body: Body, scope: Scope, single: str, several: str) -> Iterator[Value]:
    one = _argument(body, single, scope)
    if one is not None:
        yield _parsed(one)
    listed = _argument(body, several, scope)
    for item in as_items(listed).items if listed is not None else ():
        if not isinstance(item, Null):
            yield _parsed(item)


def _parsed(value: Value) -> Value:
    inner = value.value if isinstance(value, Spread) else value
    if not isinstance(inner, String):
        return inner
    return decode(inner, inner.place) if inner.pieces else Members({})


def _own(body: Body, scope: Scope) -> Members:
    version = _argument(body, "version", scope) or text_of(VERSION, body.place)
    members: dict[str, Value] = {"Version": version}
    policy_id = _argument(body, "policy_id", scope)
    if policy_id is not None:
        members["Id"] = policy_id
    statements = [_statement(*found) for found in expanded(body, "statement", scope)]
    members["Statement"] = Items(tuple(statements), body.place)
    return Members(members, body.place)


def _argument(body: Body, name: str, scope: Scope) -> Value | None:
    written = body.argument(name)
    value = evaluate(written.expression, scope) if written else None
    return None if isinstance(value, Null) else value


def _statement(body: Body, scope: Scope, block: Block) -> Members:
    members: dict[str, Value] = {}
    keys: dict[str, Place] = {}
    sid = _argument(body, "sid", scope)
    if sid is not None and known_text(sid) != "":
        members["Sid"] = as_string(sid)
    members["Effect"] = _effect(body, scope, block.place)
    for element, name in _LISTS:
        value = _argument(body, name, scope)
        texts = _texts(value, variables=element in _WITH_VARIABLES) if value is not None else None
        if texts is not None:
            members[element] = texts
            keys[element] = _key(body, name) or block.place
    for element, type_ in (("Principal", "principals"), ("NotPrincipal", "not_principals")):
        principals = _principals(expanded(body, type_, scope))
        if principals is not None:
            members[element] = principals
    conditions = _conditions(expanded(body, "condition", scope), block.place)
    if conditions.members:
        members["Condition"] = conditions
    return Members(members, block.place, keys)


def _key(body: Body, name: str) -> Place | None:
    written = body.argument(name)
    return written.place if written else None


def _effect(body: Body, scope: Scope, place: Place) -> Value:
    effect = _argument(body, "effect", scope)
    if effect is None:
        return text_of("Allow", place)
    if known_text(effect) is not None:
        return effect
    allowed = holds(binary("==", effect, text_of("Allow"), place), scope)
    return text_of("Allow" if allowed else "Deny", effect.place or place)


def _texts(value: Value, *, variables: bool) -> Value | None:
    """Return the texts of a list as the provider writes them: each once, one of them alone without a list."""
    if isinstance(value, Unknown):
        return value
    kept: dict[str, Value] = {}
    for item in as_items(value).items:
        text = item if isinstance(item, Spread) else as_string(item)
        changed = _with_variables(text) if isinstance(text, String) and variables else text
        kept.setdefault(identity(text), changed)
    if not kept:
        return None
    items = tuple(kept.values())
    return items[0] if len(items) == 1 and isinstance(items[0], String) else Items(items, value.place)


def _with_variables(text: String) -> String:
    """Return a text with `${` for `&{`, which keeps policy variables apart from Terraform's."""
    if "&{" not in text.text:
        return text
    pieces = (each if isinstance(each, Blank) else _variable(each) for each in text.pieces)
    return replace(text, pieces=tuple(pieces))


def _variable(piece: Piece) -> Piece:
    return replace(piece, text=piece.text.replace("&{", "${"))


def _principals(blocks: Iterable[tuple[Body, Scope, Block]]) -> Value | None:
    by_type: dict[str, list[Value]] = {}
    seen: set[str] = set()
    keys: dict[str, Place] = {}
    place: Place | None = None
    for body, scope, block in blocks:
        place = place or block.place
        type_ = as_string(_required(body, "type", scope, block))
        given = _required(body, "identifiers", scope, block)
        if _is_again(seen, type_, as_set(as_items(given).items, None)):
            continue
        identifiers = _texts(given, variables=True)
        keys.setdefault(type_.text, type_.place or block.place)
        listed = by_type.setdefault(type_.text, [])
        if identifiers is not None:
            listed += identifiers.items if isinstance(identifiers, Items) else [identifiers]
    if not by_type:
        return None
    if list(by_type) == ["*"] and [known_text(each) for each in by_type["*"]] == ["*"]:
        return text_of("*", by_type["*"][0].place or place)
    members = {type_: _one_or_list(each, place) for type_, each in by_type.items()}
    return Members(members, place, keys)


def _is_again(seen: set[str], *values: Value) -> bool:
    """Whether a block says the same as one before it: the provider takes it once."""
    key = "|".join(map(identity, values))
    is_again = key in seen
    seen.add(key)
    return is_again


def _one_or_list(values: list[Value], place: Place | None) -> Value:
    if len(values) == 1 and not isinstance(values[0], Spread):
        return values[0]
    return Items(tuple(values), place)


def _required(body: Body, name: str, scope: Scope, block: Block) -> Value:
    value = _argument(body, name, scope)
    if value is None:
        raise Failure(f"`{name}` is required", block.place)
    return value


def _conditions(blocks: Iterable[tuple[Body, Scope, Block]], place: Place) -> Members:
    tests: dict[str, Members] = {}
    seen: set[str] = set()
    places: dict[str, Place] = {}
    for body, scope, block in blocks:
        test = as_string(_required(body, "test", scope, block))
        variable = as_string(_required(body, "variable", scope, block))
        values = _required(body, "values", scope, block)
        if _is_again(seen, test, variable, values):
            continue
        texts = values if isinstance(values, Unknown) else _values(values)
        before = tests.get(test.text, Members({}, block.place))
        known = before.members.get(variable.text)
        if known is not None:
            texts = Items((*_listed(known), *_listed(texts)), block.place)
        keys = {**before.keys, variable.text: variable.place or block.place}
        tests[test.text] = Members({**before.members, variable.text: texts}, block.place, keys)
        places.setdefault(test.text, test.place or block.place)
    return Members(dict(tests), place, places)


def _values(values: Value) -> Value:
    texts: list[Value] = [
        each if isinstance(each, Spread) else _with_variables(as_string(each))
        for each in as_items(values).items
    ]
    return _one_or_list(texts, values.place)


def _listed(value: Value) -> tuple[Value, ...]:
    return value.items if isinstance(value, Items) else (value,)


class _Merged:
    """Documents put together: a statement takes the place of an earlier one with the same Sid."""

    def __init__(self) -> None:
        self._elements: dict[str, Value] = {}
        self._statements: list[Value] = []

    def add(self, document: Value) -> None:
        if not isinstance(document, Members):
            self._statements.append(document)
            return
        for name in ("Version", "Id"):
            value = document.members.get(name)
            if value is not None and known_text(value) != "":
                self._elements[name] = value
        written = document.members.get("Statement")
        for statement in _listed(written) if written is not None else ():
            self._put(statement)

    def members(self, place: Place) -> Members:
        return Members({**self._elements, "Statement": Items(tuple(self._statements), place)}, place)

    def _put(self, statement: Value) -> None:
        sid = _sid(statement)
        for at, other in enumerate(self._statements):
            if sid and _sid(other) == sid:
                self._statements[at] = statement
                return
        self._statements.append(statement)


def _sid(statement: Value) -> str | None:
    value = statement.members.get("Sid") if isinstance(statement, Members) else None
    return value.text if isinstance(value, String) else None
