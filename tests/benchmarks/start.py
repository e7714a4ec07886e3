"""What one call of the command line costs, beside a Python that does nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.clock import python, show, timed
from tests.benchmarks.modules import write_intents

_ROUNDS = 15


def run() -> None:
    """One call, against `python -c pass`; aim: --help and no-op within 100 ms of it, cold within 250 ms."""
    with TemporaryDirectory() as name:
        top = Path(name)
        write_intents(top, 1)
        command = ("-m", "gen_vpce")
        generated = [path for path in top.rglob("*") if path.is_file()]

        def clear() -> None:
            for path in top.rglob("*"):
                if path.is_file() and path not in generated:
                    path.unlink()

        show(
            [
                timed("python -c pass", python("-c", "pass", cwd=top), rounds=_ROUNDS),
                timed("import typer", python("-c", "import typer", cwd=top), rounds=_ROUNDS),
                timed("--version", python(*command, "--version", cwd=top), rounds=_ROUNDS),
                timed("--help", python(*command, "--help", cwd=top), rounds=_ROUNDS),
                timed("generate, cold", python(*command, "generate", cwd=top), rounds=_ROUNDS, before=clear),
                timed("generate, no-op", python(*command, "generate", cwd=top), rounds=_ROUNDS),
            ]
        )
