"""One policy of a side of a comparison."""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from gen_vpce.configuration.evaluation.world import in_words
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy, PolicyKind


class Part(Struct, frozen=True):
    """One policy of a side. `label` is what it is compared under: `orders (endpoint)`.

    `symbols` are the values in it that are not known; `doubt` says why it is not known as a whole. A policy
    that depends on conditions is a part for each of its worlds: `of` is the label of all of them, `assumed`
    are the answers.
    """

    label: str
    kind: PolicyKind
    policy: Policy
    endpoint_kind: EndpointKind | None = None
    symbols: Mapping[str, Form] = field(default_factory=dict)
    doubt: str | None = None
    of: str = ""
    assumed: Mapping[str, bool] = field(default_factory=dict)


def worlds_in_words(answers: Iterable[tuple[str, bool]]) -> str:
    """Return what a label says of the answers to conditions: `, where var.on is true`."""
    said = in_words(answers)
    return f", where {' and '.join(said)}" if said else ""
