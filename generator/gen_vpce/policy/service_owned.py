"""Buckets that belong to AWS services: read without credentials, so no principal condition may stand there.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-setting-up-s3-gateway
"""

from gen_vpce import catalog
from gen_vpce.intent.model import Grant
from gen_vpce.policy.document import EVERYONE, Effect, Statement
from gen_vpce.policy.statement_ids import sid_from


def service_owned_statements(
    grant: Grant, effect: Effect, *, region: str, partition: str
) -> tuple[Statement, ...]:
    """Return the statements for the features that *grant* names: one for each set of actions they need."""
    sid = sid_from(grant.name) if grant.has_sid else None
    by_actions: dict[tuple[str, ...], set[str]] = {}
    for name in sorted(set(grant.service_owned)):
        actions = tuple(sorted(catalog.bucket_features()[name].actions))
        by_actions.setdefault(actions, set()).update(catalog.service_buckets(name, region, partition))
    return tuple(
        Statement(effect, sid, EVERYONE, actions=actions, resources=tuple(sorted(buckets)))
        for actions, buckets in sorted(by_actions.items())
    )
