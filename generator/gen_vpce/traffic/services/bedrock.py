"""Bedrock: a model is named by its id, which is AWS's own, or by an ARN.

https://docs.aws.amazon.com/bedrock/latest/userguide/models-supported.html
"""

import re

from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.services.pairs import Pairs, each

_MODEL = re.compile(r"[a-z0-9]+\.[a-z0-9][A-Za-z0-9.:-]*")
_PROFILE = re.compile(r"(?:global|apac|[a-z]{2}(?:-gov)?)\..+\..+")
"""An inference profile: it leads to a model in several Regions, which are checked, too, and not told."""


def bedrock(request: EventRequest) -> Pairs | None:
    """Return the model that is called by its id; None for every other operation, and for an ARN."""
    model = request.text("modelid")
    if not model or model.startswith("arn:") or not request.name.startswith(("Invoke", "Converse")):
        return None
    if not _MODEL.fullmatch(model) or _PROFILE.fullmatch(model):
        return each(request, None)
    arn = request.arn("bedrock", f"foundation-model/{model}", account="")
    return each(request, (arn,) if arn else None)
