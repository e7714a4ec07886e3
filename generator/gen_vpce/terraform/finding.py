"""One thing that the gate has to say, before it is known where it belongs and how bad it is."""

from msgspec import Struct

from gen_vpce.inquiry.usage import Change


class Finding(Struct, frozen=True):
    """A finding of a `kind`, a name in `diagnostics.codes.plan.KINDS`.

    `address` is the resource that it is about, empty for the plan as a whole. `argument` is the one of the
    resource's arguments that is at fault. `message` and `hint` are single sentences without a full stop;
    the message says what happens to what, and `details`, a line each, what that means in full. `change` is
    a policy of an endpoint or a resource, before and after, of which real requests can be asked.
    """

    kind: str
    message: str
    address: str = ""
    argument: str | None = None
    hint: str | None = None
    details: tuple[str, ...] = ()
    change: Change | None = None
