"""`only_in` and `not_in`: of which deployments an entry of the file is a part; expectations say `in`."""

from collections.abc import Collection, Iterator, Mapping

from msgspec.structs import replace

from gen_vpce.intent.findings import Findings, did_you_mean
from gen_vpce.intent.text.node import Node

_ONLY = ("only_in", "in")
_SCOPE = frozenset({*_ONLY, "not_in"})


def is_here(node: Node, deployment: str, known: Collection[str]) -> bool:
    """Whether an entry is for the *deployment*; one that names another than the *known* is everywhere."""
    only = next((given for word in _ONLY if (given := node.get(word))), None)
    named = {each.text for each in (only.elements or () if only else ())}
    but = {each.text for each in node.each("not_in")}
    if not named | but <= set(known):
        return True
    return deployment not in but and (only is None or deployment in named)


def without_scope(node: Node) -> Node:
    """Return an entry without the deployments that it is for."""
    if node.entries is None or _SCOPE.isdisjoint(node.entries):
        return node
    return replace(node, entries={key: each for key, each in node.entries.items() if key not in _SCOPE})


def check_scopes(root: Node, deployments: Mapping[str, Node], found: Findings) -> None:
    """Find deployments that the file does not have, and entries that say both where they are and are not.

    Without *deployments* every scope is wrong, and so is each name.
    """
    for entry in _entries(root):
        check_scope(entry, deployments, found)


def check_scope(entry: Node, deployments: Mapping[str, Node], found: Findings) -> None:
    """Find what is wrong with the deployments that one *entry* is for."""
    given = [(word, held) for word, held in (entry.entries or {}).items() if word in _SCOPE]
    if len(given) > 1:
        words = " and ".join(f"`{word}`" for word, _ in given)
        found.error("GV250", f"an entry says both {words}", given[1][1].place, "keep one of the two")
    for word, held in given:
        if not deployments:
            hint = "remove it, or add `deployments` with a Region and an account for each place"
            found.error("GV250", f"`{word}` names deployments, but the file has none", held.place, hint)
            continue
        names = {each.text for each in held.elements or ()}
        if word == "not_in" and names >= set(deployments) and len(given) == 1:
            hint = "remove the entry, or one of the names"
            message = "`not_in` names every deployment, so that the entry says nothing"
            found.warning("GV263", message, held.place, hint)
        for named in held.elements or ():
            if named.text not in deployments:
                hint = (
                    did_you_mean(named.text, deployments) or f"its deployments are {', '.join(deployments)}"
                )
                found.error("GV250", f"the file has no deployment `{named.text}`", named.span, hint)


def _entries(root: Node) -> Iterator[Node]:
    """Yield everything that can be for some deployments alone."""
    for _, listed in root.items("policies"):
        yield from listed.elements or ()
    for _, endpoint in root.items("endpoints"):
        yield endpoint
        for side in ("allow", "deny"):
            yield from endpoint.each(side)
    yield from root.each("identity_policies")
    yield from root.each("resource_policies")
    for expected in root.each("expect"):
        yield from (expected.entries or {}).values()
