"""The places of a file with `deployments`: for each a tree of its own, as if the file were about it alone.

Everything after this stage knows one Region and one account: a file of three deployments is three intents.
"""

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.diagnostics import Span
from gen_vpce.intent.consistency import check_file_name
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.places.scopes import check_scopes, is_here, without_scope
from gen_vpce.intent.places.values import fill, known_values
from gen_vpce.intent.text.node import Node

LOOKED_UP = ("vpc", "route_tables", "subnets")
NETWORK = ("vpc_id", "route_table_ids", "subnet_ids", "security_group_ids", *LOOKED_UP)
"""The arguments of endpoints that a deployment gives to all of its own."""

_OF_THE_PLACE = ("region", "account", "organization")
_OF_ALL = ("deployments", "policies", "tags", *_OF_THE_PLACE)
_LISTED = ("identity_policies", "resource_policies")


class Place(Struct, frozen=True):
    """One deployment: its `tree` is a file without deployments, and `whole` the same before its check.

    `span` is where its name stands. `values` are what `<key>` stands for, `network` the arguments of
    endpoints that give none of their own.
    `elsewhere` are the names of endpoints that other deployments have and this one has not.
    """

    name: str
    span: Span
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
    known = known_values(named.values())
    for name, deployment in named.items():
        span = deployment.key or deployment.span
        check_file_name(name, span, found)
        own = Findings()
        values = _values((called or {}).get(name, name), deployment, root)
        tree = fill(_tree(name, deployment, root), values, own, known)
        _check_grants(tree, root, own)
        _check_complete(tree, name, deployment, whole, found)
        network = {
            each: fill(given, values, own, known) for each in NETWORK if (given := deployment.get(each))
        }
        here = {each for each, _ in tree.items("endpoints")}
        elsewhere = frozenset(each for each, _ in root.items("endpoints")) - here
        yield Place(name, span, tree, _tree(name, deployment, whole), values, network, elsewhere), own


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


def _check_grants(tree: Node, root: Node, found: Findings) -> None:
    """Find each endpoint whose grants are all for other deployments."""
    for name, endpoint in tree.items("endpoints"):
        allow, before = endpoint.get("allow"), root.at(("endpoints", name)).get("allow")
        if allow and _is_emptied(allow, before):
            hint = f"add a grant for it, or tell with `only_in` or `not_in` where `{name}` is"
            found.error("GV206", f"no grant in `allow` of `{name}` is for the deployment", allow.place, hint)


def _tags(deployment: Node, root: Node) -> Node | None:
    shared, own = root.get("tags"), deployment.get("tags")
    if shared is None or own is None:
        return own or shared
    return replace(own, entries={**(shared.entries or {}), **(own.entries or {})})


def _endpoint(name: str, node: Node, known: Collection[str]) -> Node:
    sides = {side: _list(name, given, known) for side in ("allow", "deny") if (given := node.get(side))}
    needless = ("allow", "deny") if node.get("statements") else ("deny",)
    emptied = {side for side in needless if _is_emptied(sides.get(side), node.get(side))}
    entries = {**(without_scope(node).entries or {}), **sides}
    return replace(node, entries={key: each for key, each in entries.items() if key not in emptied})


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
