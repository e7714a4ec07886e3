"""Glue: an action on a table is one on its database and on the catalog, too, and all of them must be allowed.

https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
"""

from collections.abc import Mapping

from gen_vpce import catalog
from gen_vpce.traffic.arn_forms import forms_of
from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.services.pairs import Pairs, some

_ROOT = "rootcatalog"
_READ = frozenset({_ROOT, "catalog", "database", "table", "connection"})
"""The types that are told from the parameters; `catalog` is one of another kind than the account's own."""


def glue(request: EventRequest) -> Pairs | None:
    """Return the catalog, the database, and the tables or connections; None for what is in no catalog."""
    pairs: Pairs = []
    for action in catalog.event_actions(request.prefix, request.name):
        types = {form.type for form in forms_of(action) or ()}
        if _ROOT not in types:
            return None
        pairs.append((action, _in_catalog(types, request) if types <= _READ else None))
    return pairs


def _in_catalog(types: set[str], request: EventRequest) -> tuple[str, ...] | None:
    """Return the ARNs of everything of *types* that the request is on; None where one is not told."""
    owner = request.text("catalogid")
    if owner is not None and not owner.isdigit():
        return None
    paths: list[str | None] = ["catalog"]
    database = _database(request)
    if "database" in types:
        paths.append(f"database/{database}" if database else None)
    if "table" in types:
        paths += [f"table/{database}/{name}" for name in _tables(request)] or [None]
    if "connection" in types:
        names = request.texts("name") or request.texts("connectionnamelist")
        paths += [f"connection/{name}" for name in names] or [None]
    return some(path and request.arn("glue", path, account=owner) for path in paths)


def _database(request: EventRequest) -> str | None:
    own = request.text("name") if request.name.endswith("Database") else None
    return own or _named_in("databaseinput", request) or request.text("databasename")


def _tables(request: EventRequest) -> list[str]:
    own = request.texts("name") if request.name.endswith("Table") else []
    named = _named_in("tableinput", request)
    return own or ([named] if named else []) or request.texts("tablename") or request.texts("tablestodelete")


def _named_in(parameter: str, request: EventRequest) -> str | None:
    """Return the `name` in a map such as `tableInput`."""
    given = request.value(parameter)
    name = given.get("name") if isinstance(given, Mapping) else None
    return str(name) if name else None
