"""The names of the folders: from the Name tag, else from service and id; never a path that somebody chose.

Of source, from the name of the block.
"""

import re
from collections.abc import Collection, Iterable

from gen_vpce.terraform.adoption.existing import Existing

_LONGEST = 50
_NO_FOLDERS = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")
"""What Windows takes for a device."""


def folder_names(endpoints: Iterable[tuple[Existing, str]]) -> tuple[str, ...]:
    """Return a name for each endpoint and its service, in their order: no two alike, by number where needed.

    A name is that of a module: small letters, digits and hyphens.
    """
    taken: set[str] = set()
    names = []
    for endpoint, service in endpoints:
        name = free_name(_name(endpoint, service), taken)
        taken.add(name)
        names.append(name)
    return tuple(names)


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return the name that is *wanted*, with a number where it is *taken*."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _name(endpoint: Existing, service: str) -> str:
    if endpoint.carried:
        return _of_source(endpoint, service)
    named = slug(endpoint.tags.get("Name", ""))
    if named and not _NO_FOLDERS.fullmatch(named):
        return named
    return slug(f"{service}-{endpoint.id}" if endpoint.id else f"{service}-policy")


def _of_source(endpoint: Existing, service: str) -> str:
    """Return the name of a block of source, with the service where the name does not tell it."""
    address = endpoint.address or ""
    if endpoint.carried and endpoint.carried.key:
        address = endpoint.carried.block
    own, of_service = slug(address.partition(".")[2]), slug(service)
    return own if of_service in own and not _NO_FOLDERS.fullmatch(own) else slug(f"{own}-{service}")


def slug(text: str) -> str:
    """Return *text* with nothing but small letters, digits and single hyphens, from the first letter on."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).lstrip("-0123456789")
    return words[:_LONGEST].strip("-")
