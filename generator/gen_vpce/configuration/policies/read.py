"""Read a configuration: every policy of a root module, in every world, and every endpoint.

read(Path("infra")).policies
"""

from contextlib import suppress
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from gen_vpce.configuration.evaluation.world import World
from gen_vpce.configuration.module.library import Library
from gen_vpce.configuration.module.module import Caller, Module
from gen_vpce.configuration.module.provider import DEFAULT
from gen_vpce.configuration.module.resource import Resource
from gen_vpce.configuration.module.variables import Settings, files_of_values
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.policies.associations import address_of, associations
from gen_vpce.configuration.policies.home import home_of
from gen_vpce.configuration.policies.model import (
    Configuration,
    Endpoint,
    FoundPolicy,
    NotRead,
    Standing,
    Variant,
)
from gen_vpce.configuration.policies.outside import Found, outside, standing_of, told
from gen_vpce.configuration.policies.policy_types import ENDPOINT, TERRAFORM_POLICIES
from gen_vpce.configuration.policies.reference_value import value_of
from gen_vpce.configuration.policies.request import Request
from gen_vpce.configuration.policies.sites import (
    TOO_DEEP,
    Outside,
    Site,
    Trouble,
    declaration,
    resource_at,
    sites,
)
from gen_vpce.configuration.policies.worlds import Assumed, Looked, Worlds, denied, look
from gen_vpce.configuration.value.value import (
    Boolean,
    Failure,
    Null,
    String,
    TooLarge,
    Unknown,
    Value,
)
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.positions import Positions


def read(folder: Path, request: Request | None = None, library: Library | None = None) -> Configuration:
    """Return the endpoints and policies of the root module in *folder*, in the order of its files.

    A *library* that is given keeps the files of folders that were read before.
    """
    asked = request or Request()
    reading = _Reading(folder, library or asked.library(folder), asked)
    try:
        reading.all()
    except (TooLarge, RecursionError) as error:
        reading.add(NotRead("", _top(folder), str(error) if isinstance(error, TooLarge) else TOO_DEEP))
    return reading.result()


def _top(folder: Path) -> Place:
    return Place(Positions("", folder.as_posix()), (0, 0))


