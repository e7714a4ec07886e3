"""Compiled templates are kept, and whatever is the matter with the place, the module is the same."""

import os
import stat
from pathlib import Path

import pytest
from tests.support.command import STOCK, gen_vpce

GENERATED = ("README.md", "main.tf", "outputs.tf", "variables.tf", "versions.tf")


def generated(folder: Path, cache: Path, **environment: str) -> dict[str, bytes]:
    """Return the files of a module that is made in *folder* by a process of its own."""
    folder.mkdir()
    (folder / "intent.yaml").write_text(STOCK)
    done = gen_vpce("generate", cwd=folder, **{"GEN_VPCE_CACHE_DIR": str(cache), **environment})
    assert (done.returncode, done.stderr) == (0, "")
    return {name: (folder / name).read_bytes() for name in GENERATED}


def kept(cache: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in cache.rglob("*.cache")}


def test_templates_are_compiled_once(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = generated(tmp_path / "a", cache)
    compiled = kept(cache)
    assert len(compiled) > len(GENERATED) - 1
    assert generated(tmp_path / "b", cache) == first
    assert kept(cache) == compiled


def test_the_place_is_the_users_own(tmp_path: Path) -> None:
    generated(tmp_path / "a", tmp_path / "cache")
    (folder,) = (tmp_path / "cache").iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_broken_entry_is_made_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = generated(tmp_path / "a", cache)
    for path, content in kept(cache).items():
        path.write_bytes(content[: len(content) // 2])
    assert generated(tmp_path / "b", cache) == first


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_what_others_can_write_is_not_run(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = generated(tmp_path / "a", cache)
    (folder,) = cache.iterdir()
    folder.chmod(0o777)
    for path in kept(cache):
        path.write_bytes(b"poison")
    assert generated(tmp_path / "b", cache) == first
    assert set(kept(cache).values()) == {b"poison"}


def test_a_link_to_somewhere_else_is_not_followed(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = generated(tmp_path / "a", cache)
    (folder,) = cache.iterdir()
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    for path in kept(tmp_path / "elsewhere"):
        path.write_bytes(b"poison")
    assert generated(tmp_path / "b", cache) == first


@pytest.mark.parametrize("name", ["file", "file/below", "x" * 300])
def test_a_place_that_cannot_be_had_does_not_matter(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    generated(tmp_path / "a", tmp_path / name)


def test_the_place_is_told_by_the_environment(tmp_path: Path) -> None:
    unset = {"GEN_VPCE_CACHE_DIR": "", "XDG_CACHE_HOME": ""}
    generated(tmp_path / "a", Path(), **unset | {"HOME": str(tmp_path / "home")})
    generated(tmp_path / "b", Path(), **unset | {"XDG_CACHE_HOME": str(tmp_path / "xdg")})
    assert kept(tmp_path / "home" / ".cache" / "gen-vpce")
    assert kept(tmp_path / "xdg" / "gen-vpce")
