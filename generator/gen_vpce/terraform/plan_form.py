"""Whether the parts of a plan are of the form that `schemas/plan.schema.json` describes."""

import json
from collections.abc import Hashable, Mapping
from functools import cache

from msgspec import Struct, field

from gen_vpce.diagnostics.schema import Validator
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.terraform.finding import Finding

_FORM = "not of the form that Terraform writes"


def head_problem(head: Mapping[str, object]) -> Finding | None:
    """Return what is wrong with the members of the plan that say which plan it is."""
    wrong = next(iter(_validator(None).errors(head)), None)
    if wrong is None:
        return None
    name = wrong.absolute_path[0] if wrong.absolute_path else "format_version"
    return Finding("unreadable", f"`{name}` of the plan is missing, or {_FORM}")


class EntryForms(Struct):
    """Checks entries of a plan; those of a shape that was found good once are not checked again."""

    _good: set[Hashable] = field(default_factory=set)

    def problem(self, entry: object, where: str) -> Finding | None:
        """Return what is wrong with *entry*, which stands in the plan at *where*; no value is quoted."""
        shape = _shape(entry)
        if shape in self._good:
            return None
        wrong = next(iter(_validator("resource_change").errors(entry)), None)
        if wrong is None:
            self._good.add(shape)
            return None
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in wrong.absolute_path)
        return Finding("unreadable", f"`{where}{path}` of the plan is {_FORM}")


def _shape(value: object) -> Hashable:
    """Return the types that *value* consists of; the schema asks for nothing else."""
    if isinstance(value, dict):
        return frozenset((key, _shape(each)) for key, each in value.items())
    if isinstance(value, list):
        return ("list", frozenset(map(_shape, value)))
    return type(value).__name__


@cache
def _validator(definition: str | None) -> Validator:
    schema = json.loads((shipped("schemas") / "plan.schema.json").read_bytes())
    if definition:
        schema = {"$ref": f"#/$defs/{definition}", "$defs": schema["$defs"]}
    return Validator(schema)
