"""The page through Jinja2: every value is escaped, every script and style is named by its hash."""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.overview.model import Overview, Place
from gen_vpce.report.page.data import details
from gen_vpce.report.page.labels import name_of, note_of
from gen_vpce.report.page.layout import layout
from gen_vpce.report.page.shown import LEVELS, SIGNS, by_rule, counts, of_gate, rows_of, unused_in
from gen_vpce.report.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

_ICON = "data:,"
_SCRIPT = ("reading", "matrix", "draw", "picture", "outline", "cell", "page")


def render(overview: Overview) -> str:
    """Return the page of *overview*: the same bytes for the same overview."""
    from markupsafe import Markup

    style, script = _file("page.css"), _script()
    made = layout(overview)
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return (
        _environment()
        .get_template("report/page.html.j2")
        .render(
            overview=overview,
            counts=counts(overview),
            map=made,
            callers={each.id: each for each in overview.callers},
            resources={each.id: each for each in overview.resources},
            names={each.id: each.name for each in overview.callers},
            levels=LEVELS,
            signs=SIGNS,
            unused=unused_in(overview) if overview.usage else [],
            gate=of_gate(overview),
            rules=by_rule(each for each in overview.findings if each.source != "gate"),
            policy=policy,
            icon=_ICON,
            style=Markup(style),  # noqa: S704 -- our own file
            script=Markup(script),  # noqa: S704 -- our own file
            details=Markup(details(overview, made)),  # noqa: S704 -- JSON without the characters of markup
        )
    )


def _file(name: str) -> str:
    return (shipped("templates") / "report" / name).read_bytes().decode("utf-8").replace("\r\n", "\n")


def _script() -> str:
    """Return the script: its files one after the other, in a scope of their own."""
    files = "".join(_file(f"{name}.js") for name in _SCRIPT)
    return f'"use strict";\n(() => {{\n{files}}})();\n'


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(shipped("templates")),
        undefined=StrictUndefined,
        autoescape=True,
        auto_reload=False,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(name_of=name_of, note_of=note_of, listed=listed, rows=rows_of, place=place, spot=spot)
    return made


def _shown(value: object) -> object:
    """Return text without characters that nobody can see, or that reorder others."""
    from markupsafe import Markup

    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def listed(texts: Iterable[str]) -> str:
    """Return *texts* with commas between them."""
    return ", ".join(texts)


def place(where: Place | None) -> str:
    """Return a place as `file:line`."""
    return f"{where.file}:{where.line}" if where else ""


def spot(where: Place) -> str:
    """Return a place as `file:line:column`: JSON that no person wrote is one line."""
    return f"{where.file}:{where.line}:{where.column}"
