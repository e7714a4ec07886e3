"""The map as a Mermaid diagram, which GitHub and GitLab draw in Markdown.

https://mermaid.js.org/syntax/flowchart.html
"""

from gen_vpce.diagnostics.english import counted
from gen_vpce.module.picture.draw import MOST_LINES as SMALL_LINES
from gen_vpce.module.picture.draw import MOST_THINGS as SMALL_THINGS
from gen_vpce.module.picture.mermaid import MOST_LINES, MOST_THINGS, SHAPES, STYLES, quoted
from gen_vpce.overview.change_pictures import Small
from gen_vpce.overview.model import Overview
from gen_vpce.report.page.layout import Line, Map, Node, layout
from gen_vpce.report.visible import visible

_SIGNS = {"more": "+ newly allowed", "less": "- no longer allowed", "both": "changed", "undecided": "?"}


def block(small: Small | None, more: str) -> str:
    """Return what changes as a diagram for a comment; a large one is a sentence, with the command for *more*.

    Nothing where nothing changes.
    """
    if small is None:
        return ""
    made = layout(small.overview) if small.overview else None
    if made is None or len(made.nodes) > SMALL_THINGS or len(made.lines) > SMALL_LINES:
        said = counted(small.count, "changed endpoint")
        return f"\nA picture of {said} would be too large to be read here: `{more}` makes one.\n"
    return f"\n```mermaid\n{_diagram(made)}```\n"


def render(overview: Overview) -> str:
    """Return the map of *overview*; a larger one than can be read is left to the page."""
    made = layout(overview)
    if len(made.nodes) > MOST_THINGS or len(made.lines) > MOST_LINES:
        count = len(overview.endpoints)
        return f"flowchart LR\n  n0[{_quoted(f'{count} endpoints: gen-vpce report shows them')}]\n"
    return _diagram(made)


def _diagram(made: Map) -> str:
    ids = {node.id: f"n{number}" for number, node in enumerate(made.nodes)}
    lines = ["flowchart LR"]
    lines += (f"  {_node(node, ids)}" for node in made.nodes if not node.group)
    for number, frame in enumerate(made.frames):
        lines.append(f"  subgraph g{number}[{_quoted(frame.text)}]")
        lines += (f"    {_node(node, ids)}" for node in made.nodes if node.group == frame.id)
        lines.append("  end")
    lines += (f"  {_line(line, ids)}" for line in made.lines)
    lines += (f"  classDef {name} {style}" for name, style in STYLES.items())
    for node in made.nodes:
        if name := _class(node):
            lines.append(f"  class {ids[node.id]} {name}")
    return "".join(f"{line}\n" for line in lines)


def _node(node: Node, ids: dict[str, str]) -> str:
    start, end = SHAPES[node.column]
    text = " · ".join(part for part in (node.text, node.note) if part)
    return f"{ids[node.id]}{start}{_quoted(text)}{end}"


def _line(line: Line, ids: dict[str, str]) -> str:
    is_thick = line.is_open or line.change == "more"
    arrow = "-.->" if line.change == "less" else "==>" if is_thick else "-->"
    said = f"|{_quoted(_SIGNS[line.change])}|" if line.change else ""
    return f"{ids[line.start.id]} {arrow}{said} {ids[line.end.id]}"


def _class(node: Node) -> str:
    if node.change in ("added", "removed"):
        return node.change
    return "open" if node.is_wide else "aws" if node.of_aws else ""


def _quoted(text: str) -> str:
    return quoted(visible(text))
