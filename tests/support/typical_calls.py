"""What clients of an AWS service typically call: some actions of each access level, on resources."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from gen_vpce import catalog
from gen_vpce.catalog import EndpointService

LEVELS = ("list", "read", "write", "tagging", "permissions-management")
_ACTIONS_OF_A_LEVEL = 3


class Call(NamedTuple):
    """One call: `level` is the action's access level."""

    level: str
    action: str
    resource: str


def typical_calls(endpoint: EndpointService, region: str, account: str) -> Iterator[Call]:
    """Yield some calls of each level, on resources of *account*; those that only AWS owns are left out."""
    service = catalog.service(endpoint.iam_prefix) if endpoint.iam_prefix else None
    for level in LEVELS if service else ():
        of_level = [each for each in service.actions.values() if each.level == level] if service else []
        for action in sorted(of_level, key=lambda each: each.name)[:_ACTIONS_OF_A_LEVEL]:
            types = [service.resource_types[name] for name in action.resource_types] if service else []
            forms = [each.arn for each in types if "${Account}" in each.arn] or ["*"]
            name = f"{endpoint.iam_prefix}:{action.name}"
            yield Call(level, name, forms[0] if forms[0] == "*" else _filled(forms[0], region, account))


def _filled(form: str, region: str, account: str) -> str:
    known = {"Partition": catalog.partition_of(region) or "aws", "Region": region, "Account": account}
    return re.sub(r"\$\{(\w+)\}", lambda found: known.get(found[1], "example"), form)
