"""A process is forked only where no thread can hold what the copy would wait for."""

import subprocess
import sys
import threading

import pytest

from gen_vpce.processes import cores, way_to_start

ASK = "from gen_vpce.processes import way_to_start; print(way_to_start())"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems start every process anew")
@pytest.mark.parametrize(
    ("before", "way"), [("", "fork"), ("import pygohcl; pygohcl.loads('a = 1')", "spawn")]
)
def test_a_process_of_one_thread_is_forked(before: str, way: str) -> None:
    """Pygohcl brings Go's runtime, whose threads Python does not know of."""
    asked = subprocess.run(
        [sys.executable, "-c", f"{before}\n{ASK}"], capture_output=True, text=True, check=True
    )
    assert asked.stdout.strip() == way


def test_a_thread_forbids_the_fork() -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert way_to_start() == "spawn"
    finally:
        end.set()
        thread.join()


def test_there_is_a_processor() -> None:
    assert cores() >= 1
