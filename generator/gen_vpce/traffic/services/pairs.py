"""What the readers of services return, and what they share."""

from collections.abc import Iterable

from gen_vpce import catalog
from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.resources import resources_of

Pairs = list[tuple[str, tuple[str, ...] | None]]
"""Actions with what each acts on, None where the event does not tell."""


def each(request: EventRequest, resources: tuple[str, ...] | None) -> Pairs:
    """Return each action of the event on *resources*; on nothing named, where that is all it can act on."""
    return [
        (action, ("*",) if resources_of(action, request) == ("*",) else resources)
        for action in catalog.event_actions(request.prefix, request.name)
    ]


def some(arns: Iterable[str | None]) -> tuple[str, ...] | None:
    """Return *arns*, None where there are none or one of them is not told."""
    found = tuple(dict.fromkeys(arns))
    return tuple(arn for arn in found if arn) if found and all(found) else None
