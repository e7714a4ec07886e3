"""What it costs to replay the events of CloudTrail, beside unpacking and parsing the same files.

GEN_VPCE_BENCH_FILES says how many files of 2,000 events there are (50), GEN_VPCE_BENCH_TRAIL in which folder
they are kept for the next run.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from shutil import which
from tempfile import TemporaryDirectory
from time import perf_counter

from msgspec import Struct
from tests.benchmarks.trail_files import EVENTS, make
from tests.support.command import STOCK
from tests.support.trail import ACCOUNT

_ROUNDS = 3
_GEN = (sys.executable, "-m", "gen_vpce")
_FLOOR = """\
import gc, glob, sys
import msgspec
from gen_vpce.traffic.event import Document
from gen_vpce.traffic.files import blocks
from gen_vpce.traffic.troubles import Troubles
gc.disable()
decoder = msgspec.json.Decoder(Document)
for file in sorted(glob.glob(sys.argv[1] + "/*")):
    for block in blocks(file, Troubles()):
        decoder.decode(block)
"""


class _Cost(Struct):
    """Seconds by the clock and of the processors, the best of all rounds, and the most memory in MB."""

    wall: float = float("inf")
    cpu: float = float("inf")
    memory: float = 0


def run() -> None:
    """Unpack and parse alone; replay, learn and reduce, by one process and by all; replay what is reduced.

    Each round runs them all, so that each is beside its baseline. Wall time means something on a quiet
    machine alone, the share of the floor (processor time of the baseline by that of the run) on any.
    """
    files = int(os.environ.get("GEN_VPCE_BENCH_FILES", "50"))
    with TemporaryDirectory() as name:
        top = Path(name)
        logs = Path(os.environ.get("GEN_VPCE_BENCH_TRAIL", top / "logs"))
        make(logs, files)
        (top / "intent.yaml").write_text(STOCK.replace("123456789012", ACCOUNT).replace("StockTable", "T0"))
        (top / "floor.py").write_text(_FLOOR)
        calls = _calls(str(logs))
        costs = {each: _Cost() for each in calls}
        for _ in range(_ROUNDS):
            for each, call in calls.items():
                _measure(call, top, costs[each])
        _show(costs, files * EVENTS)


def _calls(logs: str) -> dict[str, Sequence[str]]:
    cores = os.cpu_count() or 1
    replay = (*_GEN, "replay", "intent.yaml", logs, "--quiet", "--allow-unknown")
    place = ("--region", "us-east-1", "--account", ACCOUNT)
    reduce = (*_GEN, "traffic", "reduce", logs, "--policy", "intent.yaml", "-o", "rows.jsonl")
    calls: dict[str, Sequence[str]] = {
        "unpack and parse": (sys.executable, "floor.py", logs),
        "replay, 1 process": (*replay, "--jobs", "1"),
        f"replay, {cores} processes": (*replay, "--jobs", str(cores)),
        f"learn, {cores} processes": (*_GEN, "learn", logs, *place, "--jobs", str(cores)),
        f"traffic reduce, {cores} processes": (*reduce, "--jobs", str(cores)),
        "replay of what is reduced": (*_GEN, "replay", "intent.yaml", "rows.jsonl", "--quiet"),
    }
    if find_spec("pyspark") and which("java"):
        calls["traffic reduce --engine spark"] = (*reduce, "--engine", "spark")
    return calls


def _measure(call: Sequence[str], folder: Path, cost: _Cost) -> None:
    before, start = getrusage(RUSAGE_CHILDREN), perf_counter()
    child = subprocess.Popen(call, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read() if child.stderr else b""
    _, status, own = os.wait4(child.pid, 0)
    wall, after = perf_counter() - start, getrusage(RUSAGE_CHILDREN)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"{' '.join(call)}: {said.decode(errors='replace')}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    cost.wall, cost.cpu = min(cost.wall, wall), min(cost.cpu, cpu)
    cost.memory = max(cost.memory, own.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3))


def _show(costs: dict[str, _Cost], events: int) -> None:
    floor = costs["unpack and parse"].cpu
    width = max(map(len, costs))
    print(f"  {'':{width}}  {'wall s':>8}  {'CPU s':>8}  {'events/s':>10}  {'floor':>6}  {'MB':>5}")
    for name, cost in costs.items():
        # Rows are not the files of the floor, and nobody tells what Spark's own process takes.
        share = "" if "is reduced" in name or "spark" in name else f"{floor / cost.cpu:.0%}"
        figures = f"{cost.wall:8.2f}  {cost.cpu:8.2f}  {events / cost.wall:10,.0f}  {share:>6}"
        print(f"  {name:{width}}  {figures}  {cost.memory:5.0f}")
    print(
        f"\n  {events:,} events; MB: the first process; floor: CPU of `unpack and parse` by that of the run"
    )
