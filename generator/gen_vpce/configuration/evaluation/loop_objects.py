"""The objects that `for` expressions make.

https://developer.hashicorp.com/terraform/language/expressions/for
"""

from typing import TYPE_CHECKING

from gen_vpce.configuration.syntax import expression as syntax
from gen_vpce.configuration.value.conversion import as_string
from gen_vpce.configuration.value.value import (
    Failure,
    Items,
    Members,
    Spread,
    Unknown,
    Value,
    derived,
    described,
)

if TYPE_CHECKING:
    from gen_vpce.configuration.place import Place


def object_of(
    written: syntax.Loop, collection: Value, found: list[tuple[Value | None, Value, bool]]
) -> Value:
    """Return the object of the keys and values of a loop; a symbol where a key is not known.

    The last member of a triple says that it stands for any number of them. Where that is all there is, the
    symbol knows what each member is. A key that comes twice is a failure, unless the loop groups its values.
    """
    members: dict[str, Value] = {}
    grouped: dict[str, list[Value]] = {}
    keys: dict[str, Place] = {}
    for key, value, many in found:
        name = as_string(key) if key else None
        if name is None or many or name.symbols:
            made = derived(f"{{for in {described(collection)}}}", [collection, value], written.place)
            return made if name is None or len(found) > 1 else _open(made, name, value, written)
        if name.text in members and not written.grouped:
            raise Failure(f"the key {name.text} comes twice", written.place)
        members[name.text] = value
        grouped.setdefault(name.text, []).append(value)
        if name.place:
            keys[name.text] = name.place
    if written.grouped:
        members = {name: Items(tuple(values), written.place) for name, values in grouped.items()}
    return Members(members, written.place, keys)


def _open(made: Unknown, key: Value, value: Value, written: syntax.Loop) -> Unknown:
    """Return the symbol of an object whose members all are like one *key* and its *value*."""
    of_key = Items((Spread(value, written.place),), written.place) if written.grouped else value
    return Unknown(made.symbol, made.place, (key, of_key))
