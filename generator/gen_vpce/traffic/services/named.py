"""Services that take a name, an ARN or parts of one: Secrets Manager, ECR, CloudWatch Logs, Lambda."""

import re

from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.services.pairs import Pairs, each, some

UNKNOWN_SUFFIX = "-??????"
"""What stands in an ARN for the six characters that AWS puts behind the name of a secret."""

EVERY_REPOSITORY = ":repository/*"
"""How the ARN ends that AWS asks for where repositories are described and none is named."""

_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")


def secrets(request: EventRequest) -> Pairs | None:
    """Return the secrets; the ARN of one that is named by its name, or without its end, has `UNKNOWN_SUFFIX`.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
    """
    members = ("name",) if request.name == "CreateSecret" else ("secretid", "secretidlist")
    names = next((texts for member in members if (texts := request.texts(member))), [])
    if not names or any(":secret:" in arn for arn in request.named):
        return None
    return each(request, some(_secret(name, request) for name in names))


def _secret(name: str, request: EventRequest) -> str | None:
    if name.startswith("arn:"):
        return name if _SUFFIX.search(name) else f"{name}{UNKNOWN_SUFFIX}"
    return request.arn("secretsmanager", f"secret:{name}{UNKNOWN_SUFFIX}")


def ecr(request: EventRequest) -> Pairs | None:
    """Return the repositories; `registryId` is the account that they are in.

    Who describes repositories without naming one asks for `repository/*`, which a policy has to match.
    """
    names = request.texts("repositoryname") or request.texts("repositorynames")
    if not names and request.name == "DescribeRepositories":
        return each(request, some([request.arn("ecr", EVERY_REPOSITORY.removeprefix(":"))]))
    if not names or request.named:
        return None
    registry = request.text("registryid")
    return each(request, some(request.arn("ecr", f"repository/{name}", account=registry) for name in names))


def logs(request: EventRequest) -> Pairs | None:
    """Return the log groups as `log-group:NAME:log-stream:STREAM`; tags are on the group itself.

    Groups are listed on a group and a stream without a name, whatever prefix is asked for.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    https://github.com/hashicorp/terraform-provider-aws/issues/8804
    """
    if request.name == "DescribeLogGroups":
        return [("logs:DescribeLogGroups", some([_log_group("", "", request)]))]
    members = ("loggroupname", "loggroupnames", "loggroupidentifier", "loggroupidentifiers", "resourcearn")
    names = next((texts for member in members if (texts := request.texts(member))), [])
    if not names or any(name.startswith("arn:") and ":log-group:" not in name for name in names):
        return None
    stream = None if "Tag" in request.name else request.text("logstreamname") or ""
    return each(request, some(_log_group(name, stream, request) for name in names))


def _log_group(name: str, stream: str | None, request: EventRequest) -> str | None:
    arn = name.removesuffix(":*") if name.startswith("arn:") else request.arn("logs", f"log-group:{name}")
    return arn if arn is None or stream is None else f"{arn}:log-stream:{stream}"


def functions(request: EventRequest) -> Pairs | None:
    """Return the function of Lambda, with its version or alias where the request names one.

    https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
    """
    name = request.text("functionname")
    return each(request, some([_function(name, request)])) if name else None


def _function(name: str, request: EventRequest) -> str | None:
    """Return the ARN of `NAME`, `NAME:ALIAS`, `ACCOUNT:function:NAME` or of an ARN."""
    qualifier = request.text("qualifier")
    head, is_partial, rest = name.rpartition(":function:")
    if not is_partial:
        head, rest = "", name
    suffix = f":{qualifier}" if qualifier and ":" not in rest else ""
    if name.startswith("arn:"):
        return f"{name}{suffix}" if is_partial else None
    return request.arn("lambda", f"function:{rest}{suffix}", account=head or None)
