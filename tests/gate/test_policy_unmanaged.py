"""A policy whose line is deleted stays, and Terraform says nothing: real plans, and what the gate says."""

import json
import re

import pytest
from tests.support.command import gen_vpce
from tests.support.outside.roots import TABLE, Root, ground
from tests.support.outside.terraform import Terraform
from tests.support.plans import allow, change, configured, endpoint, found, plan_data, policy

AT = "aws_vpc_endpoint.this"
SEPARATE = "aws_vpc_endpoint_policy.this"
OLD = endpoint()
OF_OLD = {"policy": OLD["policy"], "vpc_endpoint_id": OLD["id"]}
FULL, NONE = OLD | {"policy": policy(allow("*"))}, OLD | {"policy": ""}
PARTNER = {
    "vpc_endpoint_type": "Interface",
    "service_name": "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
}
MAIL = {"vpc_endpoint_type": "Interface", "service_name": "com.amazonaws.us-east-1.email-smtp"}
WARNED = f"warning policy-unmanaged {AT}"
LINE = re.compile(r"^  policy += .*\n", re.MULTILINE)


@pytest.mark.parametrize(
    ("plan", "arguments", "expected"),
    [
        ((change("no-op", OLD, OLD),), {"vpc_id": []}, [WARNED]),
        ((change("no-op", OLD, OLD),), {"policy": None}, [WARNED]),
        ((change("no-op", OLD, OLD),), {"policy": []}, []),
        ((change("no-op", FULL, FULL),), {"vpc_id": []}, [f"note full-access-kept {AT}"]),
        ((change("no-op", NONE, NONE),), {"vpc_id": []}, [f"note full-access-kept {AT}"]),
        (
            (change("update", OLD, OLD | {"private_dns_enabled": True}),),
            {"vpc_id": []},
            [f"warning private-dns-changed {AT}", WARNED],
        ),
        (
            (change("no-op", OLD, OLD, importing={"id": OLD["id"]}),),
            {"vpc_id": []},
            [WARNED, f"note endpoint-imported {AT}"],
        ),
        ((change("no-op", OLD, OLD), change("no-op", OF_OLD, OF_OLD, address=SEPARATE)), {"vpc_id": []}, []),
        (
            (change("no-op", OLD, OLD), change("delete", OF_OLD, None, address=SEPARATE)),
            {"vpc_id": []},
            [f"error access-newly-allowed {SEPARATE}", f"error default-full-access {SEPARATE}"],
        ),
        (
            (change("no-op", *[OLD | {"vpc_endpoint_type": "GatewayLoadBalancer"}] * 2),),
            {"vpc_id": []},
            [],
        ),
        ((change("no-op", *[OLD | PARTNER] * 2),), {"vpc_id": []}, []),
        ((change("no-op", *[OLD | PARTNER | {"policy": None}] * 2),), {"vpc_id": []}, []),
        ((change("no-op", *[OLD | MAIL] * 2),), {"vpc_id": []}, []),
        ((change("delete", OLD, None),), {"vpc_id": []}, [f"error endpoint-destroyed {AT}"]),
    ],
)
def test_what_stays_is_warned_of(
    plan: tuple[object, ...], arguments: dict[str, list[str] | None], expected: list[str]
) -> None:
    assert found(plan_data(*plan, configuration=configured({AT: arguments}))) == expected


def test_without_a_configuration_nothing_is_claimed() -> None:
    assert found(plan_data(change("no-op", OLD, OLD))) == []


@pytest.fixture(scope="module")
def root(terraform: Terraform, moto: str, tmp_path_factory: pytest.TempPathFactory) -> Root:
    """Return a generated module that is applied, with its policy."""
    folder = tmp_path_factory.mktemp("unmanaged")
    assert gen_vpce("init", "orders", *TABLE, cwd=folder).returncode == 0
    made = ground(folder / "orders", terraform, moto)
    terraform.prepare(made.folder)
    made.plan()
    made.apply()
    return made


@pytest.mark.terraform
@pytest.mark.long  # applies and plans, three times a twentieth of `make test`
@pytest.mark.parametrize("instead", ["", '  policy = ""\n', "  policy = null\n"])
def test_terraform_plans_no_change_and_the_gate_says_what_stays(instead: str, root: Root) -> None:
    main = root.folder / "main.tf"
    whole = main.read_text()
    assert LINE.search(whole)
    try:
        main.write_text(LINE.sub(instead, whole))
        plan = root.plan()
    finally:
        main.write_text(whole)
    actions = [each["change"]["actions"] for each in json.loads(plan)["resource_changes"]]
    assert actions == [["no-op"]]
    said = root.gate(plan)
    assert said.returncode == 0
    assert (
        "warning[GV642]: aws_vpc_endpoint.dynamodb: the configuration sets no policy for the endpoint "
        in said.stderr
    )
    assert json.loads(root.endpoint()["PolicyDocument"]) == json.loads(root.policy.read_text())
    assert root.gate(root.plan()).stderr == ""
