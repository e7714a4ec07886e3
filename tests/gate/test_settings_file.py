"""Where settings come from: the nearest file, a named one, or a git revision; and what is wrong with them."""

from pathlib import Path

import pytest
from tests.module.test_git import HOSTILE
from tests.support.repository import git

from gen_vpce.diagnostics import Severity
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.settings import Settings, SettingsError
from gen_vpce.terraform.settings_file import find_settings, read_settings

DESTROYED = Finding("endpoint-destroyed", "", "aws_vpc_endpoint.this")
OWN = '[gate]\nallow = ["endpoint-destroyed"]\n'
PROJECT = '[tool.gen-vpce.gate]\nallow = ["endpoint-destroyed"]\n'


def severity(found: Settings) -> Severity:
    return found.judged(DESTROYED)[0]


def commit(*branches: str) -> None:
    """Commit all there is, then make *branches* there."""
    git(Path(), "add", "--all")
    git(Path(), "commit", "--quiet", "--allow-empty", "--message", "x")
    for branch in branches:
        git(Path(), "branch", branch)


@pytest.fixture
def below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the working directory, two folders below the top of a repository."""
    folder = tmp_path / "envs" / "prod"
    folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "--quiet", "--initial-branch", "work")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(("file", "text"), [("gen-vpce.toml", OWN), ("pyproject.toml", PROJECT)])
def test_the_nearest_file_above_is_read_on_the_disk_and_in_a_revision(
    file: str, text: str, below: Path
) -> None:
    (below.parents[1] / file).write_text(text)
    (below / "pyproject.toml").write_text("[tool.other]\n")
    commit("target")
    assert severity(find_settings()) is Severity.NOTE
    assert find_settings().source == f"../../{file}"
    assert severity(find_settings("target")) is Severity.NOTE
    assert find_settings("target").source == f"target:{file}"


def test_what_the_working_directory_brings_is_not_in_another_revision(below: Path) -> None:
    commit("target")
    (below / "gen-vpce.toml").write_text(OWN)
    commit()
    assert severity(find_settings()) is severity(find_settings("HEAD")) is Severity.NOTE
    assert find_settings("target") == Settings()


def test_a_file_nearer_than_that_of_the_revision_does_not_hide_it(below: Path) -> None:
    (below.parents[1] / "gen-vpce.toml").write_text('[gate]\ndeny = ["routes-changed"]\n')
    commit("target")
    (below / "gen-vpce.toml").write_text(OWN)
    commit()
    assert find_settings("target").source == "target:gen-vpce.toml"
    assert severity(find_settings("target")) is Severity.ERROR


def test_a_file_is_named(below: Path) -> None:
    (below.parent / "lax.toml").write_text(OWN)
    (below / "pyproject.toml").write_text(PROJECT)
    (below / "gen-vpce.toml").write_text('[gate]\ndeny = ["routes-changed"]\n')
    commit("target")
    (below.parent / "lax.toml").write_text("[gate]\n")
    assert severity(read_settings(Path("pyproject.toml"))) is Severity.NOTE
    assert read_settings(Path("../lax.toml")) == Settings(source="../lax.toml")
    there = read_settings(Path("../lax.toml"), "target")
    assert (severity(there), there.source) == (Severity.NOTE, "target:envs/lax.toml")


@pytest.mark.parametrize("name", ["gen-vpce.toml", "pyproject.toml"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"gate = 1", "`gate` is a table"),
        (b"[gate]\ndenny = []", "did you mean `deny`"),
        (b'[gate]\ndeny = "endpoint-destroyed"', "lists of strings"),
        (b'[gate]\ndeny = ["endpoint-destroid"]', "did you mean"),
        (b"[gate", "not TOML"),
        (b"# \xff", "not TOML"),
        (b"a = " + b"[" * 9000, "not TOML"),
    ],
)
def test_a_file_that_cannot_be_meant_is_named(name: str, text: bytes, said: str, below: Path) -> None:
    own = name == "gen-vpce.toml"
    whole = text if own or said == "not TOML" else text.replace(b"gate", b"tool.gen-vpce.gate", 1)
    (below.parent / name).write_bytes(whole)
    commit()
    for revision, shown in ((None, f"../{name}"), ("HEAD", f"HEAD:envs/{name}")):
        with pytest.raises(SettingsError, match=rf"^{shown}: .*{said}"):
            find_settings(revision)
        with pytest.raises(SettingsError, match=rf"^{shown}: .*{said}"):
            read_settings(Path("..") / name, revision)


@pytest.mark.parametrize("text", ["tool = 1", "[tool]\ngen-vpce = []", "[[tool.gen-vpce]]"])
def test_a_table_that_is_none_is_named(text: str, below: Path) -> None:
    (below / "pyproject.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"^pyproject\.toml: `tool(\.gen-vpce)?` is not a table"):
        find_settings()


def test_a_named_project_without_our_table_is_no_file_of_settings(below: Path) -> None:
    (below / "pyproject.toml").write_text("[tool.other]\n")
    with pytest.raises(SettingsError, match=r"^pyproject\.toml: there is no table `tool\.gen-vpce`"):
        read_settings(Path("pyproject.toml"))


@pytest.mark.parametrize("revision", ["nowhere", "", "HEAD:envs", "HEAD..HEAD", *HOSTILE])
def test_a_revision_that_is_none_is_never_passed_over(revision: str, below: Path) -> None:
    (below / "gen-vpce.toml").write_text(OWN)
    commit()
    for ask in (lambda: find_settings(revision), lambda: read_settings(Path("gen-vpce.toml"), revision)):
        with pytest.raises(SettingsError, match="git finds no revision"):
            ask()


@pytest.mark.parametrize(
    ("file", "said"),
    [("gone.toml", "no file `envs/prod/gone.toml` in the revision"), ("../../../x.toml", "outside of")],
)
def test_a_file_that_is_not_in_the_revision_is_named(file: str, said: str, below: Path) -> None:
    commit()
    with pytest.raises(SettingsError, match=said):
        read_settings(Path(file), "HEAD")


def test_a_link_in_a_revision_is_not_followed_in_silence(below: Path) -> None:
    (below / "lax.toml").write_text(OWN)
    (below / "gen-vpce.toml").symlink_to("lax.toml")
    commit()
    assert severity(find_settings()) is Severity.NOTE
    with pytest.raises(SettingsError, match=r"`envs/prod/gen-vpce\.toml` is not a regular file"):
        find_settings("HEAD")


@pytest.mark.parametrize("make", [Path.mkdir, lambda file: file.symlink_to("gone")])
def test_what_cannot_be_read_is_not_passed_over(make: object, below: Path) -> None:
    make(below / "gen-vpce.toml")  # type: ignore[operator]
    with pytest.raises(OSError, match="gen-vpce"):
        find_settings()


def test_outside_of_a_repository_there_is_no_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="not a git repository"):
        find_settings("HEAD")
