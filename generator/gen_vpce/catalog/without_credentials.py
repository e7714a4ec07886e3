"""Calls that a caller makes without AWS credentials, so that no key of the request tells who calls.

Which operations of a service are so is derived from its model; who makes them, and what the models leave
out, is kept by hand.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from gen_vpce.catalog.actions import service
from gen_vpce.catalog.model import EndpointService, UnsignedCalls
from gen_vpce.catalog.store import read


@cache
def unsigned_calls() -> Mapping[str, UnsignedCalls]:
    """Return the calls without credentials by IAM prefix."""
    data, derived = read("without-credentials.json"), read("unsigned.json")
    return MappingProxyType(
        {
            prefix: UnsignedCalls(
                actions=_known(prefix, {*entry.get("actions", ()), *derived.get(prefix, ())}),
                users=entry["users"],
                source=entry["source"],
                as_of=data["as_of"],
                endpoints=tuple(entry["endpoints"]) if "endpoints" in entry else None,
            )
            for prefix, entry in data["services"].items()
        }
    )


def _known(prefix: str, names: set[str]) -> tuple[str, ...]:
    """Return the actions of the *names*; operations that IAM has no action for are left out."""
    iam = service(prefix)
    return tuple(f"{prefix}:{name}" for name in sorted(names) if iam is None or name.lower() in iam.actions)


def unsigned_calls_at(endpoint: EndpointService) -> UnsignedCalls | None:
    """Return the calls without credentials that come through *endpoint*, None where there are none.

    Those of S3 are left out: which objects are read so is told by the features of `service_owned`.
    """
    calls = unsigned_calls().get(endpoint.iam_prefix or "")
    if calls is None or (calls.endpoints is not None and endpoint.name not in calls.endpoints):
        return None
    return calls
