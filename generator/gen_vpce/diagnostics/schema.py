"""Data against the schemas that travel with the package.

Two libraries that follow the same standard share the work. jsonschema-rs says in microseconds whether data
fits; jsonschema, which takes 40 ms to import, is asked only about data that does not, for what is wrong.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from gen_vpce.diagnostics.shipped import shipped

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


class Validator:
    """Tells what *schema*, a JSON schema of draft 2020-12, refuses."""

    __slots__ = ("_fits", "_schema")

    def __init__(self, schema: object) -> None:
        from jsonschema_rs import Draft202012Validator

        self._schema = schema
        self._fits = Draft202012Validator(cast("Any", schema)).is_valid

    def errors(self, data: object) -> Iterator["ValidationError"]:
        """Yield each violation in *data*, parsed JSON, in the order of jsonschema."""
        try:
            if self._fits(data):
                return
        except (ValueError, OverflowError, RecursionError):
            pass  # nested deeper, or of a type other, than the fast library takes
        from jsonschema import Draft202012Validator

        yield from Draft202012Validator(cast("Any", self._schema)).iter_errors(cast("Any", data))


@cache
def whole_schema(name: str) -> Any:  # noqa: ANN401 -- a JSON schema is whatever the file says
    """Return the file *name* of `schemas/`, with the definitions put where they are referred to.

    To look references up is two fifths of the work of a validation. A schema that refers to itself cannot be
    read in this way, nor one with keywords beside a reference.
    """
    return _whole(_read(name), name)


def _whole(node: object, file: str) -> object:
    match node:
        case {"$ref": str(reference)}:
            other, _, pointer = reference.partition("#/")
            return _definition(other or file, pointer)
        case dict():
            return {name: _whole(each, file) for name, each in node.items() if name != "$defs"}
        case list():
            return [_whole(each, file) for each in node]
        case _:
            return node


@cache
def _definition(file: str, pointer: str) -> object:
    node = _read(file)
    for step in pointer.split("/"):
        node = node[step]
    return _whole(node, file)


@cache
def _read(file: str) -> Any:  # noqa: ANN401
    return json.loads((shipped("schemas") / file).read_bytes())
