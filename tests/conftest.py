"""Fixtures that more than one room needs."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from tests.support.terraform import REQUIRED, Missing, Terraform, start

# No test asserts on a clock, hypothesis' own included; and a run that blocks a change can be repeated.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory) -> Terraform:
    """Return Terraform with the AWS provider, initialised once a run."""
    try:
        return start(tmp_path_factory.mktemp("terraform"))
    except Missing as reason:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED}=1, but {reason}")
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """Return the URL of an AWS made of memory."""
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
