"""The map of a module for its README: who passes which endpoint to what, as the Allow statements say.

It is made of statements, not of proofs as the map of `gen-vpce report` is: it costs a fraction of a
millisecond, and what Deny statements take away stands in the tables beneath it.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.diagnostics.english import among
from gen_vpce.intent.places.alike import Values, common, together
from gen_vpce.module.by_deployment import Part, values_of, whole
from gen_vpce.module.picture.ways import (
    OPEN,
    End,
    Way,
    denies,
    endpoint_label,
    service_label,
    vpc_label,
    ways,
)

MOST_THINGS = 60
MOST_LINES = 120
"""What can still be read in the width of a page on GitHub."""


class Thing(Struct, frozen=True):
    """A caller, an endpoint, a service or a resource (`kind`); `look` is its class, if any."""

    id: str
    kind: str
    label: str
    look: str


class Line(Struct, frozen=True):
    """A way from one thing to another, by their ids; `arrow` is Mermaid's, `said` may be empty."""

    start: str
    end: str
    arrow: str
    said: str


class Frame(Struct, frozen=True):
    """The endpoints of one VPC."""

    label: str
    things: tuple[Thing, ...]


class Picture(Struct, frozen=True):
    """The whole map, or of one that is too large only how many things it has: `count`."""

    count: int
    things: tuple[Thing, ...] = ()
    frames: tuple[Frame, ...] = ()
    lines: tuple[Line, ...] = ()


class _Drawn(Struct):
    """What is drawn so far: things by kind and label, lines by their ends."""

    things: dict[tuple[str, str], Thing] = field(default_factory=dict)
    lines: dict[tuple[str, str], Line] = field(default_factory=dict)

    def thing(self, end: End) -> str:
        """Return the id of a thing, which keeps the first look that it gets."""
        key = end.kind, end.label
        known = self.things.get(key)
        if known is None or (end.look and not known.look):
            known = Thing(known.id if known else f"n{len(self.things)}", *key, end.look)
            self.things[key] = known
        return known.id

    def line(self, start: End, end: End, arrow: str = "-->", said: str = "") -> None:
        """Draw a line; one that is there already is open where either is, and says what both say."""
        ends = self.thing(start), self.thing(end)
        known = self.lines.get(ends)
        if known is not None:
            arrow = "==>" if "==>" in (arrow, known.arrow) else known.arrow
            said = said if said == known.said else ""
        self.lines[ends] = Line(*ends, arrow, said)


def picture(parts: Sequence[Part]) -> Picture | None:
    """Return the map of a module of *parts*; None where it has no endpoint and knows of none."""
    values = values_of(parts)
    endpoints = whole(parts).every_endpoint
    names = {each.name: _name(each.name, parts, values) for each in endpoints}
    groups: dict[tuple[object, ...], dict[str, list[Way]]] = {}
    for part in parts:
        for way in ways(part):
            groups.setdefault(way.form, {}).setdefault(_key(part), []).append(way)
    drawn = _Drawn()
    doors = {each.name: End("endpoint", names[each.name]) for each in endpoints}
    for held in groups.values():
        _draw(drawn, held, values, doors)
    for each in endpoints:
        leads_to = _said({_key(part): service_label(part, each.name) for part in parts}, values)
        drawn.line(doors[each.name], End("service", leads_to or each.service or each.kind))
        if not each.has_policy:
            drawn.line(End("caller", "whoever reaches it", OPEN), doors[each.name], "==>", "no policy")
    if not drawn.things:
        return None
    if len(drawn.things) > MOST_THINGS or len(drawn.lines) > MOST_LINES:
        return Picture(len(drawn.things))
    frames: dict[str, list[Thing]] = {}
    for each in endpoints:
        title = _said({_key(part): vpc_label(part, each.name) for part in parts}, values)
        thing = drawn.things["endpoint", names[each.name]]
        frames.setdefault(title or f"VPCs of {parts[0].intent.name}", []).append(thing)
    framed = {thing.id for things in frames.values() for thing in things}
    return Picture(
        len(drawn.things),
        tuple(thing for thing in drawn.things.values() if thing.id not in framed),
        tuple(Frame(label, tuple(things)) for label, things in frames.items()),
        tuple(drawn.lines.values()),
    )


def _key(part: Part) -> str:
    return part.intent.deployment or ""


def _name(endpoint: str, parts: Sequence[Part], values: Values) -> str:
    """Return the label of an endpoint."""
    said = _said({_key(part): endpoint_label(part, endpoint) for part in parts}, values) or endpoint
    return f"{said} · Deny statements too" if any(denies(part, endpoint) for part in parts) else said


def _said(texts: Mapping[str, str | None], values: Values) -> str | None:
    """Return the text, with `<key>` in it, of all deployments that have one; None where there is none."""
    return common({name: text for name, text in texts.items() if text is not None}, values)


def _draw(drawn: _Drawn, held: Mapping[str, Sequence[Way]], values: Values, doors: Mapping[str, End]) -> None:
    """Draw ways of one form, once those that several deployments have."""
    form = next(iter(held.values()))[0]
    of_each = {name: [way.texts for way in held.get(name, ())] for name in values}
    for texts, names in together(of_each, values):
        labels = iter(texts)
        start, end = (
            (doors[each.label] if each.kind == "endpoint" else each)
            if each.is_name
            else replace(each, label=next(labels))
            for each in (form.start, form.end)
        )
        where = "" if len(names) == len(values) else f"in {among(names, list(values))}"
        drawn.line(start, end, form.arrow, ", ".join(filter(None, (form.said, where))))
