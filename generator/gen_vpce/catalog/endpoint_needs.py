"""Which endpoints of a VPC need each other, and which buckets of AWS's an endpoint shows the need of."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from gen_vpce.catalog.model import BucketNeed, Partners
from gen_vpce.catalog.store import read


@cache
def partners() -> Mapping[str, Partners]:
    """Return what each endpoint service needs beside itself, by its short name."""
    return MappingProxyType(
        {
            name: Partners(tuple(entry["needs"]), entry["breaks"], entry["source"])
            for name, entry in read("partners.json")["partners"].items()
        }
    )


@cache
def bucket_needs() -> Mapping[str, BucketNeed]:
    """Return, by the feature of `service_owned`, what stops where its buckets cannot be read."""
    data = read("partners.json")
    return MappingProxyType(
        {
            name: BucketNeed(entry["breaks"], frozenset(entry["shown_by"]), is_usual=name in data["usual"])
            for name, entry in data["buckets"].items()
        }
    )
