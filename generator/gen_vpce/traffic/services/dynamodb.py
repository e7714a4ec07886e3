"""DynamoDB: batches, transactions and PartiQL name several tables, and actions by operation or statement.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/understanding-ddb-log-entries.html
"""

import re
from collections.abc import Mapping
from typing import Any

from gen_vpce.traffic.asking import Asking
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


def dynamodb(asking: Asking) -> Pairs | None:
    """Return what a batch, a transaction, statements or an index need; None for every other operation."""
    if asking.name in ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"):
        return _partiql(asking)
    if asking.name in ("TransactWriteItems", "TransactGetItems"):
        return _transaction(asking)
    if asking.name in ("Query", "Scan") and (index := asking.text("indexname")):
        return each(asking, _index(index, asking))
    if asking.name in ("BatchGetItem", "BatchWriteItem"):
        tables = some(asking.named) or some(_table(name, asking) for name in _batch_tables(asking))
        return each(asking, tables)
    return None


def _table(name: str, asking: Asking) -> str | None:
    return name if name.startswith("arn:") else asking.arn("dynamodb", f"table/{name}")


def _index(index: str, asking: Asking) -> tuple[str, ...] | None:
    """Return the *index* that is read, which is a resource of its own, in the table that is named."""
    tables = [arn for arn in asking.named if _TABLE.fullmatch(arn)]
    name = asking.text("tablename")
    if not tables and name:
        tables = [arn for arn in (_table(name, asking),) if arn]
    return some(f"{table}/index/{index}" for table in tables)


def _items(asking: Asking) -> list[Mapping[str, Any]]:
    """Return the parts of a transaction or batch: maps with a `tableName`, or with a `statement`."""
    for name in ("requestitems", "transactitems", "statements", "transactstatements"):
        found = asking.value(name)
        if isinstance(found, list):
            return [item for item in found if isinstance(item, Mapping)]
    return []


def _batch_tables(asking: Asking) -> list[str]:
    found = asking.value("requestitems")
    if isinstance(found, Mapping):
        return [str(name) for name in found]
    return [str(item["tableName"]) for item in _items(asking) if "tableName" in item]


def _transaction(asking: Asking) -> Pairs:
    """Return the action of each part on its table.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    """
    pairs: dict[str, list[str | None]] = {}
    for item in _items(asking):
        operation, part = next(iter(item.items()), ("", None)) if "tableName" not in item else ("", item)
        operation = str(item.get("operation") or operation)
        if asking.name == "TransactGetItems":
            operation = "get"
        action = _TRANSACTION.get(operation.lower())
        if action is None:
            return []
        name = part.get("tableName") if isinstance(part, Mapping) else None
        pairs.setdefault(action, []).append(_table(str(name), asking) if name else None)
    if not pairs and asking.name == "TransactGetItems":
        return [("dynamodb:GetItem", some(asking.named))]
    return [(f"dynamodb:{action}", some(arns)) for action, arns in pairs.items()]


def _partiql(asking: Asking) -> Pairs:
    """Return the action of each statement, on the table or index that it names.

    Where a statement does not tell that, the tables that the event names count, unless it is not clear which
    of several is whose.
    """
    texts = [str(item.get("statement") or "") for item in _items(asking)] or asking.texts("statement")
    verbs = [text.split(None, 1)[0].lower() if text.strip() else "" for text in texts]
    if not verbs or not set(verbs) <= set(_PARTIQL):
        return []
    told = [_on(text, asking) for text in texts]
    if all(told):
        pairs: dict[str, list[str | None]] = {}
        for verb, arn in zip(verbs, told, strict=True):
            pairs.setdefault(_PARTIQL[verb], []).append(arn)
        return [(f"dynamodb:{action}", some(arns)) for action, arns in pairs.items()]
    actions = dict.fromkeys(_PARTIQL[verb] for verb in verbs)
    tables = some(asking.named)
    is_clear = len(actions) == 1 or len(tables or ()) == 1
    return [(f"dynamodb:{action}", tables if is_clear else None) for action in actions]


def _on(statement: str, asking: Asking) -> str | None:
    """Return the table or index of *statement*; None where it, or the event's `resources`, tells another."""
    found = _OF_STATEMENT.match(statement)
    table = _table(found[1] or found[2], asking) if found else None
    tables = [arn for arn in asking.named if _TABLE.fullmatch(arn)]
    if found is None or table is None or (tables and table not in tables):
        return None
    return f"{table}/index/{found[3]}" if found[3] else table
