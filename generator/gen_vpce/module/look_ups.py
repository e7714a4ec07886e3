"""What a module finds by tags, and the security groups that it makes, beside its endpoints.

Endpoints that ask for the same share a data source, which has the label of the first of them.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/vpc
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/subnets
"""

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct, field

from gen_vpce import catalog
from gen_vpce.intent.model import Endpoint, Intent
from gen_vpce.module.hcl import INDENT, Expression, Value, call, raw, reference, value_text

CIDRS = '[for each in {} : each.cidr_block if each.state == "associated"]'


class LookUp(Struct, frozen=True):
    """A data source. `vpc` is the id that a filter asks for, `nothing` what to say where nothing is found.

    `count` is there for what some deployments alone look up.
    """

    type: str
    label: str
    arguments: Mapping[str, Value] = field(default_factory=dict)
    tags: Value = field(default_factory=dict)
    vpc: Value = None
    nothing: Value = None
    count: Expression | None = None

    @property
    def address(self) -> Expression:
        """The address within the module: `data.aws_vpc.kms`."""
        return reference("data", self.type, self.label)

    @property
    def within(self) -> Mapping[str, Value]:
        """The arguments of the filter for what is in the VPC; empty where there is no such filter."""
        values = raw(f"[{value_text(self.vpc)}]")
        return {} if self.vpc is None else {"name": "vpc-id", "values": values}

    @property
    def is_found(self) -> Mapping[str, Value]:
        """The arguments of the postcondition that something is found; empty where Terraform asks for it."""
        condition = raw("length(self.ids) > 0")
        return {} if self.nothing is None else {"condition": condition, "error_message": self.nothing}


class Group(Struct, frozen=True):
    """A security group that lets the VPC reach one endpoint on the ports of its service.

    `own_tags` are those of the intent, `count` is there for a group of some deployments alone.
    """

    label: str
    arguments: Mapping[str, Value]
    rules: tuple[Mapping[str, Value], ...]
    own_tags: Value
    count: Expression | None = None

    @property
    def tags(self) -> Expression:
        """The tags, with those of the caller over them."""
        return call("merge", self.own_tags, reference("var", "tags"), indent=INDENT)

    @property
    def address(self) -> Expression:
        """The address within the module."""
        return reference("aws_security_group", self.label)


class Found(Struct, frozen=True):
    """The look-ups of an intent in order, its groups, and the arguments of each endpoint out of them."""

    look_ups: tuple[LookUp, ...]
    groups: tuple[Group, ...]
    arguments: Mapping[str, Mapping[str, Value]]

    @property
    def has_ipv6(self) -> bool:
        """Whether a group lets in the IPv6 addresses of a VPC."""
        return any("ipv6_cidr_blocks" in rule for group in self.groups for rule in group.rules)


def found(intent: Intent, counted: Collection[str] = ()) -> Found:
    """Return what *intent* asks to find and to make for its endpoints.

    *counted* are the addresses that some deployments alone have.
    """
    pile = _Pile(counted)
    groups: list[Group] = []
    arguments: dict[str, Mapping[str, Value]] = {}
    for endpoint in intent.every_endpoint:
        vpc = _vpc(endpoint, pile)
        given: dict[str, Value] = {} if isinstance(vpc, str) or endpoint.vpc_tags is None else {"vpc_id": vpc}
        for argument, type_, tags in (
            ("route_table_ids", "aws_route_tables", endpoint.route_table_tags),
            ("subnet_ids", "aws_subnets", endpoint.subnet_tags),
        ):
            if tags is not None:
                given[argument] = pile.attribute(_things(endpoint, type_, tags, vpc, pile).address, "ids")
        if endpoint.security_group == "create":
            group = _group(intent, endpoint, vpc, pile)
            groups.append(group)
            given["security_group_ids"] = [pile.attribute(group.address, "id")]
        arguments[endpoint.name] = given
    return Found(tuple(pile.made.values()), tuple(groups), arguments)


