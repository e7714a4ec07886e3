"""Partitions and Regions."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from gen_vpce.catalog.model import Partition, Region
from gen_vpce.catalog.store import read


@cache
def partitions() -> Mapping[str, Partition]:
    """Return every partition by name."""
    return MappingProxyType(
        {
            name: Partition(name, entry["dns_suffix"], entry["region_pattern"], tuple(entry["regions"]))
            for name, entry in read("partitions.json").items()
        },
    )


@cache
def regions() -> Mapping[str, Region]:
    """Return every Region by name, pseudo-Regions such as `aws-global` left out."""
    return MappingProxyType(
        {
            region: Region(region, title, partition)
            for partition, entry in read("partitions.json").items()
            for region, title in entry["regions"].items()
        },
    )


def partition_of(region: str) -> str | None:
    """Return the partition of a known Region, None for any other text."""
    found = regions().get(region)
    return found.partition if found else None
