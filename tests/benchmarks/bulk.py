"""What many modules cost, beside writing and hashing the same bytes."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from tests.benchmarks.clock import python, show, timed
from tests.benchmarks.modules import write_intents

_COUNT = 200
_GENERATE = ("-m", "gen_vpce", "generate", "--quiet")


def run() -> None:
    """200 modules; aims: 10 ms of one core each and 1.6 times faster with two, no-op under 1 ms each."""
    with TemporaryDirectory() as name:
        top, copy = Path(name) / "modules", Path(name) / "copy"

        def fresh() -> None:
            rmtree(top, ignore_errors=True)
            write_intents(top, _COUNT)

        def empty() -> None:
            rmtree(copy, ignore_errors=True)

        alone = timed("cold, one process", python(*_GENERATE, "--jobs", "1", cwd=top), rounds=5, before=fresh)
        cold = timed("cold, all cores", python(*_GENERATE, cwd=top), rounds=5, before=fresh)
        again = timed("generate, no-op", python(*_GENERATE, cwd=top), rounds=5)
        files = {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        written = timed("write and hash", lambda: _write(copy, files), rounds=3, before=empty)
        hashed = timed("read and hash", lambda: _read(copy, files), rounds=5)

        print(f"  {len(files)} files, {sum(map(len, files.values())) / 1e6:.1f} MB\n")
        show([written, alone, cold], each=_COUNT, unit="module")
        show([hashed, again], each=_COUNT, unit="module")


def _write(top: Path, files: Mapping[Path, bytes]) -> None:
    for path, content in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(content)
        hashlib.sha256(content).hexdigest()


def _read(top: Path, files: Mapping[Path, bytes]) -> None:
    for path in files:
        hashlib.sha256((top / path).read_bytes()).hexdigest()
