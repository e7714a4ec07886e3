"""How long a policy may be, counted as AWS counts the text that Terraform sends."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from gen_vpce.policy.document import Policy, PolicyKind, to_data
from gen_vpce.policy.endpoint_tokens import with_sample_ids
from gen_vpce.policy.symbols import with_markers_as

_ENDPOINT_PAGE = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html"
_IAM_PAGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
_ORGANIZATIONS_PAGE = "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html"
_TABLE_PAGE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html"


class Limit(Struct, frozen=True):
    """The longest policy of a kind: `longest` in `unit` (`characters` or `bytes`), by AWS's page `source`."""

    longest: int
    source: str
    unit: str = "characters"


LIMITS: Mapping[PolicyKind, Limit] = MappingProxyType(
    {
        PolicyKind.ENDPOINT: Limit(20_480, _ENDPOINT_PAGE),
        PolicyKind.IDENTITY: Limit(6_144, _IAM_PAGE),
        PolicyKind.RESOURCE: Limit(20_480, _TABLE_PAGE, "bytes"),
        PolicyKind.SCP: Limit(5_120, _ORGANIZATIONS_PAGE),
        PolicyKind.RCP: Limit(5_120, _ORGANIZATIONS_PAGE),
        PolicyKind.BOUNDARY: Limit(6_144, _IAM_PAGE),
        PolicyKind.SESSION: Limit(2_048, _IAM_PAGE),
    }
)

# `jsonencode` writes these as six characters, \u003c for one.
_ESCAPED = re.compile("[<>&\u2028\u2029]")


def size(kind: PolicyKind, policy: Policy) -> int:
    """Return how much of the limit of *kind* the policy uses, in the limit's unit.

    Terraform sends `jsonencode(...)`, which has no white space between elements; so it makes no difference
    that AWS counts white space in endpoint, table and Organizations policies, and not in IAM's. A token
    counts as the id that takes its place; in an endpoint policy nothing does. A symbol counts as nothing.
    """
    text = with_markers_as(json.dumps(to_data(policy), ensure_ascii=False, separators=(",", ":")), "")
    sent = _ESCAPED.sub(r"\\u0000", text if kind is PolicyKind.ENDPOINT else with_sample_ids(text))
    return len(sent.encode(errors="surrogatepass")) if LIMITS[kind].unit == "bytes" else len(sent)
