"""The plan of a module: which files it has, and the plain values that each template lays out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from gen_vpce.diagnostics.english import listed
from gen_vpce.intent.model import Endpoint, Intent
from gen_vpce.module.artefact import Artefact
from gen_vpce.module.by_deployment import (
    Part,
    chosen,
    counts,
    found_by_all,
    look_up,
    resources_of_all,
    values_of,
    variables_of_all,
    whole,
)
from gen_vpce.module.hcl import Value, raw
from gen_vpce.module.look_ups import found
from gen_vpce.module.picture.draw import picture
from gen_vpce.module.picture.mermaid import SHAPES, STYLES
from gen_vpce.module.readme import deployment, readme, sections, without_policy
from gen_vpce.module.resources import Resource, resources
from gen_vpce.module.terraform_test import Check, Run, checks, overrides
from gen_vpce.module.variables_and_outputs import Counts, Variable, outputs, variables
from gen_vpce.policy.compiler.compile import Document
from gen_vpce.policy.document import to_data


class Versions(Struct, frozen=True):
    """Version constraints: of Terraform and of the AWS provider for the module, of Terraform for its test.

    Terraform 1.2 knows preconditions, 1.7 mock providers, 1.11 ids that a mock makes known at plan.
    """

    terraform: str
    aws: str
    test: str


class _Blocks(Struct, frozen=True):
    """What stands in main.tf and variables.tf, and how the test tries it."""

    resources: tuple[Resource, ...]
    variables: tuple[Variable, ...]
    place: Mapping[str, Value]
    runs: tuple[Run, ...]
    counts: Counts = field(default_factory=dict)


def plan(intent: Intent, documents: tuple[Document, ...]) -> tuple[Artefact, ...]:
    """Return every file of the module that *intent* and its policy documents ask for."""
    return plan_all([Part(intent, documents)])


def plan_all(parts: Sequence[Part]) -> tuple[Artefact, ...]:
    """Return every file of the module that *parts* ask for: one without deployments, or each deployment."""
    documents = (document for part in parts for document in part.documents)
    return (*_module(parts), *_policies(documents))


def _module(parts: Sequence[Part]) -> Iterator[Artefact]:
    has_deployments = parts[0].intent.deployment is not None
    blocks = _of_deployments(parts) if has_deployments else _of_one(parts[0])
    intent = whole(parts)
    given = outputs(intent, blocks.counts)
    looked_up = found_by_all(parts, blocks.counts) if has_deployments else found(intent)
    is_regional = "region" in blocks.place
    versions = Versions(
        terraform=">= 1.2.0",
        aws=f">= {_provider(intent)}",
        test=">= 1.11" if any(run.overrides for run in blocks.runs) else ">= 1.7",
    )
    first = parts[0].intent
    shared = {
        "account": first.account,
        "region": first.region,
        "versions": versions,
        "is_regional": is_regional,
        "looked_up": looked_up,
        "deployments": tuple(deployment(part.intent) for part in parts) if has_deployments else (),
    }
    described = readme(intent, blocks.resources, blocks.variables, given, looked_up)
    for path, context in (
        ("main.tf", {"resources": blocks.resources, "place": blocks.place, "needs": _needs(blocks)}),
        ("variables.tf", {"variables": blocks.variables}),
        ("outputs.tf", {"outputs": given}),
        ("versions.tf", {}),
        (
            "README.md",
            {
                **described,
                "sections": sections([part.documents for part in parts], values_of(parts)),
                "picture": picture(parts),
                "shapes": SHAPES,
                "styles": STYLES,
                "without_policy": without_policy([part.intent for part in parts], values_of(parts)),
            },
        ),
        (
            "tests/policy.tftest.hcl",
            {
                "variables": {
                    each.name: each.example for each in blocks.variables if each.required or each.needed_in
                },
                "runs": blocks.runs,
            },
        ),
    ):
        yield Artefact(path, f"module/{path}.j2", {**shared, **context})


def _provider(intent: Intent) -> str:
    """Return the first version of the AWS provider that knows all that the endpoints have.

    Version 5.43 knows policies on DynamoDB tables, 5.54 addresses of network interfaces, 5.83 endpoints to
    services of another Region, 5.85 those to resource configurations and service networks, 6.28 of which of
    their domains the names are answered.
    """
    needs = ((5, 43, 0), *(version for each in intent.every_endpoint for version in _needs_of(each)))
    return ".".join(map(str, max(needs)))


def _needs_of(endpoint: Endpoint) -> Iterator[tuple[int, int, int]]:
    if endpoint.subnet_configuration:
        yield (5, 54, 0)
    if endpoint.service_region:
        yield (5, 83, 0)
    if endpoint.resource_configuration_arn or endpoint.service_network_arn:
        yield (5, 85, 0)
    if endpoint.private_dns_preference:
        yield (6, 28, 0)


def _of_one(part: Part) -> _Blocks:
    intent = part.intent
    planned = resources(intent, part.documents)
    place = _place(intent.account, intent.region, planned)
    run = Run("plan", overrides(intent, planned), checks(intent, planned))
    return _Blocks(planned, variables(intent), place, (run,))


def _of_deployments(parts: Sequence[Part]) -> _Blocks:
    when = counts(parts)
    planned = resources_of_all(parts, when)
    accounts = look_up({part.intent.deployment or "": part.intent.account for part in parts})
    regions = look_up({part.intent.deployment or "": part.intent.region for part in parts})
    runs = tuple(_run(part, when) for part in parts)
    return _Blocks(planned, variables_of_all(parts), _place(accounts, regions, planned), runs, when)


def _run(part: Part, when: Counts) -> Run:
    intent = part.intent
    own = resources(intent, part.documents)
    name = f"plan_{intent.deployment}"
    tried = checks(intent, own, tuple(when))
    return Run(name, overrides(intent, own), tried, intent.deployment, intent.account, intent.region)


def _place(account: Value, region: Value, planned: tuple[Resource, ...]) -> Mapping[str, Value]:
    """Return what account and Region are checked against; identity policies are for every Region."""
    is_regional = any(resource.is_regional for resource in planned)
    return {"account": account} | ({"region": region} if is_regional else {})


def _needs(blocks: _Blocks) -> tuple[Check, ...]:
    """Return what the caller must pass for the deployment that it chose."""
    return tuple(
        Check(
            raw(f"!{chosen(variable.needed_in).text} || var.{variable.name} != null"),
            f"{variable.name} is needed in {listed(variable.needed_in)}.",
        )
        for variable in blocks.variables
        if variable.needed_in
    )


def _policies(documents: Iterable[Document]) -> Iterator[Artefact]:
    for document in documents:
        yield Artefact(document.path, f"policy/{document.kind}.json.j2", {"policy": to_data(document.policy)})
