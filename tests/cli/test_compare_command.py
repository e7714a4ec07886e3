"""`gen-vpce compare` as a person calls it: files, intents, modules, git revisions, batches."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from tests.support.command import STOCK, gen_vpce
from tests.support.repository import commit

from gen_vpce.access.patterns.work_limit import DEFAULT
from gen_vpce.cli.compare import _DEFAULT_EFFORT
from gen_vpce.diagnostics.shipped import schema_file

READ = {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}
WRITE = {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:*", "Resource": "*"}


def write(folder: Path, name: str, *statements: object) -> None:
    folder.joinpath(name).write_text(json.dumps({"Version": "2012-10-17", "Statement": statements}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "old.json", READ)
    write(tmp_path, "new.json", WRITE)
    return tmp_path


def test_two_files(folder: Path) -> None:
    done = gen_vpce("compare", "old.json", "new.json", cwd=folder)
    assert done.returncode == 0
    assert done.stdout.startswith("policy (endpoint): wider: ")
    assert (
        "+ newly allowed: everyone: dynamodb everything on everything, except: dynamodb GetItem\n"
        in done.stdout
    )
    assert "newly denied" not in done.stdout


@pytest.mark.parametrize(("old", "new", "code"), [("old", "new", 1), ("new", "old", 0), ("old", "old", 0)])
def test_no_new_access(folder: Path, old: str, new: str, code: int) -> None:
    done = gen_vpce("compare", f"{old}.json", f"{new}.json", "--no-new-access", cwd=folder)
    assert done.returncode == code


def test_undecided_may_be_new_access(folder: Path) -> None:
    done = gen_vpce("compare", "old.json", "new.json", "--no-new-access", "--effort", "1", cwd=folder)
    assert done.returncode == 1
    assert "? newly allowed: undecided: statement 1 takes more work" in done.stdout


def test_json(folder: Path) -> None:
    done = gen_vpce("compare", "old.json", "new.json", "--format", "json", cwd=folder)
    (found,) = json.loads(done.stdout)["comparisons"]
    assert found["verdict"] == "wider"
    assert found["newly_allowed"]["rows"] == [
        {
            "requests": WRITE,
            "except": [READ],
            "exact": True,
            "text": "everyone: dynamodb everything on everything, except: dynamodb GetItem",
        }
    ]
    assert found["newly_allowed"]["witness"]["action"].startswith("dynamodb:")
    assert found["newly_denied"] == {"answer": False, "reason": None, "rows": [], "witness": None}


def test_json_fits_its_schema(folder: Path) -> None:
    schemas = {
        f"{name}.schema.json": json.loads(schema_file(name).read_text(encoding="utf-8"))
        for name in ("compare", "report")
    }
    known = Registry().with_contents(schemas.items(), default_specification=DRAFT202012)
    done = gen_vpce("compare", "old.json", "new.json", "--format", "json", cwd=folder)
    Draft202012Validator(schemas["compare.schema.json"], registry=known).validate(json.loads(done.stdout))


def test_after_twelve_rows_the_others_are_counted_by_where_they_are(folder: Path) -> None:
    def statement(service: str, action: str, number: int) -> dict[str, str]:
        resource = f"arn:aws:{service}:us-east-1:123456789012:thing/{number}"
        return {**READ, "Action": f"{service}:{action}{number}", "Resource": resource}

    writes = [statement("dynamodb", "Write", number) for number in range(11)]
    reads = [statement("kms", "Write", 1), statement("s3", "Write", 2), statement("kms", "Write", 3)]
    write(folder, "more.json", READ, *writes, *reads)
    said = gen_vpce("compare", "old.json", "more.json", cwd=folder).stdout
    assert said.count("+ newly allowed: ") == 12
    assert "    and 2 more, on s3 (1) and kms (1)\n" in said
    listed = gen_vpce("compare", "old.json", "more.json", "--format", "markdown", cwd=folder).stdout
    assert "- newly allowed: and 2 more, on s3 (1) and kms (1)\n" in listed
    whole = gen_vpce("compare", "old.json", "more.json", "--format", "json", cwd=folder).stdout
    assert len(json.loads(whole)["comparisons"][0]["newly_allowed"]["rows"]) == 14


def test_rows_that_may_hold_nothing_are_marked(folder: Path) -> None:
    home = "arn:aws:s3:::home/${{aws:PrincipalTag/{}}}/${{aws:PrincipalTag/{}}}"
    for name, tags in (("old.json", "ab"), ("new.json", "ba")):
        write(folder, name, {**READ, "Resource": home.format(*tags)})
    said = gen_vpce("compare", "old.json", "new.json", cwd=folder).stdout
    assert "  ? newly allowed: undecided: everyone: dynamodb GetItem on home/" in said
    assert "  + " not in said


def test_the_same_question_has_the_same_answer_in_every_process(folder: Path) -> None:
    for name, operator in (("old.json", "StringEquals"), ("new.json", "StringEqualsIgnoreCase")):
        write(folder, name, {**WRITE, "Condition": {operator: {"aws:username": "roberta"}}})
    seeds = ("0", "1", "2", "3")
    answers = {
        gen_vpce("compare", "old.json", "new.json", cwd=folder, PYTHONHASHSEED=seed).stdout for seed in seeds
    }
    assert len(answers) == 1


def test_markdown(folder: Path) -> None:
    done = gen_vpce("compare", "old.json", "new.json", "--format", "markdown", cwd=folder)
    assert (
        "- newly allowed: everyone: dynamodb everything on everything, except: dynamodb GetItem\n"
        in done.stdout
    )
    assert "\n```mermaid\nflowchart LR\n" in done.stdout
    assert done.stdout.endswith("```\n")
    same = gen_vpce("compare", "old.json", "old.json", "--format", "markdown", cwd=folder)
    assert "mermaid" not in same.stdout


def test_an_intent_against_its_module_in_git(tmp_path: Path) -> None:
    (tmp_path / "stock").mkdir()
    intent = tmp_path / "stock" / "intent.yaml"
    intent.write_text(STOCK)
    commit(tmp_path)
    same = gen_vpce("compare", "HEAD:stock", "stock", "--no-new-access", cwd=tmp_path)
    assert (same.returncode, same.stdout) == (
        0,
        "dynamodb (endpoint): equivalent: the same requests are allowed\n",
    )
    intent.write_text(STOCK.replace("[read, write]", "[read]"))
    less = gen_vpce("compare", "HEAD:stock/intent.yaml", "stock/intent.yaml", cwd=tmp_path)
    assert less.stdout.startswith("dynamodb (endpoint): narrower: ")
    assert "- newly denied: everyone: dynamodb " in less.stdout


def test_policies_that_only_deny_are_compared_as_restrictions(tmp_path: Path) -> None:
    deny = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    inside = {**deny, "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}
    write(tmp_path, "old.identity.json", deny)
    write(tmp_path, "new.identity.json", inside)
    done = gen_vpce("compare", "old.identity.json", "new.identity.json", cwd=tmp_path)
    assert done.stdout.startswith("new (identity): wider: ")
    assert "aws:SourceVpce = vpce-1" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["old.json", "nowhere"], 1, "GV740"),
        (["old.json", "HEAD:nowhere"], 1, "GV740"),
        (["old.json", "empty"], 1, "holds neither intent.yaml nor a policy"),
        (["old.json", "bad.json"], 1, "GV700"),
        (["old.json"], 2, "compare needs OLD and NEW"),
        (["old.json", "new.json", "--format", "marddown"], 2, "did you mean `markdown`?"),
        (["old.json", "new.json", "--kind", "endpint"], 2, "did you mean `endpoint`?"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, arguments: list[str], code: int, words: str) -> None:
    (folder / "empty").mkdir()
    (folder / "bad.json").write_text("{")
    done = gen_vpce("compare", *arguments, cwd=folder)
    assert done.returncode == code
    assert words in done.stderr
    assert done.stdout == ""


def test_a_batch(folder: Path) -> None:
    pair = {"id": 1, "old": {"Statement": READ}, "new": {"Statement": WRITE}, "kind": "endpoint"}
    (folder / "pairs.jsonl").write_text(json.dumps(pair) + "\n")
    done = gen_vpce("compare", "--batch", "pairs.jsonl", cwd=folder)
    assert done.returncode == 0
    assert json.loads(done.stdout)["verdict"] == "wider"
    bad = gen_vpce("compare", "--batch", "-", cwd=folder, stdin=f"no\n{json.dumps(pair)}\n")
    assert bad.returncode == 1
    assert [("error" in json.loads(line)) for line in bad.stdout.splitlines()] == [True, False]


def test_the_default_effort_is_that_of_the_library() -> None:
    """It is spelled twice because the command line starts without loading the library."""
    assert _DEFAULT_EFFORT == DEFAULT
