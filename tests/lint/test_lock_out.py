"""Who can still change the policy of a resource: nobody, the root user alone, nobody from outside."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen_vpce import catalog
from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.intent.load import load_bytes
from gen_vpce.lint.documents import lint_documents
from gen_vpce.lint.files import lint_text
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.elements import policy_from

HOLDERS = list(catalog.POLICY_HOLDERS.values())
CODES = ("GV810", "GV812", "GV813")
OWN, OTHER = "arn:aws:iam::123456789012:role/Admin", "arn:aws:iam::111111111111:role/Admin"
ROOT = "arn:aws:iam::123456789012:root"


def found(
    holder: catalog.PolicyHolder, statements: list[dict[str, Any]], organization: str = "", **more: object
) -> list[tuple[str, str, int]]:
    """Return code, message and line of what is found on a policy of these statements, a line each."""
    arns = holder.arns(holder.example, "aws", "us-east-1", "123456789012")
    on = {True: {"Resource": list(arns)}, False: {"Resource": "*"}, None: {}}[holder.is_named]
    lines = []
    for each in statements:
        acts = {} if "NotAction" in each else {"Action": list(holder.actions)}
        whole = {"Effect": "Deny", "Principal": "*", **acts, **on, **each}
        lines.append(f"      - {json.dumps(whole)}\n")
    head = 'version: 1\nname: a\nregion: us-east-1\naccount: "123456789012"\n'
    head += f"organization: {organization}\n" if organization else ""
    head += "resource_policies:\n"
    entry = "".join(f"    {name}: {json.dumps(value)}\n" for name, value in more.items())
    given = f"    statements:\n{''.join(lines)}" if lines else ""
    text = f'{head}  - {holder.word}: "{holder.example}"\n{entry}{given}'
    loaded = load_bytes(text.encode(), "intent.yaml")
    assert loaded.intent, loaded.diagnostics
    compiled = compile_intent(loaded.intent)
    assert not compiled.diagnostics
    told = lint_documents(compiled.documents, loaded.intent)
    return [
        (each.code, each.message, each.span.line if each.span else 0) for each in told if each.code in CODES
    ]


def but_for(*arns: str, operator: str = "ArnNotLike") -> dict[str, Any]:
    return {"Condition": {operator: {"aws:PrincipalArn": list(arns)}}}


ALLOW = {"Effect": "Allow", "Principal": {"AWS": ROOT}}
LOCKED: dict[str, list[dict[str, Any]]] = {
    "a Deny of everyone": [{}],
    "but for a role of another account": [but_for(OTHER)],
    "but for roles of AWS": [but_for("arn:aws:iam::*:role/aws-service-role/*")],
    "each leaves out another role": [but_for(OWN), but_for(OWN.replace("Admin", "Other"))],
    "of the account itself": [{"Principal": {"AWS": "123456789012"}}],
    "of all actions but those that read": [{"NotAction": "PREFIX:Get*"}],
    "at a time that is always": [{"Condition": {"NumericLessThan": {"aws:EpochTime": "0"}}}, {}],
    "whoever has no tag, and whoever has one": [
        {"Condition": {"Null": {"aws:PrincipalTag/a": "true"}}},
        {"Condition": {"Null": {"aws:PrincipalTag/a": "false"}}},
    ],
}
OPEN: dict[str, list[dict[str, Any]]] = {
    "but for a role": [but_for(OWN)],
    "but for a role, in other words": [but_for(OWN, operator="ArnNotEquals")],
    "but for the root user": [but_for(ROOT)],
    "of others": [{"Principal": {"AWS": OTHER}}],
    "whoever has no tag": [{"Condition": {"Null": {"aws:PrincipalTag/a": "true"}}}],
    "without TLS": [{"Condition": {"Bool": {"aws:SecureTransport": "false"}}}],
}


def of(holder: catalog.PolicyHolder, statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return statements for a type: about what changes its policy, with the grant that a key needs."""
    made: list[dict[str, Any]] = [ALLOW] * holder.needs_grant
    for each in statements:
        if "NotAction" in each:
            made.append({**each, "NotAction": each["NotAction"].replace("PREFIX", holder.prefix)})
        else:
            made.append({**each, "Action": list(holder.changes)})
    return made


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.word)
@pytest.mark.parametrize("case", LOCKED)
def test_nobody_is_left(holder: catalog.PolicyHolder, case: str) -> None:
    ((code, message, line),) = found(holder, of(holder, LOCKED[case]))
    assert code == ("GV813" if holder.way_back else "GV812")
    assert message.startswith("nobody of account 123456789012 can change the policy of ")
    assert line == 8 + holder.needs_grant


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.word)
@pytest.mark.parametrize("case", OPEN)
def test_somebody_is_left(holder: catalog.PolicyHolder, case: str) -> None:
    assert found(holder, of(holder, OPEN[case])) == []


