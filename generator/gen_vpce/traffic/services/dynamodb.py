"""DynamoDB: batches, transactions and PartiQL name several tables, and actions by operation or statement.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/understanding-ddb-log-entries.html
"""

import re
from collections.abc import Mapping
from typing import Any

from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.services.pairs import Pairs, each, some

_PARTIQL = {
    "select": "PartiQLSelect",
    "insert": "PartiQLInsert",
    "update": "PartiQLUpdate",
    "delete": "PartiQLDelete",
}
_TABLE = re.compile(r"arn:[^:]+:dynamodb:[^:]*:[^:]*:table/[^/]+")
_NAME = r"""(?:"([^"]+)"|([\w.-]+))"""
_OF_STATEMENT = re.compile(
    rf"""\s*(?:select\b.*?\bfrom|insert\s+into|update|delete\s+from)\s+{_NAME}(?:\."([^"]+)")?(?=\s|$)""",
    re.IGNORECASE | re.DOTALL,
)
"""The table of a statement, in quotes or without, and the index behind it."""

_TRANSACTION = {
    "put": "PutItem",
    "update": "UpdateItem",
    "delete": "DeleteItem",
    "conditioncheck": "ConditionCheckItem",
    "check": "ConditionCheckItem",
    "get": "GetItem",
}


def dynamodb(request: EventRequest) -> Pairs | None:
    """Return what a batch, a transaction, statements or an index need; None for every other operation."""
    if request.name in ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"):
        return _partiql(request)
    if request.name in ("TransactWriteItems", "TransactGetItems"):
        return _transaction(request)
    if request.name in ("Query", "Scan") and (index := request.text("indexname")):
        return each(request, _index(index, request))
    if request.name in ("BatchGetItem", "BatchWriteItem"):
        tables = some(request.named) or some(_table(name, request) for name in _batch_tables(request))
        return each(request, tables)
    return None


def _table(name: str, request: EventRequest) -> str | None:
    return name if name.startswith("arn:") else request.arn("dynamodb", f"table/{name}")


def _index(index: str, request: EventRequest) -> tuple[str, ...] | None:
    """Return the *index* that is read, which is a resource of its own, in the table that is named."""
    tables = [arn for arn in request.named if _TABLE.fullmatch(arn)]
    name = request.text("tablename")
    if not tables and name:
        tables = [arn for arn in (_table(name, request),) if arn]
    return some(f"{table}/index/{index}" for table in tables)


def _items(request: EventRequest) -> list[Mapping[str, Any]]:
    """Return the parts of a transaction or batch: maps with a `tableName`, or with a `statement`."""
    for name in ("requestitems", "transactitems", "statements", "transactstatements"):
        found = request.value(name)
        if isinstance(found, list):
            return [item for item in found if isinstance(item, Mapping)]
    return []


def _batch_tables(request: EventRequest) -> list[str]:
    found = request.value("requestitems")
    if isinstance(found, Mapping):
        return [str(name) for name in found]
    return [str(item["tableName"]) for item in _items(request) if "tableName" in item]


def _transaction(request: EventRequest) -> Pairs:
    """Return the action of each part on its table.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    """
    pairs: dict[str, list[str | None]] = {}
    for item in _items(request):
        operation, part = next(iter(item.items()), ("", None)) if "tableName" not in item else ("", item)
        operation = str(item.get("operation") or operation)
        if request.name == "TransactGetItems":
            operation = "get"
        action = _TRANSACTION.get(operation.lower())
        if action is None:
            return []
        name = part.get("tableName") if isinstance(part, Mapping) else None
        pairs.setdefault(action, []).append(_table(str(name), request) if name else None)
    if not pairs and request.name == "TransactGetItems":
        return [("dynamodb:GetItem", some(request.named))]
    return [(f"dynamodb:{action}", some(arns)) for action, arns in pairs.items()]


def _partiql(request: EventRequest) -> Pairs:
    """Return the action of each statement, on the table or index that it names.

    Where a statement does not tell that, the tables that the event names count, unless it is not clear which
    of several is whose.
    """
    texts = [str(item.get("statement") or "") for item in _items(request)] or request.texts("statement")
    verbs = [text.split(None, 1)[0].lower() if text.strip() else "" for text in texts]
    if not verbs or not set(verbs) <= set(_PARTIQL):
        return []
    told = [_on(text, request) for text in texts]
    if all(told):
        pairs: dict[str, list[str | None]] = {}
        for verb, arn in zip(verbs, told, strict=True):
            pairs.setdefault(_PARTIQL[verb], []).append(arn)
        return [(f"dynamodb:{action}", some(arns)) for action, arns in pairs.items()]
    actions = dict.fromkeys(_PARTIQL[verb] for verb in verbs)
    tables = some(request.named)
    is_clear = len(actions) == 1 or len(tables or ()) == 1
    return [(f"dynamodb:{action}", tables if is_clear else None) for action in actions]


def _on(statement: str, request: EventRequest) -> str | None:
    """Return the table or index of *statement*; None where it, or the event's `resources`, tells another."""
    found = _OF_STATEMENT.match(statement)
    table = _table(found[1] or found[2], request) if found else None
    tables = [arn for arn in request.named if _TABLE.fullmatch(arn)]
    if found is None or table is None or (tables and table not in tables):
        return None
    return f"{table}/index/{found[3]}" if found[3] else table
