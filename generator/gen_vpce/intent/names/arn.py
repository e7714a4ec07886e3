"""ARNs that a person wrote out: they stay as they are, once every part of them can be.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

import re

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.intent.findings import did_you_mean
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.text.node import Node

# Besides ids, AWS's own word for itself, and a wildcard or a policy variable for the whole part.
_ACCOUNT = re.compile(r"|aws|[0-9]{12}|\*|\?{12}|\$\{[^}]+\}")
SYMBOL = "⟨"
"""What a value of source that is not known begins with: docs/source.md."""
_WILD = frozenset("*?$")


class Arn(Struct, frozen=True):
    """The parts of an ARN, after `arn:`."""

    partition: str
    service: str
    region: str
    account: str
    resource: str


def is_arn(text: str) -> bool:
    """Whether the text is meant to be an ARN."""
    return text.startswith("arn:")


def is_wild(part: str) -> bool:
    """Whether a part of an ARN stands for more than one text."""
    return not _WILD.isdisjoint(part)


def is_symbol(text: str) -> bool:
    """Whether a value of source that is not known stands in a text."""
    return SYMBOL in text


def read_arn(node: Node, setting: Setting) -> Arn | None:
    """Return the parts of the ARN, or None with the finding that says which part cannot be."""
    pieces = node.text.split(":", 5)
    found = setting.found
    if len(pieces) < 6 or not pieces[2] or not pieces[5]:
        hint = "an ARN is arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE; Region and account may be empty"
        found.error("GV222", f"`{node.text}` is not a complete ARN", node.span, hint)
        return None
    arn = Arn(*pieces[1:])
    before = len(found)
    if not setting.is_open:
        _check_partition(arn, node, setting)
    if not _ACCOUNT.fullmatch(arn.account) and not (setting.is_open and is_symbol(arn.account)):
        message = f"`{arn.account}` is not an account id, in `{node.text}`"
        hint = f"write 12 digits such as {setting.account}, or * for every account"
        found.error("GV222", message, node.span, hint)
    if setting.is_open and is_symbol(arn.region):
        return arn if len(found) == before else None
    if arn.region and not is_wild(arn.region) and arn.region not in catalog.regions():
        message = f"unknown Region `{arn.region}`, in `{node.text}`"
        hint = did_you_mean(arn.region, catalog.regions()) or f"write its name, such as {setting.region}"
        found.error("GV210", message, node.span, hint)
    return arn if len(found) == before else None


def _check_partition(arn: Arn, node: Node, setting: Setting) -> None:
    if is_wild(arn.partition) or arn.partition == setting.partition:
        return
    if arn.partition in catalog.partitions():
        message = f"`{node.text}` is in partition {arn.partition}; {setting.region} is in {setting.partition}"
    else:
        message = f"unknown partition `{arn.partition}`, in `{node.text}`"
    rest = node.text.split(":", 2)[2]
    setting.found.error("GV223", message, node.span, f"write arn:{setting.partition}:{rest}")
