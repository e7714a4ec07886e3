"""What one call costs, beside the nearest programs that other people use for the same."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.clock import python, show, timed
from tests.benchmarks.modules import write_intents

_ROUNDS = 15
# parliament imports pkg_resources, which newer setuptools no longer bring.
_PEERS = ("parliament", "policy_sentry", "setuptools<81")
_ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/Orders0000"
_CRUD = f"mode: crud\nread:\n- {_ARN}\nwrite:\n- {_ARN}\n"


def run() -> None:
    """One call; aims: cold 0.5 of policy_sentry, lint and compare 0.33 of parliament, no-op 6 of Python."""
    with TemporaryDirectory() as name:
        top = Path(name)
        peers = installed(top / "peers", _PEERS)
        (top / "crud.yml").write_text(_CRUD)
        folder = top / "modules"
        write_intents(folder, 1)
        intents = [path for path in folder.rglob("*") if path.is_file()]
        own = Path(sys.executable).parent
        call(own, "gen-vpce", "generate", cwd=folder)()
        policy = next(folder.rglob("*.endpoint.json"))
        lone, other = top / "old.json", top / "new.json"
        lone.write_bytes(policy.read_bytes())
        other.write_bytes(policy.read_bytes().replace(b"table/Orders0000", b"table/Other"))

        def clear() -> None:
            for path in folder.rglob("*"):
                if path.is_file() and path not in intents:
                    path.unlink()

        show(
            [
                timed("python -c pass", python("-c", "pass", cwd=top), rounds=_ROUNDS),
                timed("--help", call(own, "gen-vpce", "--help", cwd=top), rounds=_ROUNDS),
                timed("generate, no-op", call(own, "gen-vpce", "generate", cwd=folder), rounds=_ROUNDS),
            ]
        )
        show(
            [
                timed(
                    "policy_sentry",
                    call(peers, "policy_sentry", "write-policy", "--input-file", top / "crud.yml", cwd=top),
                    rounds=_ROUNDS,
                ),
                timed(
                    "generate, cold",
                    call(own, "gen-vpce", "generate", cwd=folder),
                    rounds=_ROUNDS,
                    before=clear,
                ),
            ]
        )
        show(
            [
                timed("parliament", call(peers, "parliament", "--file", lone, cwd=top), rounds=_ROUNDS),
                timed("lint", call(own, "gen-vpce", "lint", lone, cwd=top), rounds=_ROUNDS),
                timed("compare", call(own, "gen-vpce", "compare", lone, other, cwd=top), rounds=_ROUNDS),
            ]
        )


def installed(folder: Path, names: Sequence[str]) -> Path:
    """Install the newest versions of programs into an environment of their own; return where they start."""
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, *names], check=True
    )
    return python.parent


def call(folder: Path, program: str, *arguments: str | Path, cwd: Path) -> Callable[[], object]:
    """Return a call of a program that lies in *folder*."""
    command: Sequence[str | Path] = [folder / program, *arguments]
    return lambda: subprocess.run(command, cwd=cwd, check=False, capture_output=True)
