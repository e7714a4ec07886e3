"""From requests to a learned intent: uses, generalised, within the limit, as text."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gen_vpce.inquiry.learning.fit import fitted
from gen_vpce.inquiry.learning.generalise import Against, Steps, Table, generalised, roles_at
from gen_vpce.inquiry.learning.learn import Grant, Learned, grants_of
from gen_vpce.inquiry.learning.owned import Owned
from gen_vpce.inquiry.learning.text import Place, intent_text
from gen_vpce.inquiry.learning.uses import Uses, uses_of
from gen_vpce.intent.load import load_bytes
from gen_vpce.policy.compile import compile_intent
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.limits import LIMITS, size
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Seen

_LIMIT = LIMITS[PolicyKind.ENDPOINT].longest
_FAR = 4


class Made(Struct, frozen=True):
    """A learned intent: its grants, its text without a head, and how it was made to fit, in sentences."""

    learned: Learned
    text: str
    shortened: tuple[str, ...]
    uses: Uses
    table: Table

    def with_head(self, place: Place, about: Sequence[str], expect: Sequence[str] = ()) -> str:
        """Return the text with the sentences *about* before it, and the lines *expect* behind it."""
        return intent_text(self.learned, place, about, expect)


def make(requests: Mapping[Seen, Often], prefixes: Prefixes, place: Place, steps: Steps) -> Made:
    """Return the intent at *place* that lets pass what of *requests* succeeded."""
    uses = uses_of(requests, prefixes, Owned(place.region))
    against = Against(uses.denied, roles_at((*uses.found, *uses.denied)))

    def too_long(table: Table) -> set[str]:
        return _too_long(grants_of(table, uses, requests), place)

    table = generalised(uses.found, uses.denied, steps)
    table, shortened = fitted(table, steps, against, too_long)
    learned = grants_of(table, uses, requests)
    return Made(learned, _text(learned, place), shortened, uses, table)


def _text(learned: Learned, place: Place) -> str:
    return intent_text(learned, place, ())


def _too_long(learned: Learned, place: Place) -> set[str]:
    """Return the endpoints whose policies are longer than AWS takes; what is far too long is not compiled."""
    far = {name for name, grants in learned.grants.items() if _length(grants) > _FAR * _LIMIT}
    if far:
        return far
    intent = load_bytes(_text(learned, place).encode(), "intent.yaml").intent
    compiled = compile_intent(intent).documents if intent else ()
    return {each.subject for each in compiled if size(each.kind, each.policy) > LIMITS[each.kind].longest}


def _length(grants: Sequence[Grant]) -> int:
    """Return about how many characters *grants* take."""
    return sum(
        len(value) + 3 for each in grants for value in (*each.principals, *each.actions, *each.resources)
    )
