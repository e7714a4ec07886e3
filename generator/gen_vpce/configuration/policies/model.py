"""What a reader of configurations finds."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from gen_vpce.configuration.module.resource import Resource
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.syntax.body import Broken
from gen_vpce.configuration.value.symbol import Symbol
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.positions import Positions


class Standing(StrEnum):
    """What is known of the policy of an endpoint."""

    READ = "policy read"
    FULL_ACCESS = "without a policy"
    NOT_READ = "policy not read"


class Home(Struct, frozen=True):
    """Where a configuration works by default; what is not known is the marker of its symbol."""

    region: str
    account: str
    partition: str


class Endpoint(Struct, frozen=True):
    """An endpoint: where it is declared, its service's full name, type and VPC as far as they are known.

    Symbols stand in the texts as their markers. `type` is Terraform's word, such as `Gateway`. `resource` is
    the block of Terraform that declares it, None where a module outside or a template does.
    """

    address: str
    place: Place
    service_name: str | None = None
    type: str | None = None
    vpc: str | None = None
    private_dns: bool | None = None
    standing: Standing = Standing.FULL_ACCESS
    resource: Resource | None = None


class Variant(Struct, frozen=True):
    """A policy in one world: what is assumed of conditions that are not known, and the JSON text.

    `hidden` are statements that are not known, left out of the text. `service_name` is that of the endpoint
    in this world, None where it is not known or the policy is that of no endpoint.
    """

    assumed: tuple[tuple[str, bool], ...]
    positions: Positions
    symbols: tuple[Symbol, ...] = ()
    hidden: tuple[str, ...] = ()
    service_name: str | None = None


class FoundPolicy(Struct, frozen=True):
    """A policy, the resource that holds it, and its text in every world that is different.

    `kind` is None where nobody says, `endpoint` the address of the endpoint that it is attached to, and
    `organization_type` what an `aws_organizations_policy` calls its kind. Without `complete`, there are more
    worlds than were looked at. `without` are the answers to conditions under which its endpoint has none
    and lets everything pass. `resource` is the block of Terraform that holds it, None where a module
    outside or a template does.
    """

    address: str
    place: Place
    kind: PolicyKind | None
    variants: tuple[Variant, ...]
    endpoint: str | None = None
    organization_type: str | None = None
    complete: bool = True
    resource: Resource | None = None
    without: tuple[tuple[tuple[str, bool], ...], ...] = ()

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The symbols of all variants, each one once."""
        found = {symbol.name: symbol for variant in self.variants for symbol in variant.symbols}
        return tuple(found.values())

    @property
    def has_statements(self) -> bool:
        """Whether there is a statement in every world; one whose lists have no values may have none."""
        return not any('"Statement":[]' in variant.positions.text for variant in self.variants)

    @property
    def is_whole(self) -> bool:
        """Whether everything of the policy is known."""
        plain = not self.symbols and len(self.variants) == 1 and not self.without
        return plain and not any(variant.hidden for variant in self.variants)


class NotRead(Struct, frozen=True):
    """A policy, or a block that may hold some, that could not be read.

    `variable` is the one whose value it is, where that is all that is missing, `endpoint` the address of the
    one that it is attached to.
    """

    address: str
    place: Place
    reason: str
    variable: str | None = None
    endpoint: str | None = None


class Configuration(Struct, frozen=True):
    """A root module, or a template: the endpoints, the policies, what could not be read, what is broken.

    `unused` are the resources with a policy of which there is no instance; their policies are read as if
    there was one, and `imagined` are the endpoints among them. `folders` are those of all modules, `absent`
    the calls of modules whose files are not here. `parameters` are what a template takes values for.
    `home` tells Region and account. `associations` are resources that give an endpoint routes, subnets or
    groups: the address of each and that of its endpoint. With `is_library`, others are meant to call it.
    `value_of` gives the text of an expression as its root module has it, and raises `Failure`.
    """

    folder: Path
    endpoints: tuple[Endpoint, ...] = ()
    policies: tuple[FoundPolicy, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    broken: tuple[Broken, ...] = ()
    unused: tuple[NotRead, ...] = ()
    folders: tuple[Path, ...] = ()
    imagined: tuple[Endpoint, ...] = ()
    absent: tuple[NotRead, ...] = ()
    is_template: bool = False
    parameters: tuple[str, ...] = ()
    home: Home = Home("", "", "")
    associations: tuple[tuple[str, str], ...] = ()
    is_library: bool = False
    value_of: Callable[[str], str] | None = None

    @property
    def left_to_callers(self) -> tuple[NotRead, ...]:
        """The policies that whoever calls the module gives it, among those that are not read."""
        return tuple(each for each in self.not_read if self.is_library and each.variable)

    def endpoint(self, address: str | None) -> Endpoint | None:
        """Return the endpoint at an address."""
        known = (*self.endpoints, *self.imagined)
        return next((each for each in known if each.address == address), None)
