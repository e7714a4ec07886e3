"""Which endpoints of a VPC need each other, and which buckets of AWS's an endpoint shows the need of."""

from collections.abc import Collection, Mapping
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


def without_fips(service: str) -> str:
    """Return the service without the mark of its endpoints for FIPS, which do the same."""
    return service.removesuffix("-fips")


def missing_partners(service: str, present: Collection[str]) -> tuple[str, ...]:
    """Return what an endpoint of *service* needs beside itself and is not among the services *present*."""
    needed = partners().get(without_fips(service))
    there = {without_fips(each) for each in present}
    return tuple(each for each in needed.needs if each not in there) if needed else ()


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
