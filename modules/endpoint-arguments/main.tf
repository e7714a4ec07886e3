# Made from intent.yaml by gen-vpce. Change the intent, then run `gen-vpce generate`.

locals {
  # Where the policies in this folder are for: elsewhere they would deny everything.
  account = "123456789012"
  region  = "us-east-1"
}

data "aws_caller_identity" "current" {
  lifecycle {
    postcondition {
      condition     = self.account_id == local.account
      error_message = "This module is for account ${local.account}, but the provider works in ${self.account_id}. Pass a provider for ${local.account}, or change the intent and generate again."
    }
  }
}

data "aws_region" "current" {
  lifecycle {
    postcondition {
      condition     = self.id == local.region
      error_message = "This module is for Region ${local.region}, but the provider works in ${self.id}. Pass a provider for ${local.region}, or change the intent and generate again."
    }
  }
}

resource "aws_vpc_endpoint" "kms" {
  vpc_id              = "vpc-0123456789abcdef0"
  service_name        = "com.amazonaws.us-east-1.kms"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  security_group_ids  = ["sg-0123456789abcdef0"]
  private_dns_enabled = true
  ip_address_type     = "dualstack"
  policy              = jsonencode(jsondecode(file("${path.module}/policies/kms.endpoint.json")))

  dns_options {
    dns_record_ip_type = "dualstack"
  }

  subnet_configuration {
    subnet_id = "subnet-0123456789abcdef0"
    ipv4      = "10.0.1.10"
    ipv6      = "2001:db8:1234:1::a"
  }

  subnet_configuration {
    subnet_id = "subnet-0123456789abcdef1"
    ipv4      = "10.0.2.10"
    ipv6      = "2001:db8:1234:2::a"
  }

  tags = merge({
    Name = "endpoint-arguments-kms"
  }, var.tags)

  timeouts {
    create = "20m"
    update = "20m"
    delete = "20m"
  }

  depends_on = [data.aws_caller_identity.current, data.aws_region.current]

  lifecycle {
    prevent_destroy = true
  }
}
