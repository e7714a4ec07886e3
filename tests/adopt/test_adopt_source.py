"""`gen-vpce adopt DIR`: endpoints of source become intents, modules, and moves within their root module."""

from pathlib import Path

import pytest
from tests.adopt.source_text import ALL, HEAD, OPTIONS, adopted, plain, reasons

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.configuration.policies.read import read
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.read import read as read_policy
from gen_vpce.policy.read import read_at

pytestmark = pytest.mark.usefixtures("in_a_repository")


def test_an_endpoint_becomes_a_module_whose_call_has_its_expressions() -> None:
    tags = 'tags = merge(var.tags, { Name = "db" })\n  route_table_ids = [aws_vpc.main.main_route_table_id]'
    data = adopted(plain(tags) + 'output "id" {\n  value = aws_vpc_endpoint.dynamodb.id\n}\n')
    (endpoint,) = data["endpoints"]
    assert (endpoint["endpoint"], endpoint["policy"]) == ("aws_vpc_endpoint.dynamodb", "equivalent (proven)")
    assert Path("infra/adopted.tf").read_text().split("\n\n", 1)[1] == (
        'module "dynamodb" {\n'
        '  source          = "../modules/dynamodb"\n'
        "  route_table_ids = [aws_vpc.main.main_route_table_id]\n"
        "  vpc_id          = aws_vpc.main.id\n"
        '  tags            = merge(var.tags, { Name = "db" })\n'
        "}\n"
    )
    assert Path("infra/adopted_moved.tf").read_text().split("\n\n", 1)[1] == (
        "moved {\n  from = aws_vpc_endpoint.dynamodb\n  to   = module.dynamodb.aws_vpc_endpoint.dynamodb\n}\n"
    )
    line = HEAD.count("\n") + 1
    end = (HEAD + plain(tags)).count("\n") + 2
    assert data["todo"] == [
        f"infra/main.tf:{line}: take out aws_vpc_endpoint.dynamodb",
        f"infra/main.tf:{end}: aws_vpc_endpoint.dynamodb.id becomes module.dynamodb.dynamodb_endpoint_id",
    ]
    loaded = load_bytes(Path("modules/dynamodb/intent.yaml").read_bytes(), "intent.yaml")
    assert loaded.intent
    (grant,) = loaded.intent.endpoints[0].allow
    assert (loaded.intent.region, loaded.intent.account) == ("eu-west-1", "123456789012")
    assert [each.written for each in grant.resources] == ["table/Orders"]
    again = adopted(plain(tags) + 'output "id" {\n  value = aws_vpc_endpoint.dynamodb.id\n}\n')
    assert again == data


def test_what_is_written_means_what_the_source_does_with_the_values() -> None:
    adopted(plain())
    provider = 'provider "aws" {\n  region = "eu-west-1"\n  allowed_account_ids = ["123456789012"]\n}\n'
    Path("infra/adopted.tf").unlink()
    Path("infra/adopted_moved.tf").unlink()
    Path("infra/main.tf").write_text(provider + HEAD + plain())
    (found,) = read(Path("infra")).policies
    (variant,) = found.variants
    old = read_at(variant.positions).policy
    new = read_policy(Path("modules/dynamodb/policies/dynamodb.endpoint.json").read_text()).policy
    assert old
    assert new
    verdict = compare(old, new, kind=PolicyKind.ENDPOINT, endpoint_kind=EndpointKind.GATEWAY).verdict
    assert (found.symbols, verdict) == ((), Verdict.EQUIVALENT)


def test_instances_become_modules_and_a_condition_stays_one() -> None:
    each = """\
locals {
  services = {
    kms = { subnets = ["subnet-0123456789abcdef0"], dns = true }
    sqs = { subnets = [aws_subnet.a.id], dns = false }
  }
}

resource "aws_vpc_endpoint" "this" {
  for_each            = local.services
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.eu-west-1.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = each.value.subnets
  private_dns_enabled = each.value.dns
  policy              = jsonencode({ Statement = [ALL] })
  tags                = { Name = each.key }
}

"""
    each = each.replace("ALL", ALL)
    data = adopted(each + plain("count = var.on ? 1 : 0"), *OPTIONS)
    assert [(one["endpoint"], one["address"]) for one in data["endpoints"]] == [
        ('aws_vpc_endpoint.this["kms"]', "module.this-kms.aws_vpc_endpoint.kms"),
        ('aws_vpc_endpoint.this["sqs"]', "module.this-sqs.aws_vpc_endpoint.sqs"),
        ("aws_vpc_endpoint.dynamodb[0]", "module.dynamodb[0].aws_vpc_endpoint.dynamodb"),
    ]
    calls = Path("infra/adopted.tf").read_text()
    assert "count           = var.on ? 1 : 0\n" in calls
    assert "subnet_ids         = [aws_subnet.a.id]\n" in calls
    loaded = load_bytes(Path("modules/this-kms/intent.yaml").read_bytes(), "intent.yaml")
    assert loaded.intent
    (kms,) = loaded.intent.endpoints
    assert (kms.subnet_ids, kms.private_dns_enabled) == (("subnet-0123456789abcdef0",), True)
    assert kms.tags == {"Name": "kms"}


