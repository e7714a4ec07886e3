"""What a set of events can prove: the time that it spans, and what was logged of which service."""

from collections import Counter
from datetime import date, timedelta

from msgspec import Struct, field

from gen_vpce.traffic.event import Event

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


class Coverage(Struct):
    """What was read: events, the days with events, and who came through which endpoint."""

    events: int = 0
    first: str = ""
    last: str = ""
    days: set[str] = field(default_factory=set)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)

    def merge(self, other: "Coverage") -> None:
        """Count what *other* counted."""
        self.events += other.events
        self.first = min(filter(None, (self.first, other.first)), default="")
        self.last = max(self.last, other.last)
        self.days |= other.days
        self.kinds.update(other.kinds)
        for id_, each in other.endpoints.items():
            found = self.endpoints.setdefault(id_, Endpoint())
            found.owners.update(each.owners)
            found.services.update(each.services)
            found.made_by_services += each.made_by_services

    def add(self, event: Event) -> None:
        """Count *event*."""
        self.events += 1
        time = event.event_time
        if time and (time[:10] in self.days or _day(time[:10])):
            if not self.first or time < self.first:
                self.first = time
            self.last = max(self.last, time)
            self.days.add(time[:10])
        source = event.event_source or ""
        self.kinds[category_of(event), source] += 1
        if event.vpc_endpoint_id:
            self._through(event, event.vpc_endpoint_id, source)

    def _through(self, event: Event, id_: str, source: str) -> None:
        found = self.endpoints.get(id_)
        if found is None:
            found = self.endpoints[id_] = Endpoint()
        found.services[source] += 1
        if event.vpc_endpoint_account_id:
            found.owners[event.vpc_endpoint_account_id] += 1
        if is_made_by_service(event):
            found.made_by_services += 1

    def logged(self, category: str) -> dict[str, int]:
        """Return the number of events of *category* by event source."""
        return {source: count for (kind, source), count in sorted(self.kinds.items()) if kind == category}

    def days_without_events(self) -> list[str]:
        """Return the days between the first and the last event of which no event was read."""
        days = sorted(day for day in self.days if _day(day))
        if not days:
            return []
        start, end = _day(days[0]), _day(days[-1])
        assert start is not None and end is not None  # noqa: S101, PT018 -- `days` holds dates alone
        between = (start + timedelta(number) for number in range((end - start).days))
        return [str(day) for day in between if str(day) not in self.days]


def category_of(event: Event) -> str:
    """Return the category of *event*; events before 2021 do not tell theirs and are taken as management's."""
    return event.event_category or (NETWORK if event.event_type == "AwsVpceEvent" else _MANAGEMENT)


def is_made_by_service(event: Event) -> bool:
    """Whether an AWS service made the request, for itself or for a caller: it comes by a way of AWS's own."""
    identity = event.user_identity
    return identity is not None and (identity.invoked_by is not None or identity.type == "AWSService")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
