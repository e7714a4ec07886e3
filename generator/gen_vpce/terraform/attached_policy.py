"""The policy of a resource before and after a change, also where the plan does not hold it."""

import re

from msgspec import Struct

from gen_vpce.intent.endpoint_arguments import is_partner
from gen_vpce.intent.model import EndpointKind
from gen_vpce.lint.policy_kind import Attachment, of_terraform
from gen_vpce.module.discover import shown_name
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.terraform.addresses import split
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.policy_change import FULL_ACCESS, NOTHING, policy_of
from gen_vpce.terraform.policy_files import PolicyFile
from gen_vpce.terraform.resource_change import ResourceChange
from gen_vpce.terraform.resource_types import ENDPOINT_POLICY, LAMBDA_PERMISSION, ORGANIZATIONS_POLICY

_WITH_POLICY = {"Gateway", "Interface"}
_OF_ORGANIZATIONS = {"", "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"}  # the first one is the default
_DEPLOYMENT = "var.deployment"
_ID_OF_ENDPOINT = re.compile(r"path\.module|aws_vpc_endpoint\.[\w-]+(?:\.id)?")  # as generated modules refer


class Attached(Struct, frozen=True):
    """A policy at one time.

    Of `policy`, None says that it is not known, or not a policy; then `reason` tells why and `kind` is the
    finding's. `text` is as the plan or the file has it. `file` is set where the text was read from there.
    """

    policy: Policy | None
    text: str | None = None
    kind: str = ""
    reason: str = ""
    file: str | None = None


def attachment(change: ResourceChange, context: GateContext) -> Attachment | None:
    """Return what the policy of *change* is attached to, None where there is no policy to speak of."""
    if change.policy_attribute is None:
        return None
    if change.type == LAMBDA_PERMISSION:
        return Attachment(PolicyKind.RESOURCE)
    if change.type == ORGANIZATIONS_POLICY and (change.either("type") or "") not in _OF_ORGANIZATIONS:
        return None
    endpoint = context.endpoint_of(change) if change.type == ENDPOINT_POLICY else change
    if endpoint is None:
        return of_terraform(change.type, {})
    if endpoint.is_endpoint and not _may_have_policy(endpoint):
        return None
    found = of_terraform(endpoint.type, endpoint.after or endpoint.before or {})
    return None if found.service and found.service.policy_support is False else found


def _may_have_policy(endpoint: ResourceChange) -> bool:
    kind, service = endpoint.either("vpc_endpoint_type"), endpoint.either("service_name")
    return (kind or "Gateway") in _WITH_POLICY and not is_partner(service or "")


def kinds(found: Attachment) -> tuple[PolicyKind, EndpointKind | None]:
    """Return the kinds that a comparison asks for."""
    endpoint = EndpointKind(found.endpoint_type) if found.endpoint_type in tuple(EndpointKind) else None
    return found.kind or PolicyKind.IDENTITY, endpoint


def is_set(change: ResourceChange, context: GateContext) -> bool:
    """Whether the configuration sets the policy of *change*, rather than AWS or a resource of its own.

    Where the plan does not hold the configuration, it may.
    """
    arguments = context.arguments(change)
    return arguments is None or change.policy_attribute in arguments


def before(change: ResourceChange) -> Attached:
    """Return the policy that there was; an endpoint without one has full access."""
    if change.before is None:
        return Attached(FULL_ACCESS if change.type == ENDPOINT_POLICY else NOTHING)
    return of_text(change, change.old(str(change.policy_attribute)))


def after(change: ResourceChange, context: GateContext) -> Attached:
    """Return the policy that there will be."""
    attribute = str(change.policy_attribute)
    if change.after is None:
        return Attached(FULL_ACCESS if change.type == ENDPOINT_POLICY else NOTHING)
    if attribute not in change.unknown:
        return of_text(change, change.new(attribute))
    arguments = context.arguments(change)
    if change.is_endpoint and arguments is not None and attribute not in arguments:
        return Attached(FULL_ACCESS)
    return _unknown(change, context)


def of_text(change: ResourceChange, text: str | None) -> Attached:
    """Return the policy of a text; without one, an endpoint has full access and anything else no policy."""
    if not text:
        return Attached(FULL_ACCESS if change.is_endpoint or change.type == ENDPOINT_POLICY else NOTHING)
    policy = policy_of(text)
    if policy is None:
        return Attached(
            None, text, "policy-unreadable", "what the plan holds is not a policy in the grammar of IAM"
        )
    return Attached(policy, text)


def _unknown(change: ResourceChange, context: GateContext) -> Attached:
    """Return the policy of the generated file, where nothing but ids of endpoints is unknown in it."""
    found = _policy_file(change, context)
    if isinstance(found, str):
        return Attached(None, kind="policy-unknown", reason=found)
    text = found.text(context.ids_beside(change.address))
    policy = policy_of(text) if text else None
    if policy is None:
        return Attached(None, kind="policy-unknown", reason=f"{shown_name(found.path)} is not a policy")
    return Attached(policy, text, file=shown_name(found.path))


def _policy_file(change: ResourceChange, context: GateContext) -> PolicyFile | str:
    """Return the generated file of the policy, or why there is none to rely on."""
    arguments = context.arguments(change)
    if arguments is None:
        return "the plan does not hold its configuration"
    if change.type == LAMBDA_PERMISSION or "inline_policy" in arguments:
        return "it is made of values that are not known yet"
    references = arguments.get(str(change.policy_attribute), ())
    others = [each for each in references if not _ID_OF_ENDPOINT.fullmatch(each) and each != _DEPLOYMENT]
    if others or not references:
        return f"it refers to {others[0]}" if others else "it is computed by AWS"
    folder = context.sources.folder(change.address)
    if folder is None:
        return "the files of its module are not here"
    file = context.files.of(folder, split(change.address)[1].partition("[")[0])
    if file is None:
        return f"no file that it is read from was found in {shown_name(folder)}"
    one = _of_deployment(change, file, context) if _DEPLOYMENT in references else file
    return one if isinstance(one, str) else context.files.problem(folder, one) or one


def _of_deployment(change: ResourceChange, file: PolicyFile, context: GateContext) -> PolicyFile | str:
    """Return the file of the deployment that is planned, or why nobody knows it."""
    names = [name for name in context.deployments(change) if file.is_chosen and name in file.deployments()]
    if len({file.of(name).text({}) for name in names}) != 1:
        return "no endpoint of its module shows which deployment it is for"
    return file.of(names[0])
