"""Everything that a family of findings may ask: the plan, the files behind it, and what follows from both."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from gen_vpce.terraform.addresses import split
from gen_vpce.terraform.configuration import References
from gen_vpce.terraform.plan import Plan
from gen_vpce.terraform.policy_change import policy_of
from gen_vpce.terraform.policy_files import PolicyFiles
from gen_vpce.terraform.resource_change import ResourceChange
from gen_vpce.terraform.resource_types import ENDPOINT_POLICY, OF_RESOURCES, SHOWN
from gen_vpce.terraform.sources import Sources


class GateContext(Struct, frozen=True, dict=True):
    """A plan and the folder of its root module."""

    plan: Plan
    root: Path

    @cached_property
    def sources(self) -> Sources:
        """The files of the configuration."""
        return Sources(self.root, self.plan.configuration)

    @cached_property
    def files(self) -> PolicyFiles:
        """The policy files of the configuration."""
        return PolicyFiles()

    @cached_property
    def endpoints(self) -> tuple[ResourceChange, ...]:
        """The changes of endpoints that are there after the apply."""
        return tuple(each for each in self.plan.changes if each.is_endpoint and each.remains)

    @cached_property
    def about_policies(self) -> tuple[ResourceChange, ...]:
        """The changes of resources that have a policy, and of those that set one."""
        return tuple(each for each in self.plan.changes if each.type in SHOWN or each.type in OF_RESOURCES)

    @cached_property
    def made(self) -> Mapping[str, frozenset[str]]:
        """What the plan makes, as `TYPE.NAME` by the address of its module."""
        found: dict[str, set[str]] = {}
        for each in self.plan.changes:
            if each.before is None and each.remains:
                module, resource = split(each.address)
                found.setdefault(module, set()).add(resource.partition("[")[0])
        return {module: frozenset(names) for module, names in found.items()}

    @cached_property
    def _ids(self) -> Mapping[str, Mapping[str, str]]:
        """The ids of endpoints that stay, by the address of their module, then by `TYPE.NAME`."""
        found: dict[str, dict[str, str]] = {}
        for change in self.endpoints:
            known = change.new("id")
            if known:
                module, resource = split(change.address)
                found.setdefault(module, {})[resource] = known
        return found

    @cached_property
    def ids_that_go(self) -> frozenset[str]:
        """The known ids of the endpoints that are destroyed or replaced."""
        going = (each for each in self.plan.changes if each.is_replaced or each.actions == ("delete",))
        return frozenset(known for each in going if each.is_endpoint and (known := each.old("id")))

    @cached_property
    def _separate_policies(self) -> Counter[str]:
        """How many separate policies there are for each name that an endpoint has."""
        policies = (each for each in self.plan.changes if each.type == ENDPOINT_POLICY and each.remains)
        return Counter(name for each in policies for name in self.endpoints_of(each))

    @cached_property
    def _instances(self) -> Counter[str]:
        """How many endpoints have each name: more than one where it is an address without its key."""
        return Counter(name for each in self.endpoints for name in self.names_of(each))

    def deployments(self, change: ResourceChange) -> tuple[str, ...]:
        """Return the deployments that the module of *change* may be: those whose policies its endpoints have.

        The plan may hold the variable that chooses, among others that nobody is to see: the policies tell it.
        """
        module, _ = split(change.address)
        folder = self.sources.folder(change.address)
        possible: set[str] | None = None
        for endpoint in self.endpoints:
            beside, resource = split(endpoint.address)
            policy = policy_of(endpoint.new("policy") or "")
            file = self.files.of(folder, resource.partition("[")[0]) if folder and beside == module else None
            if policy is None or file is None or not file.is_chosen:
                continue
            ids = self.ids_beside(change.address)
            same = {name for name in file.deployments() if policy_of(file.of(name).text(ids) or "") == policy}
            possible = same if possible is None else possible & same
        return tuple(sorted(possible or ()))

    def ids_beside(self, address: str) -> Mapping[str, str]:
        """Return the known ids of the endpoints in the module of *address*, by `TYPE.NAME`."""
        return self._ids.get(split(address)[0], {})

    def endpoints_of(self, change: ResourceChange) -> Iterator[str]:
        """Yield what may name the endpoint of a separate policy or association: its id, or its address.

        An address is without the key of its instance, as the configuration has it.
        """
        known = change.new("vpc_endpoint_id")
        if known:
            yield known
        module = split(change.address)[0]
        for reference in (self.arguments(change) or {}).get("vpc_endpoint_id", ()):
            yield f"{module}.{reference}".lstrip(".")

    @cached_property
    def _by_name(self) -> Mapping[str, ResourceChange]:
        return {name: each for each in self.endpoints for name in self.names_of(each)}

    def endpoint_of(self, change: ResourceChange) -> ResourceChange | None:
        """Return the endpoint that a separate policy or association is for, where the plan has it."""
        return next(
            (self._by_name[name] for name in self.endpoints_of(change) if name in self._by_name), None
        )

    def has_separate_policy(self, endpoint: ResourceChange) -> bool:
        """Whether an `aws_vpc_endpoint_policy` of the plan is for *endpoint*."""
        return any(self._separate_policies[name] >= self._instances[name] for name in self.names_of(endpoint))

    def touches_policy_of(self, endpoint: ResourceChange) -> bool:
        """Whether the plan has an `aws_vpc_endpoint_policy` for *endpoint*, be it one that goes."""
        if self.has_separate_policy(endpoint):
            return True
        going = (each for each in self.plan.changes if each.type == ENDPOINT_POLICY and each.before)
        return any(
            {each.old("vpc_endpoint_id"), *self.endpoints_of(each)} & {*self.names_of(endpoint)}
            for each in going
        )

    @staticmethod
    def names_of(endpoint: ResourceChange) -> tuple[str, ...]:
        """Return what `endpoints_of` may call *endpoint*."""
        known = endpoint.new("id")
        module, resource = split(endpoint.address)
        address = f"{module}.{resource.partition('[')[0]}".lstrip(".")
        return (known, address) if known else (address,)

    def arguments(self, change: ResourceChange) -> Mapping[str, References] | None:
        """Return the arguments of the resource in the configuration, None where the plan has none."""
        configuration = self.plan.configuration
        return configuration.arguments(change.address) if configuration else None
