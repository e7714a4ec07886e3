"""Which condition keys a request has: given, derived, unknown, absent."""

import pytest

from gen_vpce.access.decision.caller import CallerKind, caller
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.access.patterns.truth import Unknown

TABLE = "arn:aws:dynamodb:us-east-1:111111111111:table/T"
ROLE = "arn:aws:iam::111111111111:role/App"
SESSION = "arn:aws:sts::111111111111:assumed-role/App/s"


def keys(principal: str = ROLE, resource: str = TABLE, **more: object) -> dict[str, object]:
    """Return the keys of a request; the ones with a single value without their tuple."""
    request = Request(principal, "dynamodb:GetItem", resource, **more)  # type: ignore[arg-type]
    found = facts(request).keys
    return {
        key: value[0] if isinstance(value, tuple) and len(value) == 1 else value
        for key, value in found.items()
    }


ACCOUNT = "111111111111"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
USER = f"arn:aws:iam::{ACCOUNT}:user/a/ann"
FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/bob"
IN_CHINA = f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/App/s"


@pytest.mark.parametrize(
    ("principal", "kind", "account", "arn"),
    [
        (ACCOUNT, CallerKind.ROOT, ACCOUNT, ROOT),
        (ROOT, CallerKind.ROOT, ACCOUNT, ROOT),
        (USER, CallerKind.USER, ACCOUNT, USER),
        (ROLE, CallerKind.ROLE, ACCOUNT, ROLE),
        (SESSION, CallerKind.ROLE, ACCOUNT, ROLE),
        (IN_CHINA, CallerKind.ROLE, ACCOUNT, f"arn:aws-cn:iam::{ACCOUNT}:role/App"),
        (FEDERATED, CallerKind.FEDERATED_USER, ACCOUNT, FEDERATED),
        ("ec2.amazonaws.com", CallerKind.SERVICE, None, None),
        ("anonymous", CallerKind.ANONYMOUS, None, None),
        ("accounts.google.com", CallerKind.PROVIDER, None, None),
        ("AROAEXAMPLEID", CallerKind.OTHER, None, None),
    ],
)
def test_a_principal_is_taken_apart(principal: str, kind: CallerKind, account: str, arn: str) -> None:
    who = caller(principal)

    assert (who.kind, who.account, who.arn) == (kind, account, arn)
    assert who.session == (principal if "assumed-role" in principal else None)


def test_a_role_brings_its_keys() -> None:
    assert keys() == {
        "aws:principalarn": ROLE,
        "aws:principalaccount": "111111111111",
        "aws:principaltype": "AssumedRole",
        "aws:principalisawsservice": "false",
        "aws:viaawsservice": "false",
        "aws:resourceaccount": "111111111111",
        "aws:requestedregion": "us-east-1",
        "aws:userid": Unknown("aws:userid"),
        "aws:tokenissuetime": Unknown("aws:TokenIssueTime"),
        "aws:currenttime": Unknown("aws:CurrentTime"),
        "aws:epochtime": Unknown("aws:EpochTime"),
    }
    assert keys(SESSION) == keys()


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("arn:aws:iam::111111111111:user/a/ann", {"aws:username": "ann", "aws:principaltype": "User"}),
        ("111111111111", {"aws:userid": "111111111111", "aws:principaltype": "Account"}),
        (
            "arn:aws:sts::111111111111:federated-user/bob",
            {"aws:userid": "111111111111:bob", "aws:principaltype": "FederatedUser"},
        ),
        (
            "ec2.amazonaws.com",
            {"aws:principalisawsservice": "true", "aws:principalservicename": "ec2.amazonaws.com"},
        ),
    ],
)
def test_other_callers_bring_theirs(principal: str, expected: dict[str, str]) -> None:
    assert expected.items() <= keys(principal).items()


def test_the_anonymous_bring_no_principal_keys() -> None:
    assert not [key for key in keys("anonymous") if key.startswith("aws:principal") or key == "aws:userid"]


def test_what_is_given_wins_and_none_is_absent() -> None:
    found = keys(
        context={"AWS:PrincipalArn": "x", "aws:ViaAWSService": None, "aws:TagKeys": [], "n": [1, True]}
    )

    assert found["aws:principalarn"] == "x"
    assert found["n"] == ("1", "true")
    assert "aws:viaawsservice" not in found
    assert "aws:tagkeys" not in found


def test_nothing_is_derived_where_that_is_turned_off() -> None:
    assert keys(derive=False, through="vpce-1", context={"k": "v"}) == {"k": "v"}


def test_an_endpoint_brings_its_id_and_its_network_stays_unknown() -> None:
    found = keys(through="vpce-1")

    assert found["aws:sourcevpce"] == "vpce-1"
    assert found["aws:sourcevpc"] == Unknown("aws:SourceVpc")
    assert "aws:sourceip" not in found


def test_the_owner_is_told_by_the_asker_or_by_the_arn_or_by_nobody() -> None:
    assert keys(resource_account="222222222222")["aws:resourceaccount"] == "222222222222"
    assert keys(resource="arn:aws:s3:::b")["aws:resourceaccount"] == Unknown("aws:ResourceAccount")
    assert facts(Request(ROLE, "s3:GetObject", "arn:aws:s3:::b")).in_one_account
    assert not facts(Request(ROLE, "s3:GetObject", "arn:aws:s3:::b", "222222222222")).in_one_account
    other = Request(ROLE, "s3:GetObject", "arn:aws:s3:::b", context={"aws:ResourceAccount": "222222222222"})
    assert not facts(other).in_one_account


def test_the_time_is_told_in_both_ways() -> None:
    assert keys(context={"aws:CurrentTime": "2020-01-01T00:00:00Z"})["aws:epochtime"] == "1577836800"
    assert keys(context={"aws:EpochTime": 1577836800})["aws:currenttime"] == "2020-01-01T00:00:00Z"
    assert keys(context={"aws:CurrentTime": "soon"})["aws:epochtime"] == Unknown("aws:EpochTime")
