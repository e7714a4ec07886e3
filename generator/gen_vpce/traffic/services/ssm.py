"""Systems Manager: names begin with a slash or not, and what AWS owns is in no account.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
"""

from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.services.pairs import Pairs, each, some

_SHELL = "SSM-SessionManagerRunShell"
"""The document of a session that names none."""


def ssm(request: EventRequest) -> Pairs | None:
    """Return the parameters, the document, or the document and the instances, that a request names."""
    if request.name in ("SendCommand", "StartSession"):
        return _on_instances(request)
    document = request.text("documentname") or request.text("name")
    if document and ("Document" in request.name or request.name == "StartAutomationExecution"):
        return each(request, some([_document(document, request)]))
    if request.text("resourcetype") == "Parameter":
        names = request.texts("resourceid")
    elif "Parameter" in request.name and not any(":parameter/" in arn for arn in request.named):
        names = request.texts("name") or request.texts("names") or request.texts("path")
    else:
        names = []
    return each(request, some(_parameter(name, request) for name in names)) if names else None


def _parameter(name: str, request: EventRequest) -> str | None:
    if name.startswith("arn:"):
        return name
    short = name.partition(":")[0].removeprefix("/")  # a version or a label stands behind a colon
    return request.arn("ssm", f"parameter/{short}", account="" if short.startswith("aws/") else None)


def _on_instances(request: EventRequest) -> Pairs:
    """Return the document and the instances of a command or session; targets by tag are not told."""
    document = request.text("documentname") or (_SHELL if request.name == "StartSession" else None)
    instances = request.texts("instanceids") or request.texts("target")
    arns: list[str | None] = [_document(document, request) if document else None]
    arns += [_instance(name, request) for name in instances] or [None]
    return each(request, some(arns))


def _document(name: str, request: EventRequest) -> str | None:
    if name.startswith("arn:"):
        return name
    is_of_aws = name.startswith(("AWS-", "Amazon", "AWS")) and "-" in name
    return request.arn("ssm", f"document/{name}", account="" if is_of_aws else None)


def _instance(name: str, request: EventRequest) -> str | None:
    if name.startswith("mi-"):
        return request.arn("ssm", f"managed-instance/{name}")
    return request.arn("ec2", f"instance/{name}") if name.startswith("i-") else None
