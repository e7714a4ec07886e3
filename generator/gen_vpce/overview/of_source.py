"""Terraform source and templates as endpoints of the report, with what is not known as symbols.

A policy with symbols is decided with a stand-in for each that is like nothing else, and again in every world
in which symbols coincide with other texts (`inquiry/symbol_worlds.py`). What differs there is undecided.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.expectation.policies_held import Door, Holdings, held_policy
from gen_vpce.configuration.evaluation.world import in_words
from gen_vpce.configuration.policies.model import Configuration
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.diagnostics import Span
from gen_vpce.diagnostics.english import counted
from gen_vpce.inquiry.coincidence import TooManyError
from gen_vpce.inquiry.source_configurations import Named, configurations
from gen_vpce.inquiry.source_endpoints import Reading, SourceEndpoint, endpoints
from gen_vpce.inquiry.symbol_values import filled
from gen_vpce.inquiry.symbol_worlds import World, worlds
from gen_vpce.intent.model import EndpointKind
from gen_vpce.lint.paths import no_template
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.lint.source import lint_configuration
from gen_vpce.overview.model import Network, NotRead, Place, Source
from gen_vpce.overview.of_json import endpoint_of
from gen_vpce.overview.seen import InWorld, Seen, SeenEndpoint, place_of
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.positions import Positions
from gen_vpce.policy.read import Read
from gen_vpce.policy.symbols import is_marker, marker, markers_in

MOST_WORLDS = 16
"""Worlds of symbols that are tried together."""

_ROLE = "arn:aws:iam::{}:role/{}"
_TOO_MANY = "it depends on the values of more symbols than are tried together"
_NOTHING = Policy(())


def add_source(seen: Seen, path: Path, shown: str) -> None:
    """Add the endpoints of the source at *path*, a folder or a file, which is called *shown*."""
    told = _Told(path, shown)
    read = list(configurations(path))
    if not read and path.is_file():
        seen.add_findings([no_template(Path(shown), path.read_bytes())], "paths")
    for named in read:
        configuration = named.configuration
        linted = lint_configuration(configuration, Attachment())
        seen.add_findings([each._replace(span=told.span(each.span)) for each in linted], "lint")
        found = [each for of in endpoints(configuration) for each in _endpoints(of, named, shown, told)]
        seen.endpoints += found
        seen.not_read += _left_out(configuration, told)
        kind = "template" if configuration.is_template else "terraform"
        name = f"{shown}: {named.before.removesuffix(': ')}" if named.before else shown
        seen.sources.append(Source(kind, name, counted(len(found), "endpoint")))
        if any(each.worlds for each in found) and _NOTE not in seen.notes:
            seen.notes.append(_NOTE)


class _Told(Struct, frozen=True):
    """How places in the source at `path` are told: by names below `shown`, wherever the source lies."""

    path: Path
    shown: str

    def span(self, span: Span | None) -> Span | None:
        """Return *span* with the name of its file that is told."""
        if span is None:
            return None
        top, shown = self.path, PurePosixPath(self.shown)
        if not top.is_dir():
            top, shown = top.parent, shown.parent
        file = Path(os.path.abspath(span.file))  # noqa: PTH100 -- `..` is taken out, and no link is followed
        if not file.is_relative_to(top):
            return span
        return span._replace(file=(shown / file.relative_to(top).as_posix()).as_posix())

    def place(self, span: Span | None) -> Place | None:
        """Return the place of *span*, as it is told."""
        return place_of(self.span(span))

    def reading(self, reading: Reading) -> Reading:
        """Return *reading* with the places of its statements as they are told."""
        return replace(reading, origin=lambda number: self.span(reading.origin(number)) or Span(self.shown))


_NOTE = (
    "A name in brackets stands for a value that is not known before apply. What is said of a policy with "
    "such names holds whatever the values are; what depends on them is undecided."
)


def _left_out(configuration: Configuration, told: _Told) -> Iterator[NotRead]:
    for policy in configuration.policies:
        if policy.kind is not PolicyKind.ENDPOINT:
            why = f"it is a policy of kind {policy.kind or 'unknown'}: the matrix is about endpoints"
            yield NotRead(policy.address, why, told.place(policy.place.span))
    for each in (*configuration.not_read, *configuration.absent):
        yield NotRead(each.address or "the configuration", each.reason, told.place(each.place.span))
    for each in configuration.unused:
        yield NotRead(each.address, f"it has no instance: {each.reason}", told.place(each.place.span))


def _endpoints(source: SourceEndpoint, named: Named, shown: str, told: _Told) -> Iterator[SeenEndpoint]:
    """Yield the endpoint of *source* once for each answer to the conditions that its policy depends on."""
    name = f"{named.before}{source.address}"
    for reading in source.readings or (Reading(_NOTHING, lambda _: source.found.place.span),):
        yield replace(
            _of_reading(source, told.reading(reading), f"{name}{_where(reading)}"),
            key=f"{shown}: {name}{_where(reading)}",
            module=shown,
            service_name=source.found.service_name or "",
            network=Network(source.found.vpc, private_dns=source.found.private_dns),
            place=told.place(source.found.place.span),
        )


def _where(reading: Reading) -> str:
    said = in_words(reading.assumed.items())
    return f", where {' and '.join(said)}" if said else ""


def _of_reading(source: SourceEndpoint, reading: Reading, name: str) -> SeenEndpoint:
    attached = Attachment(PolicyKind.ENDPOINT, source.service, source.kind, source.region)
    plain = endpoint_of(name, Read(reading.policy, (), Positions("{}", "")), attached, "")
    found = replace(plain, policies=(f"the policy of {source.address}",), doubt=source.doubt)
    tried: Sequence[World] = ()
    if reading.forms and not source.doubt:
        try:
            found_worlds = islice(worlds(_NOTHING, reading.policy, reading.forms), MOST_WORLDS + 1)
            tried = tuple(with_arns(each, reading.policy) for each in found_worlds)
        except TooManyError:
            return replace(found, doubt=_TOO_MANY)
    if len(tried) > MOST_WORLDS:
        return replace(found, doubt=_TOO_MANY)
    made = [_in_world(world, found, reading, source.kind) for world in tried]
    if not made:
        door, held = _made(reading.policy, found, reading, source.kind)
        return replace(found, door=door, held=held)
    first = made[0]
    return replace(
        found,
        door=first.door,
        held=first.held,
        written=reading.policy,
        forms=reading.forms,
        stand_ins=tried[0].stand_ins,
        worlds=tuple(made),
    )


def with_arns(world: World, written: Policy, *others: Policy) -> World:
    """Return *world* with ARNs in the place of what stands for callers: nobody has another name.

    *written* is its new policy with symbols; *others* may name callers as well.
    """
    callers = dict.fromkeys(name for policy in (written, *others) for name in _callers(policy))
    made = {
        name: _ROLE.format(f"98{number:03}7315964", world.values[name])
        for number, name in enumerate(callers)
        if world.stand_ins.get(world.values.get(name, "")) == marker(name)
    }
    values = {**world.values, **made}
    stand_ins = {**world.stand_ins, **{value: marker(name) for name, value in made.items()}}
    stand_ins = {value: stand_ins[value] for value in sorted(stand_ins, key=len, reverse=True)}
    return replace(world, new=filled(written, values), values=values, stand_ins=stand_ins)


def _callers(policy: Policy) -> list[str]:
    """Return the symbols that stand for the whole ARN of a caller."""
    texts = [
        str(value)
        for statement in policy
        for condition in statement.conditions
        if condition.key.lower() == "aws:principalarn"
        for value in condition.values
    ]
    texts += [
        value
        for statement in policy
        for element in (statement.principals, statement.not_principals)
        for type_, values in (element.by_type if element else ())
        for value in values
        if type_ == "AWS"
    ]
    return list(dict.fromkeys(name for text in texts if is_marker(text) for name in markers_in(text)))


def _in_world(world: World, plain: SeenEndpoint, reading: Reading, kind: EndpointKind | None) -> InWorld:
    door, held = _made(world.new, plain, reading, kind)
    return InWorld(door, held, world.values, tuple(sorted(world.assumed)))


def _made(
    policy: Policy, plain: SeenEndpoint, reading: Reading, kind: EndpointKind | None
) -> tuple[Door, Holdings]:
    """Return *policy* made ready, with the places of the source."""
    roots_only = None if kind is None else kind is EndpointKind.GATEWAY
    held = held_policy(PolicyKind.ENDPOINT, policy, reading.origin, roots_only=roots_only)
    knows_region = all(form is not Form.REGION for form in reading.forms.values())
    door = replace(plain.door, held=held, region=plain.door.region if knows_region else None)
    return door, Holdings(
        plain.held.account, plain.held.region, plain.held.partition, (door,), is_intent=False
    )
