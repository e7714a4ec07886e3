"""What the short names of principals, owners and resources stand for."""

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce import catalog
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Endpoint, Grant, Intent
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.names.resource_forms import forms
from gen_vpce.intent.text.yaml_flow import flow

HEAD = "version: 1\nname: orders\nregion: us-east-1\naccount: '123456789012'\norganization: o-a1b2c3d4e5\n"
_SETS = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_"
PRINCIPALS = [
    ("role/App", "arn", "arn:aws:iam::123456789012:role/App"),
    ("role/team/eu/App", "arn", "arn:aws:iam::123456789012:role/team/eu/App"),
    ("role/App-*", "arn", "arn:aws:iam::123456789012:role/App-*"),
    ("user/${aws:username}", "arn", "arn:aws:iam::123456789012:user/${aws:username}"),
    ("user/jo@example.com", "arn", "arn:aws:iam::123456789012:user/jo@example.com"),
    ("account", "account", "123456789012"),
    ("account/012345670123", "account", "012345670123"),
    ("organization", "organization", "o-a1b2c3d4e5"),
    ("organization/o-zzzzzzzzzz", "organization", "o-zzzzzzzzzz"),
    ("permission-set/ReadOnly", "arn", f"{_SETS}ReadOnly_*"),
    ("permission-set/Team-*", "arn", f"{_SETS}Team-*_*"),
    ("ou/ou-ab12-11111111", "ou", "o-a1b2c3d4e5/r-ab12/*ou-ab12-11111111/*"),
    ("ou/ou-ab12-11111111/", "ou", "o-a1b2c3d4e5/r-ab12/*ou-ab12-11111111/"),
    ("ou/ou-ab12-11111111/ou-*", "ou", "o-a1b2c3d4e5/r-ab12/*ou-ab12-11111111/ou-*"),
    ("ou/ou-ab12-11111111/*", "ou", "o-a1b2c3d4e5/r-ab12/*ou-ab12-11111111/*"),
    (
        "ou/ou-ab12-11111111/ou-ab12-22222222",
        "ou",
        "o-a1b2c3d4e5/r-ab12/*ou-ab12-11111111/ou-ab12-22222222/*",
    ),
    (
        "ou/o-zzzzzzzzzz/r-ab12/ou-ab12-11111111",
        "ou",
        "o-zzzzzzzzzz/r-ab12/ou-ab12-11111111/*",
    ),
    ("ou/o-zzzzzzzzzz/ou-ab12-11111111", "ou", "o-zzzzzzzzzz/r-ab12/*ou-ab12-11111111/*"),
    ("ou/r-ab12", "ou", "o-a1b2c3d4e5/r-ab12/*"),
    ("ou/r-ab12/ou-*", "ou", "o-a1b2c3d4e5/r-ab12/ou-*"),
    ("tag/team=orders", "tag", "team=orders"),
    ("tag/cost center=a=b", "tag", "cost center=a=b"),
    ("tag/team=", "tag", "team="),
    ("tag/team=${aws:ResourceTag/team}", "tag", "team=${aws:ResourceTag/team}"),
    ("aws-services", "aws-services", "true"),
    ("arn:aws:iam::111122223333:role/App", "arn", "arn:aws:iam::111122223333:role/App"),
    ("arn:aws:iam::*:role/App", "arn", "arn:aws:iam::*:role/App"),
    ("arn:aws:sts::111122223333:federated-user/jo", "arn", "arn:aws:sts::111122223333:federated-user/jo"),
]
_HERE = "us-east-1:123456789012"
_T = f"arn:aws:dynamodb:{_HERE}:table"
RESOURCES = [
    ("dynamodb", "table/Orders", "table", (f"{_T}/Orders", f"{_T}/Orders/index/*")),
    ("dynamodb", "table/*", "table", (f"{_T}/*",)),
    ("dynamodb", "table/Ord*", "table", (f"{_T}/Ord*",)),
    (
        "dynamodb",
        "table/${aws:username}",
        "table",
        (f"{_T}/${{aws:username}}", f"{_T}/${{aws:username}}/index/*"),
    ),
    ("dynamodb", "table/Orders/index/ByDate", "index", (f"{_T}/Orders/index/ByDate",)),
    ("dynamodb", "table/Orders/stream/*", "stream", (f"{_T}/Orders/stream/*",)),
    ("dynamodb", f"{_T}/Orders", "table", (f"{_T}/Orders",)),
    ("dynamodb", "arn:aws:dynamodb:*:*:table/Orders", "table", ("arn:aws:dynamodb:*:*:table/Orders",)),
    ("dynamodb", "*", None, ("*",)),
    ("s3", "bucket/archive", "bucket", ("arn:aws:s3:::archive", "arn:aws:s3:::archive/*")),
    ("s3", "bucket/archive/2024/*", "object", ("arn:aws:s3:::archive/2024/*",)),
    ("s3", "bucket/archive/*", "object", ("arn:aws:s3:::archive/*",)),
    ("s3", "bucket/*", "bucket", ("arn:aws:s3:::*",)),
    ("s3", "arn:aws:s3:::archive", "bucket", ("arn:aws:s3:::archive",)),
    ("s3", "accesspoint/web", "accesspoint", ("arn:aws:s3:us-east-1:123456789012:accesspoint/web",)),
    ("kms", "key/0a1b", "key", ("arn:aws:kms:us-east-1:123456789012:key/0a1b",)),
    ("ecr.api", "repository/team/app", "repository", (f"arn:aws:ecr:{_HERE}:repository/team/app",)),
    ("lambda", "function:resize", "function", ("arn:aws:lambda:us-east-1:123456789012:function:resize",)),
    ("sqs", "queue/jobs", "queue", ("arn:aws:sqs:us-east-1:123456789012:jobs",)),
    ("sns", "topic/alerts", "topic", ("arn:aws:sns:us-east-1:123456789012:alerts",)),
    ("secretsmanager", "secret:db-*", "Secret", (f"arn:aws:secretsmanager:{_HERE}:secret:db-*",)),
    (
        "logs",
        "log-group:/aws/lambda/resize:log-stream:x",
        "log-stream",
        ("arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/resize:log-stream:x",),
    ),
]


