"""`policies`: lists of grants with a name, put where endpoints take them by `policy/NAME`."""

from collections.abc import Mapping

from msgspec.structs import replace

from gen_vpce.intent.findings import Findings, did_you_mean
from gen_vpce.intent.text.node import Node

_PREFIX = "policy/"


def with_lists(root: Node, whole: Node, found: Findings) -> Node:
    """Return the file with the grants of each list in place of its name, and without the lists.

    *whole* is the file before its check: lists in it that broke are known all the same.
    """
    lists = {name: listed.elements or () for name, listed in root.items("policies")}
    known = dict(whole.items("policies"))
    endpoints = root.get("endpoints")
    taken: set[str] = set()
    entries = {name: each for name, each in (root.entries or {}).items() if name != "policies"}
    if endpoints and endpoints.entries:
        entries["endpoints"] = replace(
            endpoints,
            entries={
                name: _endpoint(each, lists, known, taken, found) for name, each in endpoints.entries.items()
            },
        )
    for name, listed in known.items():
        if name not in taken:
            message = f"no endpoint takes the list `{name}`, so its grants have no effect"
            hint = f"add `{_PREFIX}{name}` to `allow` or `deny` of an endpoint, or remove the list"
            found.warning("GV252", message, listed.place, hint)
    return replace(root, entries=entries)


def _endpoint(
    node: Node,
    lists: Mapping[str, tuple[Node, ...]],
    known: Mapping[str, Node],
    taken: set[str],
    found: Findings,
) -> Node:
    entries = dict(node.entries or {})
    for side in ("allow", "deny"):
        held = node.get(side)
        if held is None or not any(each.text for each in held.elements or ()):
            continue
        elements: list[Node] = []
        for each in held.elements or ():
            name = each.text.removeprefix(_PREFIX)
            if each.entries is not None:
                elements.append(each)
            elif name in known:
                taken.add(name)
                elements += lists.get(name, ())
            else:
                _unknown(each, name, known, found)
        entries[side] = replace(held, elements=tuple(elements))
    return replace(node, entries=entries)


def _unknown(named: Node, name: str, known: Mapping[str, Node], found: Findings) -> None:
    if not known:
        hint = f"add `policies: {{{name}: [...]}}` with its grants"
    else:
        close = did_you_mean(name, known)
        listed = f"its lists are {', '.join(f'{_PREFIX}{each}' for each in known)}"
        hint = close.replace("`", f"`{_PREFIX}", 1) if close else listed
    found.error("GV251", f"the file has no list of grants `{name}`", named.span, hint)
