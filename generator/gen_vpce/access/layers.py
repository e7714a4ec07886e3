"""The policies that a request passes, layer by layer, each made ready."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from gen_vpce.access.compiled import CompiledPolicy
from gen_vpce.policy.document import PolicyKind

Group = tuple[CompiledPolicy, ...]
"""Policies of one layer, or of one level of it: one of them must allow."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The policies at hand. A layer that is None is not asked; one that is empty allows nothing.

    `scps` and `rcps` are levels, the root of the organization first. `restrictions` are policies of which
    only the Deny statements count: they stand beside others that grant, which are not at hand.
    """

    endpoint: CompiledPolicy | None = None
    identity: Group | None = None
    resource: CompiledPolicy | None = None
    scps: tuple[Group, ...] = ()
    rcps: tuple[Group, ...] = ()
    boundaries: Group | None = None
    session: Group | None = None
    restrictions: tuple[tuple[PolicyKind, CompiledPolicy], ...] = ()
    groups: tuple[tuple[PolicyKind, Group], ...] = field(init=False, repr=False)
    """Every group of policies with its kind, in the order in which they are asked."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", tuple(self._in_order()))

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
