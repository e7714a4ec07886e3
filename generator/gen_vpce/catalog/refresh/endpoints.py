"""Merges the names of aws-cdk-lib with what is known besides into the data file of endpoint services."""

from collections.abc import Iterable
from typing import Any

from gen_vpce.catalog.refresh import known
from gen_vpce.catalog.refresh.cdk import Named

_FIPS = "-fips"


def merge(named: Iterable[Named], prefixes: frozenset[str]) -> dict[str, Any]:
    """Return the endpoint services by name; ValueError where a table of `known` names what does not exist."""
    found: dict[str, Any] = {}
    for each in named:
        _add(found.setdefault(each.name, {"kinds": set(), "ports": []}), each)
    for name, facts in known.ADDED.items():
        found.setdefault(name, {"kinds": {"interface"}, "ports": [], **facts})
    _check(found, prefixes)
    return {name: _entry(name, found[name], prefixes) for name in sorted(found)}


def iam_prefix(name: str, prefixes: frozenset[str]) -> str | None:
    """Return the IAM prefix behind an endpoint service, None where there is none to be found."""
    plain = name.removesuffix(_FIPS)
    candidates = (known.IAM_PREFIXES.get(plain), plain, plain.partition(".")[0])
    return next((prefix for prefix in candidates if prefix in prefixes), None)


def _add(entry: dict[str, Any], named: Named) -> None:
    entry["kinds"].add(named.kind)
    entry["pattern"] = named.pattern
    entry["ports"] += [[named.port, named.port]] if named.port else []
    entry.setdefault("exceptions", {}).update(named.exceptions)


def _entry(name: str, found: dict[str, Any], prefixes: frozenset[str]) -> dict[str, Any]:
    """Write down what differs from the usual: HTTPS, `com.amazonaws.REGION.NAME`, policy support unknown."""
    entry: dict[str, Any] = {"kinds": sorted(found["kinds"]), "iam": iam_prefix(name, prefixes)}
    if found.get("pattern", "") not in {"", f"com.amazonaws.${{Region}}.{name}"}:
        entry["pattern"] = found["pattern"]
    if ports := known.PORTS.get(name) or found["ports"]:
        entry["ports"] = [list(each) for each in ports]
    if name in known.TAKES_POLICY | known.TAKES_NO_POLICY:
        entry["policy"] = name in known.TAKES_POLICY
    if name in known.CROSS_REGION:
        entry["cross_region"] = True
    if name in known.NO_PRIVATE_DNS:
        entry["private_dns"] = False
    if found.get("exceptions"):
        entry["exceptions"] = dict(sorted(found["exceptions"].items()))
    return entry


def _check(found: dict[str, Any], prefixes: frozenset[str]) -> None:
    """Refuse tables that have gone stale: a mapped prefix that IAM lacks, a service that nobody names."""
    stale = sorted(set(known.IAM_PREFIXES.values()) - prefixes)
    if stale:
        raise ValueError(f"no such IAM prefix: {', '.join(stale)}")
    tables = (known.IAM_PREFIXES, known.PORTS, known.TAKES_POLICY, known.TAKES_NO_POLICY, known.CROSS_REGION)
    unnamed = sorted({name for table in tables for name in table} - set(found))
    if unnamed:
        raise ValueError(f"no such endpoint service: {', '.join(unnamed)}")
