"""Tags, within the limits of AWS.

https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""

from gen_vpce.intent.findings import Findings
from gen_vpce.intent.text.node import Node

_MAX_TAGS = 50
_MAX_KEY = 128
_MAX_VALUE = 256


def tags(node: Node | None, found: Findings) -> dict[str, str]:
    """Return the tags of a whole file."""
    return {key: value or "" for key, value in endpoint_tags(node, None, found).items()}


def endpoint_tags(node: Node | None, shared: Node | None, found: Findings) -> dict[str, str | None]:
    """Return the tags of *node*, checked beside the *shared* ones and the module's own `Name`.

    None stands for `null`: the endpoint goes without that tag.
    """
    entries = dict(node.entries or {}) if node else {}
    for key, value in entries.items():
        _check(key, value, found)
    left_out = {key for key, value in entries.items() if value.value is None}
    together = {"Name", *entries, *((shared.entries or {}) if shared else {})} - left_out
    if node and len(together) > _MAX_TAGS:
        message = f"a resource would carry {len(together)} tags; AWS takes {_MAX_TAGS}"
        found.error(
            "GV243", message, node.place, "remove some; `Name` is set by the module unless it is given"
        )
    return {key: None if key in left_out else value.text for key, value in entries.items()}


def _check(key: str, value: Node, found: Findings) -> None:
    at = value.key or value.span
    if key.lower().startswith("aws:"):
        message = f"the tag `{key}` begins with `aws:`, which AWS keeps for itself"
        found.error("GV243", message, at, "choose another key")
    if not key or len(key) > _MAX_KEY:
        message = f"the key of a tag has {len(key)} characters; AWS takes 1 to {_MAX_KEY}"
        found.error("GV243", message, at, "choose a key in these limits")
    if len(value.text) > _MAX_VALUE:
        message = f"the value of the tag `{key}` has {len(value.text)} characters; AWS takes {_MAX_VALUE}"
        found.error("GV243", message, value.span, "shorten it")
