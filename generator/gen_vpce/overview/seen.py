"""What the readers of intents, policies, source and plans hand on: endpoints, with what decides."""

from collections.abc import Mapping

from msgspec import Struct, field

from gen_vpce.access.expectation.policies_held import Door, Held, Holdings
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.diagnostics import Diagnostic, Span
from gen_vpce.overview.model import Expectation, Finding, Network, NotRead, Place, Source
from gen_vpce.policy.document import Policy


class InWorld(Struct, frozen=True):
    """The policy of an endpoint in one world: `values` are those of symbols, `assumed` the deciding ones.

    `before` is what it was in the same world, where there is a comparison.
    """

    door: Door
    held: Holdings
    values: Mapping[str, str]
    assumed: tuple[str, ...] = ()
    before: tuple[Door, Holdings] | None = None


class SeenEndpoint(Struct, frozen=True):
    """An endpoint before anything is decided.

    `key` tells it from all others of the report. `policies` are the names of its own policy and of those of
    `held` of which only the Deny statements count, in order. With a `doubt` there is nothing to decide on.

    `id` is the one that AWS gave it, where it is known.

    Of a policy with symbols, `written` is the text with them, `door` and `held` the policy with `stand_ins`,
    which map to the symbols, and `worlds` all that the symbols may be, that one first.
    """

    key: str
    module: str
    door: Door
    held: Holdings
    policies: tuple[str, ...]
    service: str = ""
    service_name: str = ""
    type: str = ""
    region: str = ""
    account: str = ""
    network: Network = Network()
    place: Place | None = None
    doubt: str | None = None
    id: str | None = None
    written: Policy | None = None
    forms: Mapping[str, Form] = field(default_factory=dict)
    stand_ins: Mapping[str, str] = field(default_factory=dict)
    worlds: tuple[InWorld, ...] = ()

    def shown(self, text: str) -> str:
        """Return *text* with the symbols in the place of what stands for them."""
        for value, symbol in self.stand_ins.items():
            text = text.replace(value, symbol)
        return text

    @property
    def deciding(self) -> tuple[Held, ...]:
        """The policies by the numbers that a `Deciding` gives."""
        return (self.door.held, *self.held.restrictions)


class Seen(Struct):
    """All that was read; the readers add to it.

    `against` names what is compared with: then `before` holds the endpoints as they were, and `compared` the
    keys of those, before and after, of which both sides were looked for.
    """

    endpoints: list[SeenEndpoint] = field(default_factory=list)
    expectations: list[Expectation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    against: str | None = None
    before: list[SeenEndpoint] = field(default_factory=list)
    compared: set[str] = field(default_factory=set)

    def add_findings(self, found: "tuple[Diagnostic, ...] | list[Diagnostic]", source: str) -> None:
        """Add findings that *source* made: `lint`, `gate`, `test`."""
        self.findings += (finding_of(each, source) for each in found)


def finding_of(found: Diagnostic, source: str) -> Finding:
    """Return a finding as the report shows it."""
    return Finding(
        found.code,
        found.severity.value,
        found.message,
        found.hint,
        tuple(found.details),
        found.subject,
        place_of(found.span),
        source,
    )


def place_of(span: Span | None) -> Place | None:
    """Return a place as the report shows it."""
    return None if span is None else Place(span.file, span.line, span.column)
