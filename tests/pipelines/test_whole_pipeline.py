"""The life of an endpoint: made, applied, widened past the gate, changed behind Terraform's back."""

import json
from pathlib import Path

import pytest
from tests.support.command import gen_vpce
from tests.support.outside.roots import TABLE, ground
from tests.support.outside.terraform import Terraform

pytestmark = pytest.mark.terraform

ADDRESS = "aws_vpc_endpoint.dynamodb"
WIDE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}


@pytest.mark.long  # `make test` runs each of its steps elsewhere
def test_from_the_first_intent_to_drift(terraform: Terraform, moto: str, tmp_path: Path) -> None:
    folder = tmp_path / "orders"
    assert gen_vpce("init", "orders", *TABLE, cwd=tmp_path).returncode == 0
    assert gen_vpce("generate", "--check", cwd=tmp_path).returncode == 0
    root = ground(folder, terraform, moto)
    terraform.prepare(folder)

    first = root.plan()
    passed = root.gate(first)
    assert (passed.returncode, "note[GV613]" in passed.stderr) == (0, True), passed.stderr
    root.apply()
    assert json.loads(root.endpoint()["PolicyDocument"]) == json.loads(root.policy.read_text())
    assert root.gate(root.plan()).returncode == 0

    root.edit("resources: [table/Orders]", "resources: [table/Orders, table/Refunds]")
    assert gen_vpce("generate", "--check", cwd=tmp_path).returncode == 3
    assert gen_vpce("generate", cwd=tmp_path).returncode == 0
    wider = root.plan()
    refused = root.gate(wider)
    assert refused.returncode == 1
    assert "error[GV620]" in refused.stderr
    assert "table/Refunds" in refused.stderr
    assert f"--allow access-newly-allowed={ADDRESS}" in refused.stderr
    elsewhere = root.gate(wider, "--allow", "access-newly-allowed=aws_vpc_endpoint.s3")
    assert elsewhere.returncode == 1
    allowed = root.gate(wider, "--allow", f"access-newly-allowed={ADDRESS}")
    assert allowed.returncode == 0, allowed.stderr
    root.apply()
    assert "table/Refunds" in root.endpoint()["PolicyDocument"]

    root.ec2.modify_vpc_endpoint(
        VpcEndpointId=root.endpoint()["VpcEndpointId"], PolicyDocument=json.dumps(WIDE)
    )
    drifted = root.gate(root.plan())
    assert drifted.returncode == 1
    assert "error[GV630]" in drifted.stderr
    root.apply()
    assert json.loads(root.endpoint()["PolicyDocument"]) == json.loads(root.policy.read_text())
    assert root.gate(root.plan()).returncode == 0
