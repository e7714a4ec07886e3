"""What changes: against a revision of git, and by a plan; what is not proven to be equal is not called so."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.support.command import STOCK
from tests.support.overviews import TITLE, seen_in
from tests.support.plans import allow, change, configured, endpoint, plan_data, policy
from tests.support.repository import commit

from gen_vpce.module.git import GitError
from gen_vpce.overview.build import build
from gen_vpce.overview.look import add_plan_file, compare_with, look
from gen_vpce.overview.model import Endpoint, Overview
from gen_vpce.overview.seen import Seen

READS = policy(allow("dynamodb:GetItem"))
WRITES = policy(allow("dynamodb:GetItem", "dynamodb:PutItem"))
SEPARATE = "aws_vpc_endpoint_policy.p"
OWN = {"vpc_endpoint_id": endpoint()["id"]}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of git with an intent and a policy, both committed."""
    (tmp_path / "stock").mkdir()
    (tmp_path / "stock/intent.yaml").write_text(STOCK)
    (tmp_path / "kms.endpoint.json").write_text(policy(allow("kms:Decrypt")))
    commit(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def since(*paths: str, revision: str = "HEAD") -> Overview:
    named = [Path(each) for each in paths]
    seen = look(named)
    compare_with(seen, named, revision)
    return build(seen, TITLE)


def by_plan(*changes: object, **more: object) -> Overview:
    seen = Seen()
    text = json.dumps(plan_data(*changes, **more))
    add_plan_file(seen, text.encode(), Path("no-such-folder"), None, "plan.json")
    return build(seen, TITLE)


def signs(endpoint: Endpoint) -> set[tuple[str, str]]:
    return {(level.level, level.change) for cell in endpoint.cells for level in cell.levels if level.change}


def test_nothing_changes_where_nothing_was_changed(repository: Path) -> None:
    made = since("stock", "kms.endpoint.json")
    assert [each.change for each in made.endpoints] == ["same", "same"]
    assert made.comparison is not None
    assert (made.comparison.against, made.comparison.changes) == ("HEAD", ())


def test_a_level_says_what_is_newly_allowed_with_a_request(repository: Path) -> None:
    (repository / "stock/intent.yaml").write_text(STOCK.replace("[read, write]", "[read, tagging]"))
    made = since("stock")
    (changed,) = made.endpoints
    assert changed.change == "changed"
    assert signs(changed) == {("tagging", "more"), ("write", "less")}
    tagging = next(level for cell in changed.cells for level in cell.levels if level.change == "more")
    assert tagging.newly_allowed is not None
    assert tagging.newly_allowed.action == "dynamodb:TagResource"
    assert made.comparison is not None
    (change_,) = made.comparison.changes
    assert (change_.verdict, change_.endpoint) == ("changed", changed.id)
    assert "TagResource" in change_.newly_allowed.rows[0]


def test_another_text_with_the_same_meaning_is_reworded(repository: Path) -> None:
    (repository / "kms.endpoint.json").write_text(policy({**allow("kms:Decrypt"), "Sid": "Named"}))
    (endpoint_,) = since("kms.endpoint.json").endpoints
    assert (endpoint_.change, signs(endpoint_)) == ("reworded", set())


def test_a_new_module_is_added_and_a_deleted_one_removed(repository: Path) -> None:
    (repository / "new").mkdir()
    (repository / "new/intent.yaml").write_text(STOCK.replace("name: stock", "name: new"))
    (repository / "stock/intent.yaml").unlink()
    made = since(".")
    assert {each.module: each.change for each in made.endpoints} == {"new": "added", "stock": "removed"}
    for each in made.endpoints:
        assert {sign for _, sign in signs(each)} == {"more" if each.change == "added" else "less"}


def test_a_revision_that_is_none_is_an_error_of_git(repository: Path) -> None:
    with pytest.raises(GitError):
        since("stock", revision="no-such-branch")


def test_an_intent_with_errors_at_the_revision_is_told(repository: Path) -> None:
    (repository / "stock/intent.yaml").write_text("version: 1\n")
    commit(repository, "broken")
    (repository / "stock/intent.yaml").write_text(STOCK)
    made = since("stock")
    assert [each.change for each in made.endpoints] == ["added"]
    assert any("was not compared" in note for note in made.coverage.notes)


def test_without_a_comparison_nothing_is_said_of_changes(repository: Path) -> None:
    made = seen_in(Path("stock"))
    assert made.comparison is None
    assert [each.change for each in made.endpoints] == [""]


def of(**more: object) -> dict[str, object]:
    return endpoint(policy=READS, **more)


PLANS: Mapping[str, tuple[list[dict[str, Any]], dict[str, Any], dict[str, str], set[tuple[str, str]]]] = {
    "nothing": ([change("no-op", of(), of())], {}, {"aws_vpc_endpoint.this": "same"}, set()),
    "widened": (
        [change("update", of(), endpoint(policy=WRITES))],
        {},
        {"aws_vpc_endpoint.this": "changed"},
        {("write", "more")},
    ),
    "narrowed": (
        [change("update", endpoint(policy=WRITES), of())],
        {},
        {"aws_vpc_endpoint.this": "changed"},
        {("write", "less")},
    ),
    "created": ([change("create", None, of())], {}, {"aws_vpc_endpoint.this": "added"}, {("read", "more")}),
    "destroyed": (
        [change("delete", of(), None)],
        {},
        {"aws_vpc_endpoint.this": "removed"},
        {("read", "less")},
    ),
    "routes": (
        [change("update", of(), of(route_table_ids=["rtb-0bbbbbbbbbbbbbbbb"]))],
        {},
        {"aws_vpc_endpoint.this": "changed"},
        set(),
    ),
    "separate policy": (
        [
            change("no-op", of(), of()),
            change("update", {**OWN, "policy": READS}, {**OWN, "policy": WRITES}, address=SEPARATE),
        ],
        {},
        {"aws_vpc_endpoint.this": "changed"},
        {("write", "more")},
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_is_shown_before_and_after(name: str) -> None:
    changes, more, states, expected = PLANS[name]
    made = by_plan(*changes, **more)
    assert {each.name: each.change for each in made.endpoints} == states
    assert {sign for each in made.endpoints for sign in signs(each)} == expected
    assert made.comparison is not None
    assert made.comparison.against == "the state before plan.json"


def test_what_the_gate_finds_is_among_the_findings_in_its_order() -> None:
    made = by_plan(change("update", of(), endpoint(policy=WRITES)))
    found = [each for each in made.findings if each.source == "gate"]
    assert found[0].severity == "error"
    assert "newly allows requests" in found[0].message


def test_a_policy_that_is_not_known_before_apply_is_not_taken_for_full_access() -> None:
    after = {name: value for name, value in of().items() if name != "policy"}
    references = configured({"aws_vpc_endpoint.this": {"policy": ["aws_s3_bucket.b.arn"]}})
    made = by_plan(change("update", of(), after, after_unknown={"policy": True}), configuration=references)
    (shown,) = made.endpoints
    assert shown.doubt is not None
    assert shown.open_to_all is False
    assert shown.cells == ()


def test_a_sensitive_policy_is_not_in_the_report() -> None:
    secret = policy(
        allow("dynamodb:GetItem", resource="arn:aws:dynamodb:us-east-1:111122223333:table/Secret")
    )
    made = by_plan(change("update", of(), endpoint(policy=secret), after_sensitive={"policy": True}))
    (shown,) = made.endpoints
    assert shown.doubt == "its policy is marked as sensitive, and is not shown"
    assert "Secret" not in str(made)


def test_what_is_no_plan_is_a_finding() -> None:
    seen = Seen()
    add_plan_file(seen, b"[]", Path(), None, "plan.json")
    made = build(seen, TITLE)
    assert made.endpoints == ()
    assert [each.severity for each in made.findings] == ["error"]
    assert made.coverage.not_read


_SOURCE = """\
variable "role" { type = string }
variable "other" { type = string }
resource "aws_vpc_endpoint" "db" {
  vpc_id       = "vpc-1"
  service_name = "com.amazonaws.eu-west-1.dynamodb"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid = "App", Effect = "Allow", Principal = "*", Action = ["dynamodb:GetItem"], Resource = "*"
      Condition = { ArnEquals = { "aws:PrincipalArn" = var.role } }
    }]
  })
}
"""


@pytest.fixture
def infra(repository: Path) -> Path:
    """Return the file of committed source, in which a symbol is the caller."""
    (repository / "infra").mkdir()
    file = repository / "infra/main.tf"
    file.write_text(_SOURCE)
    commit(repository, "source")
    return file


def signs_of(made: Overview, caller: str) -> set[tuple[str, str]]:
    """Return the signs in the row of a caller of the only endpoint."""
    (one,) = made.endpoints
    names = {each.id: each.name for each in made.callers}
    rows = [number for number, ids in enumerate(one.rows) if caller in {names[each] for each in ids}]
    cells = tuple(each for each in one.cells if each.row in rows)
    return signs(replace(one, cells=cells))


def test_source_with_symbols_says_what_is_newly_allowed_whatever_they_are(infra: Path) -> None:
    infra.write_text(_SOURCE.replace('["dynamodb:GetItem"]', '["dynamodb:GetItem", "dynamodb:PutItem"]'))
    made = since("infra")
    (one,) = made.endpoints
    assert one.change == "changed"
    assert signs_of(made, "⟨var.role⟩") == {("write", "more")}
    everybody = signs_of(made, "everyone else with credentials")
    assert everybody == {("write", "undecided")}, "the role may be a star"
    unknown = [each for cell in one.cells for each in cell.levels if each.change == "undecided"]
    assert {each.reason for each in unknown} == {"it depends on the value of ⟨var.role⟩"}
    (found,) = [each for cell in one.cells for each in cell.levels if each.change == "more"]
    assert found.newly_allowed is not None
    assert "⟨var.role⟩" in found.newly_allowed.text
    assert "731596" not in repr(made)


def test_source_with_symbols_says_what_is_newly_denied(infra: Path) -> None:
    infra.write_text(_SOURCE.replace("dynamodb:GetItem", "dynamodb:PutItem"))
    assert signs_of(since("infra"), "⟨var.role⟩") == {("read", "less"), ("write", "more")}


def test_another_symbol_may_be_the_same_and_may_be_another(infra: Path) -> None:
    infra.write_text(_SOURCE.replace("var.role }", "var.other }"))
    (one,) = since("infra").endpoints
    assert one.change == "changed"
    assert signs(one) == {("read", "undecided")}


def test_source_that_stays_as_it_is_has_no_signs(infra: Path) -> None:
    infra.write_text(f"# a comment\n{_SOURCE}")
    (one,) = since("infra").endpoints
    assert (one.change, signs(one)) == ("same", set())


def test_more_symbols_than_are_tried_leave_every_sign_open(
    infra: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    infra.write_text(_SOURCE.replace("dynamodb:GetItem", "dynamodb:PutItem"))
    monkeypatch.setattr("gen_vpce.overview.joint.MOST_WORLDS", 0)
    (one,) = since("infra").endpoints
    assert {change for _, change in signs(one)} == {"undecided"}
    assert any(
        level.reason == "what changes depends on the values of more symbols than are tried together"
        for cell in one.cells
        for level in cell.levels
        if level.change
    )


def test_the_place_of_source_that_is_gone_is_that_of_the_revision(infra: Path) -> None:
    infra.write_text("")
    (one,) = since("infra").endpoints
    assert one.change == "removed"
    assert one.place is not None
    assert (one.place.file, one.place.line) == ("infra/main.tf", 3)
