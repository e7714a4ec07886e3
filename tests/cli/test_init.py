"""`gen-vpce init` without a terminal: a module from a preset, and nothing left of a failure."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from gen_vpce import catalog
from gen_vpce.cli.app import app
from gen_vpce.intent.editor.editor_schema import editor_schema_text
from gen_vpce.scaffold.presets import presets_for

HOME = ("--region", "us-east-1", "--account", "123456789012")
TABLE = ("--service", "dynamodb", "--preset", "table", "--table", "StockTable", *HOME)
THROUGH = ("--service", "kms", "--preset", "only-through-endpoint")
NEEDS = {
    "table": ("--table", "StockTable"),
    "bucket": ("--bucket", "stock-archive"),
    "role": ("--role", "StockApp"),
    "account": ("--trusted-account", "111122223333"),
    "organization": ("--organization", "o-a1b2c3d4e5"),
}
SCHEMA = editor_schema_text().encode()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_init_makes_a_module_that_generate_has_nothing_to_add_to(tmp_path: Path) -> None:
    made = said("init", "modules/stock", *TABLE)
    assert made.exit_code == 0, made.stderr
    assert made.stdout.endswith("1 module: 1 created\n")
    assert "terraform init" in made.stderr
    assert "name: stock\n" in (tmp_path / "modules/stock/intent.yaml").read_text()
    policy = json.loads((tmp_path / "modules/stock/policies/dynamodb.endpoint.json").read_text())
    assert "arn:aws:dynamodb:us-east-1:123456789012:table/StockTable" in policy["Statement"][0]["Resource"]
    again = said("generate", "--check")
    assert (again.exit_code, again.stdout) == (0, "1 module: 1 unchanged\n")


@pytest.mark.parametrize(
    ("service", "preset"),
    [
        (service, preset)
        for service in ("dynamodb", "s3", "kms")
        for preset in presets_for(catalog.endpoint_services()[service])
    ],
)
def test_every_preset_makes_a_module_without_findings(service: str, preset: str, tmp_path: Path) -> None:
    options = ("--service", service, "--preset", preset, *NEEDS.get(preset, ()), *HOME, "--name", "stock")
    made = said("init", *options)
    assert (made.exit_code, "error" in made.stderr, "warning" in made.stderr) == (0, False, False), (
        made.stderr
    )


def test_every_option_reaches_the_intent(tmp_path: Path) -> None:
    given = {
        "--vpc-id": "vpc-0123456789abcdef0",
        "--subnet-id": "subnet-0123456789abcdef0",
        "--security-group-id": "sg-0123456789abcdef0",
        "--name": "keys",
        "--role": "StockApp",
    }
    options = [word for option in given.items() for word in option]
    options += ["--subnet-id", "subnet-0123456789abcdef1", "--service", "kms", "--preset", "role", *HOME]
    made = said("init", ".", *options)
    assert made.exit_code == 0, made.stderr
    intent = (tmp_path / "intent.yaml").read_text()
    assert all(value in intent for value in (*given.values(), "subnet-0123456789abcdef1"))

    options = ["--service", "dynamodb", "--preset", "only-through-endpoint", *HOME]
    made = said("init", "a", *options, "--endpoint", "vpce-0123456789abcdef0")
    assert made.exit_code == 0, made.stderr
    assert "vpce-0123456789abcdef0" in (tmp_path / "a/intent.yaml").read_text()
    made = said("init", "b", *options, "--route-table-id", "rtb-0123456789abcdef0")
    assert made.exit_code == 0, made.stderr
    assert "rtb-0123456789abcdef0" in (tmp_path / "b/intent.yaml").read_text()


@pytest.mark.parametrize(("repository", "modeline"), [("", "."), (".git", "../..")])
def test_the_schema_lies_at_the_top_of_the_repository_or_beside_the_intent(
    repository: str, modeline: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / repository).mkdir(exist_ok=True)
    (tmp_path / "modules").mkdir()
    module = tmp_path / "modules" / "stock"
    monkeypatch.chdir(tmp_path / "modules")
    assert said("init", str(module), *TABLE).exit_code == 0
    first, _, _ = (module / "intent.yaml").read_text().partition("\n")
    path = f"{modeline}/.gen-vpce/intent.schema.json".removeprefix("./")
    assert first == f"# yaml-language-server: $schema={path}"
    assert (module / path).read_bytes() == SCHEMA


def test_an_older_copy_of_the_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    copy = tmp_path / ".gen-vpce" / "intent.schema.json"
    copy.parent.mkdir()
    copy.write_text("{}")
    (tmp_path / ".git").mkdir()
    assert said("init", "stock", *TABLE).exit_code == 0
    assert copy.read_bytes() == SCHEMA


def test_an_intent_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text("mine\n")
    done = said("init", ".", *TABLE)
    assert done.exit_code == 1
    assert "error[GV524]" in done.stderr
    assert done.stderr.endswith("Nothing was written.\n")
    assert (tmp_path / "intent.yaml").read_text() == "mine\n"
    assert files(tmp_path) == {"intent.yaml"}


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "policies").write_text("mine\n")
    before = files(tmp_path)
    done = said("init", "there", *TABLE)
    assert done.exit_code == 1
    assert "error[GV504]" in done.stderr
    assert done.stderr.endswith("Nothing was written.\n")
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "missing: --service, --preset, --region, --account"),
        (("--service", "dynamodb", "--preset", "role"), "missing: --role, --region, --account"),
        (("--preset", "account", *HOME), "missing: --service, --trusted-account"),
        (("--service", "dynamo", "--preset", "role", *HOME), "did you mean `dynamodb`?"),
        (("--service", "dynamodb", "--preset", "rolle", *HOME), "did you mean `role`?"),
        (("--service", "s3", "--preset", "table", *HOME), "the preset table is not for s3"),
        (("--account", "12", *TABLE[:-2]), "`12` is not an account id: 12 digits"),
        (
            ("--service", "ecr", "--preset", "full-access", *HOME),
            "missing: --service s3, which ecr.dkr needs",
        ),
        (("--service", "ses email-smtp", *HOME), "an endpoint of `email-smtp` takes no policy"),
        (("--service", "s3", "--has", "kms", *HOME), "nothing of s3 waits for an endpoint of kms"),
        (
            ("--service", "kms", "--preset", "role", "--preset", "account", *HOME),
            "left without a service: role is for all of them",
        ),
        (
            ("--service", "kms", "--service", "s3", "--preset", "bucket", *HOME),
            "preset bucket is not for kms",
        ),
        (
            (*THROUGH, "--table", "T1x", *HOME),
            "does not take --table for kms",
        ),
        (
            ("--service", "kms,sqs", "--preset", "only-through-endpoint", "--endpoint", "vpce-0abc", *HOME),
            "--endpoint names one endpoint, and the module is about several services",
        ),
        (
            ("--service", "kms", "--preset", "full-access", "--route-table-id", "rtb-0abc", *HOME),
            "--route-table-id has no effect: no endpoint of the module is a gateway",
        ),
        (
            ("--service", "dynamodb", "--preset", "full-access", "--security-group-id", "sg-0abc", *HOME),
            "--security-group-id has no effect: no endpoint of the module is an interface",
        ),
        (
            (*THROUGH, "--endpoint", "vpce-0abc", "--vpc-id", "vpc-0abc", *HOME),
            "--vpc-id has no effect: the module makes no endpoint",
        ),
        (("--service", "kms", "--preset", "full-access", "--table", "T1x", *HOME), "does not take --table"),
        (("--name", "Stock", *TABLE), "`Stock` is not a name of a module: a small letter, then up to"),
        (
            (*TABLE[:4], "--table", "arn:aws:dynamodb:us-east-1:111122223333:table/T1x", *HOME),
            "is in account 111122223333, and the endpoint in 123456789012",
        ),
        (
            (*TABLE[:4], "--table", "arn:aws:dynamodb:eu-west-1:123456789012:table/T1x", *HOME),
            "is in Region eu-west-1, and the endpoint in us-east-1",
        ),
    ],
)
def test_without_a_terminal_everything_missing_is_named_at_once(
    options: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    done = said("init", "stock", *options)
    assert done.exit_code == 2
    assert words in done.stderr
    assert files(tmp_path) == set()


@pytest.mark.parametrize("folder", [".", "infra"])
def test_a_folder_with_terraform_gets_a_module_below_it_and_the_call(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "main.tf").write_text("mine\n")
    made = said("init", folder, *TABLE)
    assert made.exit_code == 0, made.output
    below = (Path(folder) / "endpoints").as_posix()
    assert f"holds main.tf, which stays as it is: the module goes into {below}\n" in made.stderr
    assert f"[+] {below}/main.tf" in made.stdout
    call = made.stderr.partition("with your own ids:\n\n")[2]
    assert 'source = "./endpoints"' in call
    assert 'vpc_id          = "vpc-0123456789abcdef0"' in call
    assert (tmp_path / folder / "main.tf").read_text() == "mine\n"
    again = said("init", folder, *TABLE)
    assert again.exit_code == 0, again.output
    assert (tmp_path / folder / "endpoints-2" / "main.tf").is_file()


def test_a_repository_with_a_readme_gets_a_module_below_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "README.md").write_text("mine\n")
    made = said("init", *TABLE)
    assert made.exit_code == 0, made.output
    assert 'module "' not in made.stderr
    assert (
        (tmp_path / "endpoints" / "intent.yaml")
        .read_text()
        .startswith("# yaml-language-server: $schema=../.gen")
    )
    assert (tmp_path / "README.md").read_text() == "mine\n"


@pytest.mark.parametrize(
    ("there", "written"), [(None, True), ("*.tfvars\n", True), ("**/.terraform/\n", False)]
)
def test_terraforms_own_folder_stays_out_of_git(there: str | None, written: bool, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    if there is not None:
        (tmp_path / ".gitignore").write_text(there)
    assert said("init", "modules/stock", *TABLE).exit_code == 0
    ignored = tmp_path / "modules/stock/.gitignore"
    assert ignored.exists() is written
    assert not written or ignored.read_text() == ".terraform/\n"
    assert said("generate", "--check").exit_code == 0


def test_pasted_names_reach_the_intent_in_its_form(tmp_path: Path) -> None:
    options = ("--service", "s3", "--preset", "bucket", "--bucket", "s3://stock-archive/2026/", *HOME)
    assert said("init", "archive", *options).exit_code == 0
    assert "bucket/stock-archive]" in (tmp_path / "archive/intent.yaml").read_text()
    role = ("--role", "arn:aws:iam::123456789012:role/apps/StockApp")
    options = ("--service", "eventbridge", "--preset", "role", *role, *HOME)
    assert said("init", "bus", *options).exit_code == 0
    intent = (tmp_path / "bus/intent.yaml").read_text()
    assert "role/apps/StockApp" in intent
    assert "\n  events:\n" in intent


def test_several_services_make_one_module(tmp_path: Path) -> None:
    options = ("--service", "ecr", "--service", "s3", "--preset", "role", "--role", "App", *HOME)
    made = said("init", "images", *options)
    assert made.exit_code == 0, made.output
    assert "warning" not in made.output
    written = sorted(path.name for path in (tmp_path / "images/policies").iterdir())
    assert written == ["ecr.api.endpoint.json", "ecr.dkr.endpoint.json", "s3.endpoint.json"]
    assert said("generate", "--check", "--strict").exit_code == 0


def test_what_the_vpc_has_already_is_accepted_with_that_reason(tmp_path: Path) -> None:
    options = ("--service", "ecr", "--has", "s3", "--preset", "role", "--role", "App", *HOME)
    made = said("init", "images", *options)
    assert made.exit_code == 0, made.output
    assert "warning" not in made.output
    assert "the VPC has an endpoint of s3 already" in (tmp_path / "images/intent.yaml").read_text()
    assert said("generate", "--check", "--strict").exit_code == 0


def test_one_service_alone_is_told_its_partners_in_a_line() -> None:
    made = said("init", "sessions", "--service", "ssm", "--preset", "full-access", *HOME)
    assert made.exit_code == 0, made.output
    assert "note    ssm needs an endpoint of ssmmessages in the VPC: Session Manager" in made.stderr


@pytest.mark.parametrize("name", ["intent.yml", "Intent.yaml"])
def test_an_intent_under_another_name_is_in_the_way(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine\n")
    done = said("init", ".", *TABLE)
    assert done.exit_code == 1
    assert f"{name} is not read: an intent is called intent.yaml" in done.stderr
    assert files(tmp_path) == {name}


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "stock").write_text("mine\n")
    done = said("init", "stock", *TABLE)
    assert done.exit_code == 2
    assert "stock is a file" in done.stderr


def test_a_repository_that_is_made_later_is_found(tmp_path: Path) -> None:
    """What was made before `git init` stays right, and what is made after it lies at the top."""
    assert said("init", "infra/stock", *TABLE).exit_code == 0
    (tmp_path / ".git").mkdir()
    assert said("init", "infra/orders", *TABLE, "--ci", "atlantis").exit_code == 0
    for module in ("stock", "orders"):
        folder = tmp_path / "infra" / module
        modeline = (folder / "intent.yaml").read_text().partition("\n")[0]
        assert (folder / modeline.partition("$schema=")[2]).read_bytes() == SCHEMA
    assert (tmp_path / ".gen-vpce/intent.schema.json").exists()
    pipeline = (tmp_path / "atlantis.yaml").read_text()
    assert '- dir: "infra/orders"' in pipeline
    assert '- dir: "infra/stock"' in pipeline


@pytest.mark.parametrize(("repository", "is_told"), [(".git", False), ("no", True)])
def test_a_pipeline_says_where_its_repository_is_to_be_made(
    repository: str, is_told: bool, tmp_path: Path
) -> None:
    (tmp_path / repository).mkdir()
    done = said("init", "infra/stock", *TABLE, "--ci", "atlantis")
    assert done.exit_code == 0, done.output
    assert (f"make the repository in {tmp_path.name}, from where the paths" in done.stderr) is is_told
    assert '- dir: "infra/stock"' in (tmp_path / "atlantis.yaml").read_text()
