"""What the short names of one file are resolved in."""

from collections.abc import Mapping

from msgspec import Struct, field

from gen_vpce.intent.findings import Findings
from gen_vpce.intent.text.node import Node


class Setting(Struct, frozen=True):
    """The file's own Region, account, partition and organization; `found` collects what is wrong.

    With `is_open`, they may be symbols of source, and so may the parts of what is named. Of a deployment,
    `network` holds the arguments of endpoints that give none of their own, and `elsewhere` the endpoints that
    other deployments alone have.
    """

    region: str
    account: str
    partition: str
    organization: str | None
    found: Findings
    is_open: bool = False
    network: Mapping[str, Node] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
