"""Which endpoint carries an action."""

from functools import cache

from gen_vpce import catalog


def endpoint_of(action: str) -> str:
    """Return the name of the endpoint's service that carries an action, as `gen-vpce catalog` lists it."""
    return _endpoint(action.partition(":")[0])


@cache
def _endpoint(prefix: str) -> str:
    names = [name for name, each in catalog.endpoint_services().items() if each.iam_prefix == prefix]
    plain = [name for name in names if not name.endswith("-fips")] or names
    return prefix if prefix in plain else min(plain, key=lambda name: (len(name), name), default=prefix)
