"""`<key>`: a value of the deployment, put where it stands in the texts and the names of a tree."""

import re
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, Related, Severity
from gen_vpce.intent.findings import Findings, did_you_mean
from gen_vpce.intent.text.node import Node

_PLACEHOLDER = re.compile(r"<([A-Za-z][A-Za-z0-9_.-]*)>")
_QUOTED = re.compile(r"`[^`]*(<[a-z][a-z0-9_-]*>)[^`]*`")
_ALWAYS = ("region", "account", "deployment")


class Known(Struct, frozen=True):
    """The keys that some deployment of a file gives, and those that all of them give."""

    in_some: Collection[str]
    in_all: Collection[str]


def known_values(deployments: Iterable[Node]) -> Known:
    """Return what the *deployments* of a file give as values."""
    given = [{key for key, _ in each.items("values")} for each in deployments]
    return Known(set().union(*given), set.intersection(*given) if given else set())


def fill(node: Node, values: Mapping[str, str], found: Findings, known: Known | None = None) -> Node:
    """Return *node* with *values* in place of `<key>`; an unknown one is a finding.

    `<partition>` is that of the Region, where no value has this name. *known* is what other deployments have.
    """
    partition = catalog.partition_of(values.get("region", "")) or "aws"
    return _filled(node, {"partition": partition, **values}, known or Known(values, values), found)


def without_deployments(found: Diagnostic) -> Diagnostic:
    """Return a finding of a file without deployments, which says so of a text that holds `<key>`."""
    key = _QUOTED.search(found.message)
    if found.severity is not Severity.ERROR or key is None:
        return found
    hint = f"`{key[1]}` is a value of a deployment, and the file has no `deployments`: write the text itself"
    return found._replace(hint=hint)


def _filled(node: Node, values: Mapping[str, str], known: Known, found: Findings) -> Node:
    if node.entries is not None:
        return replace(node, entries=_entries(node.entries, values, known, found))
    if node.elements is not None:
        return replace(node, elements=tuple(_filled(each, values, known, found) for each in node.elements))
    if "<" not in node.text:
        return node
    text = _text(node.text, node, values, known, found)
    return replace(node, value=text, text=text, unfilled=node.text)


def _entries(
    entries: Mapping[str, Node], values: Mapping[str, str], known: Known, found: Findings
) -> Mapping[str, Node]:
    """Return the entries of a mapping, whose names may hold values too: of tags, of condition keys."""
    made: dict[str, Node] = {}
    for written, held in entries.items():
        at = Node(held.key or held.span)
        name = _text(written, at, values, known, found) if "<" in written else written
        if name in made:
            first = Related(made[name].key or made[name].span, "it is here already")
            found.error("GV109", f"the key `{name}` is written twice", at.span, "keep one of the two", first)
        made[name] = _filled(held, values, known, found)
    return made


def _text(written: str, at: Node, values: Mapping[str, str], known: Known, found: Findings) -> str:
    for unknown in dict.fromkeys(_PLACEHOLDER.findall(written)):
        if unknown not in values:
            _unknown(unknown, at, values, known, found)
    # The name of an unknown value stands in for it, so that nothing else is found about the text.
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[1]), written)


def _unknown(key: str, at: Node, values: Mapping[str, str], known: Known, found: Findings) -> None:
    if key in known.in_some:
        hint = f"add `{key}` to its `values`, or limit the entry with `only_in`"
        found.error("GV249", f"the deployment has no value `{key}`, for `<{key}>`", at.place, hint)
        return
    close = did_you_mean(key, {*known.in_some, *values})
    hint = close.replace("`", "`<", 1).replace("`?", ">`?") if close else _listed(known)
    found.error("GV249", f"`<{key}>` is not a value of a deployment", at.place, hint)


def _listed(known: Known) -> str:
    listed = ", ".join(f"<{key}>" for key in sorted({*known.in_all, *_ALWAYS, "partition"}))
    return f"the values are {listed}; add it to `values` of each deployment"
