"""What is said of a new module, and what a preset makes of it: the values between questions and text."""

from collections.abc import Mapping

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.intent.model import EndpointKind


class Deployment(Struct, frozen=True):
    """One of the places that the new module is for."""

    name: str
    region: str
    account: str


class Answers(Struct, frozen=True):
    """What a person says about the new module; None and empty where nothing was said.

    Its places are `deployments`; without any, the one `region` and `account`. `endpoint` is the literal id of
    an endpoint that exists already, `role` and `table` are names; `has` are services that the VPC has an
    endpoint of already.
    """

    name: str
    region: str = ""
    account: str = ""
    deployments: tuple[Deployment, ...] = ()
    table: str | None = None
    bucket: str | None = None
    role: str | None = None
    trusted_account: str | None = None
    organization: str | None = None
    endpoint: str | None = None
    has: tuple[str, ...] = ()
    vpc_id: str | None = None
    route_table_ids: tuple[str, ...] = ()
    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()

    @property
    def regions(self) -> tuple[str, ...]:
        """The Regions of all places, each once."""
        return tuple(dict.fromkeys(each.region for each in self.deployments)) or (self.region,)

    @property
    def shares_an_account(self) -> bool:
        """Whether two deployments are in one account."""
        return len({each.account for each in self.deployments}) < len(self.deployments)


class Wanted(Struct, frozen=True):
    """One endpoint of the new module: its service, amidst all `services` of the module."""

    service: str
    services: tuple[str, ...]
    answers: Answers

    @property
    def endpoint_service(self) -> catalog.EndpointService:
        """What the catalogue knows of the service."""
        return catalog.endpoint_services()[self.service]

    @property
    def iam_prefix(self) -> str:
        """The prefix of the service's actions."""
        return self.endpoint_service.iam_prefix or self.service

    @property
    def kind(self) -> EndpointKind:
        """The kind of endpoint: a gateway where there is one, unless subnets ask for an interface.

        They do not where they are for another service of the module, which has no gateway.
        """
        known = catalog.endpoint_services()
        kinds = self.endpoint_service.kinds
        is_for_another = any("gateway" not in known[each].kinds for each in self.services)
        is_asked_for = bool(self.answers.subnet_ids) and not (self.answers.route_table_ids or is_for_another)
        if "gateway" in kinds and not (is_asked_for and "interface" in kinds):
            return EndpointKind.GATEWAY
        return EndpointKind.INTERFACE


class Entry(Struct, frozen=True):
    """One entry of a list of the intent: what it is for, and its keys with their values."""

    note: str
    keys: Mapping[str, object]


class Draft(Struct, frozen=True):
    """What a preset says of one endpoint; no `allow` and no `everything` means no endpoint of its own."""

    everything: str | None = None
    allow: tuple[Entry, ...] = ()

    @property
    def has_endpoint(self) -> bool:
        """Whether the module makes an endpoint."""
        return self.everything is not None or bool(self.allow)


class Policies(Struct, frozen=True):
    """What a preset says beside the endpoints, of a service that one endpoint or several lead to."""

    identity_policies: tuple[Entry, ...] = ()
    resource_policies: tuple[Entry, ...] = ()
