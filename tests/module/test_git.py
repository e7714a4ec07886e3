"""Git is called from one place, and a revision that somebody names is never an option there."""

import ast
import json
import sys
from pathlib import Path

import pytest
from tests.support.command import STOCK, gen_vpce
from tests.support.repository import commit

import gen_vpce as package
from gen_vpce.module.git import GitError, git, names

HOSTILE = ("--output=made", "-omade", "-", "--", "--exec-path=.", "--upload-pack=touch made", "--help")
SAYS_WHAT_IT_GETS = f"""#!{sys.executable}
import json, sys
with open({{log!r}}, "a") as log:
    print(json.dumps(sys.argv[1:]), file=log)
print("blob")
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with a policy of an unusual name, as the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "téls\t\n.json").write_text("{}")
    (tmp_path / "intent.yaml").write_text(STOCK)
    commit(tmp_path)
    return tmp_path


def test_a_revision_is_asked_about(repository: Path) -> None:
    assert git("cat-file", "blob", revisions=["HEAD:intent.yaml"]).decode() == STOCK
    listed = git("ls-tree", "-r", "-z", "--name-only", revisions=["HEAD"])
    assert names(listed) == ["intent.yaml", "policies/téls\t\n.json"]


@pytest.mark.parametrize("revision", HOSTILE)
def test_an_option_in_the_place_of_a_revision_is_refused(revision: str, repository: Path) -> None:
    with pytest.raises(GitError, match=f"no revision begins with `-`, as `{revision}:m` does"):
        git("show", revisions=[f"{revision}:m"])
    assert not (repository / "made").exists()


@pytest.mark.parametrize("revision", ["nowhere", "HEAD:nowhere", ""])
def test_what_git_says_is_the_reason(revision: str, repository: Path) -> None:
    with pytest.raises(GitError, match=r"^(?!fatal).+"):
        git("cat-file", "-t", revisions=[revision])


def test_without_git_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(GitError, match="git is not on the PATH"):
        git("version")


@pytest.mark.parametrize("revision", HOSTILE)
@pytest.mark.parametrize(
    "command",
    [
        ("compare", "--", "{}:m", "intent.yaml"),
        ("compare", "--", "intent.yaml", "{}:m"),
        ("matrix", "--since={}"),
    ],
)
def test_no_command_gives_git_an_option(command: tuple[str, ...], revision: str, tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text(STOCK)
    (tmp_path / "bin").mkdir()
    (tmp_path / "log").touch()
    fake = tmp_path / "bin" / "git"
    fake.write_text(SAYS_WHAT_IT_GETS.format(log=str(tmp_path / "log")))
    fake.chmod(0o755)
    done = gen_vpce(*(word.format(revision) for word in command), cwd=tmp_path, PATH=str(fake.parent))
    assert done.returncode == 1
    assert f"`{revision}" in done.stderr
    got: list[list[str]] = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert not [
        words for words in got if any(word.startswith((f"{revision}:", f"{revision}^")) for word in words)
    ]


def test_nothing_else_starts_a_program() -> None:
    home = Path(package.__file__).parent
    starters = {"subprocess", "pty"}
    importing = {
        str(file.relative_to(home).as_posix())
        for file in home.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and starters & {each.name for each in node.names})
        or (isinstance(node, ast.ImportFrom) and node.module in starters)
        or (isinstance(node, ast.Attribute) and node.attr in {"system", "popen"})
    }
    assert importing == {"module/git.py"}
