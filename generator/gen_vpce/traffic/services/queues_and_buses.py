"""SQS names a queue by its URL; a rule of EventBridge is in a bus, which is `default` where none is named."""

from collections.abc import Mapping
from urllib.parse import urlparse

from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.services.pairs import Pairs, each, some

_DEFAULT = "default"


def sqs(request: EventRequest) -> Pairs | None:
    """Return the queue of `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`, of `resources`, or of a name."""
    url = request.text("queueurl")
    if url is None:
        owner = request.text("queueownerawsaccountid")
        name = request.text("queuename")
        return each(request, some([request.arn("sqs", name, account=owner)])) if name else None
    parts = urlparse(url).path.strip("/").split("/")
    is_told = len(parts) >= 2 and parts[-2].isdigit()
    named = some(arn for arn in request.named if ":sqs:" in arn)
    return each(request, some([request.arn("sqs", parts[-1], account=parts[-2])]) if is_told else named)


def events(request: EventRequest) -> Pairs | None:
    """Return the buses of PutEvents, the bus that is looked at or changed, or the rule.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html
    """
    if request.name == "PutEvents":
        entries = request.value("entries")
        parts = entries if isinstance(entries, list) else []
        names = [part.get("eventBusName") or _DEFAULT for part in parts if isinstance(part, Mapping)]
        return each(request, some(_bus(str(name), request) for name in names))
    if request.name.endswith("EventBus"):
        return each(request, some([_bus(request.text("name") or _DEFAULT, request)]))
    about_targets = "Target" in request.name
    rule = request.text("rule") if about_targets else request.text("name")
    if not rule or not (about_targets or request.name.endswith("Rule")):
        return None
    bus = (request.text("eventbusname") or _DEFAULT).rpartition("/")[2]
    path = rule if bus == _DEFAULT else f"{bus}/{rule}"
    return each(request, some([request.arn("events", f"rule/{path}")]))


def _bus(name: str, request: EventRequest) -> str | None:
    return name if name.startswith("arn:") else request.arn("events", f"event-bus/{name}")
