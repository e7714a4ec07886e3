"""DynamoDB: batches, transactions and PartiQL name several tables, and actions by operation or statement.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/understanding-ddb-log-entries.html
"""

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
_TRANSACTION = {
    "put": "PutItem",
    "update": "UpdateItem",
    "delete": "DeleteItem",
    "conditioncheck": "ConditionCheckItem",
    "check": "ConditionCheckItem",
    "get": "GetItem",
}


def dynamodb(asking: Asking) -> Pairs | None:
    """Return what a batch, a transaction or statements need; None for every other operation."""
    if asking.name in ("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"):
        return _partiql(asking)
    if asking.name in ("TransactWriteItems", "TransactGetItems"):
        return _transaction(asking)
    if asking.name in ("BatchGetItem", "BatchWriteItem"):
        tables = some(asking.named) or some(_table(name, asking) for name in _batch_tables(asking))
        return each(asking, tables)
    return None


def _table(name: str, asking: Asking) -> str | None:
    return name if name.startswith("arn:") else asking.arn("dynamodb", f"table/{name}")


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
    """Return the action of each statement; where several are for several tables, each on all of them."""
    texts = [str(item.get("statement") or "") for item in _items(asking)] or asking.texts("statement")
    verbs = [text.split(None, 1)[0].lower() if text.strip() else "" for text in texts]
    if not verbs or not set(verbs) <= set(_PARTIQL):
        return []
    actions = dict.fromkeys(_PARTIQL[verb] for verb in verbs)
    tables = some(asking.named)
    is_clear = len(actions) == 1 or len(tables or ()) == 1
    return [(f"dynamodb:{action}", tables if is_clear else None) for action in actions]
