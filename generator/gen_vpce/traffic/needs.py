"""What a request needs: each action on each resource, or why that is not told."""

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.traffic.event import Essentials
from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.resources import resources_of
from gen_vpce.traffic.services import own_needs


class Need(Struct, frozen=True):
    """An action on a resource, an ARN or `*`; `owner` is its account where the ARN does not tell.

    `resource` is None where the event does not tell it.
    """

    action: str
    resource: str | None
    owner: str | None = None


class Needed(Struct, frozen=True):
    """What a request needs, and the names of the parameters that had a say in that."""

    needs: tuple[Need, ...]
    read: frozenset[str] = frozenset()


def needs_of(event: Essentials) -> Needed:
    """Return what the request of *event* needs, all of it; nothing where no action is known for the event."""
    prefix = catalog.event_service(event.event_source or "")
    if prefix is None:
        return Needed(())
    request = EventRequest(event, prefix)
    pairs = own_needs(request)
    if pairs is None:
        actions = catalog.event_actions(prefix, request.name)
        pairs = [(action, resources_of(action, request)) for action in actions]
    needs = tuple(
        Need(action, resource, request.owner(resource) if resource else None)
        for action, resources in pairs
        for resource in (resources or (None,))
    )
    return Needed(needs, frozenset(request.read))
