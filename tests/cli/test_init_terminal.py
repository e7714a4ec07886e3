"""`gen-vpce init` on a real pseudo-terminal: questions, keys, Ctrl-D and Ctrl-C, and nothing lost."""

import os
import re
import select
import signal
import subprocess
import sys
from codecs import getincrementaldecoder
from contextlib import suppress
from pathlib import Path

import pytest
from tests.support.command import COMMAND, environment

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)

import pty

HOME = ("--region", "us-east-1", "--account", "123456789012")
PATIENCE = 60
TABLE = ("--service", "dynamodb", "--preset", "table", "--table", "StockTable", *HOME)
UP, LEFT, TAB, END = "\x1b[A", "\x1b[D", "\t", "\x04"
_DRAWING = re.compile(r"\x1b\[[?\d;]*[A-Za-z]|\r(?!\n)|\x07")


class Terminal:
    """`gen-vpce init` on a terminal of its own."""

    def __init__(self, *options: str, cwd: Path, folder: str = "stock") -> None:
        self._keys, screen = pty.openpty()
        self.running = subprocess.Popen(
            [*COMMAND, "init", folder, *options],
            cwd=cwd,
            env=environment(NO_COLOR="1", TERM="xterm", INPUTRC=os.devnull),
            stdin=screen,
            stdout=screen,
            stderr=screen,
        )
        os.close(screen)
        self.said = ""
        self._seen = 0
        self._decoded = getincrementaldecoder("utf-8")().decode  # what is read may end within a character

    def until(self, words: str) -> None:
        """Read the screen until it shows *words*, below what was waited for before."""
        while words not in self.said[self._seen :]:
            self.said += self._decoded(self._shown(f"{words!r}"))
        self._seen = self.said.index(words, self._seen) + len(words)

    def _shown(self, awaited: str) -> bytes:
        ready, _, _ = select.select([self._keys], [], [], PATIENCE)
        assert ready, f"{awaited} does not come: {self.said}"
        return os.read(self._keys, 4096)

    def answer(self, question: str, keys: str) -> None:
        """Wait for *question*, and press *keys*."""
        self.until(question)
        os.write(self._keys, keys.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C until it is heard: one that comes before the answer is read is lost."""
        for _ in range(60):
            if self.running.poll() is None:
                self.running.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    self.running.wait(1)

    def end(self) -> tuple[int, str]:
        """Return the exit code and everything said, without what draws."""
        with suppress(OSError):  # how Linux says that nobody writes any more
            while part := self._shown("the end"):
                self.said += self._decoded(part)
        os.close(self._keys)
        return self.running.wait(), _DRAWING.sub("", self.said).replace("\r\n", "\n")


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_a_terminal_is_asked_for_what_is_missing_until_it_makes_sense(tmp_path: Path) -> None:
    terminal = Terminal(cwd=tmp_path)
    for question, keys in (
        ("Services", "dynamo\n"),
        ("Services", "dynamodb\n"),
        ("Preset", "table\n"),
        ("Table", "\n"),
        ("Table", "T\n"),
        ("Table", "table/StockTable\n"),
        ("Region", "us-est-1\n"),
        ("Region", "us-east-1\n"),
        ("Account", "12345\n"),
        ("Account", "123456789012\n"),
    ):
        terminal.answer(question, keys)
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
    assert (tmp_path / "stock/main.tf").exists()


def test_several_services_and_what_they_need_of_each_other(tmp_path: Path) -> None:
    terminal = Terminal(*HOME, cwd=tmp_path, folder="images")
    terminal.answer("Services", "ecr, dynamodb\n")
    terminal.answer("Has the VPC one of s3 already (yes, no): ", "no\n")
    terminal.answer("Preset for ecr.api, ecr.dkr, dynamodb and s3", "table\n")
    terminal.answer("Preset for ecr.api, ecr.dkr and s3", "role\n")
    terminal.answer("Role", "App\n")
    terminal.answer("Table", "Orders\n")
    code, said = terminal.end()
    assert code == 0, said
    assert "ecr.dkr needs an endpoint of s3: image pulls" in said
    assert "warning" not in said
    written = sorted(path.name.partition(".endpoint")[0] for path in (tmp_path / "images/policies").iterdir())
    assert written == ["dynamodb", "ecr.api", "ecr.dkr", "s3"]


def test_arrows_bring_back_and_mend_an_answer_and_tab_completes(tmp_path: Path) -> None:
    pytest.importorskip("readline", reason="this Python has no readline")
    terminal = Terminal("--preset", "full-access", "--account", "123456789012", cwd=tmp_path)
    terminal.answer("Services", "dynamdb\n")
    terminal.until("unknown service `dynamdb`")
    terminal.answer("Services", UP + LEFT * 2 + "o\n")
    terminal.answer("Region", "us-east-" + TAB + "2\n")
    code, said = terminal.end()
    assert code == 0, said
    intent = (tmp_path / "stock/intent.yaml").read_text()
    assert "\n  dynamodb:\n" in intent
    assert "region: us-east-2\n" in intent


def test_the_name_comes_first_with_its_rule(tmp_path: Path) -> None:
    terminal = Terminal(*TABLE, cwd=tmp_path, folder="Stock Table")
    terminal.answer("Name of the module: ", "Stock\n")
    terminal.answer("Name of the module: ", "stock\n")
    code, said = terminal.end()
    assert code == 0, said
    assert said.count("a small letter, then up to 62 small letters, digits and `-`") == 2
    assert "name: stock\n" in (tmp_path / "Stock Table/intent.yaml").read_text()


def test_a_folder_that_is_taken_is_answered_by_another_one(tmp_path: Path) -> None:
    (tmp_path / "stock").mkdir()
    (tmp_path / "stock/main.tf").write_text("mine\n")
    terminal = Terminal(*TABLE, cwd=tmp_path)
    terminal.answer("Folder of the module [stock/endpoints]: ", "stock\n")
    terminal.until("stock holds main.tf")
    terminal.answer("Folder of the module [stock/endpoints]: ", "vpce/stock\n")
    code, said = terminal.end()
    assert code == 0, said
    assert 'source = "../vpce/stock"' in said
    assert (tmp_path / "vpce/stock/main.tf").exists()
    assert files(tmp_path / "stock") == {"main.tf"}


def test_what_was_given_is_not_asked_for(tmp_path: Path) -> None:
    terminal = Terminal(*TABLE[:-2], cwd=tmp_path)
    terminal.answer("Account of the endpoint (12 digits): ", "123456789012\n")
    code, said = terminal.end()
    assert code == 0, said
    assert said[: said.index("stock: created")].count(": ") == 1


def test_no_answer_leaves_a_question_open(tmp_path: Path) -> None:
    terminal = Terminal(*TABLE[:-2], cwd=tmp_path)
    terminal.answer("Account", "\n")
    terminal.until("an answer is needed")
    terminal.answer("Account", END)
    code, said = terminal.end()
    assert code == 2
    assert "missing: --account" in said
    assert "so far: gen-vpce init stock --service dynamodb --name stock --preset table --table Stock" in said
    assert files(tmp_path) == set()


def test_an_interrupted_question_ends_quietly(tmp_path: Path) -> None:
    terminal = Terminal(*TABLE[:-2], cwd=tmp_path)
    terminal.until("(12 digits): ")
    terminal.interrupt()
    code, said = terminal.end()
    assert code == 130
    assert "Traceback" not in said
    assert files(tmp_path) == set()


def test_questions_stand_on_stderr_where_stdout_goes_elsewhere(tmp_path: Path) -> None:
    keys, screen = pty.openpty()
    running = subprocess.Popen(
        [*COMMAND, "init", "stock", *TABLE[:-2]],
        cwd=tmp_path,
        env=environment(NO_COLOR="1"),
        stdin=screen,
        stdout=subprocess.PIPE,
        stderr=screen,
    )
    os.close(screen)
    os.write(keys, b"123456789012\n")
    said, _ = running.communicate()
    os.close(keys)
    assert running.returncode == 0
    assert said.decode().startswith("stock: created\n")
