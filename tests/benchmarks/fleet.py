"""What a fleet costs: many modules of many deployments, beside as many modules of one place."""

from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from tests.benchmarks.clock import python, show, timed
from tests.benchmarks.modules import write_deployments, write_intents

_COUNT = 1000
_DEPLOYMENTS = 10
_GENERATE = ("-m", "gen_vpce", "generate", "--quiet")


def run() -> None:
    """1,000 modules of 10 deployments: their policies are 10,000; with all cores, a round each."""
    with TemporaryDirectory() as name:
        single, many = Path(name) / "single", Path(name) / "many"

        def fresh() -> None:
            for folder in (single, many):
                rmtree(folder, ignore_errors=True)
            write_intents(single, _COUNT)
            write_deployments(many, _COUNT, _DEPLOYMENTS)

        alone = timed("one place, cold", python(*_GENERATE, cwd=single), rounds=1, before=fresh)
        cold = timed("10 deployments, cold", python(*_GENERATE, cwd=many), rounds=1)
        again = timed("10 deployments, no-op", python(*_GENERATE, cwd=many), rounds=3)
        matrix = timed("10 deployments, matrix", python("-m", "gen_vpce", "matrix", cwd=many), rounds=1)
        show([alone, cold, again, matrix], each=_COUNT, unit="module")
