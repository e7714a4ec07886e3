"""What `gen-vpce catalog` says about services."""

import json

import pytest

from gen_vpce import catalog
from gen_vpce.report.catalog import page, page_json, page_text, services_json, services_text


def test_every_service_has_a_line_and_an_object() -> None:
    services = list(catalog.endpoint_services().values())
    lines = services_text(services).splitlines()
    *table, blank, made_from = lines
    assert [line.split()[0] for line in table] == ["SERVICE", *(each.name for each in services)]
    assert (blank, made_from) == ("", f"made from {', '.join(catalog.sources())}")
    assert [each["name"] for each in json.loads(services_json(services))] == [each.name for each in services]


def test_a_page_says_what_an_intent_can_say() -> None:
    service = catalog.endpoint_service("dynamodb")
    assert service
    text = page_text(page(service))
    assert text.startswith("dynamodb\n  service name     com.amazonaws.REGION.dynamodb\n")
    assert "\n  longest policy   20,480 characters, as of 20" in text
    assert "\npresets\n  full-access " in text
    assert "\naccess: list\n  dynamodb:List" in text
    assert "\n  dynamodb:GetItem\n" in text[text.index("access: read") : text.index("access: write")]
    assert "\n  table/TableName  " in text[text.index("\nresources\n") :]
    assert "service_owned" not in text


def test_the_page_of_s3_names_the_features_with_buckets_of_their_own() -> None:
    service = catalog.endpoint_service("s3")
    assert service
    data = json.loads(page_json(page(service)))
    assert {each["name"] for each in data["service_owned"]} == set(catalog.owned_features("s3"))
    assert {"bucket/BucketName", "bucket/BucketName/ObjectName"} <= {
        each["written"] for each in data["resources"]
    }


def test_the_page_of_ssm_names_what_aws_owns_there() -> None:
    service = catalog.endpoint_service("ssm")
    assert service
    data = {each["name"]: each for each in json.loads(page_json(page(service)))["service_owned"]}
    assert data["documents"]["resources"] == ["arn:${Partition}:ssm:${Region}::document/*"]
    assert data["documents"]["signed"] is True
    assert "\n  documents " in page_text(page(service)).partition("service_owned, as of ")[2]


def test_the_page_of_sts_names_what_is_called_without_credentials() -> None:
    service = catalog.endpoint_service("sts")
    assert service
    told = json.loads(page_json(page(service)))["without_credentials"]
    assert told["actions"] == ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"]
    section = page_text(page(service)).partition("\ncalled without credentials, as of ")[2]
    assert section.startswith(told["as_of"])
    assert all(f"\n  {action}\n" in section for action in told["actions"])


@pytest.mark.parametrize("name", list(catalog.endpoint_services())[::23])
def test_both_forms_of_a_page_name_the_same_actions(name: str) -> None:
    service = catalog.endpoint_service(name)
    assert service
    data = json.loads(page_json(page(service)))
    named = [action for actions in data["actions"].values() for action in actions]
    lines = page_text(page(service)).splitlines()
    assert [line.strip() for line in lines if line.strip() in set(named)] == named
