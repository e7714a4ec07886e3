"""What is known of an endpoint: for each caller and resource, how much of each access level passes."""

from enum import StrEnum

from msgspec import Struct

from gen_vpce.access.decision.request import Request
from gen_vpce.access.proof.exists import Proof
from gen_vpce.access.reach.callers import Caller
from gen_vpce.access.reach.resources import Resource


class Extent(StrEnum):
    """How much passes of an access level."""

    ALL = "all"  # every request for each action
    SOME = "some"  # every request for some of the actions, none for the others
    CONDITIONS = "conditions"  # of at least one action some requests, and others not
    NONE = "none"
    UNDECIDED = "undecided"


class Deciding(Struct, frozen=True, order=True):
    """A statement that has a say: the number of its policy, 0 for the endpoint's own, and its own number."""

    policy: int
    statement: int


class SortedActions(Struct, frozen=True):
    """The actions of an access level, with their prefix, sorted by how much of each passes.

    `whole` are the actions that always pass, `partly` those that sometimes do, `never` those that never do,
    `open` those of which it is not known.
    """

    level: str
    extent: Extent
    whole: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


class Level(SortedActions, frozen=True):
    """One access level of a cell.

    `passing` is a request that passes, `refused` one that does not, None where there is none. `reason` says
    why something is not known. `newly_allowed` and `newly_denied` are there where there is something to
    compare with.
    """

    deciding: tuple[Deciding, ...] = ()
    passing: Request | None = None
    refused: Request | None = None
    reason: str | None = None
    newly_allowed: Proof | None = None
    newly_denied: Proof | None = None


class Cell(Struct, frozen=True):
    """One caller and one resource: a level for each that has actions acting on the resource."""

    caller: Caller
    resource: Resource
    levels: tuple[Level, ...]

    @property
    def passes(self) -> bool:
        """Whether something passes, or may."""
        return any(each.extent is not Extent.NONE for each in self.levels)


class Reach(Struct, frozen=True):
    """One endpoint: its callers, its resources, and the cells of both, row by row.

    `open_to_all` says that its policies let every request pass, None where that is not known.
    """

    callers: tuple[Caller, ...]
    resources: tuple[Resource, ...]
    cells: tuple[Cell, ...]
    open_to_all: bool | None = False
