"""Measuring: the best and the median of several runs, and a table with ratios."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that something took: the best run and the median one."""

    name: str
    best: float
    median: float


def timed(
    name: str, what: Callable[[], object], *, rounds: int, before: Callable[[], object] = lambda: None
) -> Timing:
    """Return how long *what* takes in *rounds* runs; *before* is run each time and not counted."""
    seconds = []
    for _ in range(rounds):
        before()
        start = perf_counter()
        what()
        seconds.append(perf_counter() - start)
    return Timing(name, min(seconds), median(seconds))


def python(*arguments: str, cwd: Path) -> Callable[[], object]:
    """Return a call of this Python in a fresh process, which has to end with exit code 0."""
    return lambda: subprocess.run([sys.executable, *arguments], cwd=cwd, check=True, capture_output=True)


def show(timings: Sequence[Timing], *, each: int = 1, unit: str = "run") -> None:
    """Print a table; the first timing is the baseline, *each* the number of things that one run makes."""
    base = timings[0]
    width = max(len(timing.name) for timing in timings)
    print(f"  {'':{width}}  {'best':>9}  {'median':>9}  {'over base':>9}  ratio   (ms a {unit})")
    for timing in timings:
        best, middle, over = (
            value * 1000 / each for value in (timing.best, timing.median, timing.best - base.best)
        )
        ratio = timing.best / base.best
        print(f"  {timing.name:{width}}  {best:9.3f}  {middle:9.3f}  {over:+9.3f}  {ratio:5.1f}")
