"""What a module asks of its caller and gives back: variables for what the intent leaves out, outputs.

variables.tf, outputs.tf, the README's tables and the module's own test are all laid out from these values.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from gen_vpce.diagnostics.english import listed
from gen_vpce.intent.endpoint_kinds import NETWORK_OF
from gen_vpce.intent.model import Endpoint, EndpointKind, Intent
from gen_vpce.module.hcl import INDENT, Expression, Value, call, only_if, raw, reference, value_text

Shared: TypeAlias = Mapping[str, tuple[str, ...]]
"""By the name of a variable of ids the names of the endpoints that share it."""

Counts: TypeAlias = Mapping[str, Expression]
"""By the address of each resource that some deployments alone have, the condition under which it is there."""


class Variable(Struct, frozen=True):
    """A variable of the module; `example` is what the usage and the module's own test pass for it.

    `condition` holds for well-formed values; both it and `error_message` are None where any value will do.
    `needed_in` are the deployments that must have it, where others need not: then it is null by default.
    """

    name: str
    type: Expression
    description: str
    example: Value
    required: bool = True
    condition: Expression | None = None
    error_message: str | None = None
    needed_in: tuple[str, ...] = ()

    @property
    def default(self) -> Value:
        """The value where the caller passes none."""
        return None if self.needed_in else self.example


class Output(Struct, frozen=True):
    """An output of the module."""

    name: str
    description: str
    value: Expression


_ATTRIBUTES = {"id": "id", "arn": "arn", "prefix_list_id": "prefix_list_id", "dns_entries": "dns_entry"}
"""What the map of all endpoints tells of each, by its name there; what a kind has not is null or empty."""

_VPC_ID = Variable(
    name="vpc_id",
    type=raw("string"),
    description="Id of the VPC that gets the endpoints.",
    example="vpc-0123456789abcdef0",
    condition=raw('can(regex("^vpc-([0-9a-f]{8}|[0-9a-f]{17})$", var.vpc_id))'),
    error_message="vpc_id must be the id of a VPC, such as vpc-0123456789abcdef0.",
)
_TAGS = Variable(
    name="tags",
    type=raw("map(string)"),
    description="Tags for every resource of the module; they win over tags of the same name in the intent.",
    example={},
    required=False,
)

_IDENTITY_POLICY_PREFIX = Variable(
    name="identity_policy_prefix",
    type=raw("string"),
    description=(
        "Text before the names of the identity policies, which an account has once: each instance of the "
        "module by for_each or count needs its own."
    ),
    example="",
    required=False,
    condition=raw('can(regex("^[A-Za-z0-9+=,.@_-]*$", var.identity_policy_prefix))'),
    error_message="identity_policy_prefix may hold letters, digits and any of +=,.@_- alone.",
)


def _ids(name: str, prefix: str, description: str, thing: str) -> Variable:
    """Return a variable for a set of AWS ids, each `prefix-` and 8 or 17 hexadecimal digits."""
    example = f"{prefix}-0123456789abcdef0"
    return Variable(
        name=name,
        type=raw("set(string)"),
        description=description,
        example=[example],
        condition=raw(
            f'alltrue([for id in var.{name} : can(regex("^{prefix}-([0-9a-f]{{8}}|[0-9a-f]{{17}})$", id))])'
        ),
        error_message=f"{name} must hold ids of {thing}, such as {example}.",
    )


_ROUTE_TABLE_IDS = _ids(
    "route_table_ids",
    "rtb",
    "Ids of the route tables that get a route to the gateway endpoints.",
    "route tables",
)
_SUBNET_IDS = _ids(
    "subnet_ids",
    "subnet",
    "Ids of the subnets that get a network interface of the interface endpoints, one for each zone.",
    "subnets",
)
_SECURITY_GROUP_IDS = _ids(
    "security_group_ids",
    "sg",
    "Ids of the security groups of the network interfaces; they must let in HTTPS from the clients.",
    "security groups",
)


_BY_ENDPOINT = {each.name: each for each in (_ROUTE_TABLE_IDS, _SUBNET_IDS, _SECURITY_GROUP_IDS)}
"""The variables of ids that several endpoints may share: each has a map beside it, by the names of these."""


def sharing(intents: Iterable[Intent]) -> Shared:
    """Return by the name of each variable the endpoints that share it in any of *intents*, two or more."""
    names: dict[str, dict[str, None]] = {name: {} for name in _BY_ENDPOINT}
    for intent in intents:
        for endpoint in intent.every_endpoint:
            for argument in _BY_ENDPOINT:
                if argument in NETWORK_OF[endpoint.kind] and _is_left_out(endpoint, argument):
                    names[argument][endpoint.name] = None
    return {argument: tuple(held) for argument, held in names.items() if len(held) > 1}


def by_endpoint(argument: str, endpoint: str) -> Expression:
    """Return the ids of one endpoint: its own from the map, or those of all that share the variable."""
    return call("lookup", reference("var", f"{argument}_by_endpoint"), endpoint, reference("var", argument))


def _is_left_out(endpoint: Endpoint, argument: str) -> bool:
    instead = {
        "route_table_ids": endpoint.route_table_tags,
        "subnet_ids": endpoint.subnet_tags,
        "security_group_ids": endpoint.security_group,
    }
    return getattr(endpoint, argument) is None and instead[argument] is None


def _map_by_endpoint(argument: str, endpoints: Sequence[str]) -> Variable:
    shared = _BY_ENDPOINT[argument]
    name = f"{argument}_by_endpoint"
    names = value_text(list(endpoints))
    each = (shared.condition or raw("true")).text.replace(f"var.{argument} ", "ids ")
    thing = "security groups" if argument == "security_group_ids" else argument[:-4].replace("_", " ") + "s"
    return Variable(
        name=name,
        type=raw("map(set(string))"),
        description=(
            f"Ids of {thing} of single endpoints, in place of {argument}, by the names of the endpoints: "
            f"{listed(endpoints, 'or')}."
        ),
        example={},
        required=False,
        condition=raw(f"alltrue([for name, ids in var.{name} : contains({names}, name) && {each}])"),
        error_message=f"{name} must hold ids of {thing} by names of endpoints: {listed(endpoints, 'or')}.",
    )


def variables(intent: Intent, shared: Shared | None = None) -> tuple[Variable, ...]:
    """Return the variables, one for each argument that any endpoint of the intent leaves out.

    *shared* is `sharing`, where it is of more than this intent.
    """
    shared = sharing([intent]) if shared is None else shared
    needed = [
        (_VPC_ID, any(each.vpc_id is None and each.vpc_tags is None for each in intent.every_endpoint)),
    ]
    for argument, variable in _BY_ENDPOINT.items():
        having = (each for each in intent.every_endpoint if argument in NETWORK_OF[each.kind])
        needed.append((variable, any(_is_left_out(each, argument) for each in having)))
        if argument in shared:
            needed.append((_map_by_endpoint(argument, shared[argument]), True))
    needed += [
        (_IDENTITY_POLICY_PREFIX, bool(intent.identity_policies)),
        (_TAGS, bool(intent.every_endpoint or intent.identity_policies)),
    ]
    return tuple(variable for variable, is_needed in needed if is_needed)


def outputs(intent: Intent, counts: Counts | None = None) -> tuple[Output, ...]:
    """Return the outputs: the map of all endpoints, endpoint by endpoint and then policy by policy.

    *counts* says of the addresses that some deployments alone have when they are there. No name ends like
    another one does, so that different labels never give the same name.
    """
    policies = (
        Output(
            f"{policy.label}_policy_arn",
            f"ARN of the identity policy {policy.unfilled or policy.name}, "
            "to attach to roles, users or groups.",
            _attribute(reference("aws_iam_policy", policy.label), "arn", counts or {}),
        )
        for policy in intent.identity_policies
    )
    single = (
        each for endpoint in intent.every_endpoint for each in _endpoint_outputs(endpoint, counts or {})
    )
    return (*_map_of_endpoints(intent, counts or {}), *single, *policies)


def _attribute(address: Expression, attribute: str, counts: Counts) -> Expression:
    """Return an attribute of a resource; null where the deployment has no such resource."""
    if address.text in counts:
        return call("one", raw(f"{address.text}[*].{attribute}"))
    return raw(f"{address.text}.{attribute}")


def _map_of_endpoints(intent: Intent, counts: Counts) -> Iterator[Output]:
    """Yield the outputs that callers iterate over, with the endpoints under their names in the intent."""
    if not intent.every_endpoint:
        return
    told: dict[str, Mapping[str, Value]] = {}
    rules: dict[str, Mapping[str, Value]] = {}
    for endpoint in intent.every_endpoint:
        address = reference("aws_vpc_endpoint", endpoint.label)
        told[endpoint.name] = {
            name: _attribute(address, attribute, counts) for name, attribute in _ATTRIBUTES.items()
        }
        if endpoint.kind is EndpointKind.GATEWAY:
            rules[endpoint.name] = {
                "description": f"To {endpoint.service} by its gateway endpoint",
                "ip_protocol": "tcp",
                "from_port": 443,
                "to_port": 443,
                "prefix_list_id": _attribute(address, "prefix_list_id", counts),
            }
    description = "Every endpoint by its name: id, ARN, prefix list (gateway), DNS entries (interface)."
    yield Output("endpoints", description, _map(intent, told, counts))
    if rules:
        description = "Egress rules for the security groups of clients, by the name of each gateway endpoint."
        yield Output("egress_rules", description, _map(intent, rules, counts))


def _map(intent: Intent, told: Mapping[str, Mapping[str, Value]], counts: Counts) -> Expression:
    """Return a map of what is *told* of endpoints, of those that the deployment has."""
    always: dict[str, Value] = {}
    sometimes = []
    for endpoint in intent.every_endpoint:
        address = reference("aws_vpc_endpoint", endpoint.label).text
        if endpoint.name not in told:
            continue
        if address in counts:
            sometimes.append(only_if(endpoint.name, told[endpoint.name], counts[address], 2 * INDENT))
        else:
            always[endpoint.name] = told[endpoint.name]
    if sometimes:
        return call("merge", raw(value_text([always, *sometimes], INDENT)), is_expanded=True)
    return raw(value_text(always, INDENT))


def _endpoint_outputs(endpoint: Endpoint, counts: Counts) -> Iterator[Output]:
    attributes = [
        ("endpoint_id", "id", "Id"),
        ("endpoint_arn", "arn", "ARN"),
    ]
    if endpoint.kind is EndpointKind.GATEWAY:
        attributes.append(
            (
                "prefix_list_id",
                "prefix_list_id",
                "Id of the prefix list, for egress rules,",
            )
        )
    else:
        if endpoint.kind is not EndpointKind.GATEWAY_LOAD_BALANCER:
            attributes.append(("dns_entries", "dns_entry", "DNS names and hosted zones"))
        attributes.append(("network_interface_ids", "network_interface_ids", "Ids of the network interfaces"))
    if endpoint.security_group:
        yield Output(
            f"{endpoint.label}_security_group_id",
            f"Id of the security group of the {endpoint.name} endpoint.",
            _attribute(reference("aws_security_group", endpoint.label), "id", counts),
        )
    for suffix, attribute, what in attributes:
        yield Output(
            f"{endpoint.label}_{suffix}",
            f"{what} of the {endpoint.name} endpoint.",
            _attribute(reference("aws_vpc_endpoint", endpoint.label), attribute, counts),
        )