class _Reading:
    def __init__(self, folder: Path, library: Library, request: Request) -> None:
        self._folder = folder
        self._library = library
        self._source = library.source(folder)
        self._settings = Settings()
        self._found: list[Found] = []
        self._unused: list[NotRead] = []
        self._reached: list[Path] = []
        self._separate: dict[str, Standing] = {}
        self._conditions: dict[str, Assumed] = {}
        self._worlds = Worlds(self._root)
        self._there: list[tuple[str, ...]] = []
        self._imagined: list[Endpoint] = []
        self._absent: list[NotRead] = []
        self._give(request)

    def add(self, found: Found) -> None:
        self._found.append(found)

    def all(self) -> None:
        """Read every place where a policy may stand."""
        for site in sites(self._worlds):
            try:
                self._at(site)
            except Failure as failure:
                self._found.append(NotRead(site.address, failure.place or site.place, failure.reason))
            except (TooLarge, RecursionError) as error:
                reason = str(error) if isinstance(error, TooLarge) else TOO_DEEP
                self._found.append(NotRead(site.address, site.place, reason))
        if self._unused:
            self._imagine()

    def result(self) -> Configuration:
        """Return what was found."""
        broken = list(self._settings.broken)
        for source in self._library.sources():
            broken += source.broken
        return Configuration(
            self._folder,
            tuple(
                replace(each, standing=self._separate.get(each.address, each.standing))
                for each in self._found
                if isinstance(each, Endpoint)
            ),
            tuple(self._settled(each) for each in self._found if isinstance(each, FoundPolicy)),
            tuple(each for each in self._found if isinstance(each, NotRead)),
            tuple(broken),
            tuple(self._unused),
            tuple(dict.fromkeys([self._folder.resolve(), *self._reached])),
            tuple(self._imagined),
            tuple(self._absent),
            is_library=self._source.is_library,
            value_of=partial(value_of, self._worlds.root({})),
            associations=tuple(associations(self._worlds.root({}))),
            home=home_of(self._worlds.root({}).provider(DEFAULT)),
        )

    def _settled(self, found: FoundPolicy) -> FoundPolicy:
        """Add where an endpoint stands without the resource that holds its policy."""
        own = self._conditions.get(found.endpoint or "")
        if own is None or found.endpoint == found.address:
            return found
        beyond = self._conditions.get(found.address, {}).items() - own.items()
        return replace(
            found, without=(*found.without, *(((name, not told),) for name, told in sorted(beyond)))
        )

    def _imagine(self) -> None:
        """Read the policies of resources without an instance as if they had one, where that can be done.

        None of them is the policy of an endpoint that is there.
        """
        there, unused, found = set(self._there), self._unused, self._found
        separate = dict(self._separate)
        empty = {each.address for each in unused}
        self._worlds = Worlds(self._root, imagine=True)
        for site in sites(self._worlds):
            if isinstance(site, Trouble) or declaration(site) in there:
                continue
            if isinstance(site, Outside) and site.address.removesuffix(site.key) not in empty:
                continue
            self._found = []
            with suppress(Failure, TooLarge, RecursionError):
                self._at(site)
                if not any(isinstance(each, NotRead) for each in self._found):
                    found += [
                        each for each in self._found if isinstance(each, FoundPolicy) and each.has_statements
                    ]
                    self._imagined += [each for each in self._found if isinstance(each, Endpoint)]
        self._found, self._unused, self._separate = found, unused, separate

    def _give(self, request: Request) -> None:
        around = self._root(World())
        for path in files_of_values(self._folder, request.var_files):
            self._settings.read(path, path.as_posix(), around)
        for name, written in request.variables.items():
            self._settings.give(name, written, around)

    def _root(self, world: World) -> Module:
        caller = Caller(self._folder, self._settings.values.get)
        return Module(self._source, self._library, world, caller)

    def _at(self, site: Site | Outside | Trouble) -> None:
        self._reached.append(site.folder)
        match site:
            case Trouble():
                into = self._unused if site.empty else self._found
                into.append(NotRead(site.address, site.place, site.reason))
            case Outside():
                reason = "the files of the module are not here"
                self._absent.append(NotRead(site.address, site.place, reason))
                self._there.append(declaration(site))
                self._found += outside(self._worlds, site)
            case Site():
                self._there.append(declaration(site))
                self._conditions[site.address] = site.conditions
                self._resource(site)

    def _resource(self, site: Site) -> None:
        argument, kind, is_inline, _ = TERRAFORM_POLICIES[site.type]

        def ask(root: Module) -> Value | None:
            resource = resource_at(root, site)
            return resource.configured(argument) if resource else None

        looked = look(self._worlds, ask, site.conditions, site.place)
        resource = resource_at(self._worlds.root(denied(site.conditions)), site)
        if resource and resource.block.damaged and not looked.variants:
            looked.reasons.append("a part of its block cannot be parsed")
        if not looked.variants and not looked.reasons and not is_inline:
            looked.reasons.append(f"there is no `{argument}`")
        endpoint = None
        if resource and site.type == ENDPOINT:
            looked.variants = [self._with_service(each, site) for each in looked.variants]
            self._found.append(_endpoint(resource, site, looked))
            endpoint = site.address
        elif resource and kind is PolicyKind.ENDPOINT and not is_inline:
            endpoint = self._separately(resource, looked)
        for found in told(looked, site.address, site.place, kind, endpoint):
            if isinstance(found, FoundPolicy) and resource:
                of = _text(resource, "type") if site.type == "aws_organizations_policy" else None
                self._found.append(replace(found, organization_type=of, resource=resource))
            else:
                self._found.append(found)

    def _with_service(self, variant: Variant, site: Site) -> Variant:
        """Return *variant* with what its endpoint leads to: that may be another Region in each world."""
        assumed = denied(site.conditions) | dict(variant.assumed)
        resource = resource_at(self._worlds.root(assumed), site)
        return replace(variant, service_name=_text(resource, "service_name")) if resource else variant

    def _separately(self, resource: Resource, looked: Looked) -> str | None:
        """Note the policy of an endpoint that another resource holds; return the endpoint's address."""
        try:
            value = resource.configured("vpc_endpoint_id")
        except Failure:
            return None
        if not isinstance(value, Unknown) or not value.symbol.name.endswith(".id"):
            return None
        address = address_of(value.symbol.name.removesuffix(".id"))
        self._separate[address] = standing_of(looked)
        return address


def _endpoint(resource: Resource, site: Site, looked: Looked) -> Endpoint:
    dns = _value(resource, "private_dns_enabled")
    return Endpoint(
        site.address,
        site.place,
        _text(resource, "service_name"),
        _text(resource, "vpc_endpoint_type") or "Gateway",
        _text(resource, "vpc_id"),
        dns.value if isinstance(dns, Boolean) else None,
        standing_of(looked),
        resource,
    )


def _value(resource: Resource, name: str) -> Value | None:
    try:
        found = resource.configured(name)
    except Failure:
        return None
    return None if isinstance(found, Null) else found


def _text(resource: Resource, name: str) -> str | None:
    found = _value(resource, name)
    if isinstance(found, Unknown):
        return found.symbol.marker
    return found.text if isinstance(found, String) else None
