"""Endpoints that are made by public modules whose files are not here: what their arguments say.

The table names the argument that lists endpoints and what an entry calls the service and the type. Modules
that are not in it are read for policies alone: every text with statements that is given to them.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from gen_vpce.configuration.evaluation.access import attribute
from gen_vpce.configuration.value.value import (
    Boolean,
    Failure,
    Items,
    Members,
    Null,
    String,
    Value,
    known_text,
)

_GIT = re.compile(r"^(git::)?(https://|ssh://git@|git@)?(www\.)?github\.com[/:]")
_QUERY = re.compile(r"\?.*$")
_WORD = re.compile(r"endpoint|vpce", re.IGNORECASE)
_DEEPEST = 4


class Listing(Struct, frozen=True):
    """An argument that lists endpoints. `names` are where an entry has the short name of its service."""

    argument: str
    names: tuple[str, ...]
    full_names: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    default_type: str = "Interface"


_TERRAFORM_AWS_MODULES = (
    Listing("endpoints", ("service",), ("service_endpoint", "service_name"), ("service_type",)),
)
MODULES: dict[str, tuple[Listing, ...]] = {
    "terraform-aws-modules/vpc/aws//modules/vpc-endpoints": _TERRAFORM_AWS_MODULES,
    "cloudposse/vpc/aws//modules/vpc-endpoints": (
        Listing("gateway_vpc_endpoints", ("name",), default_type="Gateway"),
        Listing("interface_vpc_endpoints", ("name",)),
    ),
    "boldlink/vpc-endpoints/aws": (Listing("vpc_endpoints", (), ("service_name",), ("vpc_endpoint_type",)),),
    "aws-ia/vpc_endpoints/aws": (
        Listing("enabled_gateway_endpoints", (), default_type="Gateway"),
        Listing("enabled_interface_endpoints", ()),
    ),
}
"""By source in the registry."""


class Entry(Struct, frozen=True):
    """An endpoint of a listing: the way to it from the arguments, what is known of it, its policy."""

    path: tuple[str | int, ...]
    service: str | None
    full_name: str | None
    type: str | None
    private_dns: bool | None
    value: Value


def registry_name(source: str) -> str:
    """Return the name in the registry of a module that is taken from its repository on GitHub."""
    plain = _QUERY.sub("", source)
    if not _GIT.match(plain):
        return plain.removeprefix("registry.terraform.io/")
    owner, _, rest = _GIT.sub("", plain).partition("/")
    name, _, below = rest.partition("//")
    parts = name.removesuffix(".git").split("-", 2)
    if len(parts) < 3 or parts[0] != "terraform":
        return plain
    return f"{owner}/{parts[2]}/{parts[1]}{'//' + below if below else ''}"


def is_about_endpoints(*texts: str) -> bool:
    """Whether one of the texts speaks of endpoints."""
    return any(_WORD.search(text) for text in texts)


def entries(listing: Listing, value: Value) -> Iterator[Entry]:
    """Yield the endpoints that the argument of a listing holds."""
    match value:
        case Members():
            for key, each in value.members.items():
                yield _entry(listing, (listing.argument, key), key, each)
        case Items():
            for at, each in enumerate(value.items):
                yield _entry(listing, (listing.argument, at), known_text(each), each)
        case _:
            raise Failure(f"`{listing.argument}` is not known", value.place)


def _entry(listing: Listing, path: tuple[str | int, ...], key: str | None, value: Value) -> Entry:
    service = next((text for name in listing.names if (text := _text(value, name))), None)
    full_name = next((text for name in listing.full_names if (text := _text(value, name))), None)
    type_ = next((text for name in listing.types if (text := _text(value, name))), listing.default_type)
    plain = key if not listing.names and not listing.full_names else None
    return Entry(path, service or plain, full_name, type_, _flag(value, "private_dns_enabled"), value)


def is_created(entry: Entry) -> bool:
    """Whether an entry makes an endpoint: `create = false` says that it does not."""
    return _flag(entry.value, "create") is not False


def part(value: Value, name: str) -> Value | None:
    """Return a member of an entry, None where it is not there."""
    if not isinstance(value, Members):
        return None
    try:
        found = attribute(value, name, value.place)
    except Failure:
        return None
    return None if isinstance(found, Null) else found


def _text(value: Value, name: str) -> str | None:
    found = part(value, name)
    return found.text if isinstance(found, String) else None


def _flag(value: Value, name: str) -> bool | None:
    found = part(value, name)
    return found.value if isinstance(found, Boolean) else None


def policies_in(value: Value, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every policy in a value: a text with statements, or an object that has them."""
    if len(path) > _DEEPEST:
        return
    match value:
        case String() if '"Statement"' in value.text and value.text.lstrip().startswith("{"):
            yield path
        case Members() if isinstance(value.members.get("Statement"), Items | Members):
            yield path
        case Members():
            for key, each in value.members.items():
                yield from policies_in(each, (*path, key))
        case Items():
            for at, each in enumerate(value.items):
                yield from policies_in(each, (*path, at))
        case _:
            pass
