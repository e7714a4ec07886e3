"""A new intent from a preset and a few answers: text that teaches, and that loads without a finding."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.intent.model import EndpointKind
from gen_vpce.intent.presets import Answers, Draft, Entry, Preset
from gen_vpce.intent.yaml_flow import flow
from gen_vpce.module.render import Encoded, environment

_WIDTH = 96
_EXAMPLES: Mapping[str, object] = {
    "vpc_id": "vpc-0123456789abcdef0",
    "route_table_ids": ["rtb-0123456789abcdef0"],
    "subnet_ids": ["subnet-0123456789abcdef0"],
    "security_group_ids": ["sg-0123456789abcdef0"],
}
_ARGUMENTS = {
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


def scaffold(preset: Preset, answers: Answers, schema: str | None = None) -> str:
    """Return the text of an intent; *schema* is where editors find its schema, from the intent's folder.

    Every answer that the preset needs must be there: `preset.missing(answers)` is empty.
    """
    draft = preset.draft(answers)
    top = {"name": answers.name, "region": answers.region, "account": answers.account}
    if answers.organization:
        top["organization"] = answers.organization
    return (
        environment()
        .get_template("scaffold/intent.yaml.j2")
        .render(
            modeline=Encoded(f"# yaml-language-server: $schema={' '.join(schema.split())}")
            if schema
            else None,
            summary=Encoded(preset.summary),
            top=tuple(_lines(top)),
            endpoint=_endpoint(draft, answers) if draft.has_endpoint else None,
            policies=tuple(_sections(draft)),
        )
    )


def _endpoint(draft: Draft, answers: Answers) -> _Endpoint:
    service = catalog.endpoint_service(answers.service)
    arguments: dict[str, object] = {}
    if answers.kind is EndpointKind.INTERFACE and service:
        if EndpointKind.GATEWAY in service.kinds:
            arguments["type"] = answers.kind.value
        arguments["private_dns_enabled"] = service.private_dns
    known = _ARGUMENTS[answers.kind]
    arguments |= {name: value for name in known if (value := getattr(answers, name))}
    return _Endpoint(
        name=Encoded(flow(answers.service)),
        arguments=tuple(_lines(arguments)),
        variables=tuple(_lines({name: _EXAMPLES[name] for name in known if name not in arguments})),
        everything=Encoded(draft.everything) if draft.everything else None,
        allow=tuple(map(_entry, draft.allow)),
    )


def _sections(draft: Draft) -> Iterator[_Section]:
    for name, entries in (
        ("identity_policies", draft.identity_policies),
        ("resource_policies", draft.resource_policies),
    ):
        if entries:
            yield _Section(Encoded(name), tuple(map(_entry, entries)))


def _entry(entry: Entry) -> _Entry:
    import textwrap

    note = tuple(map(Encoded, textwrap.wrap(entry.note, _WIDTH)))
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
