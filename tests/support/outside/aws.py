"""An AWS made of memory for tests: moto, in a process of its own, with nothing in it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

# It says where it listens, and ends with its standard input: also when the tests are killed.
_SERVER = """
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
print("http://{}:{}".format(*server.get_host_and_port()), flush=True)
sys.stdin.read()
"""


@contextmanager
def empty_aws() -> Iterator[str]:
    """Start an AWS and yield its URL; on the way out it ends, with all that it holds.

    It is a process, since moto keeps one memory for all the servers of a process: what some tests created
    would be there already for the next, and a test would pass or fail by what ran before it.
    """
    pytest.importorskip("moto.server")
    with subprocess.Popen(
        [sys.executable, "-c", _SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        lines = map(str.strip, server.stdout)  # moto says a word of its own first
        address = next((line for line in lines if line.startswith("http://")), None)
        assert address, "moto did not start; what it said stands on standard error"
        try:
            yield address
        finally:
            server.terminate()
