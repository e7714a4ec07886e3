"""The schemas that travel with the package, ready to validate with: none of them refers to anything.

To look references up is two fifths of the work of a validation, so each is replaced by what it refers to.
A schema that refers to itself cannot be read in this way, nor one with keywords beside a reference.
"""

import json
from functools import cache
from typing import Any

from gen_vpce.diagnostics.shipped import shipped


@cache
def whole_schema(name: str) -> Any:  # noqa: ANN401 -- a JSON schema is whatever the file says
    """Return the file *name* of `schemas/`, with the definitions put where they are referred to."""
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
