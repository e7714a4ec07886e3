"""The plan of a module: which files it has, and the plain values that each template lays out."""

from collections.abc import Iterator

from msgspec import Struct

from gen_vpce.intent.model import Intent
from gen_vpce.module.artefact import Artefact
from gen_vpce.module.readme import readme
from gen_vpce.module.resources import resources
from gen_vpce.module.terraform_test import checks, overrides
from gen_vpce.module.variables_and_outputs import outputs, variables
from gen_vpce.policy.compile import Document
from gen_vpce.policy.document import to_data


class Versions(Struct, frozen=True):
    """Version constraints: of Terraform and of the AWS provider for the module, of Terraform for its test.

    Terraform 1.2 knows preconditions, 1.7 mock providers, 1.11 ids that a mock makes known at plan.
    Provider 5.43 knows policies on DynamoDB tables, 5.83 endpoints to services of another Region.
    """

    terraform: str
    aws: str
    test: str


def plan(intent: Intent, documents: tuple[Document, ...]) -> tuple[Artefact, ...]:
    """Return every file of the module that *intent* and its policy documents ask for."""
    return (*_module(intent, documents), *_policies(documents))


def _module(intent: Intent, documents: tuple[Document, ...]) -> Iterator[Artefact]:
    planned, asked, given = resources(intent, documents), variables(intent), outputs(intent)
    known_ids = overrides(intent, planned)
    is_regional = any(resource.is_regional for resource in planned)
    versions = Versions(
        terraform=">= 1.2.0",
        aws=">= 5.83.0" if any(each.service_region for each in intent.endpoints) else ">= 5.43.0",
        test=">= 1.11" if known_ids else ">= 1.7",
    )
    place = {"account": intent.account} | ({"region": intent.region} if is_regional else {})
    shared = {"region": intent.region, "place": place, "versions": versions, "is_regional": is_regional}
    for path, context in (
        ("main.tf", {"resources": planned}),
        ("variables.tf", {"variables": asked}),
        ("outputs.tf", {"outputs": given}),
        ("versions.tf", {}),
        ("README.md", readme(intent, documents, planned, asked, given)),
        (
            "tests/policy.tftest.hcl",
            {
                "variables": {each.name: each.example for each in asked if each.required},
                "overrides": known_ids,
                "checks": checks(intent, planned),
            },
        ),
    ):
        yield Artefact(path, f"module/{path}.j2", {**shared, **context})


def _policies(documents: tuple[Document, ...]) -> Iterator[Artefact]:
    for document in documents:
        yield Artefact(document.path, f"policy/{document.kind}.json.j2", {"policy": to_data(document.policy)})
