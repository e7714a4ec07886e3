"""How long a policy may be, counted as AWS counts the text that Terraform sends."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from gen_vpce.catalog.limits import policy_limits
from gen_vpce.catalog.model import PolicyLimit
from gen_vpce.policy.document import Policy, PolicyKind, to_data
from gen_vpce.policy.endpoint_tokens import with_sample_ids
from gen_vpce.policy.symbols import with_markers_as

LIMITS: Mapping[PolicyKind, PolicyLimit] = MappingProxyType(
    {PolicyKind(kind): limit for kind, limit in policy_limits().items()}
)
"""The longest policy of each kind."""

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
