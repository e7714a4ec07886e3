"""STS: tags and a source identity that a request gives to a session need actions of their own.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
"""

from gen_vpce import catalog
from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.resources import resources_of
from gen_vpce.traffic.services.pairs import Pairs

TAGS = ("tags", "principaltags", "incomingtransitivetags")
"""What an event calls the tags of a session: given, of the provider's, and of the session that called."""

_SOURCE_IDENTITY = "sourceidentity"


def sts(request: EventRequest) -> Pairs:
    """Return the action of the event, and what tags and source identity need, on the same resource."""
    pairs: Pairs = [
        (action, resources_of(action, request))
        for action in catalog.event_actions(request.prefix, request.name)
    ]
    resources = pairs[0][1] if pairs else None
    tags = [request.value(name) for name in TAGS]  # each of them has a say, and is read for that
    if pairs and any(tags):
        pairs.append(("sts:TagSession", resources))
    if pairs and request.text(_SOURCE_IDENTITY):
        pairs.append(("sts:SetSourceIdentity", resources))
    return pairs
