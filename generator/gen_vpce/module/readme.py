"""The README of a module: who may do what in plain words, what to know before applying, the tables.

The tables are those that terraform-docs writes, so that it finds nothing to change between its markers.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.diagnostics.english import among, listed
from gen_vpce.intent.model import Endpoint, EndpointKind, Intent
from gen_vpce.intent.places.alike import Values, common, together
from gen_vpce.module.hcl import value_text
from gen_vpce.module.look_ups import Found
from gen_vpce.module.resources import Resource
from gen_vpce.module.variables_and_outputs import Output, Variable
from gen_vpce.policy.compiler.compile import Document
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.wording import Row, rows

_PROVIDER_DOCS = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs"
_TITLES = {
    PolicyKind.ENDPOINT: "Through the endpoint",
    PolicyKind.IDENTITY: "For whoever has the identity policy",
}
_LAYERS = {
    "aws_vpc_endpoint": "policies of endpoints",
    "aws_iam_policy": "identity policies",
}


_MOST_PATHS = 9

_WITH_INTERFACES = (EndpointKind.INTERFACE, EndpointKind.RESOURCE, EndpointKind.SERVICE_NETWORK)


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
    """What one policy says, or several endpoints' that say the same, a row for each statement.

    There is a path for each of them, and for each deployment that has it.
    """

    title: str
    subjects: tuple[str, ...]
    paths: tuple[str, ...]
    rows: tuple[Cells, ...]

    @property
    def is_long(self) -> bool:
        """Whether nobody would read all the paths."""
        return len(self.paths) > _MOST_PATHS

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files, each once: those of all deployments are the same."""
        return tuple(dict.fromkeys(path.rpartition("/")[2] for path in self.paths))


class WithoutPolicy(Struct, frozen=True):
    """A line of the table of endpoints at which AWS takes no policy, with the deployments that have it."""

    name: str
    kind: str
    leads_to: str
    where: str


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
    looked_up: Found,
) -> Mapping[str, object]:
    """Return what the template of the README lays out beside its `sections`.

    *intent* is that of the whole module: with deployments, everything that one of them has.
    """
    return {
        "name": intent.name,
        "layers": _layers(planned),
        "notes": _notes(intent),
        "arguments": {each.name: each.example for each in asked if each.required},
        "entries": _entries(planned, looked_up),
        "inputs": tuple(_input(each) for each in sorted(asked, key=lambda variable: variable.name)),
        "outputs": tuple(sorted(given, key=lambda output: output.name)),
    }


def _layers(planned: tuple[Resource, ...]) -> str:
    """Return which layers the module holds; those of resources are one, whatever their types."""
    types = dict.fromkeys(each.type for each in planned if each.document)
    layers = [_LAYERS[each] for each in types if each in _LAYERS]
    holders = {each.terraform: each.plural for each in POLICY_HOLDERS.values()}
    things = [holders[each] for each in types if each in holders]
    return " and ".join([*layers, *([f"policies of {listed(things)}"] if things else [])])


def sections(documents: Sequence[tuple[Document, ...]], values: Values) -> tuple[Section, ...]:
    """Return what each policy says; *documents* are those of each deployment, told apart by *values*."""
    held: dict[tuple[PolicyKind, str], dict[str, Document]] = {}
    for document in (each for part in documents for each in part):
        name = document.path.rpartition("/")[2]
        held.setdefault((document.kind, name), {})[document.deployment or ""] = document
    return _told_once([_section(each, values) for each in held.values()])


def without_policy(intents: Sequence[Intent], values: Values) -> tuple[WithoutPolicy, ...]:
    """Return the endpoints at which AWS takes no policy; *intents* are told apart as `sections` does it."""
    held: dict[str, dict[str, Endpoint]] = {}
    for intent in intents:
        for each in intent.endpoints_without_policy:
            held.setdefault(each.label, {})[intent.deployment or ""] = each
    return tuple(_without_policy(each, values) for each in held.values())


def _without_policy(held: Mapping[str, Endpoint], values: Values) -> WithoutPolicy:
    first = next(iter(held.values()))
    texts = {
        name: each.service_name or each.resource_configuration_arn or each.service_network_arn or ""
        for name, each in held.items()
    }
    different = list(dict.fromkeys(texts.values()))
    leads_to = (len(different) > 1 and common(texts, values)) or ", ".join(different)
    where = "everywhere" if len(held) == len(values) else among(list(held), list(values))
    return WithoutPolicy(first.name, str(first.kind), leads_to, where)


def _told_once(told: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections; endpoints whose policies say the same share one: nine of a kind are a table."""
    alike: dict[object, list[Section]] = {}
    for number, each in enumerate(told):
        is_endpoint = each.title == _TITLES[PolicyKind.ENDPOINT]
        alike.setdefault(each.rows if is_endpoint else number, []).append(each)
    return tuple(
        Section(
            f"{group[0].title}{'s' * (len(group) > 1)}",
            tuple(subject for each in group for subject in each.subjects),
            tuple(path for each in group for path in each.paths),
            group[0].rows,
        )
        for group in alike.values()
    )


def _section(held: Mapping[str, Document], values: Values) -> Section:
    first = next(iter(held.values()))
    title = f"At the {first.holder}" if first.holder else _TITLES[first.kind]
    if first.deployment is None:
        cells = tuple(Cells(each) for each in rows(first.policy))
        return Section(title, (_name(first, first.subject),), (first.path,), cells)
    said = together(
        {
            name: [(row.effect, row.who, row.what, row.on_what, row.when) for row in rows(document.policy)]
            for name, document in held.items()
        },
        values,
    )
    cells = tuple(
        Cells(Row(*texts), "everywhere" if len(names) == len(values) else among(names, list(values)))
        for texts, names in said
    )
    subject = common({name: document.subject for name, document in held.items()}, values) or first.subject
    paths = tuple(document.path for document in held.values())
    return Section(title, (_name(first, subject),), paths, cells)


def _name(document: Document, subject: str) -> str:
    return subject.removeprefix(f"{document.holder}/")


def _notes(intent: Intent) -> tuple[str, ...]:
    """Return the templates of the notes that this module's resources call for."""
    kinds = {endpoint.kind for endpoint in intent.every_endpoint}
    called_for = (
        ("gateway", EndpointKind.GATEWAY in kinds),
        ("interface", not kinds.isdisjoint(_WITH_INTERFACES)),
        ("gateway_load_balancer", EndpointKind.GATEWAY_LOAD_BALANCER in kinds),
        ("identity", bool(intent.identity_policies)),
    )
    holders = dict.fromkeys(each.kind for each in intent.resource_policies)
    names = (*(name for name, is_called_for in called_for if is_called_for), *holders)
    return tuple(f"module/readme/{name}.md.j2" for name in names)


def _entries(planned: tuple[Resource, ...], looked_up: Found) -> tuple[Entry, ...]:
    made = [(each.address.text, each.type) for each in planned]
    made += ((each.address.text, "aws_security_group") for each in looked_up.groups)
    managed = sorted(
        Entry(address, f"{_PROVIDER_DOCS}/resources/{type_.removeprefix('aws_')}", "resource")
        for address, type_ in made
    )
    checked = ("caller_identity", *(["region"] if any(each.is_regional for each in planned) else ()))
    sources = [(f"aws_{name}.current", name) for name in checked]
    sources += (
        (each.address.text.removeprefix("data."), each.type.removeprefix("aws_"))
        for each in looked_up.look_ups
    )
    managed += (
        Entry(address, f"{_PROVIDER_DOCS}/data-sources/{name}", "data source")
        for address, name in sorted(sources)
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
