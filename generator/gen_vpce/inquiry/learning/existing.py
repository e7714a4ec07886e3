"""An intent that is there, made ready for what was learned to be added."""

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.inquiry.judge import Judge, judge_intent
from gen_vpce.inquiry.known_facts import Known
from gen_vpce.inquiry.learning.text import Place
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Endpoint, Intent


class Existing(Struct, frozen=True):
    """An intent that is there: its text, what it says, and the policies that requests are asked of."""

    shown: str
    text: str
    intent: Intent
    judge: Judge

    @property
    def place(self) -> Place:
        """The intent's name, Region and account."""
        return Place(self.intent.name, self.intent.region, self.intent.account)

    def endpoint(self, name: str) -> Endpoint | None:
        """Return the endpoint of the intent that leads to the service of the learned endpoint *name*.

        Raises UnmergeableError where several do.
        """
        known = catalog.endpoint_services().get(name)
        prefix = known.iam_prefix if known else name
        carrying = [each for each in self.intent.endpoints if each.iam_prefix == prefix]
        if len(carrying) > 1:
            names = ", ".join(each.name for each in carrying)
            raise UnmergeableError(
                carrying[1].span,
                f"several endpoints of the intent lead to {name}: {names}",
                "learn into an intent of its own with --into, and move the grants to where they belong",
            )
        return carrying[0] if carrying else None


class UnmergeableError(Exception):
    """Where the intent cannot be added to: the place, what is in the way, and the fix."""

    def __init__(self, span: Span, message: str, hint: str) -> None:
        super().__init__(message)
        self.finding = Diagnostic("GV907", Severity.ERROR, message, span, hint)


def existing(
    shown: str, raw: bytes, known: Known | None = None, deployment: str | None = None
) -> Existing | tuple[Diagnostic, ...]:
    """Return the intent in *raw* made ready, with what is *known* beside events, or what is wrong with it.

    An intent of several deployments is not changed, though a *deployment* is named: all have its grants.
    """
    loaded = load_bytes(raw, shown)
    if len(loaded.intents) > 1:
        hint = "learn into an intent of its own with --into, and move the grants to where they belong"
        names = ", ".join(each.deployment or "" for each in loaded.intents)
        message = f"the intent has several deployments ({names}), and events are those of one"
        return (Diagnostic("GV907", Severity.ERROR, message, Span(shown), hint),)
    judge = judge_intent(shown, raw, deployment)
    if not isinstance(judge, Judge):
        return judge
    intent = loaded.intent
    if intent is None:
        raise ValueError("an intent that is judged was loaded")
    return Existing(shown, raw.decode("utf-8-sig"), intent, replace(judge, known=known))
