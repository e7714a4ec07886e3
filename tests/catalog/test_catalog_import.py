"""Importing the catalogue costs nothing: no module of it and no file is read before a question is asked."""

import subprocess
import sys

import pytest

from gen_vpce import catalog

_LOADED = """
import sys
{}
print(*sorted(name.rpartition(".")[2] for name in sys.modules if name.startswith("gen_vpce.catalog.")))
"""


@pytest.mark.parametrize(
    ("statement", "loaded"),
    [
        ("from gen_vpce import catalog", ""),
        ("from gen_vpce import catalog; catalog.digest()", "store"),
        ("from gen_vpce import catalog; catalog.partition_of('us-east-1')", "model places store"),
    ],
)
def test_only_what_a_question_needs_is_loaded(statement: str, loaded: str) -> None:
    command = [sys.executable, "-c", _LOADED.format(statement)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == loaded


def test_every_name_of_the_catalogue_is_there() -> None:
    assert all(getattr(catalog, name) is getattr(catalog, name) for name in catalog.__all__)


def test_no_other_name_is() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nosuch'"):
        _ = catalog.nosuch  # type: ignore[attr-defined]
