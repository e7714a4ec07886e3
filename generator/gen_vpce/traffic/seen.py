"""What a reduction is made of: requests that policies tell apart, and how often each was made."""

from collections.abc import Callable
from typing import Protocol

from msgspec import Struct, field

from gen_vpce.traffic.caller import Called
from gen_vpce.traffic.coverage import Coverage
from gen_vpce.traffic.keys import Kept
from gen_vpce.traffic.needs import Need
from gen_vpce.traffic.outcome import Was


class Folds(Protocol):
    """What makes one request of several: see `folding` and `prefixes`."""

    def of(self, container: str, action: str) -> Callable[[str], str]:
        """Return what gives for an object in *container* the text that *action* on it is counted as."""

    def folded(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs* as they are counted."""

    def again(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs*, which another folding of the same kind has settled, as they are counted here."""

    def final(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs* as they are now that everything was seen: the same in whatever order it came."""


class Seen(Struct, frozen=True):
    """One request, as all events that are alike have it.

    `endpoint` is empty where the request came through none, which only policies of resources are asked about.
    `event` is the name of the operation, `needs` is empty where no action is known for it. `caller` is None
    where the event does not tell who called.
    """

    endpoint: str
    category: str
    source: str
    event: str
    caller: Called | None
    needs: tuple[Need, ...]
    keys: Kept
    was: Was


class Often(Struct):
    """How often a request was made, when first and last, and the id of its last event."""

    count: int
    first: str
    last: str
    example: str

    def add(self, other: "Often") -> None:
        """Count what *other* counted; of events of one time the highest id is the example."""
        self.count += other.count
        self.first = min(self.first, other.first)
        self.last, self.example = max((self.last, self.example), (other.last, other.example))


class Reduction(Struct):
    """The requests that came through endpoints, or elsewhere where that was asked, and what the events cover.

    `made_by_services` is the number of events, through the endpoints that were asked for, that AWS services
    made: they pass no policy of the customer's endpoint.
    """

    requests: dict[Seen, Often] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)
    made_by_services: int = 0
