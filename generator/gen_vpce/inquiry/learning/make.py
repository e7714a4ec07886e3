"""From requests to a learned intent: uses, generalised, within the limit, as text."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from gen_vpce.inquiry.learning.fit import fitted
from gen_vpce.inquiry.learning.generalise import Against, Steps, Table, generalised
from gen_vpce.inquiry.learning.learn import Learned, grants_of, shared
from gen_vpce.inquiry.learning.owned import Owned
from gen_vpce.inquiry.learning.text import Place, intent_text
from gen_vpce.inquiry.learning.uses import Uses, uses_of
from gen_vpce.intent.load import load_bytes
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.limits import LIMITS, size
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Seen

_LIMIT = LIMITS[PolicyKind.ENDPOINT].longest
_FAR = 4


class Made(Struct, frozen=True):
    """A learned intent: its grants, its text without a head, and how it was made to fit, in sentences.

    `too_long` are the endpoints whose policies are longer than AWS takes all the same.
    """

    learned: Learned
    text: str
    shortened: tuple[str, ...]
    uses: Uses
    table: Table
    too_long: tuple[str, ...] = ()

    def with_head(self, place: Place, about: Sequence[str], expect: Sequence[str] = ()) -> str:
        """Return the text with the sentences *about* before it, and the lines *expect* behind it."""
        return intent_text(self.learned, place, about, expect)


def make(
    requests: Mapping[Seen, Often],
    prefixes: Prefixes,
    place: Place,
    steps: Steps,
    too_long: Callable[[Learned], set[str]] | None = None,
) -> Made:
    """Return the intent at *place* that lets pass what of *requests* succeeded.

    *too_long* names the endpoints whose policies are longer than AWS takes, where they hold more than this.
    """
    uses = uses_of(requests, prefixes, Owned(place.region))
    against = Against(uses.found, uses.denied)
    measured = too_long or (lambda learned: endpoints_too_long(_text(learned, place)))

    def excess(table: Table) -> set[str]:
        names = {use.endpoint for use in table}
        far = {name for name in names if _length(name, table) > _FAR * _LIMIT}
        return far or measured(grants_of(table, uses, requests))

    table, shortened, left = fitted(generalised(uses.found, against, steps), steps, against, excess)
    learned = grants_of(table, uses, requests)
    return Made(learned, _text(learned, place), shortened, uses, table, left)


def _text(learned: Learned, place: Place) -> str:
    return intent_text(learned, place, ())


def endpoints_too_long(text: str) -> set[str]:
    """Return the endpoints of the intent *text* whose policies are longer than AWS takes."""
    intent = load_bytes(text.encode(), "intent.yaml").intent
    compiled = compile_intent(intent).documents if intent else ()
    return {each.subject for each in compiled if size(each.kind, each.policy) > LIMITS[each.kind].longest}


def _length(name: str, table: Table) -> int:
    """Return about how many characters the uses of an endpoint take: enough to tell what is far too long."""
    return sum(len(value) + 3 for each in shared(name, table) for part in each for value in part)
