"""The README of a module: who may do what in plain words, what to know before applying, the tables.

The tables are those that terraform-docs writes, so that it finds nothing to change between its markers.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gen_vpce.diagnostics.english import listed
from gen_vpce.intent.alike import Values, common, together
from gen_vpce.intent.model import EndpointKind, Intent
from gen_vpce.module.hcl import value_text
from gen_vpce.module.resources import Resource
from gen_vpce.module.variables_and_outputs import Output, Variable
from gen_vpce.policy.compile import Document
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.wording import Row, rows

_PROVIDER_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs"
_TITLES = {
    PolicyKind.ENDPOINT: "Through the endpoint",
    PolicyKind.IDENTITY: "For whoever has the identity policy",
    PolicyKind.RESOURCE: "At the table",
}
_KINDS = {
    "aws_vpc_endpoint": PolicyKind.ENDPOINT,
    "aws_iam_policy": PolicyKind.IDENTITY,
    "aws_dynamodb_resource_policy": PolicyKind.RESOURCE,
}
_LAYERS = {
    PolicyKind.ENDPOINT: "policies of endpoints",
    PolicyKind.IDENTITY: "identity policies",
    PolicyKind.RESOURCE: "policies of tables",
}


class Deployment(Struct, frozen=True):
    """A line of the table of deployments; `values` are those of its own, in words."""

    name: str
    region: str
    account: str
    values: str


def deployment(intent: Intent) -> Deployment:
    """Return the line of the deployment that *intent* is."""
    taken = {"region", "account", "deployment"}
    values = ", ".join(f"{key}: {value}" for key, value in intent.values.items() if key not in taken)
    return Deployment(intent.deployment or "", intent.region, intent.account, values)


class Cells(Struct, frozen=True):
    """One statement in words, and the deployments that have it, where there are any."""

    said: Row
    where: str = ""


class Section(Struct, frozen=True):
    """What one policy says, a row for each statement. There is a path for each deployment that has it."""

    title: str
    subject: str
    paths: tuple[str, ...]
    rows: tuple[Cells, ...]


class Entry(Struct, frozen=True, order=True):
    """A line of the table of resources: the address, the page that documents its type, and which kind."""

    address: str
    page: str
    kind: str


class Input(Struct, frozen=True):
    """A line of the table of inputs."""

    name: str
    description: str
    type: str
    default: str
    required: str


def readme(
    intent: Intent,
    planned: tuple[Resource, ...],
    asked: tuple[Variable, ...],
    given: tuple[Output, ...],
) -> Mapping[str, object]:
    """Return what the template of the README lays out beside its `sections`.

    *intent* is that of the whole module: with deployments, everything that one of them has.
    """
    return {
        "name": intent.name,
        "layers": " and ".join(
            _LAYERS[kind] for kind in dict.fromkeys(_KINDS[each.type] for each in planned)
        ),
        "notes": _notes(intent),
        "arguments": {each.name: each.example for each in asked if each.required},
        "entries": _entries(planned),
        "inputs": tuple(_input(each) for each in sorted(asked, key=lambda variable: variable.name)),
        "outputs": tuple(sorted(given, key=lambda output: output.name)),
    }


def sections(documents: Sequence[tuple[Document, ...]], values: Values) -> tuple[Section, ...]:
    """Return what each policy says; *documents* are those of each deployment, told apart by *values*."""
    held: dict[tuple[PolicyKind, str], dict[str, Document]] = {}
    for document in (each for part in documents for each in part):
        name = document.path.rpartition("/")[2]
        held.setdefault((document.kind, name), {})[document.deployment or ""] = document
    return tuple(_section(each, values) for each in held.values())


def _section(held: Mapping[str, Document], values: Values) -> Section:
    first = next(iter(held.values()))
    if first.deployment is None:
        cells = tuple(Cells(each) for each in rows(first.policy))
        return Section(_TITLES[first.kind], first.subject, (first.path,), cells)
    said = together(
        {
            name: [(row.effect, row.who, row.what, row.on_what, row.when) for row in rows(document.policy)]
            for name, document in held.items()
        },
        values,
    )
    cells = tuple(
        Cells(Row(*texts), "everywhere" if len(names) == len(values) else listed(names))
        for texts, names in said
    )
    subject = common({name: document.subject for name, document in held.items()}, values) or first.subject
    paths = tuple(document.path for document in held.values())
    return Section(_TITLES[first.kind], subject, paths, cells)


def _notes(intent: Intent) -> tuple[str, ...]:
    """Return the templates of the notes that this module's resources call for."""
    kinds = {endpoint.kind for endpoint in intent.endpoints}
    called_for = (
        ("gateway", EndpointKind.GATEWAY in kinds),
        ("interface", EndpointKind.INTERFACE in kinds),
        ("identity", bool(intent.identity_policies)),
        ("table", bool(intent.resource_policies)),
    )
    return tuple(f"module/readme/{name}.md.j2" for name, is_called_for in called_for if is_called_for)


def _entries(planned: tuple[Resource, ...]) -> tuple[Entry, ...]:
    managed = sorted(
        Entry(each.address.text, f"{_PROVIDER_DOCS}/resources/{each.type.removeprefix('aws_')}", "resource")
        for each in planned
    )
    checked = ("caller_identity", *(["region"] if any(each.is_regional for each in planned) else ()))
    managed += (
        Entry(f"aws_{name}.current", f"{_PROVIDER_DOCS}/data-sources/{name}", "data source")
        for name in checked
    )
    return tuple(managed)


def _input(variable: Variable) -> Input:
    return Input(
        variable.name,
        variable.description,
        variable.type.text,
        "n/a" if variable.required else f"`{value_text(variable.default)}`",
        "yes" if variable.required else "no",
    )
