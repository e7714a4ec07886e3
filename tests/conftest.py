"""Fixtures that more than one room needs, the amount of examples, and the order of the tests."""

import os
import signal
from collections.abc import Iterator

import pytest
from filelock import FileLock
from hypothesis import is_hypothesis_test, settings
from tests.support.amount import EXAMPLES, amount
from tests.support.outside.aws import empty_aws
from tests.support.outside.terraform import REQUIRED, Missing, Terraform, start
from tests.support.surroundings import settle

# No test asserts on a clock, hypothesis' own included; and a run that blocks a change can be repeated.
settings.register_profile("local", deadline=None, max_examples=amount(EXAMPLES))
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# A shell without job control, and nohup, start programs deaf to Ctrl-C, and so are the children of those.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config: pytest.Config) -> None:
    """Give the tests surroundings of their own.

    Compiled templates lie where pytest keeps what it remembers, not in the home of whoever runs it.
    """
    settle(os.environ)
    cache = getattr(config, "cache", None)  # not there under `-p no:cacheprovider`
    os.environ["GEN_VPCE_CACHE_DIR"] = str(cache.mkdir("templates")) if cache else os.devnull


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the property tests, and let the tests that take longest begin first: no worker waits for one."""
    for item in items:
        if is_hypothesis_test(getattr(item, "function", None)):
            item.add_marker("property")
    items.sort(key=lambda item: not {"terraform", "slow"} & {mark.name for mark in item.iter_markers()})


@pytest.fixture(scope="session")
def terraform(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Terraform:
    """Return Terraform with the AWS provider, initialised once a run, whatever the number of workers."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    try:
        with FileLock(shared / "terraform.lock"):
            return start(shared / "terraform")
    except Missing as reason:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED}=1, but {reason}")
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """Return the URL of an AWS made of memory, which holds nothing when a module of tests begins."""
    with empty_aws() as url:
        yield url
