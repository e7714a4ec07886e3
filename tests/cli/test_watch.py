"""`generate --watch`: follows an editor, survives a broken intent, ends quietly."""

import queue
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from tests.support.command import COMMAND, STOCK, environment

PATIENCE = 60


class Stream:
    """The lines of one stream of a running process, in their order; between two streams there is none."""

    def __init__(self, stream: IO[str]) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._reader.start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line)

    def until(self, words: str) -> str:
        """Return the next line that holds *words*."""
        while words not in (line := self._lines.get(timeout=PATIENCE)):
            assert "Traceback" not in line
        return line

    def rest(self) -> str:
        """Return what was said since the last line asked for, by a process that has ended."""
        self._reader.join(PATIENCE)
        return "".join(self._lines.queue)


class Watching:
    """A running `generate --watch` and what it says."""

    def __init__(self, running: subprocess.Popen[str]) -> None:
        assert running.stdout
        assert running.stderr
        self.running = running
        self.out = Stream(running.stdout)
        self.err = Stream(running.stderr)


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    (tmp_path / "intent.yaml").write_text(STOCK)
    with subprocess.Popen(
        [*COMMAND, "generate", "--watch"],
        cwd=tmp_path,
        env=environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        yield Watching(running)
        running.kill()


def test_watch_runs_after_each_change_until_it_is_interrupted(watching: Watching, tmp_path: Path) -> None:
    intent, main = tmp_path / "intent.yaml", tmp_path / "main.tf"
    assert watching.out.until("1 module") == "1 module: 1 created\n"
    assert watching.err.until("Watching") == "Watching . for changes of intent.yaml. Press Ctrl-C to stop.\n"
    first = main.read_text()

    _saved(intent, "name: [")
    assert "intent.yaml:" in watching.err.until("error[")
    assert watching.out.until("1 module") == "1 module: 1 failed\n"
    assert main.read_text() == first

    _saved(intent, STOCK.replace("version: 1", "version: 1\ntags: {team: stock}"))
    assert watching.out.until("1 module") == "1 module: 1 changed\n"
    assert main.read_text() != first

    watching.running.send_signal(signal.SIGINT)
    assert watching.running.wait(PATIENCE) == 130
    assert watching.out.rest() == ""
    assert "Traceback" not in watching.err.rest()


def _saved(file: Path, text: str) -> None:
    """Put *text* in the place of *file* at once: a run that saw it half written would be one more."""
    new = file.with_name("saved")
    new.write_text(text)
    new.replace(file)
