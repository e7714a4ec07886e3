"""SQS names a queue by its URL; a rule of EventBridge is in a bus, which is `default` where none is named."""

from collections.abc import Mapping
from urllib.parse import urlparse

from gen_vpce.traffic.asking import Asking
from gen_vpce.traffic.services.pairs import Pairs, each, some

_DEFAULT = "default"


def sqs(asking: Asking) -> Pairs | None:
    """Return the queue of `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`, of `resources`, or of a name."""
    url = asking.text("queueurl")
    if url is None:
        owner = asking.text("queueownerawsaccountid")
        name = asking.text("queuename")
        return each(asking, some([asking.arn("sqs", name, account=owner)])) if name else None
    parts = urlparse(url).path.strip("/").split("/")
    is_told = len(parts) >= 2 and parts[-2].isdigit()
    named = some(arn for arn in asking.named if ":sqs:" in arn)
    return each(asking, some([asking.arn("sqs", parts[-1], account=parts[-2])]) if is_told else named)


def events(asking: Asking) -> Pairs | None:
    """Return the buses of PutEvents, the bus that is looked at or changed, or the rule.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-manage-iam-access.html
    """
    if asking.name == "PutEvents":
        entries = asking.value("entries")
        parts = entries if isinstance(entries, list) else []
        names = [part.get("eventBusName") or _DEFAULT for part in parts if isinstance(part, Mapping)]
        return each(asking, some(_bus(str(name), asking) for name in names))
    if asking.name.endswith("EventBus"):
        return each(asking, some([_bus(asking.text("name") or _DEFAULT, asking)]))
    about_targets = "Target" in asking.name
    rule = asking.text("rule") if about_targets else asking.text("name")
    if not rule or not (about_targets or asking.name.endswith("Rule")):
        return None
    bus = (asking.text("eventbusname") or _DEFAULT).rpartition("/")[2]
    path = rule if bus == _DEFAULT else f"{bus}/{rule}"
    return each(asking, some([asking.arn("events", f"rule/{path}")]))


def _bus(name: str, asking: Asking) -> str | None:
    return name if name.startswith("arn:") else asking.arn("events", f"event-bus/{name}")
