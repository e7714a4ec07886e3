"""What somebody accepts is left out, with a reason, and not for longer than it is found."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.command import gen_vpce
from tests.support.intents import documents, gateway, identity_policy, intent

from gen_vpce.diagnostics import Severity, Span
from gen_vpce.intent.model import Acceptance
from gen_vpce.lint.acceptance import accepted_for
from gen_vpce.lint.documents import lint_documents

HERE = Span("intent.yaml", 7, 3)
FULL = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
ONLY_DENIES = json.dumps(FULL).replace("Allow", "Deny")


def codes(raw: str, file: str = "a.json") -> list[str]:
    accepted, problems = accepted_for(file, raw.encode(), ".gen-vpce-lint.yaml")
    return [each.code for each in (*accepted, *problems)]


def test_a_file_accepts_by_name_and_for_every_file() -> None:
    raw = "a.json: {GV328: because}\n'*': {GV318: old}\nb.json: {GV332: new}\n"
    assert codes(raw) == ["GV318", "GV328"]


@pytest.mark.parametrize("raw", ["- GV328", "a.json: GV328", "a.json: {GV328: }", "a.json: {GV328: ''}"])
def test_an_acceptance_needs_its_form_and_a_reason(raw: str) -> None:
    assert "GV398" in codes(raw)


def test_what_is_wrong_with_the_yaml_is_told() -> None:
    assert codes("a: [") != []


def test_the_command_takes_files_stdin_and_acceptances(tmp_path: Path) -> None:
    (tmp_path / "a.endpoint.json").write_text(ONLY_DENIES)
    assert gen_vpce("lint", "a.endpoint.json", cwd=tmp_path).returncode == 1
    assert gen_vpce("lint", "a.endpoint.json", "--accept", "gv327", cwd=tmp_path).returncode == 0
    piped = gen_vpce("lint", "-", "--kind", "endpoint", "--format", "json", cwd=tmp_path, stdin=ONLY_DENIES)
    assert piped.returncode == 1
    assert [each["code"] for each in json.loads(piped.stdout)["findings"]] == ["GV327"]
    (tmp_path / ".gen-vpce-lint.yaml").write_text(
        "a.endpoint.json: {GV327: nothing is to pass, GV332: old}\n"
    )
    done = gen_vpce("lint", "a.endpoint.json", cwd=tmp_path)
    assert done.returncode == 0
    assert "GV399" in done.stderr
    assert ".gen-vpce-lint.yaml:1:" in done.stderr


def test_suggestions_alone_exit_with_0(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(FULL))
    done = gen_vpce("lint", "a.json", "--kind", "endpoint", cwd=tmp_path)
    assert "suggestion[GV328]" in done.stderr
    assert done.returncode == 0


def test_an_unknown_service_is_wrong_usage(tmp_path: Path) -> None:
    done = gen_vpce("lint", "-", "--service", "dynamdb", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean `dynamodb`?" in " ".join(done.stderr.split())


def accepting(*accepted: str) -> tuple[Acceptance, ...]:
    return tuple(Acceptance(code, "because", HERE) for code in accepted)


def test_findings_on_documents_point_at_the_intent_and_can_be_accepted_there() -> None:
    made = intent(gateway(), identity_policies=(identity_policy("only", "dynamodb"),))
    found = lint_documents(documents(made), made)
    assert [(each.code, each.severity) for each in found] == [("GV389", Severity.WARNING)]
    assert found[0].span == documents(made)[1].origins[0]

    accepted = replace(made, accept=accepting("GV389"))
    assert lint_documents(documents(accepted), accepted) == ()
    stale = replace(made, accept=accepting("GV389", "GV332", "GV240"))
    assert [(each.code, each.span) for each in lint_documents(documents(stale), stale)] == [("GV399", HERE)]


def test_full_access_that_the_intent_states_is_no_finding() -> None:
    made = intent(gateway(everything=True))
    assert lint_documents(documents(made), made) == ()
    said = intent(gateway(everything=False))
    assert [each.code for each in lint_documents(documents(said), said)] == ["GV328"]
