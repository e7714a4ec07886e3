"""The README of a module: who may do what in plain words, what to know before applying, the tables.

The tables are those that terraform-docs writes, so that it finds nothing to change between its markers.
"""

from collections.abc import Mapping

from msgspec import Struct

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
_LAYERS = {
    PolicyKind.ENDPOINT: "policies of endpoints",
    PolicyKind.IDENTITY: "identity policies",
    PolicyKind.RESOURCE: "policies of tables",
}


class Section(Struct, frozen=True):
    """What one policy says, a row for each statement."""

    title: str
    subject: str
    path: str
    rows: tuple[Row, ...]


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
    documents: tuple[Document, ...],
    planned: tuple[Resource, ...],
    asked: tuple[Variable, ...],
    given: tuple[Output, ...],
) -> Mapping[str, object]:
    """Return what the template of the README lays out."""
    return {
        "name": intent.name,
        "layers": " and ".join(dict.fromkeys(_LAYERS[document.kind] for document in documents)),
        "sections": tuple(_section(document) for document in documents),
        "notes": _notes(intent),
        "arguments": {each.name: each.example for each in asked if each.required},
        "entries": _entries(planned),
        "inputs": tuple(_input(each) for each in sorted(asked, key=lambda variable: variable.name)),
        "outputs": tuple(sorted(given, key=lambda output: output.name)),
    }


def _section(document: Document) -> Section:
    return Section(_TITLES[document.kind], document.subject, document.path, rows(document.policy))


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
        "n/a" if variable.required else f"`{value_text(variable.example)}`",
        "yes" if variable.required else "no",
    )
