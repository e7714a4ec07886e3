"""What many modules cost, beside writing and hashing the same bytes."""

import hashlib
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.clock import python, show, timed
from tests.benchmarks.modules import write_intents

_COUNT = 200
_number = count()
_GENERATE = ("-m", "gen_vpce", "generate", "--quiet")


def run() -> None:
    """200 modules; aims: 10 ms of one core each and 1.6 times faster with two, no-op under 1 ms each."""
    with TemporaryDirectory() as name:
        top, copy = Path(name) / "modules", Path(name) / "copy"

        def fresh() -> None:
            _away(top)
            write_intents(top, _COUNT)

        alone = timed("cold, one process", python(*_GENERATE, "--jobs", "1", cwd=top), rounds=5, before=fresh)
        cold = timed("cold, all cores", python(*_GENERATE, cwd=top), rounds=5, before=fresh)
        again = timed("generate, no-op", python(*_GENERATE, cwd=top), rounds=5)
        files = {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        written = timed("write and hash", lambda: _write(copy, files), rounds=3, before=lambda: _away(copy))
        hashed = timed("read and hash", lambda: _read(copy, files), rounds=5)

        print(f"  {len(files)} files, {sum(map(len, files.values())) / 1e6:.1f} MB\n")
        show([written, alone, cold], each=_COUNT, unit="module")
        show([hashed, again], each=_COUNT, unit="module")


def _away(folder: Path) -> None:
    """Move *folder* aside, to be deleted when all is measured.

    For some minutes ext4 passes over the places of deleted files one by one whenever a file is made, which
    took up to a third of the next round.
    """
    if folder.exists():
        folder.rename(folder.with_name(f"{folder.name}-{next(_number)}"))


def _write(top: Path, files: Mapping[Path, bytes]) -> None:
    for path, content in files.items():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(content)
        hashlib.sha256(content).hexdigest()


def _read(top: Path, files: Mapping[Path, bytes]) -> None:
    for path in files:
        hashlib.sha256((top / path).read_bytes()).hexdigest()
