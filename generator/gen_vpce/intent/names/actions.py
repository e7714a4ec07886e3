"""Actions and access levels against the catalogue: has the service got them, and is it the right one."""

from collections.abc import Iterable, Sequence

from gen_vpce import catalog
from gen_vpce.intent.findings import Findings, did_you_mean
from gen_vpce.intent.text.node import Node


def check_actions(nodes: Iterable[Node], found: Findings, iam_prefix: str | None = None) -> None:
    """Find actions that nothing can match; with *iam_prefix*, the endpoint's, those of other services too."""
    for node in nodes:
        prefix, colon, name = node.text.partition(":")
        if not colon:
            continue
        if iam_prefix and prefix.lower() != iam_prefix:
            message = f"`{node.text}` never comes through this endpoint, which leads to {iam_prefix}"
            hint = f"write {iam_prefix}:{name}" if catalog.expand(f"{iam_prefix}:{name}") else "remove it"
            found.error("GV233", message, node.span, f"{hint}, or move it to an endpoint of {prefix}")
        elif catalog.service(prefix) is None:
            _unknown_prefix(node, prefix, found)
        elif not catalog.expand(node.text):
            _unknown_action(node, prefix, name, found)


def check_levels(nodes: Iterable[Node], found: Findings, iam_prefix: str) -> None:
    """Find access levels that no action of the service has."""
    known = catalog.service(iam_prefix)
    held = {action.level for action in known.actions.values()} if known else set()
    for node in nodes:
        if known and node.text not in held:
            message = f"{iam_prefix} has no action of access level `{node.text}`"
            found.error("GV234", message, node.span, f"its levels are {', '.join(sorted(held))}")


def prefixes(nodes: Sequence[Node]) -> tuple[str, ...]:
    """Return the services that actions name, in lower case, each once."""
    named = (node.text.partition(":") for node in nodes)
    return tuple(dict.fromkeys(prefix.lower() for prefix, colon, _ in named if colon))


def _unknown_prefix(node: Node, prefix: str, found: Findings) -> None:
    known = {service.iam_prefix for service in catalog.endpoint_services().values() if service.iam_prefix}
    hint = did_you_mean(prefix, known) or "`gen-vpce catalog` lists the services"
    found.error("GV232", f"`{prefix}` is not a service with an endpoint, in `{node.text}`", node.span, hint)


def _unknown_action(node: Node, prefix: str, name: str, found: Findings) -> None:
    service = catalog.service(prefix)
    names = [action.name for action in service.actions.values()] if service else []
    if "*" in name or "?" in name:
        message, hint = f"`{node.text}` matches no action", f"`gen-vpce catalog {prefix}` lists them"
    else:
        close = catalog.closest(name, names)
        message = f"unknown action `{node.text}`"
        hint = f"did you mean `{prefix}:{close}`?" if close else f"`gen-vpce catalog {prefix}` lists them"
    found.error("GV232", message, node.span, hint)
