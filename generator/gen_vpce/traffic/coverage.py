"""What a set of events can prove: the time that it spans, and what was logged of which service."""

from collections import Counter
from datetime import date, timedelta

from msgspec import Struct, field

from gen_vpce.traffic.event import Essentials

_MANAGEMENT, _DATA, NETWORK = "Management", "Data", "NetworkActivity"
CATEGORIES = (_MANAGEMENT, _DATA, NETWORK)


class Endpoint(Struct):
    """What came through one endpoint: its owner where events tell it, and the events by service."""

    owners: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    made_by_services: int = 0

    @property
    def events(self) -> int:
        """How many events came through it, those included that AWS services made."""
        return self.services.total()


class Span(Struct):
    """The times of the first and the last event of a day."""

    first: str
    last: str


class Through(Struct, frozen=True):
    """What the coverage tells events apart by: their kind, and by which way they came."""

    category: str
    source: str
    endpoint: str | None
    owner: str | None
    by_service: bool

    @classmethod
    def of(cls, event: Essentials) -> "Through":
        """Return what *event* is counted as."""
        return cls(
            category_of(event),
            event.event_source or "",
            event.vpc_endpoint_id or None,
            event.vpc_endpoint_account_id or None,
            is_made_by_service(event),
        )


class Coverage(Struct):
    """What was read: events, the days with events, and who came through which endpoint."""

    events: int = 0
    days: dict[str, Span] = field(default_factory=dict)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)

    @property
    def first(self) -> str:
        """The time of the first event that tells one, empty where none does."""
        return min((each.first for each in self.days.values()), default="")

    @property
    def last(self) -> str:
        """The time of the last event that tells one, empty where none does."""
        return max((each.last for each in self.days.values()), default="")

    def merge(self, other: "Coverage") -> None:
        """Count what *other* counted."""
        self.events += other.events
        for day, each in other.days.items():
            span = self.days.setdefault(day, each)
            span.first, span.last = min(span.first, each.first), max(span.last, each.last)
        self.kinds.update(other.kinds)
        for id_, came in other.endpoints.items():
            found = self.endpoints.setdefault(id_, Endpoint())
            found.owners.update(came.owners)
            found.services.update(came.services)
            found.made_by_services += came.made_by_services

    def span(self, time: str) -> Span:
        """Return the span of the day of *time*; one that counts for nothing where *time* is none."""
        span = Span(time, time)
        return self.days.setdefault(time[:10], span) if _day(time[:10]) else span

    def count(self, through: Through, number: int) -> None:
        """Count *number* events."""
        self.events += number
        self.kinds[through.category, through.source] += number
        if through.endpoint is None:
            return
        found = self.endpoints.setdefault(through.endpoint, Endpoint())
        found.services[through.source] += number
        if through.owner:
            found.owners[through.owner] += number
        if through.by_service:
            found.made_by_services += number

    def logged(self, category: str) -> dict[str, int]:
        """Return the number of events of *category* by event source."""
        return {source: count for (kind, source), count in sorted(self.kinds.items()) if kind == category}

    def busiest(self) -> list[str]:
        """Return the ids of the endpoints, those with most events first; what was read first has no say."""
        return sorted(self.endpoints, key=lambda id_: (-self.endpoints[id_].events, id_))

    def days_without_events(self) -> list[str]:
        """Return the days between the first and the last event of which no event was read."""
        days = sorted(found for day in self.days if (found := _day(day)) is not None)
        if not days:
            return []
        between = (days[0] + timedelta(number) for number in range((days[-1] - days[0]).days))
        return [str(day) for day in between if str(day) not in self.days]


def category_of(event: Essentials) -> str:
    """Return the category of *event*; events before 2021 do not tell theirs and are taken as management's."""
    return event.event_category or (NETWORK if event.event_type == "AwsVpceEvent" else _MANAGEMENT)


def is_made_by_service(event: Essentials) -> bool:
    """Whether an AWS service made the request, for itself or for a caller: it comes by a way of AWS's own."""
    identity = event.user_identity
    return identity is not None and (identity.invoked_by is not None or identity.type == "AWSService")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
