"""The places of a file with `deployments`: for each a tree of its own, as if the file were about it alone.

Everything after this stage knows one Region and one account: a file of three deployments is three intents.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.intent.consistency import check_file_name
from gen_vpce.intent.findings import Findings, did_you_mean
from gen_vpce.intent.places.scopes import check_scopes, is_here, without_scope
from gen_vpce.intent.text.node import Node

LOOKED_UP = ("vpc", "route_tables", "subnets")
NETWORK = ("vpc_id", "route_table_ids", "subnet_ids", "security_group_ids", *LOOKED_UP)
"""The arguments of endpoints that a deployment gives to all of its own."""

_OF_THE_PLACE = ("region", "account", "organization")
_OF_ALL = ("deployments", "policies", "tags", *_OF_THE_PLACE)
_LISTED = ("identity_policies", "resource_policies")
_PLACEHOLDER = re.compile(r"<([A-Za-z][A-Za-z0-9_.-]*)>")


class Place(Struct, frozen=True):
    """One deployment: its `tree` is a file without deployments, and `whole` the same before its check.

    `values` are what `<key>` stands for, `network` the arguments of endpoints that give none of their own.
    `elsewhere` are the names of endpoints that other deployments have and this one has not.
    """

    name: str
    tree: Node
    whole: Node
    values: Mapping[str, str]
    network: Mapping[str, Node] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()


def places(
    root: Node, whole: Node, found: Findings, called: Mapping[str, str] | None = None
) -> Iterator[tuple[Place, Findings]]:
    """Yield each deployment of the file *root* with what is wrong with it alone.

    What is wrong with the file goes to *found*. *whole* is the file before its check, see `intent.build`.
    *called* is what `<deployment>` stands for in those that have another name there than their own.
    """
    named = dict(root.items("deployments"))
    check_scopes(root, named, found)
    keys = {key for deployment in named.values() for key, _ in deployment.items("values")}
    for name, deployment in named.items():
        check_file_name(name, deployment.key or deployment.span, found)
        own = Findings()
        values = _values((called or {}).get(name, name), deployment, root)
        tree = _filled(_tree(name, deployment, root), values, keys, own)
        _check_complete(tree, name, deployment, whole, found)
        network = {
            each: _filled(given, values, keys, own) for each in NETWORK if (given := deployment.get(each))
        }
        here = {each for each, _ in tree.items("endpoints")}
        elsewhere = frozenset(each for each, _ in root.items("endpoints")) - here
        yield Place(name, tree, _tree(name, deployment, whole), values, network, elsewhere), own


def _values(name: str, deployment: Node, root: Node) -> Mapping[str, str]:
    """Return what `<key>` stands for."""
    own = {key: value.text for key, value in deployment.items("values")}
    for key in ("region", "account"):
        own[key] = (deployment.get(key) or root.get(key) or Node(root.span)).text
    return {**own, "deployment": name}


def _tree(name: str, deployment: Node, root: Node) -> Node:
    """Return the file as it is for one deployment, with `<key>` still in it."""
    known = {each for each, _ in root.items("deployments")}
    entries: dict[str, Node] = {
        key: value for key, value in (root.entries or {}).items() if key not in _OF_ALL
    }
    for key in _OF_THE_PLACE:
        if given := deployment.get(key) or root.get(key):
            entries[key] = given
    if tags := _tags(deployment, root):
        entries["tags"] = tags
    if endpoints := root.get("endpoints"):
        here = {
            key: _endpoint(name, value, known)
            for key, value in (endpoints.entries or {}).items()
            if is_here(value, name, known)
        }
        entries["endpoints"] = replace(endpoints, entries=here)
    for key in _LISTED:
        if given := root.get(key):
            entries[key] = _list(name, given, known)
    if expect := root.get("expect"):
        entries["expect"] = expectations_here(name, expect, known)
    emptied = {
        key for key in (*_LISTED, "endpoints", "expect") if _is_emptied(entries.get(key), root.get(key))
    }
    return replace(root, entries={key: value for key, value in entries.items() if key not in emptied})


def _is_emptied(now: Node | None, before: Node | None) -> bool:
    """Whether nothing of a section is for this deployment, although something is in the file."""
    return bool(now and before and not (now.entries or now.elements) and (before.entries or before.elements))


def _tags(deployment: Node, root: Node) -> Node | None:
    shared, own = root.get("tags"), deployment.get("tags")
    if shared is None or own is None:
        return own or shared
    return replace(own, entries={**(shared.entries or {}), **(own.entries or {})})


def _endpoint(name: str, node: Node, known: Collection[str]) -> Node:
    sides = {side: _list(name, given, known) for side in ("allow", "deny") if (given := node.get(side))}
    emptied = _is_emptied(sides.get("deny"), node.get("deny"))
    entries = {**(without_scope(node).entries or {}), **sides}
    return replace(node, entries={key: each for key, each in entries.items() if key != "deny" or not emptied})


def _list(name: str, node: Node, known: Collection[str]) -> Node:
    """Return a list with what is for this deployment; what is no list stays."""
    if node.elements is None:
        return node
    here = tuple(without_scope(each) for each in node.elements if is_here(each, name, known))
    return replace(node, elements=here)


def expectations_here(name: str, node: Node, known: Collection[str]) -> Node:
    """Return the list `expect` with what is claimed of the deployment *name*, one of the *known*."""
    kept = []
    for entry in node.elements or ():
        claims = (entry.entries or {}).items()
        if all(is_here(claim, name, known) for _, claim in claims):
            kept.append(replace(entry, entries={word: without_scope(claim) for word, claim in claims}))
    return replace(node, elements=tuple(kept)) if node.elements is not None else node


def _check_complete(tree: Node, name: str, deployment: Node, whole: Node, found: Findings) -> None:
    """Find what a deployment lacks of its place; what it has and is wrong is found elsewhere."""
    written = dict(whole.items("deployments")).get(name)
    for key, example in (("region", "us-east-1"), ("account", '"111111111111"')):
        broken = (written.get(key) if written else None) or whole.get(key)
        if tree.get(key) is None and broken is None:
            message = f"deployment `{name}` has no `{key}`, and neither has the file"
            found.error("GV203", message, deployment.place, f"add for example `{key}: {example}`")


def _filled(node: Node, values: Mapping[str, str], keys: set[str], found: Findings) -> Node:
    """Return *node* with the *values* in place of their names; *keys* are those of every deployment."""
    if node.entries is not None:
        entries = {name: _filled(each, values, keys, found) for name, each in node.entries.items()}
        return replace(node, entries=entries)
    if node.elements is not None:
        return replace(node, elements=tuple(_filled(each, values, keys, found) for each in node.elements))
    if "<" not in node.text:
        return node
    for unknown in dict.fromkeys(_PLACEHOLDER.findall(node.text)):
        if unknown not in values:
            _unknown(unknown, node, values, keys, found)
    # The name of an unknown value stands in for it, so that nothing else is found about the text.
    text = _PLACEHOLDER.sub(lambda match: values.get(match[1], match[1]), node.text)
    return replace(node, value=text, text=text, unfilled=node.text)


def fill(node: Node, values: Mapping[str, str], found: Findings) -> Node:
    """Return *node* with *values* in place of `<key>`; an unknown one is a finding."""
    return _filled(node, values, set(values), found)


def _unknown(key: str, node: Node, values: Mapping[str, str], keys: set[str], found: Findings) -> None:
    if key in keys:
        hint = f"add `{key}` to its `values`, or say by `only_in` where this is meant"
        found.error("GV249", f"the deployment has no value `{key}`, for `<{key}>`", node.place, hint)
        return
    close = did_you_mean(key, keys | set(values))
    hint = close.replace("`", "`<", 1).replace("`?", ">`?") if close else _known(values)
    found.error("GV249", f"`<{key}>` is no value of a deployment", node.place, hint)


def _known(values: Mapping[str, str]) -> str:
    known = ", ".join(f"<{key}>" for key in sorted(values))
    return f"the values are {known}; add it to `values` of each deployment"