def test_a_separate_policy_leaves_the_state_and_is_not_destroyed() -> None:
    text = plain().replace(
        "  policy = jsonencode({",
        '}\nresource "aws_vpc_endpoint_policy" "db" {\n'
        "  vpc_endpoint_id = aws_vpc_endpoint.dynamodb.id\n  policy = jsonencode({",
    )
    data = adopted(text)
    assert data["exit_code"] == 0
    moved = Path("infra/adopted_moved.tf").read_text()
    assert (
        "removed {\n  from = aws_vpc_endpoint_policy.db\n\n  lifecycle {\n    destroy = false\n  }\n}\n"
        in moved
    )
    assert [each.partition(": ")[2] for each in data["todo"]] == [
        "take out aws_vpc_endpoint.dynamodb",
        "take out aws_vpc_endpoint_policy.db",
    ]


def test_the_provider_and_the_organization_are_passed_on() -> None:
    text = 'provider "aws" {\n  alias  = "east"\n  region = "us-east-1"\n}\n' + plain("provider = aws.east")
    text = text.replace(
        '"aws:PrincipalAccount" = data.aws_caller_identity.me.account_id',
        '"aws:PrincipalOrgID" = data.aws_organizations_organization.o.id',
    )
    text = text.replace(
        "aws_dynamodb_table.orders.arn", '"arn:aws:dynamodb:us-east-1:123456789012:table/Orders"'
    )
    text = text.replace('"${"arn', '"arn').replace('table/Orders"}/index', "table/Orders/index")
    text = text.replace("${data.aws_region.here.name}", "us-east-1")
    text += 'data "aws_organizations_organization" "o" {}\n'
    data = adopted(text, "--account", "123456789012", "--organization", "o-a1b2c3d4e5")
    assert data["exit_code"] == 0, data
    assert "providers = {\n    aws = aws.east\n  }\n" in Path("infra/adopted.tf").read_text()
    assert "organization/o-a1b2c3d4e5" in Path("modules/dynamodb/intent.yaml").read_text()


INSTANCES = """\
locals {
  services = {
    kms = { subnets = aws_subnet.a[*].id, tags = { of = "keys" }, groups = local.groups }
    sqs = { subnets = ["subnet-0123456789abcdef0"], tags = { of = "${var.on}-jobs" }, groups = [] }
  }
  groups = ["sg-0123456789abcdef0", aws_security_group.x.id]
}

variable "n" {
}

resource "aws_vpc_endpoint" "this" {
  for_each           = local.services
  vpc_id             = "${aws_vpc.main.id}"
  service_name       = "com.amazonaws.eu-west-1.${each.key}"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = distinct(concat(each.value.subnets, aws_subnet.a[*].id))
  security_group_ids = lookup(each.value, "groups", [])
  policy             = jsonencode({ Statement = [ALL] })
  tags               = merge(var.tags, each.value.tags, { Name = "${each.key}-x (each.key)" })
}

resource "aws_subnet" "a" {
  count = var.n
}
"""


def test_an_expression_of_an_instance_is_written_for_it() -> None:
    text = INSTANCES.replace("ALL", ALL)
    told = reasons(text)
    assert "its `subnet_ids` depends on values that the call of a module cannot name" in told
    data = adopted(text.replace("subnets = aws_subnet.a[*].id", "subnets = [aws_subnet.a[0].id]"))
    assert data["exit_code"] == 0
    kms, sqs = Path("infra/adopted.tf").read_text().split("\n\n")[1:]
    assert kms == (
        'module "this-kms" {\n'
        '  source             = "../modules/this-kms"\n'
        "  subnet_ids         = distinct(concat([aws_subnet.a[0].id], aws_subnet.a[*].id))\n"
        "  vpc_id             = aws_vpc.main.id\n"
        '  security_group_ids = ["sg-0123456789abcdef0", aws_security_group.x.id]\n'
        "  tags = merge(var.tags, {\n"
        '    of = "keys"\n'
        '  }, { Name = "${"kms"}-x (each.key)" })\n'
        "}"
    )
    assert '    of = "${var.on}-jobs"\n' in sqs


