"""Tags by name: `tag/team=orders` of a caller, or of a resource of a service that tells `aws:ResourceTag`."""

import re
from collections.abc import Sequence

from gen_vpce import catalog
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.text.node import Node

_EVERYTHING = "*"
_KEY = "aws:ResourceTag/${TagKey}"
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules; values with wildcards, policy
# variables, and symbols of source.
_TAG = re.compile(r"(?P<key>[\w .:/+@-]{1,128})=(?P<value>([\w .:/=+@*?-]|\$\{[^}]+\}|⟨[^⟩]*⟩)*)")


def tag(node: Node, setting: Setting) -> tuple[str, str] | None:
    """Return key and value of `tag/KEY=VALUE`, or None with the finding why for none."""
    parts = _TAG.fullmatch(node.text.partition("/")[2])
    if parts:
        return parts["key"], parts["value"]
    hint = "write its key and its value, tag/team=orders; wildcards are allowed in the value"
    setting.found.error("GV220", f"`{node.text}` is not a tag", node.span, hint)
    return None


def is_tag(node: Node) -> bool:
    """Whether a resource is named by a tag; no short name of AWS's resources begins with `tag/`."""
    return node.text.startswith("tag/")


def resource_tags(
    resources: Sequence[Node], service: catalog.EndpointService, setting: Setting
) -> tuple[str, ...]:
    """Return `KEY=VALUE` for each tag among the *resources* of a grant."""
    tagged = [node for node in resources if is_tag(node)]
    everything = next((node for node in resources if node.text == _EVERYTHING), None)
    if everything and tagged:
        message = "`*` is every resource, so the tags in this list have no effect"
        setting.found.error("GV224", message, everything.span, "remove `*`, or every tag beside it")
    known = catalog.service(service.iam_prefix) if service.iam_prefix else None
    if tagged and known and _KEY not in known.condition_keys:
        message = f"{known.title} is not known to tell the tags of its resources, `aws:ResourceTag`"
        hint = "name the resources; where AWS reports them by now, accept this finding"
        setting.found.warning("GV253", message, tagged[0].span, hint)
    return tuple("=".join(found) for node in tagged if (found := tag(node, setting)))
