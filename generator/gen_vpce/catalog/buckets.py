"""Buckets that AWS owns and that reach the caller's network through an S3 endpoint."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from gen_vpce.catalog.model import BucketFeature
from gen_vpce.catalog.store import read


@cache
def bucket_features() -> Mapping[str, BucketFeature]:
    """Return the features by name: `ecr`, `al2023`, `ssm`, ..."""
    return MappingProxyType(
        {
            name: BucketFeature(
                name=name,
                title=entry["title"],
                buckets=tuple(entry["buckets"]),
                actions=tuple(entry.get("actions", ("s3:GetObject",))),
                source=entry["source"],
                note=entry.get("note", ""),
            )
            for name, entry in read("buckets.json")["features"].items()
        },
    )


def service_buckets(feature: str, region: str, partition: str) -> tuple[str, ...]:
    """Return the resource ARNs of a feature in one Region; empty for an unknown feature."""
    known = bucket_features().get(feature)
    return tuple(
        f"arn:{partition}:s3:::{bucket}".replace("${RegionWithoutDashes}", region.replace("-", "")).replace(
            "${Region}", region
        )
        for bucket in (known.buckets if known else ())
    )
