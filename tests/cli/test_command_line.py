"""What every command has in common: exit codes, one line for a failure, colour, pipes, completion, docs."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.command import COMMAND, STOCK, environment, gen_vpce

from gen_vpce import __version__, cli
from gen_vpce.cli import app as application
from gen_vpce.cli.reference import reference
from gen_vpce.cli.terminal.console import style
from gen_vpce.diagnostics.codes.plan import KINDS
from gen_vpce.report.codes import all_codes

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(autouse=True)
def _process_as_it_was() -> Iterator[None]:
    """Take back what `main` sets for its whole process."""
    before = signal.getsignal(signal.SIGPIPE)
    yield
    signal.signal(signal.SIGPIPE, before)
    if sys.modules.get("rich", sys) is None:
        del sys.modules["rich"]


def test_the_version(tmp_path: Path) -> None:
    assert gen_vpce("--version", cwd=tmp_path).stdout == f"gen-vpce {__version__}\n"


def test_without_a_command_there_is_help_and_exit_code_2(tmp_path: Path) -> None:
    done = gen_vpce(cwd=tmp_path)
    assert done.returncode == 2
    assert "Usage: gen-vpce" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["genrate"], "generate"),
        (["generate", "--chek"], "--check"),
        (["generate", "--jobs", "0"], "--jobs"),
        (["generate", "--format", "jsn"], "did you mean `json`?"),
        (["generate", "--format", "json="], "write json=FILE"),
        (["generate", "--format", "json=nowhere/a.json"], "cannot be written: there is no folder nowhere"),
        (["lint", "--format", "sarif=."], "cannot be written: . is a folder"),
        (["generate", "--format", "json", "--format", "sarif"], "alone on stdout"),
        (["schema", "intend"], "did you mean `intent`?"),
        (["schema", "xyzzy"], "unknown schema `xyzzy`; known: "),
        (["catalog", "dynamdb"], "did you mean `dynamodb`?"),
        (["explain", "GV999"], "unknown code `GV999`"),
        (["explain", "routes-chnged"], "unknown kind `routes-chnged`; did you mean `routes-changed`?"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_would_be_right(
    arguments: list[str], words: str, tmp_path: Path
) -> None:
    done = gen_vpce(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())
    assert done.stdout == ""


def test_a_report_that_cannot_be_written_is_told_before_anything_else_is(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text(STOCK)
    done = gen_vpce("generate", "--format", "json=nowhere/report.json", cwd=tmp_path)
    assert done.returncode == 2
    assert [each.name for each in tmp_path.iterdir()] == ["intent.yaml"]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (PermissionError(13, "Permission denied", "m/main.tf"), "error: m/main.tf: Permission denied\n"),
        (OSError("no such thing"), "error: no such thing\n"),
        (ValueError("a\nb"), "error: internal error: ValueError: a b\nhint: this is a bug in gen-vpce;"),
    ],
)
def test_a_failure_is_one_line_and_exit_code_2(
    error: Exception, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(application, "app", fail)
    monkeypatch.delenv("GEN_VPCE_DEBUG", raising=False)
    assert cli.run() == 2
    assert capsys.readouterr().err.startswith(line)


def test_the_traceback_of_a_failure_is_there_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise ValueError("the cause")

    monkeypatch.setattr(application, "app", fail)
    monkeypatch.setenv("GEN_VPCE_DEBUG", "1")
    with pytest.raises(ValueError, match="the cause"):
        cli.run()


def test_an_interrupt_exits_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(application, "app", interrupt)
    assert cli.run() == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to")
def test_what_cannot_be_printed_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*COMMAND, "explain", "GV201"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "error: No space left on device\n")


def test_a_reader_that_goes_away_is_no_failure(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "catalog", "ec2", "--format", "json"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        said = running.stderr.read()
    assert said == b""
    assert running.returncode == -signal.SIGPIPE


def test_a_poor_locale_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text("versiön: 1\n", encoding="utf-8")
    done = gen_vpce("generate", cwd=tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert "versi\\xf6n" in done.stderr


class Stream:
    """A stream that is a terminal or not."""

    def __init__(self, *, terminal: bool) -> None:
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "variables", "colour"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_unless_said_otherwise(
    terminal: bool, variables: dict[str, str], colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert style(Stream(terminal=terminal)).colour is colour  # type: ignore[arg-type]


@pytest.mark.parametrize("spelling", [str.upper, str.lower])
def test_every_code_is_listed_and_explained(spelling: object, tmp_path: Path) -> None:
    listed = gen_vpce("explain", cwd=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in listed] == sorted(all_codes())
    code = listed[0].split()[0]
    assert callable(spelling)
    assert gen_vpce("explain", spelling(code), cwd=tmp_path).stdout.startswith(f"{code}: ")
    kind = gen_vpce("explain", spelling("routes-changed"), cwd=tmp_path).stdout
    assert kind == gen_vpce("explain", KINDS["routes-changed"].code, cwd=tmp_path).stdout != ""


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["gen-vpce", "gen"], {"generate"}),
        (["gen-vpce", "catalog", "dynamodb-s"], {"dynamodb-streams"}),
        (["gen-vpce", "explain", "GV20"], {code for code in all_codes() if code.startswith("GV20")}),
        (["gen-vpce", "explain", "routes"], {"routes-changed", "routes-drift"}),
        (["gen-vpce", "schema", "inte"], {"intent"}),
        (["gen-vpce", "generate", "--format", "s"], {"sarif"}),
        (["gen-vpce", "init", "--service", "ecr."], {"ecr.api", "ecr.dkr"}),
        (["gen-vpce", "init", "--preset", "tab"], {"table"}),
        (["gen-vpce", "init", "--region", "eu-central-"], {"eu-central-1", "eu-central-2"}),
    ],
)
def test_the_shell_completes_what_the_catalogue_knows(
    words: list[str], offered: set[str], tmp_path: Path
) -> None:
    done = gen_vpce(
        cwd=tmp_path,
        _GEN_VPCE_COMPLETE="complete_bash",
        COMP_WORDS="\n".join(words),
        COMP_CWORD=str(len(words) - 1),
    )
    assert set(done.stdout.split()) == offered


INTENT = """\
version: 1
name: orders
region: us-east-1
account: "123456789012"
endpoints:
  dynamodb:
    allow: everything
    expect: nothing
