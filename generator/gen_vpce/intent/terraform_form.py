"""What is spelled as in Terraform's `aws_iam_policy_document`, and the form that IAM has for it.

Both speak of the same elements, in other words: `actions` for Action, a `condition` of test, variable and
values for an operator that holds keys. AWS refuses it in a policy.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
"""

from collections.abc import Mapping

_ELEMENTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
    "principals": "Principal",
    "not_principals": "NotPrincipal",
    "conditions": "Condition",
}
_SAME = {"sid": "Sid", "effect": "Effect", "condition": "Condition"}


def terraform_names(statement: Mapping[str, object]) -> list[str]:
    """Return the names in *statement* that only Terraform has."""
    return [name for name in statement if name in _ELEMENTS]


def iam_statement(statement: Mapping[str, object]) -> dict[str, object]:
    """Return *statement* in IAM's form; what it does not understand stays as it is."""
    made: dict[str, object] = {"Effect": "Allow"}
    for name, value in statement.items():
        element = _ELEMENTS.get(name) or _SAME.get(name.casefold(), name)
        if element in ("Principal", "NotPrincipal"):
            made[element] = _principals(value)
        elif element == "Condition":
            made[element] = iam_condition(value) or value
        else:
            made[element] = value
    return made


def iam_condition(data: object) -> dict[str, dict[str, object]] | None:
    """Return IAM's form of *data*, a block of test, variable and values or several; None for others."""
    blocks = data if isinstance(data, list) else [data]
    made: dict[str, dict[str, object]] = {}
    for block in blocks:
        if not isinstance(block, dict) or not {"test", "variable"} <= block.keys():
            return None
        made.setdefault(str(block["test"]), {})[str(block["variable"])] = block.get("values", [])
    return made or None


def _principals(data: object) -> object:
    made: dict[str, object] = {}
    for block in data if isinstance(data, list) else [data]:
        if not isinstance(block, dict) or not {"type", "identifiers"} <= block.keys():
            return data
        made[str(block["type"])] = block["identifiers"]
    return made
