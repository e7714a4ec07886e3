"""Whatever a configuration holds, it is read within limits, and what is not read is said."""

from pathlib import Path
from random import Random

import pytest
import yaml
from tests.configuration.hostile import HOSTILE
from tests.support.amount import amount

from gen_vpce.configuration.module.sources import LARGEST
from gen_vpce.configuration.policies.policy_types import ENDPOINT, TERRAFORM_POLICIES
from gen_vpce.configuration.policies.request import Request
from gen_vpce.lint.lint_request import Asked
from gen_vpce.lint.paths import Linted, lint_paths

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
PIECES = (
    *(
        '"',
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "${",
        "%{",
        "<<EOT\n",
        "\n",
        "=",
        "?",
        ":",
        "...",
        "*",
        "null",
        "\\",
    ),
    *("$", "each.value", "count", '"${', ".0", "//", "/*", "#", "⟨", "\x00", "é", "😀", "\r\n", "&{", "try("),
    *("for_each = var.x\n", "module.x", "path.module", "jsonencode(", "local.a", 'dynamic "statement" {\n'),
    "for x in",
)


ALWAYS_TOLD = {name for name, held in TERRAFORM_POLICIES.items() if not held.is_inline} | {ENDPOINT}
"""Resources of which something is said, with a policy or without."""


def says_something(result: Linted) -> bool:
    """Whether a policy or a problem is told."""
    told = result.counts and sum(result.counts) > result.counts.modules
    return bool(told or result.findings)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_asks_for_too_much_is_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "infra"
    folder.mkdir()
    (tmp_path / "above.json").write_text("{}", encoding="utf-8")
    (folder / "main.tf").write_text(HOSTILE[name], encoding="utf-8")
    result = lint_paths(Asked((folder,)))
    assert result.counts
    assert not result.counts.whole
    told = {"GV120", "GV397", "GV703"} & {each.code for each in result.findings}
    assert told or result.counts.absent


def mutated(text: str, random: Random) -> str:
    for _ in range(random.choice([1, 1, 1, 2, 4])):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice([1, 1, 2, 5, 20, 80]))
        at = random.randrange(len(text) + 1)
        text = random.choice(
            [
                text[:start] + text[end:],
                text[:start] + random.choice(PIECES) + text[start:],
                text[:start] + random.choice(PIECES) + text[end:],
                text[:end] + text[start:end] + text[end:],
                text[:at] + text[start:end] + text[at:],
                text[:start],
            ]
        )
    return text


@pytest.mark.property
@pytest.mark.parametrize("seed", range(amount(50)))
def test_no_mutation_brings_the_reader_down_or_to_silence(seed: int, tmp_path: Path) -> None:
    random = Random(seed)  # noqa: S311 -- no secret
    for number in range(100):
        case = random.choice(CASES)
        files = {"main.tf": case["tf"], **case.get("files", {})}
        victim = random.choice(list(files))
        mutation = mutated(files[victim], random)
        folder = tmp_path / str(number)
        for name, text in {**files, victim: mutation}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        result = lint_paths(Asked((folder,), explain_unknown=True))
        declared = any(f'resource "{type_}" "' in mutation for type_ in ALWAYS_TOLD)
        assert says_something(result) or not declared, (seed, number, mutation)


def test_a_file_that_is_too_large_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CASES[0]["tf"], encoding="utf-8")
    with (tmp_path / "large.tf").open("wb") as file:
        file.truncate(LARGEST + 1)
    result = lint_paths(Asked((tmp_path,)))
    assert [each.code for each in result.findings if each.code == "GV120"] == ["GV120"]
    assert result.counts
    assert result.counts.whole == 1


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_bytes(b"locals { a = \xff\xfe }\n")
    (found,) = lint_paths(Asked((tmp_path,))).findings
    assert found.code == "GV120"
    assert "UTF-8" in found.message


STATEMENT = '{"Sid": "A-1", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}'
POLICY = f'{{"Version": "2012-10-17", "Statement": [{STATEMENT}]}}'
READS = 'resource "aws_iam_policy" "x" {\n  policy = file("${path.module}/%s")\n}\n'


def infra(tmp_path: Path, name: str) -> Path:
    folder = tmp_path / "infra"
    folder.mkdir()
    (tmp_path / "secret.json").write_text(POLICY, encoding="utf-8")
    (folder / "main.tf").write_text(READS % name, encoding="utf-8")
    return folder


def codes(folder: Path, *, everywhere: bool = False) -> list[str]:
    return [
        each.code for each in lint_paths(Asked((folder,), request=Request(everywhere=everywhere))).findings
    ]


def test_a_file_outside_of_the_folder_is_read_on_demand_alone(tmp_path: Path) -> None:
    folder = infra(tmp_path, "../secret.json")
    assert codes(folder) == ["GV397"]
    assert "GV316" in codes(folder, everywhere=True)
    assert "GV316" in codes(tmp_path)


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    folder = infra(tmp_path, "link.json")
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    assert codes(folder) == ["GV397"]
    (folder / "inside.json").write_text(POLICY, encoding="utf-8")
    (folder / "link.json").unlink()
    (folder / "link.json").symlink_to(folder / "inside.json")
    assert "GV316" in codes(folder)


def test_a_folder_that_links_to_itself_is_walked_once(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CASES[0]["tf"], encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path)
    result = lint_paths(Asked((tmp_path,)))
    assert result.counts
    assert result.counts.endpoints == 1


def test_modules_that_call_each_other_are_refused(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.tf").write_text(
            f'module "{other}" {{\n  source = "../{other}"\n}}\n', encoding="utf-8"
        )
    found = lint_paths(Asked((tmp_path,))).findings
    assert found
    assert {each.code for each in found} == {"GV397"}
    assert all("calls itself" in each.message for each in found)
