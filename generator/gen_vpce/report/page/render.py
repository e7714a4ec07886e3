"""The page through Jinja2: every value is escaped, every script and style is named by its hash."""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.overview.model import Endpoint, Overview, Place
from gen_vpce.report.page.data import details
from gen_vpce.report.page.layout import layout, network_of, service_of, together, vpc_of
from gen_vpce.report.page.shown import LEVELS, SIGNS, WORDS, counts, rows_of, unused_in, ways_of
from gen_vpce.report.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

_WIDE = 0x1100  # from here on, letters may be as wide as two
_ICON = "data:,"


def render(overview: Overview) -> str:
    """Return the page of *overview*: the same bytes for the same overview."""
    from markupsafe import Markup

    style, script = _file("page.css"), _file("page.js")
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
            map=layout(overview),
            callers={each.id: each for each in overview.callers},
            resources={each.id: each for each in overview.resources},
            levels=LEVELS,
            words=WORDS,
            signs=SIGNS,
            unused=unused_in(overview) if overview.usage else [],
            gate=[each for each in overview.findings if each.source == "gate"],
            policy=policy,
            icon=_ICON,
            style=Markup(style),  # noqa: S704 -- our own file
            script=Markup(script),  # noqa: S704 -- our own file
            details=Markup(details(overview)),  # noqa: S704 -- JSON without the characters of markup
        )
    )


def _file(name: str) -> str:
    return (shipped("templates") / "report" / name).read_bytes().decode("utf-8").replace("\r\n", "\n")


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
    made.filters.update(cut=cut, listed=listed, rows=rows_of, tags=tags, place=place, together=together)
    return made


def _shown(value: object) -> object:
    """Return text without characters that nobody can see, or that reorder others."""
    from markupsafe import Markup

    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def cut(text: str, width: int) -> str:
    """Return *text* cut to *width* letters, of which wide ones count twice."""
    text = visible(text)
    room = width
    for place, letter in enumerate(text):
        room -= 2 if ord(letter) >= _WIDE else 1
        if room < 0:
            return f"{text[: max(place - 1, 0)]}…"
    return text


def listed(texts: Iterable[str]) -> str:
    """Return *texts* with commas between them."""
    return ", ".join(texts)


def tags(endpoint: Endpoint) -> str:
    """Return the ids by which filters find an endpoint."""
    ids = [endpoint.id, vpc_of(endpoint)[0], service_of(endpoint)[0]]
    ids += (key for key, _ in network_of(endpoint))
    ids += (key for way in ways_of(endpoint) for key in (way.caller, way.resource))
    return " ".join(dict.fromkeys(ids))


def place(where: Place | None) -> str:
    """Return a place as `file:line`."""
    return f"{where.file}:{where.line}" if where else ""
