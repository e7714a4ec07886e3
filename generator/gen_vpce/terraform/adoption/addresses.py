"""`--from-address`: where in a state the endpoints are now, so that they move instead of being imported.

https://developer.hashicorp.com/terraform/language/moved
"""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct, field

from gen_vpce.module.hcl import Expression, address
from gen_vpce.terraform.adoption.existing import Existing

FROM_STATE = "state"
FORMS = (
    "`state`, an address such as "
    "'module.vpc_endpoints.aws_vpc_endpoint.this[\"{service}\"]' with {service} or {id} in it, "
    "or ID=ADDRESS for one endpoint"
)

_ONE = re.compile(r"(vpce-[0-9a-f]{8,17})=(.+)")
_ENDPOINT = re.compile(r"(.*\.)?aws_vpc_endpoint\.[A-Za-z0-9_-]+(\[[^\[\]]+\])?")


class OldAddresses(Struct, frozen=True):
    """How the addresses of endpoints are told: by the state, by a `pattern`, or one by one by their ids."""

    by_state: bool = False
    pattern: str | None = None
    by_id: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.by_state or bool(self.pattern) or bool(self.by_id)

    def of(self, existing: Existing, service: str) -> Expression | None:
        """Return the address of an endpoint of *service*; None where it is not told, or is none."""
        text = self.by_id.get(existing.id or "")
        if text is None and self.pattern:
            text = self.pattern.replace("{service}", service).replace("{id}", existing.id or "")
        if text is None and (self.by_state or existing.carried):
            text = existing.address
        return address(text) if text and _ENDPOINT.fullmatch(text) else None

    def covers(self, existing: Existing) -> bool:
        """Whether the endpoint is to be moved: where only some ids are given, the others are imported."""
        told = bool(self.pattern) or self.by_state or existing.carried is not None
        return told or (existing.id or "") in self.by_id


def old_addresses(given: Iterable[str]) -> OldAddresses:
    """Return what the values of `--from-address` say; raises ValueError with a value of no form."""
    by_state, pattern = False, None
    by_id: dict[str, str] = {}
    for value in given:
        one = _ONE.fullmatch(value)
        sample = (one[2] if one else value).replace("{service}", "s3").replace("{id}", "vpce-0")
        if value == FROM_STATE:
            by_state = True
        elif not (_ENDPOINT.fullmatch(sample) and address(sample)):
            raise ValueError(value)
        elif one:
            by_id[one[1]] = one[2]
        else:
            pattern = value
    return OldAddresses(by_state, pattern, by_id)