def test_fixed_addresses_and_auto_accept_are_taken_over() -> None:
    text = """\
resource "aws_vpc_endpoint" "kms" {
  vpc_id             = "vpc-0123456789abcdef0"
  service_name       = "com.amazonaws.eu-west-1.kms"
  vpc_endpoint_type  = "Interface"
  auto_accept        = true
  subnet_ids         = [local.a, local.b]
  security_group_ids = ["sg-0123456789abcdef0"]

  subnet_configuration {
    subnet_id = local.b
    ipv4      = "10.0.2.10"
    ipv6      = "2001:DB8:0::A"
  }

  subnet_configuration {
    subnet_id = local.a
    ipv4      = "10.0.1.10"
  }

  policy = jsonencode({ Version = "2012-10-17", Statement = [ALL] })
}

locals {
  a = "subnet-0123456789abcdef0"
  b = "subnet-0123456789abcdef1"
}
"""
    data = adopted(text.replace("ALL", ALL))
    assert data["exit_code"] == 0, data
    loaded = load_bytes(Path("modules/kms/intent.yaml").read_bytes(), "intent.yaml")
    assert loaded.intent
    (endpoint,) = loaded.intent.endpoints
    assert endpoint.auto_accept is True
    assert [each.arguments for each in endpoint.subnet_configuration] == [
        {"subnet_id": "subnet-0123456789abcdef1", "ipv4": "10.0.2.10", "ipv6": "2001:db8::a"},
        {"subnet_id": "subnet-0123456789abcdef0", "ipv4": "10.0.1.10"},
    ]


def test_endpoints_without_a_policy_are_taken_over() -> None:
    text = """\
resource "aws_vpc_endpoint" "payments" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.vpce.${data.aws_region.here.name}.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type = "Interface"
  auto_accept       = true
}

resource "aws_vpc_endpoint" "inspection" {
  vpc_id            = aws_vpc.main.id
  service_name      = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef1"
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = ["subnet-0123456789abcdef0"]
}

resource "aws_vpc_endpoint" "database" {
  vpc_id                     = aws_vpc.main.id
  resource_configuration_arn = "ARN:resourceconfiguration/rcfg-0123456789abcdef0"
  vpc_endpoint_type          = "Resource"
  private_dns_enabled        = true

  dns_options {
    private_dns_preference        = "SPECIFIED_DOMAINS_ONLY"
    private_dns_specified_domains = ["db.example.com"]
  }
}

resource "aws_vpc_endpoint" "mesh" {
  vpc_id              = aws_vpc.main.id
  service_network_arn = "ARN:servicenetwork/sn-0123456789abcdef0"
  vpc_endpoint_type   = "ServiceNetwork"
}
"""
    data = adopted(text.replace("ARN", "arn:aws:vpc-lattice:eu-west-1:123456789012"))
    assert data["exit_code"] == 0, data
    assert {each["policy"] for each in data["endpoints"]} == {"none: AWS takes none there"}
    found = {}
    for path in Path("modules").glob("*/intent.yaml"):
        loaded = load_bytes(path.read_bytes(), "intent.yaml")
        assert loaded.intent
        (endpoint,) = loaded.intent.every_endpoint
        found[str(endpoint.kind)] = endpoint
    assert set(found) == {"interface", "gateway-load-balancer", "resource", "service-network"}
    assert found["interface"].auto_accept is True
    assert found["resource"].private_dns_specified_domains == ("db.example.com",)
    calls = Path("infra/adopted.tf").read_text()
    assert calls.count("vpc_id") == 4
    assert "security_group_ids = []" not in calls.partition('module "inspection')[2].partition("}")[0]


def test_an_argument_that_is_null_is_none() -> None:
    data = adopted(plain('auto_accept = lookup({}, "accept", null)'))
    assert data["exit_code"] == 0, data


def test_the_region_of_a_service_is_that_of_its_endpoint() -> None:
    text = plain().replace("${data.aws_region.here.name}", "${var.region}") + 'variable "region" {}\n'
    data = adopted(text)
    assert (data["exit_code"], data["endpoints"][0]["service"]) == (0, "dynamodb")
    text = text.replace("${var.region}", "us-west-2").replace(
        "data.aws_caller_identity.me.account_id", '"123456789012"'
    )
    Path("infra/adopted.tf").unlink()
    Path("infra/adopted_moved.tf").unlink()
    data = adopted(text, "--account", "123456789012", "--into", "others")
    assert data["exit_code"] == 0, data
    loaded = load_bytes(Path("others/dynamodb/intent.yaml").read_bytes(), "intent.yaml")
    assert loaded.intent
    assert loaded.intent.region == "us-west-2"


def test_a_folder_with_source_is_the_module_whatever_calls_it() -> None:
    Path("infra/examples/one").mkdir(parents=True)
    Path("infra/examples/one/main.tf").write_text('module "x" {\n  source = "../.."\n}\n')
    data = adopted(plain())
    assert [one["endpoint"] for one in data["endpoints"]] == ["aws_vpc_endpoint.dynamodb"]
    assert data["exit_code"] == 0


def test_timeouts_and_the_guard_against_destroying_are_carried_over() -> None:
    more = 'timeouts {\n    create = "20m"\n  }\n\n  lifecycle {\n    prevent_destroy = true\n  }\n'
    assert adopted(plain(more))["exit_code"] == 0
    loaded = load_bytes(Path("modules/dynamodb/intent.yaml").read_bytes(), "intent.yaml")
    assert loaded.intent
    (endpoint,) = loaded.intent.endpoints
    assert (endpoint.timeouts, endpoint.prevent_destroy) == ({"create": "20m"}, True)
