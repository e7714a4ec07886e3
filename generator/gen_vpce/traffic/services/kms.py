"""KMS: an event that names a key by alias does not tell the key, unless `resources` does.

https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
"""

import re

from gen_vpce.traffic.asking import Asking
from gen_vpce.traffic.services.pairs import Pairs

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}")


def kms(asking: Asking) -> Pairs | None:
    """Return the two actions of ReEncrypt, each on its key; None for every other operation."""
    if asking.name != "ReEncrypt":
        return None
    keys = [arn for arn in asking.named if ":key/" in arn]
    ends = [_key(asking.text(name), keys, asking) for name in ("sourcekeyid", "destinationkeyid")]
    if len(keys) == 1:
        ends = [keys[0], keys[0]]
    names = ("kms:ReEncryptFrom", "kms:ReEncryptTo")
    return [(name, (arn,) if arn else None) for name, arn in zip(names, ends, strict=True)]


def _key(named: str | None, keys: list[str], asking: Asking) -> str | None:
    """Return the key that a parameter names by ARN or id; an alias does not tell which of several it is."""
    if named is None:
        return None
    if named.startswith("arn:"):
        return named if ":key/" in named else None
    arn = asking.arn("kms", f"key/{named}") if _ID.fullmatch(named) else None
    return next((key for key in keys if key.endswith(f"/{named}")), arn)
