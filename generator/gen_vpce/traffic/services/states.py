"""Step Functions: a version or an alias of a state machine is authorized by the ARN of the state machine.

https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
"""

from gen_vpce import catalog
from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.resources import resources_of
from gen_vpce.traffic.services.pairs import Pairs

_PARTS = 7
"""Parts of `arn:aws:states:REGION:ACCOUNT:stateMachine:NAME`; a version or an alias is one more."""


def states(request: EventRequest) -> Pairs:
    """Return the state machine, whatever version or alias of it is named, or what else there is."""
    parts = (request.text("statemachinearn") or "").split(":")
    machine = ":".join(parts[:_PARTS]) if len(parts) == _PARTS + 1 and parts[0] == "arn" else None
    return [
        (action, resources_of(action, request) or ((machine,) if machine else None))
        for action in catalog.event_actions(request.prefix, request.name)
    ]
