"""The JSON text of a request, read the short way: by a decoder that knows the form and checks as it reads.

It refuses all that is not quite plain; `request_case` reads that in full, and says what is wrong with it.
"""

from msgspec import UNSET, Struct, UnsetType
from msgspec.json import Decoder

from gen_vpce.access.decision.request import Request
from gen_vpce.policy.document import Scalar


class _Asked(Struct, forbid_unknown_fields=True):
    principal: str
    action: str
    resource: str
    resource_account: str | UnsetType | None = UNSET
    context: dict[str, Scalar | list[Scalar] | None] | UnsetType = UNSET
    derive: bool | UnsetType = UNSET


_DECODER = Decoder(_Asked)
_REQUIRED = 3


def request_from(text: str) -> Request | None:
    """Return the request that *text* is, or None where only a full reading can tell."""
    try:
        asked = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    # The decoder takes the last one of equal keys. Without escapes, quotes tell how many strings there were.
    if "\\" in text or text.count('"') != 2 * _strings(asked):
        return None
    account, context = asked.resource_account, asked.context
    return Request(
        asked.principal,
        asked.action,
        asked.resource,
        None if account is UNSET else account,
        {} if context is UNSET else context,
        derive=asked.derive is not False,
    )


def _strings(asked: _Asked) -> int:
    """Return how many strings, keys included, the text of *asked* has."""
    count = 2 * _REQUIRED
    if asked.resource_account is not UNSET:
        count += 1 if asked.resource_account is None else 2
    if asked.derive is not UNSET:
        count += 1
    if asked.context is not UNSET:
        count += 1 + len(asked.context)
        for value in asked.context.values():
            if isinstance(value, str):
                count += 1
            elif isinstance(value, list):
                count += sum(isinstance(each, str) for each in value)
    return count
