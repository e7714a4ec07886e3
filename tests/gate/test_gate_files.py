"""What the gate makes of the files behind a plan: lines to point at, and policies that only they hold."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.plans import (
    NO_SETTINGS,
    allow,
    change,
    configured,
    endpoint,
    found,
    plan_data,
    policy,
    read,
)

from gen_vpce.diagnostics import Span
from gen_vpce.module.generate import Options, generate
from gen_vpce.report.model import Report
from gen_vpce.terraform.gate import gate
from gen_vpce.terraform.sources import place_of_plan

INTENT = """\
version: 1
name: orders
region: us-east-1
account: "123456789012"
endpoints:
  dynamodb:
    allow:
      - name: Orders
        access: [read, write]
        resources: [table/Orders]
identity_policies:
  - name: only-through
    deny_unless_through: [dynamodb]
    actions: [dynamodb:*]
    resources: [table/*]
"""
ROOT = 'module "orders" {\n  source = "./modules/orders"\n}\n'
ENDPOINT, IDENTITY = "module.orders.aws_vpc_endpoint.dynamodb", "module.orders.aws_iam_policy.only_through"
ID = ["path.module", "aws_vpc_endpoint.dynamodb.id", "aws_vpc_endpoint.dynamodb"]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "modules" / "orders"
    folder.mkdir(parents=True)
    (folder / "intent.yaml").write_text(INTENT)
    (tmp_path / "main.tf").write_text(ROOT)
    monkeypatch.chdir(tmp_path)
    assert not generate([folder], Options()).diagnostics
    return tmp_path


def written(root: Path, name: str = "dynamodb.endpoint") -> str:
    return json.dumps(json.loads((root / "modules/orders/policies" / f"{name}.json").read_text()))


def configuration(source: str = "./modules/orders", references: list[str] = ID) -> dict[str, Any]:
    module = configured(
        {
            "aws_vpc_endpoint.dynamodb": {
                "policy": ["path.module"],
                "route_table_ids": ["var.route_table_ids"],
            },
            "aws_iam_policy.only_through": {"policy": references},
        }
    )["root_module"]
    return {"root_module": {"module_calls": {"orders": {"source": source, "module": module}}}}


def first(root: Path, **more: Any) -> dict[str, Any]:
    """Return the plan that makes the module."""
    new = {name: value for name, value in endpoint(policy=written(root)).items() if name not in ("id", "arn")}
    return plan_data(
        change("create", None, new, address=ENDPOINT, after_unknown={"id": True, "arn": True}),
        change("create", None, {}, address=IDENTITY, after_unknown={"policy": True}),
        configuration=configuration(**more),
    )


def test_an_unknown_policy_is_read_from_the_generated_file(root: Path) -> None:
    assert found(first(root), root) == [
        f"warning access-newly-denied {IDENTITY}",
        f"warning routes-changed {ENDPOINT}",
        f"note policy-from-file {IDENTITY}",
        f"note endpoint-created {ENDPOINT}",
    ]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            {"policies/only-through.identity.json": '{"Version": "2012-10-17", "Statement": []}'},
            "is not what the intent",
        ),
        ({"policies/dynamodb.endpoint.json": "{}"}, "is not what the intent"),
        ({"intent.yaml": "version: 1\n"}, "has errors"),
        ({".gen-vpce.json": None}, "not a module that gen-vpce generated"),
        ({"intent.yaml": None}, "cannot be read"),
        ({"main.tf": None}, "no file"),
    ],
)
def test_an_unknown_policy_is_refused_where_a_file_is_not_as_it_should_be(
    root: Path, damage: dict[str, str | None], said: str
) -> None:
    plan = first(root)
    for name, text in damage.items():
        file = root / "modules/orders" / name
        file.write_text(text) if text is not None else file.unlink()
    judged = {each.subject: each for each in gate(read(plan), root, NO_SETTINGS) if each.code == "GV623"}
    assert said in judged[IDENTITY].message


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"source": "registry.example.com/orders/aws"}, "files of its module are not here"),
        ({"source": "./modules/none"}, "files of its module are not here"),
        ({"source": "modules/orders"}, "files of its module are not here"),
        ({"references": [*ID, "var.extra"]}, "refers to var.extra"),
        ({"references": [*ID, "module.other.id"]}, "refers to module.other.id"),
        ({"references": []}, "computed by AWS"),
    ],
)
def test_an_unknown_policy_is_refused_where_more_than_an_id_is_open(
    root: Path, more: dict[str, Any], said: str
) -> None:
    judged = {each.code: each for each in gate(read(first(root, **more)), root, NO_SETTINGS)}
    assert said in judged["GV623"].message


def test_an_id_that_is_known_takes_its_place_in_the_policy(root: Path) -> None:
    old = endpoint(policy=written(root))
    before = written(root, "only-through.identity").replace("<vpce:dynamodb>", str(old["id"]))
    plan = plan_data(
        change("no-op", old, old, address=ENDPOINT),
        change("update", {"policy": before}, {}, address=IDENTITY, after_unknown={"policy": True}),
        configuration=configuration(),
    )
    assert found(plan, root) == [f"note policy-from-file {IDENTITY}"]


def test_a_policy_that_was_not_there_before_is_compared_with_none(root: Path) -> None:
    plan = plan_data(
        change("update", {}, {}, address=IDENTITY, after_unknown={"policy": True}),
        configuration=configuration(),
    )
    assert found(plan, root) == [
        f"warning access-newly-denied {IDENTITY}",
        f"note policy-from-file {IDENTITY}",
    ]


def test_a_policy_that_is_not_that_of_its_file_is_refused(root: Path) -> None:
    old = endpoint(policy=policy(allow("dynamodb:*")))
    plan = plan_data(change("no-op", old, old, address=ENDPOINT), configuration=configuration())
    assert found(plan, root) == [f"error policy-differs-from-file {ENDPOINT}"]
    same = endpoint(policy=written(root))
    assert (
        found(plan_data(change("no-op", same, same, address=ENDPOINT), configuration=configuration()), root)
        == []
    )


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (ENDPOINT, "modules/orders/intent.yaml:6:3"),
        ('module.orders["a"].aws_iam_policy.only_through', "modules/orders/intent.yaml:12:5"),
        ("module.orders.aws_vpc_endpoint.other", "modules/orders/extra.tf:2:1"),
        ("module.orders.aws_vpc_endpoint.none", "main.tf:1:1"),
        ("aws_vpc_endpoint.commented", "None"),
        ("aws_vpc_endpoint.json", "more.tf.json:1:34"),
        ("aws_vpc_endpoint.mine", "main.tf:5:3"),
        ("module.elsewhere[0].module.deeper.aws_vpc_endpoint.x", "main.tf:8:1"),
        ("module.unknown.aws_vpc_endpoint.x", "None"),
    ],
)
def test_a_finding_says_the_line_of_its_cause(root: Path, address: str, place: str) -> None:
    with (root / "main.tf").open("a") as file:
        file.write('\n  resource "aws_vpc_endpoint" "mine" {\n}\n\nmodule "elsewhere" {\n}\n')
        file.write('/*\nresource "aws_vpc_endpoint" "commented" {}\n*/\n')
    (root / "more.tf.json").write_text('{"resource":{"aws_vpc_endpoint":{"json":{}}}}')
    (root / "modules/orders/extra.tf").write_text('# by hand\nresource "aws_vpc_endpoint" "other" {}\n')
    calls = configuration()
    calls["root_module"]["module_calls"]["elsewhere"] = {"source": "git::https://example.com/x"}
    plan = plan_data(change("delete", endpoint(), None, address=address), configuration=calls)
    (judged,) = (each for each in gate(read(plan), root, NO_SETTINGS) if each.code in ("GV610", "GV621"))
    assert str(judged.span) == place


def test_everything_has_a_place_and_only_what_fails_shows_it_with_a_hint(root: Path) -> None:
    judged = gate(read(first(root)), root, NO_SETTINGS)
    assert {each.severity.fails for each in judged} == {True, False}
    assert all(each.span for each in judged)
    shown = Report("gate", 0, judged).shown_findings()
    assert [each.span is not None for each in shown] == [each.severity.fails for each in judged]
    assert not any(each.hint for each in judged if not each.severity.fails)


@pytest.mark.parametrize(
    ("plan", "files", "place"),
    [
        (None, ["main.tf", "a.tf"], "live/main.tf"),
        (None, ["b.tofu", "c.tf.json"], "live/b.tofu"),
        (None, [], "live/main.tf"),
        ("plans/p.json", ["main.tf"], "plans/p.json"),
        ("../p.json", ["main.tf"], "live/main.tf"),
    ],
)
def test_what_has_no_line_belongs_to_the_plan_or_the_main_file(
    plan: str | None, files: list[str], place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "repository"
    for folder in (".git", "live"):
        (here / folder).mkdir(parents=True)
    for name in files:
        (here / "live" / name).write_text("")
    monkeypatch.chdir(here)
    assert place_of_plan(Path(plan) if plan else None, Path("live")) == Span(place)


def test_sensitive_values_decide_and_are_not_said(root: Path) -> None:
    old = endpoint()
    new = old | {
        "policy": policy(allow("s3:SECRET*")),
        "route_table_ids": ["rtb-SECRET"],
        "service_name": "com.amazonaws.us-east-1.SECRET",
    }
    elsewhere = old | {"region": "SECRET", "vpc_id": "vpc-4"}
    marks = {"policy": True, "route_table_ids": [True], "service_name": True, "vpc_id": True, "id": True}
    changes = [
        change("update", old, new, after_sensitive=marks),
        change("no-op", new, new, address="aws_vpc_endpoint.two", before_sensitive=marks),
        change("delete", new, None, address="aws_vpc_endpoint.three", before_sensitive=marks),
        change(
            "no-op", elsewhere, elsewhere, address="aws_vpc_endpoint.four", before_sensitive={"region": True}
        ),
    ]
    drift = [change("update", old, new, after_sensitive=marks)]
    judged = gate(read(plan_data(*changes, resource_drift=drift)), root, NO_SETTINGS)
    assert {"GV610", "GV620", "GV621", "GV630", "GV631", "GV650", "GV652", "GV660"} <= {
        each.code for each in judged
    }
    assert not any(word in repr(judged) for word in ("SECRET", str(old["id"]), str(old["vpc_id"])))
