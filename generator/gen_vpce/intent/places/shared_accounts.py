"""Deployments in one account: what it has once can be that of one of them alone.

An identity policy has its name once in an account, and a resource has one policy.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from collections.abc import Iterable
from typing import TypeAlias

from gen_vpce.diagnostics import Span
from gen_vpce.diagnostics.english import listed
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.model import Intent

_GLOBAL = ("bucket",)
"""The resources whose names are not those of a Region."""

_Held: TypeAlias = dict[str, tuple[str, Span]]
"""By the name of a deployment, what it calls a policy, and where."""

_NAME = "put `<deployment>` into its name; instances of a module tell theirs by identity_policy_prefix"
_ONE = "say by `only_in` whose it is, naming the endpoints of all: the later apply undoes the other"


def check_accounts(intents: Iterable[Intent], found: Findings) -> None:
    """Find policies that several deployments of one account would have to share."""
    identity: dict[tuple[str, str], _Held] = {}
    on_resources: dict[tuple[str, str, str, str], _Held] = {}
    for intent in intents:
        place = intent.deployment or ""
        for each in intent.identity_policies:
            key = (intent.account, each.name.casefold())
            identity.setdefault(key, {}).setdefault(place, (each.name, each.span))
        for policy in intent.resource_policies:
            region = "" if policy.kind in _GLOBAL else intent.region
            resource = (intent.account, region, policy.kind, policy.value)
            on_resources.setdefault(resource, {}).setdefault(place, (policy.name, policy.span))
    for (account, _), held in identity.items():
        name, span = next(iter(held.values()))
        if len(held) > 1:
            has = f"the identity policy `{name}`, which it has once"
            found.warning("GV266", f"{listed(list(held))} give account {account} {has}", span, _NAME)
    for (account, _, kind, _), held in on_resources.items():
        name, span = next(iter(held.values()))
        if len(held) > 1:
            whose = f"the {kind} `{name}` of account {account}"
            found.warning("GV266", f"{listed(list(held))} give {whose} its one policy", span, _ONE)
