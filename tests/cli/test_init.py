"""`gen-vpce init`: a module from a preset, questions on a terminal alone, nothing left of a failure."""

import json
import os
import pty
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from tests.support.command import COMMAND, environment, gen_vpce

from gen_vpce import catalog
from gen_vpce.intent.editor_schema import editor_schema_text
from gen_vpce.intent.presets import PRESETS, presets_for

HOME = ("--region", "us-east-1", "--account", "123456789012")
TABLE = ("--service", "dynamodb", "--preset", "table", "--table", "StockTable", *HOME)
NEEDS = {
    "table": ("--table", "StockTable"),
    "bucket": ("--bucket", "stock-archive"),
    "role": ("--role", "StockApp"),
    "account": ("--trusted-account", "111122223333"),
    "organization": ("--organization", "o-a1b2c3d4e5"),
}
SCHEMA = editor_schema_text().encode()


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_init_makes_a_module_that_generate_has_nothing_to_add_to(tmp_path: Path) -> None:
    made = gen_vpce("init", "modules/stock", *TABLE, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert made.stdout.endswith("1 module: 1 created\n")
    assert "terraform init" in made.stderr
    assert "name: stock\n" in (tmp_path / "modules/stock/intent.yaml").read_text()
    policy = json.loads((tmp_path / "modules/stock/policies/dynamodb.endpoint.json").read_text())
    assert "arn:aws:dynamodb:us-east-1:123456789012:table/StockTable" in policy["Statement"][0]["Resource"]
    again = gen_vpce("generate", "--check", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (0, "1 module: 1 unchanged\n")


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
    made = gen_vpce("init", *options, cwd=tmp_path)
    assert (made.returncode, "error" in made.stderr, "warning" in made.stderr) == (0, False, False), (
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
    made = gen_vpce("init", ".", *options, cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    intent = (tmp_path / "intent.yaml").read_text()
    assert all(value in intent for value in (*given.values(), "subnet-0123456789abcdef1"))

    options = ["--service", "dynamodb", "--preset", "only-through-endpoint", *HOME]
    made = gen_vpce("init", "a", *options, "--endpoint", "vpce-0123456789abcdef0", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "vpce-0123456789abcdef0" in (tmp_path / "a/intent.yaml").read_text()
    made = gen_vpce("init", "b", *options, "--route-table-id", "rtb-0123456789abcdef0", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "rtb-0123456789abcdef0" in (tmp_path / "b/intent.yaml").read_text()


@pytest.mark.parametrize(("repository", "modeline"), [("", "."), (".git", "../..")])
def test_the_schema_lies_at_the_top_of_the_repository_or_beside_the_intent(
    repository: str, modeline: str, tmp_path: Path
) -> None:
    (tmp_path / repository).mkdir(exist_ok=True)
    (tmp_path / "modules").mkdir()
    module = tmp_path / "modules" / "stock"
    assert gen_vpce("init", str(module), *TABLE, cwd=tmp_path / "modules").returncode == 0
    first, _, _ = (module / "intent.yaml").read_text().partition("\n")
    path = f"{modeline}/.gen-vpce/intent.schema.json".removeprefix("./")
    assert first == f"# yaml-language-server: $schema={path}"
    assert (module / path).read_bytes() == SCHEMA


def test_an_older_copy_of_the_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    copy = tmp_path / ".gen-vpce" / "intent.schema.json"
    copy.parent.mkdir()
    copy.write_text("{}")
    (tmp_path / ".git").mkdir()
    assert gen_vpce("init", "stock", *TABLE, cwd=tmp_path).returncode == 0
    assert copy.read_bytes() == SCHEMA


def test_an_intent_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text("mine\n")
    done = gen_vpce("init", ".", *TABLE, cwd=tmp_path)
    assert done.returncode == 1
    assert "error[GV524]" in done.stderr
    assert done.stderr.endswith("Nothing was written.\n")
    assert (tmp_path / "intent.yaml").read_text() == "mine\n"
    assert files(tmp_path) == {"intent.yaml"}


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "README.md").write_text("mine\n")
    before = files(tmp_path)
    done = gen_vpce("init", "there", *TABLE, cwd=tmp_path)
    assert done.returncode == 1
    assert "error[GV502]" in done.stderr
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
        (("--service", "ecr", "--preset", "full-access", *HOME), "2 endpoints, `ecr.api` and `ecr.dkr`"),
        (("--service", "kms", "--preset", "full-access", "--table", "T1x", *HOME), "does not take --table"),
        (("--name", "Stock", *TABLE), "`Stock` is not a name of a module: a small letter, then up to"),
        (
            (*TABLE[:4], "--table", "arn:aws:dynamodb:us-east-1:111122223333:table/T1x", *HOME),
            "is in account 111122223333, and the endpoint in 123456789012",
        ),
    ],
)
def test_without_a_terminal_everything_missing_is_named_at_once(
    options: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    done = gen_vpce("init", "stock", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert files(tmp_path) == set()


def test_a_folder_with_terraform_is_left_alone_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("mine\n")
    done = gen_vpce("init", cwd=tmp_path)
    assert done.returncode == 2
    assert "holds Terraform already: main.tf" in done.stderr
    assert "gen-vpce init endpoint" in done.stderr
    assert files(tmp_path) == {"main.tf"}
    made = gen_vpce("init", "endpoint", *TABLE, cwd=tmp_path)
    assert made.returncode == 0, made.stderr


@pytest.mark.parametrize(
    ("there", "written"), [(None, True), ("*.tfvars\n", True), ("**/.terraform/\n", False)]
)
def test_terraforms_own_folder_stays_out_of_git(there: str | None, written: bool, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    if there is not None:
        (tmp_path / ".gitignore").write_text(there)
    assert gen_vpce("init", "modules/stock", *TABLE, cwd=tmp_path).returncode == 0
    ignored = tmp_path / "modules/stock/.gitignore"
    assert ignored.exists() is written
    assert not written or ignored.read_text() == ".terraform/\n"
    assert gen_vpce("generate", "--check", cwd=tmp_path).returncode == 0


def test_pasted_names_reach_the_intent_in_its_form(tmp_path: Path) -> None:
    options = ("--service", "s3", "--preset", "bucket", "--bucket", "s3://stock-archive/2026/", *HOME)
    assert gen_vpce("init", "archive", *options, cwd=tmp_path).returncode == 0
    assert "bucket/stock-archive]" in (tmp_path / "archive/intent.yaml").read_text()
    role = ("--role", "arn:aws:iam::123456789012:role/apps/StockApp")
    options = ("--service", "eventbridge", "--preset", "role", *role, *HOME)
    assert gen_vpce("init", "bus", *options, cwd=tmp_path).returncode == 0
    intent = (tmp_path / "bus/intent.yaml").read_text()
    assert "role/apps/StockApp" in intent
    assert "\n  events:\n" in intent


class Terminal:
    """`gen-vpce init` on a terminal of its own."""

    def __init__(self, *options: str, cwd: Path, folder: str = "stock") -> None:
        self._keys, screen = pty.openpty()
        self.running = subprocess.Popen(
            [*COMMAND, "init", folder, *options],
            cwd=cwd,
            env=environment(NO_COLOR="1"),
            stdin=screen,
            stdout=screen,
            stderr=screen,
        )
        os.close(screen)
        self.said = ""

    def until(self, words: str) -> None:
        """Read the screen until it shows *words*."""
        while words not in self.said:
            self.said += os.read(self._keys, 4096).decode()

    def answer(self, text: str) -> None:
        os.write(self._keys, text.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C until it is heard: one that comes before the answer is read is lost."""
        for _ in range(60):
            if self.running.poll() is None:
                self.running.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    self.running.wait(1)

    def end(self) -> tuple[int, str]:
        """Return the exit code and everything said."""
        with suppress(OSError):  # how Linux says that nobody writes any more
            while part := os.read(self._keys, 4096):
                self.said += part.decode()
        os.close(self._keys)
        return self.running.wait(), self.said.replace("\r\n", "\n")


def test_a_terminal_is_asked_for_what_is_missing_until_it_makes_sense(tmp_path: Path) -> None:
    answers = "dynamo\ndynamodb\ntable\n\nT\ntable/StockTable\nus-est-1\nus-east-1\n12345\n123456789012\n"
    terminal = Terminal(cwd=tmp_path)
    terminal.answer(answers)
    code, said = terminal.end()
    assert code == 0, said
    for reason in (
        "unknown service `dynamo`; did you mean `dynamodb`",
        "an answer is needed",
        "`T` is not a name of a table: 3 to 255 letters",
        "unknown Region `us-est-1`; did you mean `us-west-1` or `us-east-1`?",
        "`12345` is not an account id: 12 digits",
    ):
        assert reason in said
    assert f"Preset ({', '.join(name for name in PRESETS if name != 'bucket')}): " in said
    assert (tmp_path / "stock/main.tf").exists()


def test_the_name_comes_first_with_its_rule(tmp_path: Path) -> None:
    terminal = Terminal(*TABLE, cwd=tmp_path, folder="Stock Table")
    terminal.until("Name of the module: ")
    terminal.answer("Stock\nstock\n")
    code, said = terminal.end()
    assert code == 0, said
    assert said.count("a small letter, then up to 62 small letters, digits and `-`") == 2
    assert "name: stock\n" in (tmp_path / "Stock Table/intent.yaml").read_text()


def test_what_was_given_is_not_asked_for(tmp_path: Path) -> None:
    terminal = Terminal(*TABLE[:-2], cwd=tmp_path)
    terminal.answer("123456789012\n")
    code, said = terminal.end()
    assert code == 0, said
    assert said[: said.index("stock: created")].count(": ") == 1


def test_no_answer_leaves_a_question_open(tmp_path: Path) -> None:
    terminal = Terminal(*TABLE[:-2], cwd=tmp_path)
    terminal.answer("\n\x04")
    code, said = terminal.end()
    assert code == 2
    assert said.count("an answer is needed") == 1
    assert "missing: --account" in said
    assert "so far: gen-vpce init stock --name stock --service dynamodb --preset table --table Stock" in said
    assert files(tmp_path) == set()


def test_an_interrupted_question_ends_quietly(tmp_path: Path) -> None:
    terminal = Terminal(*TABLE[:-2], cwd=tmp_path)
    terminal.until("(12 digits): ")
    terminal.interrupt()
    code, said = terminal.end()
    assert code == 130
    assert "Traceback" not in said
    assert files(tmp_path) == set()
