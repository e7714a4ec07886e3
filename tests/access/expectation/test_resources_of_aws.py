"""A resource that AWS owns is in nobody's account and organization, in both engines."""

import pytest

from gen_vpce.access.expectation.check import Result, check_each
from gen_vpce.access.expectation.policies_held import holdings
from gen_vpce.intent.load import load_bytes
from gen_vpce.policy.compiler.compile import compile_intent

FILE = """
version: 1
name: patching
region: us-east-1
account: "123456789012"
organization: o-a1b2c3d4e5
endpoints:
  ssm:
    allow:
      - {{{grant}}}
expect:
  - {claim}:
      {{principal: role/App, action: "ssm:SendCommand", resource: "{resource}", through: ssm}}
"""
OF_AWS = "arn:aws:ssm:us-east-1::document/AWS-RunPatchBaseline"
OWN = "arn:aws:ssm:us-east-1:123456789012:document/Mine"
HELD = {
    "organization": "principals: [organization], resource_owners: [organization]",
    "account": "principals: [organization], resource_owners: [account]",
    "service_owned": "principals: [organization], service_owned: [documents]",
    "anyone's": "principals: [organization]",
}


def result(claim: str, grant: str, resource: str) -> Result:
    text = FILE.format(claim=claim, grant=grant, resource=resource)
    intent = load_bytes(text.encode(), "intent.yaml").intent
    assert intent is not None
    documents = compile_intent(intent).documents
    (checked,) = check_each(intent.expect, holdings(intent, documents), None)  # type: ignore[arg-type]
    return checked.result


@pytest.mark.parametrize("held", ["organization", "account"])
def test_what_is_held_to_owners_does_not_reach_it(held: str) -> None:
    assert result("deny", HELD[held], OF_AWS) is Result.PASSED
    assert result("never", HELD[held], OF_AWS) is Result.PASSED
    assert result("allow", HELD[held], OF_AWS) is Result.FAILED
    assert result("allow", HELD[held], OWN) is Result.PASSED


@pytest.mark.parametrize("held", ["service_owned", "anyone's"])
def test_what_is_not_held_does(held: str) -> None:
    assert result("allow", HELD[held], OF_AWS) is Result.PASSED
    assert result("always", HELD[held], OF_AWS) is Result.PASSED


def test_the_documents_of_aws_are_among_all_documents() -> None:
    assert result("never", HELD["service_owned"], "arn:aws:ssm:us-east-1:*:document/*") is Result.FAILED
    assert result("deny", HELD["service_owned"], OWN) is Result.PASSED


@pytest.mark.parametrize("resource", [OF_AWS, OWN])
@pytest.mark.parametrize("held", HELD)
def test_one_request_never_speaks_against_all(held: str, resource: str) -> None:
    results = {claim: result(claim, HELD[held], resource) for claim in ("allow", "deny", "never", "always")}
    assert (results["never"] is Result.PASSED) is (results["deny"] is Result.PASSED)
    assert (results["always"] is Result.PASSED) is (results["allow"] is Result.PASSED)
