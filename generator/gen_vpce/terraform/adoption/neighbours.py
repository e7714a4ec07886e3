"""What endpoints that exist need of each other, by the id of the one that it is about."""

from collections.abc import Mapping, Sequence

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.lint.one_vpc import Neighbour, unmet_needs
from gen_vpce.lint.policy_kind import of_endpoint
from gen_vpce.policy.read import read
from gen_vpce.terraform.adoption.existing import Existing

_LIVING = (None, "available", "pending", "pendingAcceptance")


def needs_of(endpoints: Sequence[Existing]) -> Mapping[str, tuple[Diagnostic, ...]]:
    """Return the findings on *endpoints*; those without an id, and those that go, are no neighbours."""
    near = [made for each in endpoints if each.state in _LIVING and (made := _neighbour(each))]
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for need in unmet_needs(near):
        told = need.finding(None, need.about.name)
        found[need.about.name] = (*found.get(need.about.name, ()), told)
    return found


def _neighbour(existing: Existing) -> Neighbour | None:
    attached = of_endpoint(existing.service_name, existing.type)
    is_elsewhere = existing.service_region not in (None, "", existing.region or attached.region)
    if existing.id is None or attached.service is None or is_elsewhere:
        return None
    return Neighbour(
        existing.id,
        attached.service.name,
        attached.region,
        existing.vpc_id,
        read(existing.policy).policy if existing.policy else None,
        existing.id,
        is_gateway=existing.type == "Gateway",
        private_dns=existing.private_dns_enabled,
    )
