"""Shells that are asked for completions as they are asked by a person: what would the tab key offer here?"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.command import COMMAND, environment
from tests.support.outside.tools import tool

PATIENCE = 60

# What `complete` of bash calls, with the words as bash parts them.
_BASH = """\
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_gen_vpce_completion gen-vpce
printf '%s\\n' "${COMPREPLY[@]}" | sed '/^$/d'
"""
_FISH = "source $argv[1]; complete -C $argv[2]"
# Whatever zsh offers goes through `compadd`: https://zsh.sourceforge.io/Doc/Release/Completion-Widgets.html
# The files in $NOTES say what was offered, that the tab key has done its work, and that keys are heard.
_ZSHRC = r"""
autoload -Uz compinit; compinit -u -d "$SCRIPT.dump"; source "$SCRIPT"
compadd() {
  local -a hits
  builtin compadd -O hits "$@"
  print -rl -- $hits >> "$NOTES/offered"
  builtin compadd "$@"
}
finished() { : > "$NOTES/finished" }
listening() { : > "$NOTES/listening" }
zle -N finished; zle -N listening; zle -N zle-line-init listening
bindkey '^I' complete-word '^X' finished
"""


def script_of(shell: str, folder: Path) -> Path:
    """Return what `gen-vpce --show-completion` prints in *shell*, beside a gen-vpce to complete."""
    program = folder / "gen-vpce"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gen_vpce "$@"\n')
    program.chmod(0o755)
    asked = environment(_GEN_VPCE_COMPLETE=f"source_{shell}")
    done = subprocess.run(COMMAND, env=asked, capture_output=True, text=True, check=True)
    script = folder / f"gen-vpce.{shell}"
    script.write_text(done.stdout)
    return script


def in_bash(script: Path, *words: str, cwd: Path | None = None) -> list[str]:
    """Return what bash is offered for the last of *words*, which are parted as bash parts them."""
    bash = tool("bash", hint="install it")
    return _said([bash, "--norc", "-c", _BASH, "bash", str(script), "gen-vpce", *words], script, cwd)


def in_fish(script: Path, line: str, cwd: Path) -> list[str]:
    """Return what fish offers behind *line*."""
    fish = tool("fish", hint="install it: apt-get install fish")
    said = _said([fish, "--no-config", "-c", _FISH, str(script), line], script, cwd)
    return [each.partition("\t")[0] for each in said]


def in_zsh(script: Path, line: str, cwd: Path) -> list[str]:
    """Return what zsh offers behind *line*, typed on a terminal, and the tab key."""
    zsh = tool("zsh", hint="install it: apt-get install zsh")
    with TemporaryDirectory() as name:
        notes = Path(name)
        (notes / ".zshrc").write_text(_ZSHRC)
        env = _with_program(script, ZDOTDIR=name, NOTES=name, SCRIPT=str(script), TERM="dumb")
        with _terminal([zsh, "-d", "-i"], cwd, env) as keys:
            _wait_for(notes / "listening")
            os.write(keys, f"{line}\t\x18".encode())
            _wait_for(notes / "finished")
        offered = notes / "offered"
        return list(dict.fromkeys(offered.read_text().split())) if offered.exists() else []  # some come twice


@contextmanager
def _terminal(command: list[str], cwd: Path, env: dict[str, str]) -> Iterator[int]:
    """Run *command* on a terminal of its own; yield where keys are pressed."""
    import pty  # not on Windows, where zsh is not either

    person, machine = pty.openpty()
    with subprocess.Popen(
        command, cwd=cwd, env=env, stdin=machine, stdout=machine, stderr=machine
    ) as running:
        os.close(machine)
        reader = threading.Thread(target=_read_away, args=(person,), daemon=True)
        reader.start()
        yield person
        running.kill()
    reader.join(PATIENCE)
    os.close(person)


def _read_away(terminal: int) -> None:
    """Read what is shown: a terminal that nobody reads stops the program."""
    with suppress(OSError):  # Linux says so where the other side is closed
        while os.read(terminal, 1024):
            pass


def _wait_for(file: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < until, f"zsh never wrote {file.name}"
        time.sleep(0.02)


def _said(command: list[str], script: Path, cwd: Path | None) -> list[str]:
    done = subprocess.run(
        command, cwd=cwd, env=_with_program(script), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def _with_program(script: Path, **more: str) -> dict[str, str]:
    return environment(PATH=f"{script.parent}{os.pathsep}{os.environ['PATH']}", **more)
