"""An endpoint that is renamed keeps its state: `moved` blocks are there for as long as they are of use."""

from pathlib import Path

import pygohcl
import pytest
from tests.support.outside.terraform import Terraform

from gen_vpce.module.generate import Options, generate
from gen_vpce.module.result import ModuleResult, Status

HEAD = 'version: 1\nname: shop\nregion: us-east-1\naccount: "123456789012"\n'
READ = "{service: s3, allow: [{name: A, access: [read]}]}"
LIST = "{service: s3, allow: [{name: A, access: [list]}]}"


def _generate(endpoints: dict[str, str], *, check: bool = False, head: str = HEAD) -> ModuleResult:
    text = f"{head}endpoints:\n" + "".join(f"  {name}: {text}\n" for name, text in endpoints.items())
    Path("intent.yaml").write_text(text, encoding="utf-8")
    (result,) = generate([], Options(check=check)).results
    return result


def _moves() -> list[tuple[str, str]]:
    path = Path("moved.tf")
    if not path.exists():
        return []
    blocks = pygohcl.loads(path.read_text(encoding="utf-8"))["moved"]
    return [
        (each["from"].partition(".")[2], each["to"].partition(".")[2])
        for each in (blocks if isinstance(blocks, list) else [blocks])
    ]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_new_module_has_none() -> None:
    _generate({"a": READ})
    assert _moves() == []


def test_a_new_name_is_a_move_and_stays_one() -> None:
    _generate({"a": READ})
    assert _generate({"b": READ}, check=True).status is Status.WOULD_CHANGE
    _generate({"b": READ})
    assert _moves() == [("a", "b")]
    assert _generate({"b": READ}, check=True).status is Status.UNCHANGED
    _generate({"b": LIST})
    assert _moves() == [("a", "b")]


def test_a_change_beside_the_new_name_does_not_hide_it() -> None:
    _generate({"a": READ, "dynamodb": "{allow: everything}"})
    _generate({"b": LIST, "dynamodb": "{allow: everything}"})
    assert _moves() == [("a", "b")]


@pytest.mark.parametrize(
    ("steps", "moves"),
    [
        (["a", "b", "c"], [("a", "b"), ("b", "c")]),
        (["a", "b", "a"], [("b", "a")]),
        (["a", "b", "c", "a"], [("b", "c"), ("c", "a")]),
        (["a", "b", "c", "b"], [("a", "b"), ("c", "b")]),
    ],
)
def test_names_follow_each_other(steps: list[str], moves: list[tuple[str, str]]) -> None:
    for name in steps:
        _generate({name: READ})
    assert _moves() == moves


def test_what_is_removed_was_not_moved() -> None:
    _generate({"a": READ, "kms": "{allow: everything}"})
    _generate({"b": READ, "kms": "{allow: everything}"})
    _generate({"kms": "{allow: everything}"})
    assert _moves() == []
    assert not Path("moved.tf").exists()


def test_an_endpoint_to_another_service_is_another_endpoint() -> None:
    _generate({"a": READ})
    result = _generate({"b": "{service: dynamodb, allow: everything}"})
    assert (_moves(), result.diagnostics) == ([], ())


def test_labels_that_stay_are_no_move() -> None:
    _generate({"ecr.api": "{allow: everything}"})
    _generate({"ecr-api": "{service: ecr.api, allow: everything}"})
    assert _moves() == []


def test_policies_tell_apart_what_leads_to_one_service() -> None:
    one, two = ("{vpc_id: vpc-%s, " % (digit * 17) + READ[1:] for digit in "12")
    _generate({"a": one, "b": two})
    _generate({"c": two, "d": one})
    assert sorted(_moves()) == [("a", "d"), ("b", "c")]


def test_what_nobody_can_tell_is_said_and_not_guessed() -> None:
    one, two = ("{vpc_id: vpc-%s, " % (digit * 17) + READ[1:] for digit in "12")
    three, four = ("{vpc_id: vpc-%s, " % (digit * 17) + READ[1:] for digit in "34")
    _generate({"a": one, "b": two})
    result = _generate({"c": three, "d": four})
    assert _moves() == []
    (found,) = result.diagnostics
    assert found.code == "GV512"
    assert found.message.startswith(
        "of the endpoints a, b that are gone and the new c, d, nobody can tell which"
    )


def test_deployments_share_their_moves() -> None:
    head = "version: 1\nname: shop\nregion: us-east-1\ndeployments: {a: {account: '111111111111'}}\n"
    _generate({"a": READ}, head=head)
    _generate({"b": READ}, head=head)
    assert _moves() == [("a", "b")]


def test_a_file_of_somebody_elses_is_left_alone() -> None:
    _generate({"a": READ})
    Path("moved.tf").write_text("# mine\n", encoding="utf-8")
    result = _generate({"b": READ})
    assert result.status is Status.REFUSED
    assert Path("moved.tf").read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.terraform
def test_terraform_takes_the_moves(terraform: Terraform, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        _generate({name: READ})
    Path("intent.yaml").unlink()
    terraform.prepare(tmp_path)
    assert terraform.succeed(tmp_path, "fmt", "-check", "-diff") == ""
    assert "valid" in terraform.succeed(tmp_path, "validate", "-no-color")


def test_an_endpoint_without_a_policy_is_moved_as_well() -> None:
    partner = "{service: com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0, policy: none}"
    arn = "arn:aws:vpc-lattice:us-east-1:123456789012:resourceconfiguration/rcfg-0123456789abcdef"
    one, other = (f"{{resource_configuration_arn: '{arn}{digit}', policy: none}}" for digit in "01")
    _generate({"a": READ, "pay": partner, "db": one, "db2": other})
    _generate({"a": READ, "payments": partner, "orders": one, "stock": other})
    assert sorted(_moves()) == [("db", "orders"), ("db2", "stock"), ("pay", "payments")]
