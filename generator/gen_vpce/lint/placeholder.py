"""Text of an example that was meant to be replaced: `<account-id>`, `your-bucket`, `arn:aws:s3:region:`."""

import re
from functools import lru_cache

from gen_vpce.policy.symbols import with_markers_as

_MARKED = re.compile(
    r"<(?!vpce:)[^<>]+>"  # <account-id>; <vpce:NAME> is gen-vpce's own, replaced by Terraform
    r"|\$\{AWS::\w+\}"  # a CloudFormation parameter outside a template
    r"|\{\{.+?\}\}"
    r"|\.\.\."
    r"|\byour[-_](account|region|vpce?|bucket|table|role|user|org|organization|key)\b([-_](id|name|arn|number)\b)?"
    r"|\bmy[-_](account|region|vpce?|bucket|table|role|user|org|organization|key)[-_](id|name|arn|number)\b"
    r"|^(vpce?|o)-(x+|id)$",
    re.IGNORECASE,
)
_IN_ARN = re.compile(
    r"^(aws-?region|region|account|(aws-?)?account-?(id|number)|x{6,})$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def placeholder_in(text: str) -> str | None:
    """Return the part of *text* that is a placeholder, or None; a symbol is none."""
    text = with_markers_as(text, "")
    marked = _MARKED.search(text)
    if marked:
        return marked.group()
    places = text.split(":", 5)[3:5] if text.startswith("arn:") else ()
    return next((place for place in places if _IN_ARN.match(place.replace("_", "-"))), None)
