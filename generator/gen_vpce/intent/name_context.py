"""What the short names of one file are resolved in."""

from msgspec import Struct

from gen_vpce.intent.findings import Findings


class Setting(Struct, frozen=True):
    """The file's own Region, account, partition and organization; `found` collects what is wrong.

    With `is_open`, they may be symbols of source, and so may the parts of what is named.
    """

    region: str
    account: str
    partition: str
    organization: str | None
    found: Findings
    is_open: bool = False
