"""A literal means what Terraform takes it for: written as HCL, read back, and read by its own parser."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.configurations import plain, root_module

values = st.recursive(
    st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[A-Za-z_][\w-]{0,6}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


def written(value: object, *, short: bool) -> str:
    """Return *value* as an HCL expression; *short* uses line ends for commas and bare names for keys."""
    if isinstance(value, dict):
        between, sign = ("\n", " = ") if short else (", ", " : ")
        names = [name if short and name.isascii() else json.dumps(name, ensure_ascii=False) for name in value]
        elements = [written(each, short=short) for each in value.values()]
        return (
            "{"
            + between.join(f"{name}{sign}{each}" for name, each in zip(names, elements, strict=True))
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(written(each, short=short) for each in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    return json.dumps(value)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("literal")


@given(st.dictionaries(st.just("Statement"), values, min_size=1), st.booleans())
def test_a_literal_means_what_terraform_takes_it_for(
    folder: Path, value: dict[str, object], short: bool
) -> None:
    import pygohcl

    source = f"locals {{\n  x = {written(value, short=short)}\n}}\n"
    module = root_module(folder, source)
    assert module.source.broken == []
    assert plain(module.local("x")) == value
    pygohcl.loads(source)
