"""Two policies with symbols side by side: worlds in which each symbol has one value on both sides."""

from itertools import islice

from msgspec.structs import replace

from gen_vpce.access.expectation.policies_held import Door, Holdings, held_policy
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.inquiry.coincidence import TooManyError
from gen_vpce.inquiry.symbol_values import filled
from gen_vpce.inquiry.symbol_worlds import worlds
from gen_vpce.intent.model import EndpointKind
from gen_vpce.overview.of_source import MOST_WORLDS, with_arns
from gen_vpce.overview.seen import InWorld, SeenEndpoint
from gen_vpce.policy.document import Policy, PolicyKind


def joint(old: SeenEndpoint, new: SeenEndpoint) -> SeenEndpoint | None:
    """Return *new* in the worlds of both, each with what *old* is there; None where these are too many."""
    forms = {**old.forms, **new.forms}
    was, now = _written(old), _written(new)
    try:
        tried = tuple(with_arns(each, now, was) for each in islice(worlds(was, now, forms), MOST_WORLDS + 1))
    except TooManyError:
        return None
    if len(tried) > MOST_WORLDS:
        return None
    knows_region = Form.REGION not in forms.values()
    made = [
        InWorld(
            *_made(new, filled(now, world.values), knows_region=knows_region),
            world.values,
            tuple(sorted(world.assumed)),
            _made(old, filled(was, world.values), knows_region=knows_region),
        )
        for world in tried
    ]
    return replace(
        new,
        door=made[0].door,
        held=made[0].held,
        written=now,
        forms=forms,
        stand_ins=tried[0].stand_ins,
        worlds=tuple(made),
    )


def _written(seen: SeenEndpoint) -> Policy:
    return seen.written or seen.door.held.policy


def _made(seen: SeenEndpoint, policy: Policy, *, knows_region: bool) -> tuple[Door, Holdings]:
    """Return *policy* made ready in the place of that of *seen*."""
    kind = seen.door.kind
    roots_only = None if kind is None else kind is EndpointKind.GATEWAY
    held = held_policy(PolicyKind.ENDPOINT, policy, seen.door.held.origin, roots_only=roots_only)
    door = replace(seen.door, held=held, region=seen.door.region if knows_region else None)
    return door, replace(seen.held, doors=(door,))
