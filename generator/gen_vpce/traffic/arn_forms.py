"""The ARN forms of what an action acts on, ready to be recognised and to be filled in."""

import re
from functools import cache

from msgspec import Struct

from gen_vpce import catalog

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PLACES = {"Partition": r"[^:]+", "Region": r"[^:]*", "Account": r"[^:]*"}
_SEPARATORS = "/:"


class Form(Struct, frozen=True):
    """One type of resource: its template, its variables in lower case but the places, and what fits it."""

    type: str
    template: str
    variables: tuple[str, ...]
    fits: re.Pattern[str]


@cache
def forms_of(action: str) -> tuple[Form, ...] | None:
    """Return the forms of what *action*, with its prefix, acts on; () for none, None if it is unknown."""
    prefix, _, name = action.partition(":")
    service = catalog.service(prefix)
    known = service.actions.get(name.lower()) if service else None
    if service is None or known is None:
        return None
    templates = {name: service.resource_types[name].arn for name in known.resource_types}
    every = tuple(each.arn for each in service.resource_types.values())
    return tuple(_form(type_, template, every) for type_, template in templates.items())


def _form(type_: str, template: str, every: tuple[str, ...]) -> Form:
    names = [name for name in _VARIABLE.findall(template) if name not in _PLACES]
    longer = {
        each[len(template)] for each in every if len(each) > len(template) and each.startswith(template)
    }
    pattern, end = "", 0
    for found in _VARIABLE.finditer(template):
        pattern += re.escape(template[end : found.start()])
        end = found.end()
        following = {template[end]} if end < len(template) else longer
        excluded = "".join(char for char in _SEPARATORS if char in following)
        pattern += _PLACES.get(found[1]) or (f"[^{re.escape(excluded)}]+" if excluded else ".+")
    pattern += re.escape(template[end:])
    variables = tuple(name.lower() for name in names)
    return Form(type_, template, variables, re.compile(pattern, re.DOTALL))


def filled(form: Form, values: dict[str, str]) -> str:
    """Return the ARN of *form*; *values* has the places, too, by their names in lower case."""
    return _VARIABLE.sub(lambda found: values[found[1].lower()], form.template)
