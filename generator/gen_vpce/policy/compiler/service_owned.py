"""Resources that belong to AWS services, as the statements that let a feature of AWS reach them.

Buckets are read without credentials, so no principal condition may stand there; other resources are called
upon by the caller's own credentials.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
"""

from collections.abc import Iterator
from itertools import product

from gen_vpce import catalog
from gen_vpce.catalog import OwnedFeature
from gen_vpce.intent.model import Endpoint, Grant, Intent
from gen_vpce.policy.compiler.alternatives import callers
from gen_vpce.policy.compiler.conditions import from_raw
from gen_vpce.policy.compiler.statement_ids import sid_from
from gen_vpce.policy.document import Condition, Effect, Statement

_Group = tuple[tuple[str, ...], tuple[Condition, ...]]


def service_owned_statements(intent: Intent, endpoint: Endpoint, grant: Grant) -> tuple[Statement, ...]:
    """Return the statements for the features that *grant* names.

    There is one for each kind of caller and each set of actions and conditions that the features need.
    """
    sid = sid_from(grant.name) if grant.has_sid else None
    who = callers(grant.principals, intent.partition, named=endpoint.principal_element)
    groups = _groups(intent, endpoint, grant)
    return tuple(
        Statement(
            Effect.ALLOW,
            sid + caller.suffix * (len(who) > 1) if sid else None,
            caller.principals,
            actions=actions,
            resources=tuple(sorted(resources)),
            conditions=(*caller.conditions, *conditions),
        )
        for caller, ((actions, conditions), resources) in product(who, groups)
    )


def features_of(endpoint: Endpoint, grant: Grant) -> Iterator[OwnedFeature]:
    """Yield the features that *grant* names; every name was checked when the intent was read."""
    known = catalog.owned_features(endpoint.iam_prefix)
    return (known[name] for name in sorted(set(grant.service_owned)))


def _groups(intent: Intent, endpoint: Endpoint, grant: Grant) -> list[tuple[_Group, set[str]]]:
    """Return the resources of the features by what is asked for them, in a fixed order."""
    found: dict[_Group, set[str]] = {}
    region = endpoint.service_region or intent.region
    for feature in features_of(endpoint, grant):
        asked = tuple(sorted(feature.actions)), from_raw(feature.condition)
        found.setdefault(asked, set()).update(catalog.owned_resources(feature, region, intent.partition))
    return sorted(found.items(), key=lambda item: item[0][0])
