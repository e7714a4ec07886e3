# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.
#
# Plans the module against a mock provider: offline, without credentials, nothing is created.
#   terraform init && terraform test        (Terraform >= 1.11)

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_region" {
    defaults = {
      id = "us-east-1"
    }
  }
}

variables {
  vpc_id             = "vpc-0123456789abcdef0"
  subnet_ids         = ["subnet-0123456789abcdef0"]
  security_group_ids = ["sg-0123456789abcdef0"]
}

run "plan" {
  command = plan

  override_resource {
    target          = aws_vpc_endpoint.email_smtp
    override_during = plan
    values = {
      id = "vpce-00000000000000002"
    }
  }

  assert {
    condition     = aws_vpc_endpoint.kms.service_name == "com.amazonaws.us-east-1.kms"
    error_message = "aws_vpc_endpoint.kms has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.kms.vpc_endpoint_type == "Interface"
    error_message = "aws_vpc_endpoint.kms has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.kms.policy == jsonencode(jsondecode(file("${path.module}/policies/kms.endpoint.json")))
    error_message = "aws_vpc_endpoint.kms does not carry the policy in policies/kms.endpoint.json."
  }

  assert {
    condition     = aws_vpc_endpoint.email_smtp.service_name == "com.amazonaws.us-east-1.email-smtp"
    error_message = "aws_vpc_endpoint.email_smtp has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.email_smtp.vpc_endpoint_type == "Interface"
    error_message = "aws_vpc_endpoint.email_smtp has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.payments.service_name == "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
    error_message = "aws_vpc_endpoint.payments has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.payments.vpc_endpoint_type == "Interface"
    error_message = "aws_vpc_endpoint.payments has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.inspection.service_name == "com.amazonaws.vpce.us-east-1.vpce-svc-0fedcba9876543210"
    error_message = "aws_vpc_endpoint.inspection has another service_name than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.inspection.vpc_endpoint_type == "GatewayLoadBalancer"
    error_message = "aws_vpc_endpoint.inspection has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.database.resource_configuration_arn == "arn:aws:vpc-lattice:us-east-1:123456789012:resourceconfiguration/rcfg-0123456789abcdef0"
    error_message = "aws_vpc_endpoint.database has another resource_configuration_arn than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.database.vpc_endpoint_type == "Resource"
    error_message = "aws_vpc_endpoint.database has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.mesh.service_network_arn == "arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0"
    error_message = "aws_vpc_endpoint.mesh has another service_network_arn than the intent."
  }

  assert {
    condition     = aws_vpc_endpoint.mesh.vpc_endpoint_type == "ServiceNetwork"
    error_message = "aws_vpc_endpoint.mesh has another vpc_endpoint_type than the intent."
  }

  assert {
    condition     = aws_iam_policy.mail_through_endpoint.policy == jsonencode(jsondecode(replace(file("${path.module}/policies/mail-through-endpoint.identity.json"), "<vpce:email-smtp>", "vpce-00000000000000002")))
    error_message = "aws_iam_policy.mail_through_endpoint does not carry the policy in policies/mail-through-endpoint.identity.json."
  }
}

run "another_account_is_refused" {
  command = plan

  override_data {
    target = data.aws_caller_identity.current
    values = {
      account_id = "no-such-account"
    }
  }

  expect_failures = [data.aws_caller_identity.current]
}

run "another_region_is_refused" {
  command = plan

  override_data {
    target = data.aws_region.current
    values = {
      id = "no-such-region-1"
    }
  }

  expect_failures = [data.aws_region.current]
}