def _intent(text: str) -> Intent:
    loaded = load_bytes((HEAD + text).encode(), "intent.yaml")
    assert loaded.diagnostics == ()
    assert loaded.intent is not None
    return loaded.intent


def _endpoint(service: str, grant: dict[str, object], more: str = "") -> Endpoint:
    return _intent(f"endpoints:\n  {service}:\n    allow: [{flow(grant)}]\n{more}").endpoints[0]


def _grant(service: str, grant: dict[str, object]) -> Grant:
    return _endpoint(service, grant).allow[0]


@pytest.mark.parametrize(("written", "kind", "value"), PRINCIPALS)
def test_principals(written: str, kind: str, value: str) -> None:
    (ref,) = _grant("dynamodb", {"principals": [written]}).principals
    assert (ref.kind, ref.value) == (kind, value)


def test_everyone_is_nobody_in_particular() -> None:
    assert _grant("dynamodb", {"principals": ["*"]}).principals == ()


def test_owners() -> None:
    named = [
        "account",
        "account/111122223333",
        "organization",
        "organization/o-zzzzzzzzzz",
        "ou/ou-ab12-11111111",
    ]
    refs = _grant("s3", {"resource_owners": named}).resource_owners
    assert [(ref.kind, ref.value) for ref in refs] == [
        ("account", "123456789012"),
        ("account", "111122223333"),
        ("organization", "o-a1b2c3d4e5"),
        ("organization", "o-zzzzzzzzzz"),
        ("ou", "o-a1b2c3d4e5/r-ab12/*ou-ab12-11111111/*"),
    ]


_WORD = st.text("abcXYZ019_.-", min_size=1, max_size=12)
_REGIONS = st.sampled_from(["", "eu-west-2/", "us-gov-west-1/"])


