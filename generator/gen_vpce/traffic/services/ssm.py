"""Systems Manager: names begin with a slash or not, and what AWS owns is in no account.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
"""

from gen_vpce.traffic.asking import Asking
from gen_vpce.traffic.services.pairs import Pairs, each, some

_SHELL = "SSM-SessionManagerRunShell"
"""The document of a session that names none."""


def ssm(asking: Asking) -> Pairs | None:
    """Return the parameters, the document, or the document and the instances, that a request names."""
    if asking.name in ("SendCommand", "StartSession"):
        return _on_instances(asking)
    document = asking.text("documentname") or asking.text("name")
    if document and ("Document" in asking.name or asking.name == "StartAutomationExecution"):
        return each(asking, some([_document(document, asking)]))
    if asking.text("resourcetype") == "Parameter":
        names = asking.texts("resourceid")
    elif "Parameter" in asking.name and not any(":parameter/" in arn for arn in asking.named):
        names = asking.texts("name") or asking.texts("names") or asking.texts("path")
    else:
        names = []
    return each(asking, some(_parameter(name, asking) for name in names)) if names else None


def _parameter(name: str, asking: Asking) -> str | None:
    if name.startswith("arn:"):
        return name
    short = name.partition(":")[0].removeprefix("/")  # a version or a label stands behind a colon
    return asking.arn("ssm", f"parameter/{short}", account="" if short.startswith("aws/") else None)


def _on_instances(asking: Asking) -> Pairs:
    """Return the document and the instances of a command or session; targets by tag are not told."""
    document = asking.text("documentname") or (_SHELL if asking.name == "StartSession" else None)
    instances = asking.texts("instanceids") or asking.texts("target")
    arns: list[str | None] = [_document(document, asking) if document else None]
    arns += [_instance(name, asking) for name in instances] or [None]
    return each(asking, some(arns))


def _document(name: str, asking: Asking) -> str | None:
    if name.startswith("arn:"):
        return name
    is_of_aws = name.startswith(("AWS-", "Amazon", "AWS")) and "-" in name
    return asking.arn("ssm", f"document/{name}", account="" if is_of_aws else None)


def _instance(name: str, asking: Asking) -> str | None:
    if name.startswith("mi-"):
        return asking.arn("ssm", f"managed-instance/{name}")
    return asking.arn("ec2", f"instance/{name}") if name.startswith("i-") else None
