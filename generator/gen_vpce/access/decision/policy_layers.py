"""The policies that a request passes, layer by layer, each made ready."""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct, field

from gen_vpce.access.decision.compiled_policy import Clause, CompiledPolicy, remember
from gen_vpce.policy.document import PolicyKind

Group = tuple[CompiledPolicy, ...]
"""Policies of one layer, or of one level of it: one of them must allow."""

Deny = tuple[PolicyKind, int, Clause]
"""A Deny statement, with its layer and the place of its policy there, or in a level of it."""


class Guard(Struct, frozen=True, eq=False):
    """The whole policy of a resource: nobody but those of `spared` reaches it without an Allow of `policy`.

    `spared` allows the requests that others can grant: on other resources, and of callers whose own policies
    suffice.
    """

    policy: CompiledPolicy
    spared: CompiledPolicy


class Layers(Struct, frozen=True, eq=False, dict=True):
    """The policies at hand. A layer that is None is not asked; one that is empty allows nothing.

    `scps` and `rcps` are levels, the root of the organization first; of RCPs only the Deny statements count,
    since AWS's RCPFullAWSAccess, which cannot be detached, allows everything beside them. `restrictions` are
    policies of which only the Deny statements count: they stand beside others that grant, which are not at
    hand. `guards` are those of them that are all which a resource has: for whom they spare nothing, they must
    allow.
    """

    endpoint: CompiledPolicy | None = None
    identity: Group | None = None
    resource: CompiledPolicy | None = None
    scps: tuple[Group, ...] = ()
    rcps: tuple[Group, ...] = ()
    boundaries: Group | None = None
    session: Group | None = None
    restrictions: tuple[tuple[PolicyKind, CompiledPolicy], ...] = ()
    guards: tuple[Guard, ...] = ()

    _denying: dict[str, tuple[Deny, ...]] = field(default_factory=dict)

    def denying(self, action: str) -> tuple[Deny, ...]:
        """Return the Deny statements of all layers whose Action element matches, *action* in lower case."""
        found = self._denying.get(action)
        if found is None:
            found = tuple(
                (kind, place, clause)
                for kind, policies in self.groups
                for place, policy in enumerate(policies)
                for clause in policy.denies
                if clause.acts(action)
            )
            remember(self._denying, action, found)
        return found

    def ask_about(self, action: str) -> bool:
        """Whether a policy has a say in *action*: a layer is given, or a restriction may deny it."""
        return self._is_given or bool(self.denying(action))

    @cached_property
    def _is_given(self) -> bool:
        layers = (self.endpoint, self.identity, self.resource, self.boundaries, self.session)
        return bool(self.scps or self.rcps) or any(layer is not None for layer in layers)

    @cached_property
    def groups(self) -> tuple[tuple[PolicyKind, Group], ...]:
        """Every group of policies with its kind, in the order in which they are asked."""
        return tuple(self._in_order())

    def _in_order(self) -> Iterator[tuple[PolicyKind, Group]]:
        if self.endpoint is not None:
            yield PolicyKind.ENDPOINT, (self.endpoint,)
        for level in self.rcps:
            yield PolicyKind.RCP, level
        for level in self.scps:
            yield PolicyKind.SCP, level
        if self.resource is not None:
            yield PolicyKind.RESOURCE, (self.resource,)
        for kind, group in (
            (PolicyKind.IDENTITY, self.identity),
            (PolicyKind.BOUNDARY, self.boundaries),
            (PolicyKind.SESSION, self.session),
        ):
            if group:
                yield kind, group
        for kind, policy in self.restrictions:
            yield kind, (policy,)