def test_a_key_is_managed_by_whom_its_policy_allows() -> None:
    key = catalog.POLICY_HOLDERS["key"]
    for principal, is_told in ((OTHER, True), (OWN, False), (ROOT, False), ("123456789012", False)):
        grant = {"Effect": "Allow", "Principal": {"AWS": principal}}
        told = found(key, [grant])
        assert [code for code, *_ in told] == ["GV812"] * is_told
        if told:
            assert told[0][1].endswith("no statement allows it to anybody")
    reads = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:Decrypt"}
    assert [code for code, *_ in found(key, [reads])] == ["GV812"]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.word)
def test_somebody_of_another_account_outside_does_not_help(holder: catalog.PolicyHolder) -> None:
    through = {"deny_unless_through": ["vpce-0123456789abcdef0"]}
    own = found(holder, [], **through, except_principals=["role/Admin"])
    other = found(holder, [], **through, except_principals=[OTHER])
    assert own == []
    ((code, message, _),) = other
    assert (code, message.endswith("from outside of its network")) == ("GV810", True)


def test_it_says_which_request_and_what_is_left_to_do() -> None:
    bucket = catalog.POLICY_HOLDERS["bucket"]
    head = 'version: 1\nname: a\nregion: us-east-1\naccount: "123456789012"\n'
    deny = '{Effect: Deny, Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::orders"}'
    text = f"{head}resource_policies:\n  - bucket: orders\n    statements: [{deny}]\n"
    told = []
    for more in ("", "accept: {GV813: the root user keeps it}\n"):
        loaded = load_bytes((text + more).encode(), "intent.yaml")
        assert loaded.intent
        documents = compile_intent(loaded.intent).documents
        told.append([each for each in lint_documents(documents, loaded.intent) if each.code == "GV813"])
    ((found_one,), accepted) = told
    assert accepted == []
    assert found_one.details[0].startswith("for example: arn:aws:iam::123456789012:")
    assert "calling s3:" in found_one.details[0]
    assert bucket.way_back
    assert bucket.way_back in (found_one.hint or "")


