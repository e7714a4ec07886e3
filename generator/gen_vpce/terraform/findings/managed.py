"""Policies that AWS manages, where one that grants everything of a service is newly attached or detached.

Their text is AWS's and in no plan, so they are known by their names.
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

import re
from collections.abc import Iterator, Mapping

from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.resource_change import FORGET, ResourceChange
from gen_vpce.terraform.resource_types import ATTACHMENTS, ROLE

_MANAGED = re.compile(r"arn:aws[\w-]*:iam::aws:policy/(?:[\w-]+/)*([\w+=,.@-]+)")
_WIDEST = {
    "AdministratorAccess": "every action of every service",
    "PowerUserAccess": "every action of every service but IAM, Organizations and accounts",
    "SecretsManagerReadWrite": "every action of Secrets Manager",
}

Attached = tuple[str, str]
"""Who has a policy (`role App`), and the ARN of the policy."""


def find(context: GateContext) -> Iterator[Finding]:
    """Yield each attachment that comes or goes, of a policy that grants a service's everything."""
    for change in context.plan.changes:
        if change.type not in ATTACHMENTS or change.actions in FORGET:
            continue
        if change.type == ROLE and not _is_judged(change, context):
            continue
        old, new = set(_attached(change, change.before)), set(_attached(change, change.after))
        yield from _said(change, new - old, "access-newly-allowed", "is newly attached to")
        yield from _said(change, old - new, "access-newly-denied", "is no longer attached to")


def _is_judged(change: ResourceChange, context: GateContext) -> bool:
    """Whether a role that stays says itself what is attached to it; other resources show in it too."""
    arguments = context.arguments(change)
    return change.remains and (arguments is None or "managed_policy_arns" in arguments)


def _attached(change: ResourceChange, values: Mapping[str, object] | None) -> Iterator[Attached]:
    of_policy, holders = ATTACHMENTS[change.type]
    if values is None:
        return
    for holder in holders:
        noun = "role" if change.type == ROLE else holder.removesuffix("_name").removesuffix("s")
        who = [f"{noun} {name}" for name in _texts(values.get(holder))]
        if not who and holder in change.unknown:
            who = [f"a {noun} that is not known yet"]
        yield from ((each, arn) for each in who for arn in _texts(values.get(of_policy)))


def _texts(value: object) -> list[str]:
    found = value if isinstance(value, list) else [value]
    return [each for each in found if isinstance(each, str) and each]


def _said(change: ResourceChange, attached: set[Attached], kind: str, verb: str) -> Iterator[Finding]:
    of_policy, _ = ATTACHMENTS[change.type]
    for who, arn in sorted(attached):
        what = granted(arn)
        if what is None:
            continue
        if change.sensitive:
            message = f"{change.address}: a policy that AWS manages {verb} what the plan marks as sensitive"
        else:
            message = (
                f"{change.address}: the policy {arn.rpartition('/')[2]}, which AWS manages, {verb} {who}"
            )
        yield Finding(kind, message, change.address, of_policy, details=(f"it grants {what}",))


def granted(arn: str) -> str | None:
    """Return what the policy *arn* grants, if AWS manages it and it grants everything of a service."""
    found = _MANAGED.fullmatch(arn)
    if found is None:
        return None
    if "FullAccess" in found[1]:
        return "every action of the service that it is named after"
    return _WIDEST.get(found[1])
