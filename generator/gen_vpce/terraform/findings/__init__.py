"""What the gate looks for, one file a family; each is a function from the context to findings."""

from collections.abc import Callable, Iterator

from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings import (
    across_resources,
    drift,
    lifecycle,
    managed,
    neighbours,
    network,
    policies,
    unmanaged,
    unread,
)
from gen_vpce.terraform.gate_context import GateContext

FAMILIES: tuple[Callable[[GateContext], Iterator[Finding]], ...] = (
    lifecycle.find,
    policies.find,
    managed.find,
    unmanaged.find,
    network.find,
    drift.find,
    across_resources.find,
    neighbours.find,
    unread.find,
)
