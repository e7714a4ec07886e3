"""One policy of a side of a comparison."""

from collections.abc import Mapping

from msgspec import Struct, field

from gen_vpce.configuration.value.symbol import Form
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy, PolicyKind


class Part(Struct, frozen=True):
    """One policy of a side. `label` is what it is compared under: `orders (endpoint)`.

    `symbols` are the values in it that are not known; `doubt` says why it is not known as a whole.
    """

    label: str
    kind: PolicyKind
    policy: Policy
    endpoint_kind: EndpointKind | None = None
    symbols: Mapping[str, Form] = field(default_factory=dict)
    doubt: str | None = None
