"""What the shell offers: services, Regions, endpoints, revisions; and actions, which bash parts at colons."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.command import STOCK
from tests.support.outside.shells import in_bash, in_fish, in_zsh, script_of
from tests.support.repository import git

from gen_vpce.cli.shells.bash import join
from gen_vpce.cli.shells.completion import compared, deployed, revisions

PLACES = """\
version: 1
name: orders
deployments:
  dev: {region: us-east-1, account: "111111111111"}
  prod-us: {region: us-east-1, account: "222222222222"}
  prod-eu: {region: eu-west-1, account: "222222222222"}
endpoints: {sqs: {allow: everything}}
"""
FILES = {
    "places/orders/intent.yaml": PLACES,
    "modules/stock/intent.yaml": STOCK.replace("  dynamodb:", "  s3: {allow: everything}\n  dynamodb:"),
    "modules/stock/.gen-vpce.json": "{}",
    "infra/live/main.tf": "",
    "infra/keys.json": "{}",
    "intent.yaml": STOCK,
    "trunk.txt": "",
}


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return script_of("bash", tmp_path_factory.mktemp("completion"))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with a module, Terraform, a policy, two branches and a tag."""
    top = tmp_path_factory.mktemp("repository")
    for file, text in FILES.items():
        (top / file).parent.mkdir(parents=True, exist_ok=True)
        (top / file).write_text(text)
    for words in ("init -q -b trunk", "add .", "commit -q -m All", "branch mend/table", "tag v1"):
        git(top, *words.split())
    return top


IN_GIT = {
    "simulate modules/stock --through ": ["s3", "dynamodb"],
    "simulate --action s3:GetObject modules/stock/intent.yaml --principal anonymous --through d": [
        "dynamodb"
    ],
    "simulate --through d": ["dynamodb"],
    "matrix --since ": ["HEAD", "mend/table", "trunk", "v1"],
    "gate --settings-from me": ["mend/table"],
    "compare v": [
        "v1:infra",
        "v1:infra/keys.json",
        "v1:infra/live",
        "v1:intent.yaml",
        "v1:modules/stock",
        "v1:places/orders",
    ],
    "compare HEAD:mod": ["HEAD:modules/stock"],
    "compare mend/table:infra/k": ["mend/table:infra/keys.json"],
    "compare HEAD:modules/stock mend/table:mod": ["mend/table:modules/stock"],
    "compare HEAD~0:intent": ["HEAD~0:intent.yaml"],
    "compare tr": ["trunk:", "trunk.txt"],
    "compare places/orders#": [f"places/orders#{name}" for name in ("dev", "prod-us", "prod-eu")],
    "compare places/orders#dev places/orders/intent.yaml#prod-u": ["places/orders/intent.yaml#prod-us"],
    "compare HEAD:places/orders#d": ["HEAD:places/orders#dev"],
    "compare HEAD:nowhere#d": [],
    "simulate places/orders#prod-e": ["places/orders#prod-eu"],
    "simulate places/orders#dev --through ": ["sqs"],
    "replay places/orders#d": ["places/orders#dev"],
    "test places/orders#d": ["places/orders#dev"],
    "who table/orders places/orders#d": ["places/orders#dev"],
    "where role/app places/orders#d": ["places/orders#dev"],
}
"""What is typed in the repository, and what is offered."""


def parted(line: str) -> list[str]:
    """Return the words of *line* as bash hands them over: parted at colons."""
    return [part for word in line.split(" ") for part in _parted(word) or [""]]


@pytest.mark.parametrize("line", IN_GIT)
def test_endpoints_and_revisions_in_bash(line: str, script: Path, repository: Path) -> None:
    held = line.rpartition(" ")[2]
    offered = in_bash(script, *parted(line), cwd=repository)
    before = held[: held.rfind(":") + 1]
    assert [f"{before}{each}" for each in offered] == IN_GIT[line]


