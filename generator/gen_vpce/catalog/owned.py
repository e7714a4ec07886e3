"""Resources that AWS owns, not a customer: documents, images, layers, managed policies, buckets.

Their ARNs have an empty account (`arn:aws:ssm:us-east-1::document/AWS-RunPatchBaseline`), the account `aws`
(`arn:aws:iam::aws:policy/ReadOnlyAccess`), that of an AWS service, or none at all (buckets). No condition on
the owner of resources that holds for an organization or an account holds for them.
https://github.com/aws-samples/data-perimeter-policy-examples/blob/main/service_owned_resources.md
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from gen_vpce.catalog.actions import service
from gen_vpce.catalog.model import EndpointService, OwnedFeature
from gen_vpce.catalog.store import read

AWS = frozenset({"aws", "aws-managed"})
"""What stands in place of the account where AWS owns a resource; no customer's resource has it."""

_OF_BUCKETS = "s3"
_PARTS = 6


@cache
def owned_features(prefix: str) -> Mapping[str, OwnedFeature]:
    """Return the features by name whose resources AWS owns and the actions of the IAM *prefix* act on."""
    if prefix == _OF_BUCKETS:
        buckets = read("buckets.json")
        return MappingProxyType(
            {name: _of_buckets(name, entry, buckets["as_of"]) for name, entry in buckets["features"].items()}
        )
    data = read("owned.json")
    return MappingProxyType(
        {
            name: _feature(prefix, name, entry, data["as_of"])
            for name, entry in data["services"].get(prefix, {}).items()
        }
    )


def services_with_owned() -> tuple[str, ...]:
    """Return the IAM prefixes of the services that have such features."""
    return (_OF_BUCKETS, *read("owned.json")["services"])


def features_at(endpoint: EndpointService) -> Mapping[str, OwnedFeature]:
    """Return the features by name that requests through *endpoint* need."""
    known = owned_features(endpoint.iam_prefix or "")
    return {
        name: each for name, each in known.items() if not each.endpoints or endpoint.name in each.endpoints
    }


def owned_resources(feature: OwnedFeature, region: str, partition: str) -> tuple[str, ...]:
    """Return the ARNs of a feature's resources in one Region; none where AWS publishes none there."""
    here = [account for account, regions in feature.accounts.items() if region in regions]
    places = {
        "${Partition}": partition,
        "${RegionWithoutDashes}": region.replace("-", ""),
        "${Region}": region,
    }
    found = []
    for written in feature.resources:
        arn = written
        for variable, value in places.items():
            arn = arn.replace(variable, value)
        found += [arn.replace("${Account}", account) for account in here] if feature.accounts else [arn]
    return tuple(found)


@cache
def types_without_account(prefix: str) -> frozenset[str]:
    """Return the resource types of which AWS owns some, in ARNs without an account."""
    known = read("owned.json")["without_account"].get(prefix, {})
    return frozenset(known.get("types", ()))


def belongs_to_aws(arn: str) -> bool:
    """Whether AWS owns the resource *arn*, and nobody else can; false where others may own such a one.

    An AMI is an example of the latter: its ARN names no account, whoever owns it.
    """
    parts = arn.split(":", _PARTS - 1)
    if len(parts) < _PARTS:
        return False
    prefix, account, name = parts[2], parts[4], parts[5]
    if account in AWS:
        return True
    return not account and name.partition("/")[0] in _words_without_account(prefix)


@cache
def arns_of_aws() -> tuple[str, ...]:
    """Return the patterns of all ARNs for which `belongs_to_aws` is true."""
    bare = (
        f"arn:*:{prefix}:*::{word}/*"
        for prefix in read("owned.json")["without_account"]
        for word in _words_without_account(prefix)
    )
    return (*(f"arn:*:*:*:{account}:*" for account in sorted(AWS)), *sorted(bare))


@cache
def _words_without_account(prefix: str) -> frozenset[str]:
    """Return the words that the names of such resources begin with: `document`, `parameter`."""
    types = types_without_account(prefix)
    known = service(prefix) if types else None
    arns = [known.resource_types[name].arn for name in types] if known else []
    return frozenset(arn.split(":", _PARTS - 1)[5].partition("/")[0] for arn in arns)


def _of_buckets(name: str, entry: Mapping[str, Any], as_of: str) -> OwnedFeature:
    return OwnedFeature(
        name=name,
        service=_OF_BUCKETS,
        title=entry["title"],
        resources=tuple(f"arn:${{Partition}}:s3:::{bucket}" for bucket in entry["buckets"]),
        actions=tuple(entry.get("actions", ("s3:GetObject",))),
        source=entry["source"],
        as_of=as_of,
        note=entry.get("note", ""),
        signed=False,
        accounts=entry.get("accounts", {}),
        endpoints=(_OF_BUCKETS,),
    )


def _feature(prefix: str, name: str, entry: Mapping[str, Any], as_of: str) -> OwnedFeature:
    accounts = entry.get("accounts", {})
    return OwnedFeature(
        name=name,
        service=prefix,
        title=entry["title"],
        resources=tuple(entry["resources"]),
        actions=tuple(entry["actions"]),
        source=entry["source"],
        as_of=as_of,
        note=entry.get("note", ""),
        breaks=entry["breaks"],
        accounts=read("publishers.json")[accounts] if isinstance(accounts, str) else accounts,
        condition=entry.get("condition", {}),
        endpoints=tuple(entry.get("endpoints", ())),
    )
