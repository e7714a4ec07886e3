"""Policies that a plan changes and that nobody here judges: counted, so that none passes in silence."""

from collections.abc import Iterator, Mapping

from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES

_NAMES = frozenset({"policy", "policy_document", "access_policy", "access_policies", "resource_policy"})
"""What the AWS provider calls a policy; of one that is not known until apply, nothing but the name tells."""

_IDLE = (["no-op"], ["read"])

Holder = tuple[str, str]
"""A type of resource, and the attribute that holds the policy."""


def unread_policies(entry: object) -> Iterator[Holder]:
    """Yield the policies of an *entry* of `resource_changes` that change and are not read."""
    if not isinstance(entry, dict) or entry.get("mode", "managed") != "managed":
        return
    type_, change = entry.get("type"), entry.get("change")
    if not isinstance(type_, str) or not isinstance(change, dict) or change.get("actions") in _IDLE:
        return
    before, after, unknown = (_values(change.get(name)) for name in ("before", "after", "after_unknown"))
    held = TERRAFORM_POLICIES.get(type_)
    known = held.argument if held else None
    written = {
        name: None
        for values in (before, after)
        for name, each in values.items()
        if type(each) is str and '"Statement"' in each and each.lstrip().startswith("{")
    }
    yield from ((type_, name) for name in written if name != known and before.get(name) != after.get(name))
    hidden = (name for name in sorted(_NAMES & unknown.keys()) if unknown[name] is True)
    yield from ((type_, name) for name in hidden if name != known and name not in written)


def _values(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