OTHERS = {
    "mat": ["matrix"],
    "init --region us-e": ["us-east-1", "us-east-2"],
    "simulate --action dynamodb:GetI": ["dynamodb:GetItem"],
}


@pytest.mark.long
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells(shell: str, repository: Path, tmp_path: Path) -> None:
    script, ask = script_of(shell, tmp_path), {"zsh": in_zsh, "fish": in_fish}[shell]
    for line, expected in (OTHERS | IN_GIT).items():
        assert sorted(ask(script, f"gen-vpce {line}", repository)) == sorted(expected), line


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("mat",), ["matrix"]),
        (("init", "--service", "dynamodb-"), ["dynamodb-fips", "dynamodb-streams"]),
        (("init", "--preset", "onl"), ["only-through-endpoint"]),
        (("init", "--region", "us-e"), ["us-east-1", "us-east-2"]),
        (("init", "--ci", "git"), ["github", "gitlab"]),
        (("gate", "--allow", "endpoint-f"), ["endpoint-forgotten"]),
        (("simulate", "--action", "nothing"), []),
        (("simulate", "--action", "dynamodb", ":", "GetI"), ["GetItem"]),
        (("simulate", "--action", "dynamodb:GetI"), ["dynamodb:GetItem"]),
        (("simulate", "--action", "dynamodb", ":", "GetItem", "--thr"), ["--through"]),
        (("simulate", "--action", "nothing", ":", "Get"), []),
        (
            ("simulate", "--principal", "arn", ":", "aws", ":", "iam", "::", "1", ":", "root", "--thr"),
            ["--through"],
        ),
    ],
)
def test_bash(words: tuple[str, ...], expected: list[str], script: Path) -> None:
    assert in_bash(script, *words) == expected


def test_a_service_comes_first_and_its_actions_once_it_is_the_only_one(script: Path) -> None:
    assert {"s3:", "s3express:"} <= set(in_bash(script, "simulate", "--action", "s3"))
    assert "dynamodb:PutItem" in in_bash(script, "simulate", "--action", "dynam")
    assert "PutItem" in in_bash(script, "simulate", "--action", "dynamodb", ":")


@pytest.mark.parametrize("typed", ["nothing:", "-x:", "C:\\", "HEAD:nothing", "HEAD:../", "modules"])
def test_nothing_is_offered_where_git_has_no_answer(
    typed: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    assert compared(typed) == []


@pytest.mark.parametrize(
    "typed", ["modules/stock#", "nowhere#d", "trunk.txt#", "HEAD:nowhere#", "places/orders", "#"]
)
def test_no_deployment_is_offered_where_there_is_none(
    typed: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    assert deployed(typed) == []


def test_paths_of_a_revision_may_begin_in_this_folder(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "infra")
    assert compared("HEAD:./") == ["HEAD:./keys.json", "HEAD:./live"]
    assert "HEAD:infra/live" in compared("HEAD:")


def test_outside_of_a_repository_files_are_left_to_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "policy.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert (compared("po"), compared(""), revisions("")) == ([], [], [])


@given(st.lists(st.text("ab:-", min_size=1), min_size=1))
def test_words_without_a_colon_of_their_own_are_whole_again(words: list[str]) -> None:
    """Bash parts each word at its colons; where no word begins or ends with one, all come back."""
    typed = ["gen-vpce", *(word.strip(":") or "x" for word in words)]
    parted = [part for word in typed for part in _parted(word)]
    given_ = {"COMP_WORDS": "\n".join(parted), "COMP_CWORD": str(len(parted) - 1)}
    held = join(given_)
    assert given_ == {"COMP_WORDS": "\n".join(typed), "COMP_CWORD": str(len(typed) - 1)}
    assert typed[-1] == held + parted[-1]


def _parted(word: str) -> list[str]:
    """Return *word* as bash parts it: a run of colons is a word of its own."""
    return [part for part in re.split(r"(:+)", word) if part]
