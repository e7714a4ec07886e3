"""Run the benchmarks: `python -m tests.benchmarks [NAME ...]`, all of them when none is named.

Every figure stands beside a baseline of the same run, since only the ratio means something on another
machine. The package is byte-compiled first, as pip does where it installs it: otherwise, in a checkout or
where PYTHONDONTWRITEBYTECODE is set, each start would measure the compiler. Nothing here passes or fails.
"""

import sys
from compileall import compile_dir
from pathlib import Path

from tests.benchmarks import bulk, compare, decide, fleet, gate, page, peers, source, start, traffic

import gen_vpce

BENCHMARKS = {
    "start": start.run,
    "peers": peers.run,
    "bulk": bulk.run,
    "fleet": fleet.run,
    "decide": decide.run,
    "compare": compare.run,
    "gate": gate.run,
    "source": source.run,
    "traffic": traffic.run,
    "page": page.run,
}


def main(names: list[str]) -> int:
    """Run the benchmarks *names*; 2 for a name that is none."""
    wrong = [name for name in names if name not in BENCHMARKS]
    if wrong:
        sys.stderr.write(f"error: no benchmark {wrong[0]}; known: {', '.join(BENCHMARKS)}\n")
        return 2
    compile_dir(Path(gen_vpce.__file__).parent, quiet=1)
    for name in names or BENCHMARKS:
        print(f"\n{name}: {BENCHMARKS[name].__doc__}\n")
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
