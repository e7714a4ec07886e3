"""Nobody whom a Principal element names is taken for nobody: more for them is never `equivalent`."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.meaning.confirm import confirmed

from gen_vpce.access.comparison.compare import Verdict
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.read import read

ACCOUNT = "111122223333"
PLACED = {
    "an account": ("AWS", ACCOUNT),
    "a root user": ("AWS", f"arn:aws:iam::{ACCOUNT}:root"),
    "a role": ("AWS", f"arn:aws:iam::{ACCOUNT}:role/App"),
    "a role with a path": ("AWS", f"arn:aws-us-gov:iam::{ACCOUNT}:role/team/App"),
    "a session": ("AWS", f"arn:aws-cn:sts::{ACCOUNT}:assumed-role/App/i-1"),
    "a user": ("AWS", f"arn:aws:iam::{ACCOUNT}:user/team/Ann"),
    "a federated user": ("AWS", f"arn:aws:sts::{ACCOUNT}:federated-user/Ann"),
    "a service": ("Service", "ec2.amazonaws.com"),
    "every service": ("Service", "*"),
    "a web identity provider": ("Federated", "cognito-identity.amazonaws.com"),
    "a SAML provider": ("Federated", f"arn:aws:iam::{ACCOUNT}:saml-provider/Idp"),
    "every provider": ("Federated", "*"),
    "a canonical user": ("CanonicalUser", "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"),
    "every canonical user": ("CanonicalUser", "*"),
}
UNPLACED = {
    "the id of a role": ("AWS", "AROAEXAMPLEID"),
    "the id of a user": ("AWS", "AIDACKCEVSQ6C2EXAMPLE"),
    "an account of 4 digits": ("AWS", "1234"),
    "an account of 14 digits": ("AWS", "11112222333344"),
    "an account with dashes": ("AWS", "1111-2222-3333"),
    "the root user of a short account": ("AWS", "arn:aws:iam::1234:root"),
    "a group": ("AWS", f"arn:aws:iam::{ACCOUNT}:group/Admins"),
    "a role without a name": ("AWS", f"arn:aws:iam::{ACCOUNT}:role/"),
    "a session without a name": ("AWS", f"arn:aws:sts::{ACCOUNT}:assumed-role/App"),
    "a role with a wildcard": ("AWS", f"arn:aws:iam::{ACCOUNT}:role/*"),
    "another resource": ("AWS", "arn:aws:s3:::bucket"),
    "a service under AWS": ("AWS", "ec2.amazonaws.com"),
    "a provider under AWS": ("AWS", "accounts.google.com"),
    "the word anonymous": ("AWS", "anonymous"),
    "a name": ("AWS", "Ann"),
    "nothing": ("AWS", ""),
    "a provider that is a word": ("Federated", "okta"),
    "a service that is a word": ("Service", "lambda"),
    "a short canonical user": ("CanonicalUser", "79a59df9"),
    "a pattern of services": ("Service", "*.amazonaws.com"),
}
FORMS = PLACED | UNPLACED
NARROW: Mapping[str, object] = {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::orders/*",
    "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
}
WIDER: Mapping[str, Mapping[str, object]] = {
    "action": {"Action": "s3:*"},
    "resource": {"Resource": "arn:aws:s3:::*"},
    "condition": {"Condition": {}},
}


def policy(*statements: Mapping[str, object]) -> Policy:
    found = read(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
    assert found.policy, found.diagnostics
    return found.policy


def compared(old: Policy, new: Policy) -> Verdict:
    return confirmed(old, new, kind=PolicyKind.ENDPOINT, endpoint_kind=EndpointKind.INTERFACE).verdict


@pytest.mark.parametrize("change", WIDER)
@pytest.mark.parametrize("form", FORMS)
def test_more_for_whoever_is_named_is_wider(form: str, change: str) -> None:
    type_, text = FORMS[form]
    old = {**NARROW, "Principal": {type_: text}}
    assert compared(policy(old), policy(old | WIDER[change])) is Verdict.WIDER
    assert compared(policy(old | WIDER[change]), policy(old)) is Verdict.NARROWER


@pytest.mark.parametrize("form", FORMS)
def test_a_deny_of_whoever_is_named_counts(form: str) -> None:
    type_, text = FORMS[form]
    everyone = {**NARROW, "Principal": "*"}
    deny = {**NARROW, "Effect": "Deny", "Principal": {type_: text}}
    assert compared(policy(everyone), policy(everyone, deny)) is Verdict.NARROWER


@pytest.mark.parametrize("form", UNPLACED)
def test_who_cannot_be_placed_may_belong_to_an_account(form: str) -> None:
    type_, text = UNPLACED[form]
    if type_ != "AWS":
        return
    account = {**NARROW, "Principal": {"AWS": ACCOUNT}}
    deny = {**NARROW, "Effect": "Deny", "Principal": {"AWS": text}}
    assert compared(policy(account), policy(account, deny)) is Verdict.NARROWER
    owned = {"Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT, "aws:PrincipalOrgID": "o-1"}}}
    held = {**NARROW, **owned, "Principal": {"AWS": text}}
    assert compared(policy(held), policy(held | {"Action": "s3:*"})) is Verdict.WIDER


@pytest.mark.parametrize("type_", ["Service", "Federated", "CanonicalUser"])
def test_a_wildcard_is_everyone_of_its_type(type_: str) -> None:
    texts = [text for name, text in FORMS.values() if name == type_ and text != "*"]
    assert texts
    every = policy({**NARROW, "Principal": {type_: "*"}})
    for text in texts:
        named = policy({**NARROW, "Principal": {type_: text}})
        assert compared(named, every) is Verdict.WIDER
        assert compared(every, named) is Verdict.NARROWER


PRINCIPALS = st.lists(st.sampled_from(sorted(FORMS)), min_size=1, max_size=4, unique=True)


def element(forms: list[str]) -> Mapping[str, object]:
    entries: dict[str, list[str]] = {}
    for type_, text in map(FORMS.__getitem__, forms):
        entries.setdefault(type_, []).append(text)
    return {"Principal": entries}


@given(PRINCIPALS, PRINCIPALS, st.sampled_from(sorted(WIDER)), st.booleans())
def test_more_for_some_of_many_is_never_called_less(
    named: list[str], others: list[str], change: str, deny: bool
) -> None:
    """The statement beside it is about no more than the narrow requests, allowed or denied."""
    first = {**NARROW, **element(named)}
    second = {**NARROW, **element(others), "Effect": "Deny" if deny else "Allow"}
    assert compared(policy(first, second), policy({**first, **WIDER[change]}, second)) is Verdict.WIDER
