"""What the gate looks for, one file a family; each is a function from the scene to findings."""

from collections.abc import Callable, Iterator

from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings import (
    drift,
    lifecycle,
    managed,
    neighbours,
    network,
    policies,
    together,
    unmanaged,
    unread,
)
from gen_vpce.terraform.gate_context import Scene

FAMILIES: tuple[Callable[[Scene], Iterator[Finding]], ...] = (
    lifecycle.find,
    policies.find,
    managed.find,
    unmanaged.find,
    network.find,
    drift.find,
    together.find,
    neighbours.find,
    unread.find,
)