"""


@pytest.mark.parametrize("command", ["generate", "lint", "test"])
def test_commands_over_files_look_in_the_working_directory(command: str, tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text(INTENT)
    (tmp_path / "main.tf").write_text('resource "aws_vpc_endpoint" "x" {\n  vpc_id = "vpc-1"\n}\n')
    without, named = gen_vpce(command, cwd=tmp_path), gen_vpce(command, ".", cwd=tmp_path)
    assert (without.returncode, without.stdout, without.stderr) == (
        named.returncode,
        named.stdout,
        named.stderr,
    )
    assert without.returncode != 2
    assert without.stdout


def test_warnings_alone_let_generate_pass_unless_it_is_strict(tmp_path: Path) -> None:
    grant = "[{name: A, actions: [dynamodb:ListTables], resources: [table/A]}]"
    (tmp_path / "intent.yaml").write_text(
        INTENT.replace("    expect: nothing\n", "").replace("everything", grant)
    )
    done = gen_vpce("generate", cwd=tmp_path)
    assert (done.returncode, "warning[" in done.stderr, "error[" in done.stderr) == (0, True, False)
    assert (tmp_path / "main.tf").is_file()
    assert gen_vpce("generate", "--strict", cwd=tmp_path).returncode == 1
    assert gen_vpce("generate", "--check", cwd=tmp_path).returncode == 0
    assert gen_vpce("generate", "--check", "--strict", cwd=tmp_path).returncode == 1


def test_the_reference_is_current() -> None:
    assert (DOCS / "cli.md").read_text(encoding="utf-8") == reference()


def test_every_command_is_listed_with_a_sentence_that_is_not_cut_off(tmp_path: Path) -> None:
    shown = gen_vpce("--help", cwd=tmp_path, COLUMNS="80").stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in shown] == list(application.COMMANDS)
    assert all(line.endswith(".") and not line.endswith("...") and len(line) <= 80 for line in shown)


@pytest.mark.parametrize("name", application.COMMANDS)
def test_a_command_is_the_function_of_its_name(name: str, tmp_path: Path) -> None:
    assert f"Usage: gen-vpce {name} " in gen_vpce(name, "--help", cwd=tmp_path).stdout


def test_what_is_put_off_is_the_real_thing_when_it_is_used() -> None:
    code = (
        "import sys; from gen_vpce.cli.startup.later_modules import put_off; put_off();"
        "import subprocess, bz2; from ipaddress import ip_address; import tokenize;"
        "assert 'subprocess' in sys.modules and not hasattr(subprocess, 'nothing');"
        "said = subprocess.run([sys.executable, '-c', 'print(7)'], capture_output=True, text=True).stdout;"
        "print(said.strip(), bz2.decompress(bz2.compress(b'x')), ip_address('10.0.0.1'), tokenize.NAME)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "7 b'x' 10.0.0.1 1\n"


@pytest.mark.parametrize(
    ("closed", "arguments", "code", "told"),
    [
        (">&-", "--version", 0, ""),
        (">&-", "catalog dynamdb", 2, "did you mean `dynamodb`?"),
        ("2>&-", "catalog dynamdb", 2, ""),
        ("2>&-", "--version", 0, "gen-vpce "),
        ("<&-", "gate - --no-settings", 1, "the plan is not JSON: it is empty"),
        ("<&- >&- 2>&-", "--version", 0, ""),
    ],
)
@pytest.mark.skipif(not Path("/bin/sh").exists(), reason="no shell that closes a stream")
def test_a_closed_stream_is_no_error(closed: str, arguments: str, code: int, told: str) -> None:
    script = f'exec "$@" {arguments} {closed}'
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *COMMAND], check=False, capture_output=True, text=True
    )
    assert done.returncode == code, done.stderr
    assert told in done.stdout + done.stderr
    assert bool(told) == bool(done.stdout + done.stderr)
