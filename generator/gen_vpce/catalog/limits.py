"""How long a policy may be: kept by hand, with the page that says it and the day on which it was read."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from gen_vpce.catalog.model import PolicyLimit
from gen_vpce.catalog.store import read


@cache
def policy_limits() -> Mapping[str, PolicyLimit]:
    """Return the longest policy by its kind: endpoint, identity, resource, scp, rcp, boundary, session."""
    data = read("limits.json")
    return MappingProxyType(
        {kind: PolicyLimit(**entry, as_of=data["as_of"]) for kind, entry in data["policies"].items()}
    )