@given(_WORD, _REGIONS, st.text("0123456789abcdef", min_size=16, max_size=16))
def test_a_permission_set_is_each_of_its_roles_and_no_other_set(name: str, region: str, end: str) -> None:
    """The forms that AWS documents: with a Region in the path, and without it for us-east-1."""
    (ref,) = _grant("dynamodb", {"principals": [f"permission-set/{name}"]}).principals
    home = f"arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/{region}AWSReservedSSO_"
    assert fnmatchcase(f"{home}{name}_{end}", ref.value)
    assert not fnmatchcase(f"{home}{name}x_{end}", ref.value)
    assert not fnmatchcase(f"arn:aws:iam::123456789012:role/AWSReservedSSO_{name}_{end}", ref.value)


_UNITS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=8, max_size=9).map("ou-ab12-{}".format)


@given(st.lists(_UNITS, max_size=3), _UNITS, st.lists(_UNITS, max_size=3))
def test_a_unit_is_found_wherever_it_is(above: list[str], unit: str, below: list[str]) -> None:
    (ref,) = _grant("dynamodb", {"principals": [f"ou/{unit}"]}).principals
    path = "".join(f"{part}/" for part in ["o-a1b2c3d4e5", "r-ab12", *above, unit, *below])
    assert fnmatchcase(path, ref.value)
    assert not fnmatchcase(path.replace("o-a1b2c3d4e5", "o-zzzzzzzzzz"), ref.value)
    assert not fnmatchcase(path.replace(f"{unit}/", "ou-ab12-elsewhere/"), ref.value)


@pytest.mark.parametrize(("service", "written", "kind", "arns"), RESOURCES)
def test_resources(service: str, written: str, kind: str | None, arns: tuple[str, ...]) -> None:
    (ref,) = _grant(service, {"resources": [written]}).resources
    assert (ref.written, ref.type, ref.arns) == (written, kind, arns)


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
    ],
)
def test_the_region_decides_the_partition(region: str, partition: str) -> None:
    text = HEAD.replace("us-east-1", region)
    loaded = load_bytes(
        f"{text}endpoints: {{dynamodb: {{allow: [{{resources: [table/A]}}]}}}}\n".encode(), "i"
    )
    assert loaded.intent is not None
    endpoint = loaded.intent.endpoints[0]
    assert endpoint.service_name == f"com.amazonaws.{region}.dynamodb"
    assert endpoint.allow[0].resources[0].arns[0] == f"arn:{partition}:dynamodb:{region}:123456789012:table/A"


def test_names_at_a_cross_region_endpoint_are_resolved_in_the_service_region() -> None:
    endpoint = _endpoint("ecr.api", {"resources": ["repository/app"]}, "    service_region: eu-west-1\n")
    assert endpoint.service_name == "com.amazonaws.eu-west-1.ecr.api"
    assert endpoint.allow[0].resources[0].arns == ("arn:aws:ecr:eu-west-1:123456789012:repository/app",)


_PREFIXES = sorted({each.iam_prefix for each in catalog.endpoint_services().values() if each.iam_prefix})


_SETTING = Setting("us-east-1", "123456789012", "aws", None, Findings())


@pytest.mark.parametrize("prefix", _PREFIXES)
def test_every_form_of_the_catalogue_can_be_written(prefix: str) -> None:
    for form in forms(prefix):
        assert form.matches(form.shown), form
        for arn in form.arns(form.shown, "us-east-1", _SETTING):
            assert arn.startswith("arn:aws:")
            assert "${" not in arn.replace("${Vendor}", "")


@given(st.text("abcXYZ019_.-", min_size=3, max_size=30))
def test_a_table_always_brings_its_indexes_and_nothing_else(name: str) -> None:
    (ref,) = _grant("dynamodb", {"resources": [f"table/{name}"]}).resources
    assert ref.arns == (f"{_T}/{name}", f"{_T}/{name}/index/*")
