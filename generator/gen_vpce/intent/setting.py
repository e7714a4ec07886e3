"""What the short names of one file are resolved in."""

from dataclasses import dataclass

from gen_vpce.intent.findings import Findings


@dataclass(frozen=True, slots=True)
class Setting:
    """The file's own Region, account, partition and organization; `found` collects what is wrong."""

    region: str
    account: str
    partition: str
    organization: str | None
    found: Findings
