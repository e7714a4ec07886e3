"""What one layer says of a request, and how the answers of layers join.

`both` and `either` keep the answer that decided, so that the final one still says which layer, which policy
and which statement it came from.
"""

from msgspec import Struct

from gen_vpce.access.decision.compiled_policy import Clause
from gen_vpce.access.patterns.truth import Truth
from gen_vpce.policy.document import PolicyKind


class Answer(Struct, frozen=True):
    """Whether a layer lets a request pass, and by which statement of which of its policies."""

    truth: Truth
    layer: PolicyKind | None = None
    policy: int | None = None
    clause: Clause | None = None


PASSES = Answer(truth=True)


def both(first: Answer, second: Answer) -> Answer:
    """Return *first* AND *second*: a certain no wins, then what is not known, then the first yes."""
    if first.truth is False:
        return first
    if second.truth is False or (first.truth is True and first.layer is None):
        return second
    return first if first.truth is not True else (second if second.truth is not True else first)


def either(first: Answer, second: Answer) -> Answer:
    """Return *first* OR *second*: a certain yes wins, then what is not known, then the first no."""
    if first.truth is True:
        return first
    if second.truth is True:
        return second
    return first if first.truth is not False else (second if second.truth is not False else first)