class _Pile:
    """The look-ups so far, each once; an attribute of one of the *counted* addresses may be nothing."""

    def __init__(self, counted: Collection[str]) -> None:
        self.made: dict[object, LookUp] = {}
        self._counted = counted

    def is_counted(self, address: Expression) -> bool:
        return address.text in self._counted

    def attribute(self, address: Expression, name: str) -> Expression:
        if self.is_counted(address):
            return call("one", raw(f"{address.text}[*].{name}"))
        return raw(f"{address.text}.{name}")


def _vpc(endpoint: Endpoint, pile: _Pile) -> Expression | str:
    """Return the id of the VPC of an endpoint, looked up where its tags are given."""
    if endpoint.vpc_tags is None:
        return endpoint.vpc_id or reference("var", "vpc_id")
    key = ("aws_vpc", tuple(sorted(endpoint.vpc_tags.items())))
    made = pile.made.setdefault(key, LookUp("aws_vpc", endpoint.label, tags=dict(endpoint.vpc_tags)))
    return pile.attribute(made.address, "id")


def _things(
    endpoint: Endpoint,
    type_: str,
    tags: Mapping[str, str],
    vpc: Expression | str,
    pile: _Pile,
) -> LookUp:
    what = type_.removeprefix("aws_").replace("_", " ")
    said = ", ".join(f"{name}={value}" for name, value in tags.items())
    nothing = f"No {what} of the VPC have the tags {said}."
    made = LookUp(type_, endpoint.label, tags=dict(tags), vpc=vpc, nothing=nothing)
    return pile.made.setdefault((type_, tuple(sorted(tags.items())), str(vpc)), made)


def _group(intent: Intent, endpoint: Endpoint, vpc: Expression | str, pile: _Pile) -> Group:
    known = [
        each
        for each in pile.made.values()
        if each.type == "aws_vpc" and pile.attribute(each.address, "id").text == _text(vpc)
    ]
    by_id = LookUp("aws_vpc", endpoint.label, {"id": vpc})
    held = known[0] if known else pile.made.setdefault(("aws_vpc by id", str(vpc)), by_id)
    name = f"{intent.name}-{endpoint.name}"
    is_taken = name.startswith("sg-")  # EC2 keeps names of this form for ids
    tags = {"Name": name, **intent.tags, **endpoint.tags}
    return Group(
        endpoint.label,
        {
            "name_prefix": f"{'vpce-' * is_taken}{name}-",
            "description": f"Lets the VPC reach the endpoint {endpoint.name} of {intent.name}",
            "vpc_id": vpc,
        },
        tuple(_rules(endpoint, held.address, pile)),
        {key: value for key, value in tags.items() if value is not None},
    )


def _rules(endpoint: Endpoint, vpc: Expression, pile: _Pile) -> Iterator[Mapping[str, Value]]:
    """Yield the rules; a VPC that another deployment looks up has no addresses."""
    blocks, ipv6 = (
        f"{vpc.text}.cidr_block_associations",
        call("compact", [raw(f"{vpc.text}.ipv6_cidr_block")]),
    )
    if pile.is_counted(vpc):
        blocks = f"flatten({vpc.text}[*].cidr_block_associations)"
        ipv6 = call("compact", raw(f"{vpc.text}[*].ipv6_cidr_block"))
    service = catalog.endpoint_service(endpoint.service)
    for port in service.ports if service else ():
        rule: dict[str, Value] = {
            "description": "From the VPC",
            "from_port": port.first,
            "to_port": port.last,
            "protocol": "tcp",
            "cidr_blocks": raw(CIDRS.format(blocks)),
        }
        if endpoint.ip_address_type in ("dualstack", "ipv6"):
            rule["ipv6_cidr_blocks"] = ipv6
        yield rule


def _text(value: Expression | str) -> str:
    return value.text if isinstance(value, Expression) else value
