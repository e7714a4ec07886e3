"""What an endpoint leads to: a service of AWS, somebody's endpoint service, a resource, a service network.

https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-resources.html
https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-load-balancer-endpoints.html
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.intent.endpoint_arguments import is_partner
from gen_vpce.intent.findings import did_you_mean
from gen_vpce.intent.model import EndpointKind
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.text.node import Node

_ARGUMENT_OF: Mapping[str, EndpointKind] = {
    "resource_configuration_arn": EndpointKind.RESOURCE,
    "service_network_arn": EndpointKind.SERVICE_NETWORK,
}
"""The arguments that stand in the place of a service, each with the kind of endpoint that has it."""

_PARTNER = re.compile(r"(?:[a-z]+\.)*vpce\.(?P<region>[a-z0-9-]+)\.vpce-svc-(?:[0-9a-f]{8}|[0-9a-f]{17})")
_OTHER_SERVICE = (EndpointKind.INTERFACE, EndpointKind.GATEWAY_LOAD_BALANCER)


class Target(Struct, frozen=True):
    """What an endpoint of the `kind` leads to, in the `region`.

    `service` is one of AWS's, None elsewhere. `service_name` is the full name, empty where `arn` says what it
    leads to.
    """

    kind: EndpointKind
    region: str
    service: catalog.EndpointService | None = None
    service_name: str = ""

    @property
    def takes_policy(self) -> bool:
        """Whether AWS takes an endpoint policy there, as far as anybody knows."""
        return self.service is not None and self.service.policy_support is not False

    @property
    def words(self) -> str:
        """What to call it in a message."""
        if self.service:
            return self.service.name
        return f"`{self.service_name}`" if self.service_name else f"a {self.kind} endpoint"


def target(name: str, node: Node, setting: Setting) -> Target | None:
    """Return what the endpoint leads to, or None with the findings why that cannot be told."""
    given = node.get("type")
    told = [(argument, kind) for argument, kind in _ARGUMENT_OF.items() if node.get(argument)]
    kind = EndpointKind(given.text) if given else told[0][1] if told else None
    for argument, its_kind in told:
        if its_kind is not kind:
            hint = f"remove it, or write `type: {its_kind}`"
            at = node.at((argument,)).key or node.place
            setting.found.error("GV214", f"the {kind} endpoint `{name}` has no `{argument}`", at, hint)
            return None
    if kind and kind in _ARGUMENT_OF.values():
        return _by_arn(name, kind, node, setting)
    service = node.get("service")
    wanted = service.text if service else name
    if is_partner(wanted):
        return _of_partner(wanted, service or node, kind or EndpointKind.INTERFACE, node, setting)
    return _of_aws(name, kind, node, setting)


def _by_arn(name: str, kind: EndpointKind, node: Node, setting: Setting) -> Target | None:
    (argument,) = (each for each, its_kind in _ARGUMENT_OF.items() if its_kind is kind)
    given, service = node.get(argument), node.get("service")
    if service:
        message = f"a {kind} endpoint has no `service`"
        hint = f"remove it: `{argument}` says what the endpoint leads to"
        setting.found.error("GV214", message, service.key or service.place, hint)
    if given is None:
        message = f"the {kind} endpoint `{name}` has no `{argument}`"
        hint = f"add it: the ARN of the {kind.replace('-', ' ')}{' configuration' * (argument[0] == 'r')}"
        setting.found.error("GV203", message, node.place, hint)
        return None
    _, partition, _, region, *_ = given.text.split(":")
    if (partition, region) != (setting.partition, setting.region):
        message = f"`{given.text}` is in {region}, and the endpoint in {setting.region}"
        hint = (
            f"a {kind} endpoint leads to its own Region: make it in {region}, or name one of {setting.region}"
        )
        setting.found.error("GV261", message, given.place, hint)
    return Target(kind, setting.region)


def _of_partner(name: str, named: Node, kind: EndpointKind, node: Node, setting: Setting) -> Target | None:
    at = named.span
    form = _PARTNER.fullmatch(name)
    if form is None:
        message = f"`{name}` is not the full name of an endpoint service"
        hint = (
            f"write it as its owner says it: com.amazonaws.vpce.{setting.region}.vpce-svc-0123456789abcdef0"
        )
        setting.found.error("GV205", message, at, hint)
        return None
    if kind not in _OTHER_SERVICE:
        message = f"an endpoint service of somebody's has no {kind} endpoint"
        hint = f"write `type: {' or '.join(sorted(_OTHER_SERVICE))}`"
        setting.found.error("GV213", message, node.at(("type",)).span, hint)
        return None
    there, region = node.get("service_region"), form["region"]
    if there and there.text not in catalog.regions():
        hint = did_you_mean(there.text, catalog.regions()) or f"write its name, such as {setting.region}"
        setting.found.error("GV210", f"unknown Region `{there.text}`", there.span, hint)
    elif region != (there.text if there else setting.region):
        message = (
            f"`{name}` is in {region}, and the endpoint leads to {there.text if there else setting.region}"
        )
        hint = f"write `service_region: {region}`, which its owner has to allow, or another service"
        setting.found.error("GV261", message, there.place if there else at, hint)
    return Target(kind, region, service_name=name)


def _of_aws(name: str, kind: EndpointKind | None, node: Node, setting: Setting) -> Target | None:
    service = _service(name, node, setting)
    if service is None:
        return None
    if kind is None:
        kind = EndpointKind.GATEWAY if "gateway" in service.kinds else EndpointKind.INTERFACE
    if kind not in service.kinds:
        message = f"{service.name} has no {kind} endpoint"
        hint = f"write `type: {' or '.join(sorted(service.kinds))}`"
        if kind is EndpointKind.GATEWAY_LOAD_BALANCER:
            example = f"com.amazonaws.vpce.{setting.region}.vpce-svc-0123456789abcdef0"
            hint = f"name the endpoint service of the load balancer, such as `service: {example}`"
        setting.found.error("GV213", message, node.at(("type",)).span, hint)
        return None
    region = _service_region(service, node, setting)
    return Target(kind, region, service, service.service_name(region, kind))


def _service(name: str, node: Node, setting: Setting) -> catalog.EndpointService | None:
    given = node.get("service")
    wanted = given.text if given else name
    service = catalog.endpoint_service(wanted) or catalog.from_service_name(wanted)
    if service is None:
        close = catalog.closest(wanted, catalog.endpoint_services())
        if given:
            hint = f"did you mean `{close}`?" if close else "`gen-vpce catalog` lists them"
        else:
            hint = f"name it, for example `service: {close or 'dynamodb'}`"
        message = f"unknown endpoint service `{wanted}`"
        setting.found.error("GV212", message, given.span if given else node.key or node.span, hint)
    return service


def _service_region(service: catalog.EndpointService, node: Node, setting: Setting) -> str:
    """Return the Region that the endpoint leads to."""
    given = node.get("service_region")
    if given is None:
        return setting.region
    found = setting.found
    if given.text not in catalog.regions():
        hint = did_you_mean(given.text, catalog.regions()) or f"write its name, such as {setting.region}"
        found.error("GV210", f"unknown Region `{given.text}`", given.span, hint)
    elif catalog.partition_of(given.text) != setting.partition:
        message = f"{given.text} is in another partition than {setting.region}"
        found.error("GV223", message, given.span, "no endpoint leads from one partition to another")
    elif service.iam_prefix == "dynamodb":
        message = "DynamoDB has no cross-Region endpoints"
        found.error("GV239", message, given.place, f"remove it, or make the endpoint in {given.text}")
    elif not service.cross_region and given.text != setting.region:
        message = f"{service.name} is not among the services with cross-Region endpoints"
        found.warning(
            "GV240", message, given.place, "ask `aws ec2 describe-vpc-endpoint-services`, then accept it"
        )
    return given.text
