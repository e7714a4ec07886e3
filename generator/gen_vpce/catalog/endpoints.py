"""The services that a VPC endpoint can lead to."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from gen_vpce.catalog.model import EndpointService, PortRange
from gen_vpce.catalog.store import read

_HTTPS = (PortRange(443, 443),)


@cache
def endpoint_services() -> Mapping[str, EndpointService]:
    """Return every endpoint service by its short name, in alphabetical order."""
    return MappingProxyType({name: _service(name, entry) for name, entry in read("endpoints.json").items()})


def endpoint_service(name: str) -> EndpointService | None:
    """Return the endpoint service of a short name such as `ecr.api`, or None."""
    return endpoint_services().get(name)


@cache
def from_service_name(full: str) -> EndpointService | None:
    """Return the endpoint service of a full name such as `com.amazonaws.us-east-1.ecr.api`, or None.

    Names in every known Region are recognised, in a new Region only those of the usual form.
    """
    pattern = _regionless(full)
    for service in endpoint_services().values():
        if pattern == service.pattern or full in _exceptional(service):
            return service
    return None


def _exceptional(service: EndpointService) -> list[str]:
    return [pattern.replace("${Region}", region) for region, pattern in service.exceptions.items()]


def _regionless(full: str) -> str:
    """Put `${Region}` in place of the Region that a full name carries, if it carries one."""
    import re

    return re.sub(r"(?<=\.)[a-z]{2,4}(-[a-z]+)+-[0-9]+(?=\.)", "${Region}", full, count=1)


def _service(name: str, entry: Mapping[str, Any]) -> EndpointService:
    return EndpointService(
        name=name,
        kinds=frozenset(entry["kinds"]),
        iam_prefix=entry["iam"],
        pattern=entry.get("pattern", f"com.amazonaws.${{Region}}.{name}"),
        ports=tuple(PortRange(first, last) for first, last in entry["ports"]) if "ports" in entry else _HTTPS,
        policy_support=entry.get("policy"),
        cross_region=entry.get("cross_region", False),
        private_dns=entry.get("private_dns", True),
        exceptions=entry.get("exceptions", {}),
    )
