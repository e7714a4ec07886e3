"""Artefacts through Jinja2: the one place that knows the template language.

Templates hold layout. Every value passes a filter that encodes it for the file at hand; one that is
written bare is an error, so that no text of a user's reaches a file unencoded.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.module import hcl
from gen_vpce.module.artefact import Artefact, Rendered
from gen_vpce.module.picture.mermaid import quoted

if TYPE_CHECKING:
    from jinja2 import Environment

_SYNTAX: dict[str, Any] = {
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    "optimized": False,  # looking for constants to fold takes a tenth longer, and there are none
}
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~&$]")


class Encoded(str):
    """Text that a filter has made safe for its file."""

    __slots__ = ()


def render(artefacts: Iterable[Artefact]) -> tuple[Rendered, ...]:
    """Return the text of every artefact, in their order; a missing value is a bug and raises."""
    templates = environment()
    return tuple(
        Rendered(artefact.path, templates.get_template(artefact.template).render(artefact.context))
        for artefact in artefacts
    )


@cache
def environment() -> "Environment":
    """Return the Jinja2 environment over `templates/`, made once a process.

    Filters: `hcl` (a value), `attributes` (aligned lines), `tojson` (indented); for Markdown `md` (text),
    `code` (a code span), `link` (the target of a link), `label` (of a diagram); `verbatim` for text of this
    package's own.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from gen_vpce.module.templates.bytecode_cache import template_cache

    made = Environment(
        loader=FileSystemLoader(shipped("templates")),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 -- the files are HCL, JSON and Markdown: each filter encodes for its own
        auto_reload=False,
        finalize=_only_encoded,
        bytecode_cache=template_cache(_SYNTAX),
        **_SYNTAX,
    )
    made.filters.update(
        hcl=lambda value, indent=0: Encoded(hcl.value_text(value, indent)),
        attributes=lambda group, indent=0: Encoded(hcl.attributes(group, indent)),
        tojson=to_json,
        md=to_markdown,
        code=to_code,
        link=to_link,
        label=to_label,
        verbatim=Encoded,
    )
    return made


def to_json(value: object, indent: int | None = 2, at: int = 0) -> Encoded:
    """Return *value* as JSON text: letters of every script as they are, what nobody can see escaped.

    *at* is the column of the line that the value starts on, and its further lines are moved there.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False).replace(
        "\n", "\n" + " " * at
    )
    return Encoded(hcl.UNSEEN.sub(_json_escape, text))


def to_markdown(value: object) -> Encoded:
    """Return *value* as Markdown that shows exactly its text, on one line, in a table cell too."""
    return Encoded(_MARKDOWN.sub(r"\\\g<0>", _on_one_line(value)))


def to_code(value: object) -> Encoded:
    """Return *value* as a Markdown code span for a table cell."""
    text = _on_one_line(value)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence, space = "`" * (longest + 1), " " * ("`" in text)
    return Encoded(f"{fence}{space}{text.replace('|', chr(92) + '|')}{space}{fence}")


def to_link(path: str) -> Encoded:
    """Return a relative path as the target of a Markdown link."""
    return Encoded(quote(path))


def to_label(value: object) -> Encoded:
    """Return *value* as a label of a Mermaid diagram."""
    return Encoded(quoted(_on_one_line(value)))


def _on_one_line(value: object) -> str:
    return hcl.UNSEEN.sub(_json_escape, " ".join(str(value).split()))


def _json_escape(found: re.Match[str]) -> str:
    return json.dumps(found.group())[1:-1]


def _only_encoded(value: object) -> object:
    if isinstance(value, Encoded):
        return value
    raise TypeError(f"a template writes {value} without a filter")
