"""Finding modules: every intent below the paths, once, and a word on every path that leads nowhere."""

import os
from pathlib import Path

import pytest

from gen_vpce.module.discover import checkout_name, discover


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a working directory with a few modules and a few traps."""
    top = tmp_path / "work"
    for folder in (
        *("modules/b", "modules/a", "modules/a/examples/small", "modules/with space"),
        *(".hidden/m", "modules/.terraform/m", "modules/node_modules/m"),
    ):
        (top / folder).mkdir(parents=True)
        (top / folder / "intent.yaml").touch()
    (top / "modules" / "empty").mkdir()
    (top / "modules" / "loop").symlink_to(top)
    monkeypatch.chdir(top)
    return top


def shown(*paths: str) -> list[str]:
    found, problems = discover([Path(path) for path in paths])
    assert problems == ()
    return [each.shown for each in found]


ALL = ["modules/a", "modules/a/examples/small", "modules/b", "modules/with space"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], ALL),
        (["."], ALL),
        (["modules"], ALL),
        (["modules/"], ALL),
        (["modules", "modules/a", "modules/a/intent.yaml", "./modules/../modules/b"], ALL),
        (["modules/b/intent.yaml"], ["modules/b"]),
        (["modules/b", "modules/a/examples"], ["modules/a/examples/small", "modules/b"]),
        ([".hidden"], [".hidden/m"]),
        (["modules/node_modules/m"], ["modules/node_modules/m"]),
    ],
)
def test_what_is_found(paths: list[str], expected: list[str], here: Path) -> None:
    assert shown(*paths) == expected
    assert shown(*(str(here / path) for path in paths or ["."])) == expected


def test_names_are_relative_to_the_working_directory(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("modules/a")
    assert shown() == [".", "examples/small"]
    assert shown("../b") == ["../b"]
    found, _ = discover([Path()])
    assert [each.name("main.tf") for each in found] == ["main.tf", "examples/small/main.tf"]
    assert found[0].folder == here / "modules" / "a"


def test_a_module_reached_by_two_ways_is_one(here: Path) -> None:
    (here / "link").symlink_to(here / "modules" / "b")
    assert shown("link") == ["link"]
    assert len(shown("link", "modules/b")) == 1


def test_an_intent_may_be_a_link(here: Path) -> None:
    (here / "modules" / "empty" / "intent.yaml").symlink_to(here / "modules" / "a" / "intent.yaml")
    assert "modules/empty" in shown()


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("modules/empty", "GV520", "no intent.yaml in modules/empty or below"),
        ("modules/nowhere", "GV521", "modules/nowhere is neither a folder nor an intent.yaml"),
        (
            "modules/empty/intent.yaml",
            "GV521",
            "modules/empty/intent.yaml is neither a folder nor an intent.yaml",
        ),
        ("pyproject.toml", "GV521", "pyproject.toml is neither a folder nor an intent.yaml"),
    ],
)
def test_a_path_that_leads_nowhere_is_an_error(path: str, code: str, message: str, here: Path) -> None:
    (here / "pyproject.toml").touch()
    found, problems = discover([Path("modules/b"), Path(path)])
    assert [each.shown for each in found] == ["modules/b"]
    assert [(each.code, each.message) for each in problems] == [(code, message)]


def test_a_folder_that_may_not_be_listed_is_an_error(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found, problems = discover([])
    assert [each.shown for each in found] == ["modules/b", "modules/with space"]
    assert [(each.code, each.message) for each in problems] == [
        ("GV522", "modules/a cannot be searched: Permission denied")
    ]


@pytest.mark.parametrize("name", ["intent.yml", "Intent.yaml", "INTENT.YML", "intent.json"])
@pytest.mark.parametrize("given", ["modules", "modules/empty", "modules/empty/{}"])
def test_an_intent_under_another_name_is_told_and_not_read(name: str, given: str, here: Path) -> None:
    (here / "modules/empty" / name).touch()
    found, (problem,) = discover([Path(given.format(name))])
    assert not [each for each in found if each.shown == "modules/empty"]
    assert (problem.code, problem.message) == (
        "GV520",
        f"modules/empty/{name} is not read: an intent is called intent.yaml",
    )
    assert problem.hint == f"rename it with: mv modules/empty/{name} modules/empty/intent.yaml"


def test_any_yaml_file_given_by_name_is_told_the_name_of_an_intent(here: Path) -> None:
    (here / "modules/a/orders.yaml").touch()
    _, (problem,) = discover([Path("modules/a/orders.yaml")])
    assert problem.message == "modules/a/orders.yaml is not read: an intent is called intent.yaml"
    assert shown("modules/a") == ["modules/a", "modules/a/examples/small"]


@pytest.mark.parametrize(
    ("where", "given", "name"),
    [
        ((["repo"], "repo"), "live/main.tf", "live/main.tf"),
        ((["repo"], "repo/live"), "main.tf", "live/main.tf"),
        ((["repo"], "repo/live"), "../modules/a/intent.yaml", "modules/a/intent.yaml"),
        ((["repo"], "."), "repo/live/main.tf", "live/main.tf"),
        ((["repo"], "elsewhere"), "../repo/live/main.tf", "live/main.tf"),
        ((["repo", "repo/live/.terraform/modules/x"], "repo"), "live/.terraform/modules/x/main.tf", None),
        ((["repo", "repo/live/.terraform/modules/x"], "."), "repo/live/.terraform/modules/x/main.tf", None),
        ((["repo"], "repo/live"), "../../elsewhere/main.tf", "/elsewhere/main.tf"),
        (([], "repo"), "live/main.tf", "live/main.tf"),
        (([], "repo/live"), "../main.tf", "/repo/main.tf"),
    ],
)
def test_a_file_is_named_as_its_repository_names_it(
    where: tuple[list[str], str],
    given: str,
    name: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repositories, cwd = where
    for folder in (cwd, *(f"{each}/.git" for each in repositories)):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path / cwd)
    expected = name or "live/.terraform/modules/x/main.tf"
    full = f"{tmp_path.as_posix()}{expected}" if expected.startswith("/") else expected
    assert checkout_name(given) == full
    assert checkout_name(str(tmp_path / cwd / given)) == full
