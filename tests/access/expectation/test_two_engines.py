"""One request and all of a form: `allow` and `deny` do not contradict `never` and `always`."""

import pytest

from gen_vpce.access.expectation.check import Result, check_each
from gen_vpce.access.expectation.policies_held import holdings
from gen_vpce.intent.load import load_bytes
from gen_vpce.policy.compiler.compile import compile_intent

FILE = """
version: 1
name: orders
region: us-east-1
account: "123456789012"
{organization}endpoints:
  dynamodb:
    allow: [{{{grant}}}]
expect:
  - {claim}:
      {{principal: {principal}, action: "dynamodb:DeleteTable", resource: table/Orders, through: dynamodb
      {context}}}
"""
ORGANIZATION = "organization: o-a1b2c3d4e5\n"
OF_ORGANIZATION = "principals: [organization], resource_owners: [account]"
GRANTS = {
    "organization": OF_ORGANIZATION,
    "resources of the organization": "resource_owners: [organization]",
    "one tag": 'condition: {StringEquals: {"aws:PrincipalTag/env": prod}}',
    "one VPC": 'condition: {StringEquals: {"aws:SourceVpc": vpc-0123456789abcdef0}}',
    "account of the endpoint": 'condition: {StringEquals: {"aws:VpceAccount": "123456789012"}}',
    "TLS": 'condition: {Bool: {"aws:SecureTransport": "true"}}',
    "no tag": 'condition: {"Null": {"aws:PrincipalTag/env": "true"}}',
    "nothing asked": "principals: [role/App]",
}
PRINCIPALS = ("role/App", "arn:aws:iam::210987654321:role/App", "ec2.amazonaws.com", "anonymous")


def result(
    claim: str, grant: str, principal: str = "role/App", context: str = "", organization: str = ORGANIZATION
) -> Result:
    text = FILE.format(
        claim=claim, grant=grant, principal=principal, context=context, organization=organization
    )
    intent = load_bytes(text.encode(), "intent.yaml").intent
    assert intent is not None
    (checked,) = check_each(intent.expect, holdings(intent, compile_intent(intent).documents), None)  # type: ignore[arg-type]
    return checked.result


def test_the_organization_of_the_file_is_that_of_its_account() -> None:
    assert result("allow", OF_ORGANIZATION) is Result.PASSED
    assert result("always", OF_ORGANIZATION) is Result.PASSED
    assert result("deny", OF_ORGANIZATION) is Result.FAILED
    assert result("never", OF_ORGANIZATION) is Result.FAILED


def test_the_organization_of_another_account_is_not_known() -> None:
    stranger = "arn:aws:iam::210987654321:role/App"
    assert result("deny", OF_ORGANIZATION, stranger) is Result.UNDECIDED
    told = ", context: {aws:PrincipalOrgID: o-zzzzzzzzzz}"
    assert result("deny", OF_ORGANIZATION, stranger, told) is Result.PASSED


@pytest.mark.parametrize("grant", ["one tag", "one VPC", "account of the endpoint", "TLS", "no tag"])
def test_a_key_that_nobody_can_derive_leaves_a_request_undecided(grant: str) -> None:
    assert result("allow", GRANTS[grant]) is Result.UNDECIDED
    assert result("deny", GRANTS[grant]) is Result.UNDECIDED


@pytest.mark.parametrize("principal", PRINCIPALS)
@pytest.mark.parametrize("grant", GRANTS)
def test_one_request_never_speaks_against_all(grant: str, principal: str) -> None:
    results = {
        claim: result(claim, GRANTS[grant], principal) for claim in ("allow", "deny", "never", "always")
    }
    if results["never"] is Result.PASSED:
        assert results["allow"] is not Result.PASSED
    if results["always"] is Result.PASSED:
        assert results["deny"] is not Result.PASSED
    if results["never"] is Result.FAILED:
        assert results["deny"] is not Result.PASSED
    if results["always"] is Result.FAILED:
        assert results["allow"] is not Result.PASSED