CALLERS = (OWN, "arn:aws:iam::123456789012:user/ann", ROOT, "arn:aws:iam::123456789012:role/terraform")
CONDITIONS = (
    {"ArnNotLike": {"aws:PrincipalArn": OWN}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/*"}},
    {"StringNotEquals": {"aws:SourceVpce": "vpce-01234567"}},
    {"Bool": {"aws:SecureTransport": "false"}},
    {"Null": {"aws:PrincipalTag/a": "true"}},
    {"StringNotEquals": {"aws:PrincipalTag/a": "b"}},
)
CONTEXTS: tuple[dict[str, str | None], ...] = tuple(
    {"aws:SourceVpce": vpce, "aws:SecureTransport": tls, "aws:PrincipalTag/a": tag}
    for vpce in (None, "vpce-01234567")
    for tls in ("true", "false")
    for tag in (None, "b", "c")
)
DENIES = st.fixed_dictionaries(
    {"Action": st.sampled_from(["s3:PutBucketPolicy", "s3:*BucketPolicy", "s3:*"])},
    optional={
        "Condition": st.sampled_from(CONDITIONS),
        "Principal": st.sampled_from([{"AWS": OWN}, {"AWS": "123456789012"}, "*"]),
    },
)


@settings(max_examples=60, deadline=None)
@given(statements=st.lists(DENIES, min_size=1, max_size=4))
def test_whoever_is_found_by_trial_is_not_locked_out(statements: list[dict[str, Any]]) -> None:
    """Every caller of a sample is asked: where one may change the policy, nobody is said to be locked out."""
    bucket = catalog.POLICY_HOLDERS["bucket"]
    (arn, _) = bucket.arns(bucket.example, "aws", "us-east-1", "123456789012")
    whole = [{"Effect": "Deny", "Principal": "*", "Resource": arn, **each} for each in statements]
    policy, _ = policy_from({"Version": "2012-10-17", "Statement": whole})
    assert policy
    layers = Layers(restrictions=((PolicyKind.RESOURCE, compile_policy(policy)),))
    can = any(
        decide(layers, facts(Request(caller, action, arn, "123456789012", context))).outcome
        is Outcome.ALLOWED
        for caller in CALLERS
        for action in bucket.changes
        for context in CONTEXTS
    )
    is_locked = "GV813" in [code for code, *_ in found(bucket, statements)]
    assert is_locked is not can


UNKNOWN: dict[str, tuple[list[dict[str, Any]], bool]] = {
    "who is excepted": ([but_for("⟨aws_iam_role.admin.arn⟩")], False),
    "a part of who is excepted": ([but_for("arn:aws:iam::⟨account⟩:role/Admin")], False),
    "who is denied": ([{"Principal": {"AWS": "⟨var.denied⟩"}}], False),
    "a key": ([{"Condition": {"StringEquals": {"⟨var.key⟩": "x"}}}], False),
    "an example that somebody left": ([but_for("arn:aws:iam::ACCOUNT:role/ROLE")], False),
    "nothing that matters": ([but_for("⟨aws_iam_role.admin.arn⟩"), {}], True),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_what_is_not_known_may_leave_somebody_in(case: str) -> None:
    statements, is_told = UNKNOWN[case]
    own = {"Effect": "Allow", "Principal": {"AWS": "⟨var.admins⟩"}, "Action": "kms:*", "Resource": "*"}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*"}
    whole = [own, *({**deny, **each} for each in statements)]
    text = json.dumps({"Version": "2012-10-17", "Statement": whole}, ensure_ascii=False)
    told = lint_text(text, "key.json", Attachment(PolicyKind.RESOURCE))
    assert [each.code for each in told if each.code in CODES] == ["GV812"] * is_told


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.word)
@pytest.mark.parametrize(
    ("home", "asked", "is_locked"),
    [
        ("o-a1b2c3d4e5", "o-zzzzzzzzzz", True),
        ("o-a1b2c3d4e5", "o-a1b2c3d4e5", False),
        ("", "o-zzzzzzzzzz", False),
    ],
)
def test_another_organization_than_that_of_the_account_leaves_nobody(
    holder: catalog.PolicyHolder, home: str, asked: str, is_locked: bool
) -> None:
    told = found(holder, [], home, deny_unless_organization=[f"organization/{asked}"])
    assert [code for code, _, _ in told] == (["GV813" if holder.way_back else "GV812"] if is_locked else [])


def test_a_key_that_allows_nobody_says_so_beside_its_deny() -> None:
    theirs = {"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "kms:*"}
    ((code, message, _),) = found(
        catalog.POLICY_HOLDERS["key"],
        [theirs],
        deny_unless_organization=["organization/o-a1b2c3d4e5"],
    )
    assert code == "GV812"
    assert message.endswith(": no statement allows it to anybody")
