"""Where AWS takes no policy everything passes: whoever asks is told so, and nothing else is claimed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gen_vpce.cli.app import app

HEAD = 'version: 1\nname: a\nregion: us-east-1\naccount: "123456789012"\n'
GRANTED = "  acm-pca: {private_dns_enabled: true, allow: [{name: A, actions: [acm-pca:IssueCertificate]}]}\n"
OPEN = "  acm-pca: {private_dns_enabled: true, policy: none}\n"
MAIL = "  email-smtp: {private_dns_enabled: true, policy: none}\n"
PARTNER = "  pay: {service: com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0, policy: none}\n"
CLAIM = "expect:\n  - %s: {principal: role/a, action: ses:SendEmail, resource: '*', through: email-smtp}\n"


def _written(folder: Path, name: str, text: str) -> str:
    (folder / name).mkdir()
    (folder / name / "intent.yaml").write_text(f"{HEAD}endpoints:\n{text}", encoding="utf-8")
    return str(folder / name)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_a_policy_that_goes_is_new_access(tmp_path: Path) -> None:
    old, new = _written(tmp_path, "old", GRANTED), _written(tmp_path, "new", OPEN)
    assert "acm-pca (endpoint): wider" in _run("compare", old, new).stdout
    assert "acm-pca (endpoint): narrower" in _run("compare", new, old).stdout


def test_what_leads_to_no_service_of_aws_is_no_access(tmp_path: Path) -> None:
    old, new = _written(tmp_path, "old", GRANTED), _written(tmp_path, "new", GRANTED + PARTNER)
    assert "pay" not in _run("compare", old, new).stdout
    alone = _run("compare", old, _written(tmp_path, "alone", PARTNER))
    assert alone.exit_code != 0
    assert "has no policy: AWS takes none at its endpoints" in alone.stderr


@pytest.mark.parametrize(("claim", "code"), [("allow", 0), ("deny", 1)])
def test_a_claim_about_one_is_decided(tmp_path: Path, claim: str, code: int) -> None:
    assert _run("test", _written(tmp_path, "a", MAIL + CLAIM % claim)).exit_code == code


def test_the_report_shows_it(tmp_path: Path) -> None:
    told = _run("report", _written(tmp_path, "a", MAIL + PARTNER), "--format", "json").stdout
    data = json.loads(told)
    (endpoint,) = data["endpoints"]
    assert (endpoint["name"], endpoint["open_to_all"]) == ("email-smtp", True)
    assert endpoint["policy"].endswith("intent.yaml")
    assert "endpoints to no service of AWS: pay" in told
