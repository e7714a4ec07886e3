"""Policy JSON against the grammar of its kind, before anything is written."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.diagnostics.schema import Validator, whole_schema
from gen_vpce.policy.document import PolicyKind

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_LONGEST_SHOWN = 80


class Violation(Struct, frozen=True):
    """One thing that the grammar refuses: where in the document, and a sentence that names the value.

    `path` leads from the document's root: `("Statement", 0, "Action")`.
    """

    path: tuple[str | int, ...]
    message: str

    @property
    def statement(self) -> int | None:
        """The index of the statement at fault, None where it is the document as a whole."""
        match self.path:
            case ("Statement", int(index), *_):
                return index
            case _:
                return None


def violations(kind: PolicyKind, data: object, holder: str | None = None) -> list[Violation]:
    """Return what `schemas/policy-KIND.schema.json` refuses in *data*, parsed JSON, sorted by place.

    *kind* is endpoint, identity or resource: the kinds of policies that a module holds. *holder* is the word
    of a resource's type, since one type has a grammar of its own.
    """
    grammar = "repository" if holder == "repository" else str(kind)
    found = {
        Violation(tuple(error.absolute_path), _sentence(error)) for error in _validator(grammar).errors(data)
    }
    return sorted(found, key=_place)


@cache
def _validator(grammar: str) -> Validator:
    return Validator(whole_schema(f"policy-{grammar}.schema.json"))


def _place(violation: Violation) -> tuple[list[str], str]:
    parts = [f"{part:06}" if isinstance(part, int) else part for part in violation.path]
    return parts, violation.message


def _sentence(error: "ValidationError") -> str:
    """Say what is wrong; the description of every part of the grammar completes `expected ...`."""
    schema = cast("dict[str, Any]", error.schema)
    instance = cast("Any", error.instance)
    match error.validator:
        case "additionalProperties":
            known = schema["properties"]
            unknown = [name for name in instance if name not in known]
            near = catalog.closest(unknown[0], known)
            hint = f"did you mean {near}?" if near else f"expected {', '.join(known)}"
            return f"{_and(unknown)} unknown here; {hint}"
        case "required":
            return f"{_and([name for name in schema['required'] if name not in instance])} missing"
        case "oneOf":
            return f"expected {schema['description']}"
        case _:
            return f"{_shown(instance)} does not fit; expected {schema['description']}"


def _and(names: list[str]) -> str:
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
