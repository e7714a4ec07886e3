"""A new intent from a preset and a few answers: text that teaches, and that loads without a finding."""

import textwrap
from collections.abc import Hashable, Iterator, Mapping

from msgspec import Struct

from gen_vpce.intent.model import EndpointKind
from gen_vpce.intent.text.yaml_flow import flow
from gen_vpce.lint.one_vpc import NO_PARTNER
from gen_vpce.module.templates.render import Encoded, environment
from gen_vpce.policy.short_names import these
from gen_vpce.scaffold.choice import missing_partners
from gen_vpce.scaffold.draft import Answers, Draft, Entry, Policies, Wanted
from gen_vpce.scaffold.presets import Preset

_WIDTH = 96
EXAMPLES: Mapping[str, object] = {
    "vpc_id": "vpc-0123456789abcdef0",
    "route_table_ids": ["rtb-0123456789abcdef0"],
    "subnet_ids": ["subnet-0123456789abcdef0"],
    "security_group_ids": ["sg-0123456789abcdef0"],
}
ARGUMENTS = {
    EndpointKind.GATEWAY: ("vpc_id", "route_table_ids"),
    EndpointKind.INTERFACE: ("vpc_id", "subnet_ids", "security_group_ids"),
}


class _Entry(Struct, frozen=True):
    note: tuple[Encoded, ...]
    lines: tuple[Encoded, ...]


class _Section(Struct, frozen=True):
    name: Encoded
    entries: tuple[_Entry, ...]


class _Endpoint(Struct, frozen=True):
    name: Encoded
    arguments: tuple[Encoded, ...]
    variables: tuple[Encoded, ...]
    everything: Encoded | None
    allow: tuple[_Entry, ...]


def scaffold(choices: Mapping[str, Preset], answers: Answers, schema: str | None = None) -> str:
    """Return the text of an intent with an endpoint of each service in *choices*, as its preset has it.

    *schema* is where editors find its schema, from the intent's folder. Every answer that a preset needs must
    be there: `preset.missing(answers)` is empty.
    """
    wanted = tuple(Wanted(service, tuple(choices), answers) for service in choices)
    drafts = [(each, choices[each.service].draft(each)) for each in wanted]
    said = _Said()
    endpoints = [_endpoint(each, draft, said) for each, draft in drafts if draft.has_endpoint]
    return (
        environment()
        .get_template("scaffold/intent.yaml.j2")
        .render(
            modeline=Encoded(f"# yaml-language-server: $schema={' '.join(schema.split())}")
            if schema
            else None,
            summary=tuple(_summary(choices)),
            top=tuple(_top(answers)),
            endpoints=endpoints,
            policies=tuple(_sections(tuple(_policies(wanted, choices)), said)),
            accept=tuple(_lines(_accepted(tuple(choices), answers))),
        )
    )


class _Said:
    """Notes that stand in the text already: what is said of one endpoint is not said again of the next."""

    def __init__(self) -> None:
        self._seen: set[object] = set()

    def once(self, note: Hashable) -> bool:
        """Whether *note* is new."""
        is_new = note not in self._seen
        self._seen.add(note)
        return is_new


def _summary(choices: Mapping[str, Preset]) -> Iterator[Encoded]:
    presets = {preset.name: preset for preset in choices.values()}
    for preset in presets.values():
        services = [service for service, chosen in choices.items() if chosen is preset]
        about = f"{', '.join(services)}: " if len(choices) > 1 else ""
        yield from (Encoded(f"# {line}") for line in textwrap.wrap(f"{about}{preset.summary}", _WIDTH))


def _top(answers: Answers) -> Iterator[Encoded]:
    """Yield the lines that say where the module is for."""
    yield from _lines({"name": answers.name})
    if answers.deployments:
        yield from map(
            Encoded,
            (
                "# One place each. In the texts below, `<deployment>`, `<region>` and",
                "# `<account>` stand for its own; `values: {KEY: VALUE}` adds others.",
            ),
        )
        yield Encoded("deployments:")
        for each in answers.deployments:
            place = {"region": each.region, "account": each.account}
            yield Encoded(f"  {flow(each.name)}: {flow(place)}")
    else:
        yield from _lines({"region": answers.region, "account": answers.account})
    if answers.organization:
        yield from _lines({"organization": answers.organization})


def _accepted(services: tuple[str, ...], answers: Answers) -> dict[str, object]:
    """Return what the intent accepts: that a partner stands elsewhere in the VPC."""
    there = [each.partner for each in missing_partners(services) if each.partner in answers.has]
    reason = f"the VPC has an endpoint of {these(there)} already"
    return {"accept": {NO_PARTNER: reason}} if there else {}


def _endpoint(wanted: Wanted, draft: Draft, said: _Said) -> _Endpoint:
    service, answers = wanted.endpoint_service, wanted.answers
    arguments: dict[str, object] = {}
    if wanted.kind is EndpointKind.INTERFACE:
        if EndpointKind.GATEWAY in service.kinds:
            arguments["type"] = wanted.kind.value
        arguments["private_dns_enabled"] = service.private_dns
    known = ARGUMENTS[wanted.kind]
    arguments |= {name: value for name in known if (value := getattr(answers, name))}
    open_ones = {name: EXAMPLES[name] for name in known if name not in arguments}
    everything = draft.everything if draft.everything and said.once(draft.everything) else None
    return _Endpoint(
        name=Encoded(flow(wanted.service)),
        arguments=tuple(_lines(arguments)),
        variables=tuple(_lines(open_ones)) if said.once(wanted.kind) else (),
        everything=Encoded(everything) if everything else None,
        allow=tuple(_entry(each, said) for each in draft.allow),
    )


def _policies(wanted: tuple[Wanted, ...], choices: Mapping[str, Preset]) -> Iterator[Policies]:
    """Yield what the presets say beside the endpoints, once for all endpoints that lead to one service."""
    groups: dict[tuple[str, str], list[Wanted]] = {}
    for each in wanted:
        if choices[each.service].policies:
            groups.setdefault((choices[each.service].name, each.iam_prefix), []).append(each)
    for endpoints in groups.values():
        first = endpoints[0]
        name = first.answers.name if len(groups) == 1 else f"{first.answers.name}-{first.iam_prefix}"
        if make := choices[first.service].policies:
            yield make(tuple(endpoints), name)


def _sections(policies: tuple[Policies, ...], said: _Said) -> Iterator[_Section]:
    for name, entries in (
        ("identity_policies", [entry for each in policies for entry in each.identity_policies]),
        ("resource_policies", [entry for each in policies for entry in each.resource_policies]),
    ):
        if entries:
            yield _Section(Encoded(name), tuple(_entry(entry, said) for entry in entries))


def _entry(entry: Entry, said: _Said) -> _Entry:
    note = tuple(map(Encoded, textwrap.wrap(entry.note, _WIDTH))) if said.once(entry.note) else ()
    first, *rest = _lines(entry.keys)
    return _Entry(note, (Encoded(f"- {first}"), *(Encoded(f"  {line}") for line in rest)))


def _lines(keys: Mapping[str, object]) -> Iterator[Encoded]:
    """Yield keys and values as YAML: on one line each, a list that is too long for that below its key."""
    for key, value in keys.items():
        line = f"{key}: {flow(value)}"
        if len(line) <= _WIDTH or not isinstance(value, list | tuple):
            yield Encoded(line)
            continue
        yield Encoded(f"{key}:")
        yield from (Encoded(f"  - {flow(each)}") for each in value)
