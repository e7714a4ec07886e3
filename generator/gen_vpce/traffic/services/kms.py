"""KMS: an event that names a key by alias does not tell the key, unless `resources` does.

https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
"""

from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.resources import KEY_ID
from gen_vpce.traffic.services.pairs import Pairs


def kms(request: EventRequest) -> Pairs | None:
    """Return the two actions of ReEncrypt, each on its key; None for every other operation."""
    if request.name != "ReEncrypt":
        return None
    keys = [arn for arn in request.named if ":key/" in arn]
    ends = [_key(request.text(name), keys, request) for name in ("sourcekeyid", "destinationkeyid")]
    if len(keys) == 1:
        ends = [keys[0], keys[0]]
    names = ("kms:ReEncryptFrom", "kms:ReEncryptTo")
    return [(name, (arn,) if arn else None) for name, arn in zip(names, ends, strict=True)]


def _key(named: str | None, keys: list[str], request: EventRequest) -> str | None:
    """Return the key that a parameter names by ARN or id; an alias does not tell which of several it is."""
    if named is None:
        return None
    if named.startswith("arn:"):
        return named if ":key/" in named else None
    arn = request.arn("kms", f"key/{named}") if KEY_ID.fullmatch(named) else None
    return next((key for key in keys if key.endswith(f"/{named}")), arn)
