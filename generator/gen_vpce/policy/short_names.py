"""Short names for what policies name in full, and lists of them as a phrase."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from gen_vpce.catalog.id_forms import is_account_id

SHOWN = 6

UNIQUE_ID = re.compile(r"A(?:ROA|IDA|IPA|GPA|NPA|NVA|BIA|CCA|PKA|SCA|KIA|SIA)[A-Z0-9]{3,124}")
"""The unique id of a user, role or other identity of IAM.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
"""

_PERMISSION_SET = re.compile(r"role/aws-reserved/sso\.amazonaws\.com/\*AWSReservedSSO_([^/]+)_\*")
_TYPES = {"Service": "AWS service", "Federated": "identity provider", "CanonicalUser": "canonical user"}

_INSIDE = {"dynamodb": {"/index/*": "indexes", "/stream/*": "streams"}, "s3": {"/*": "objects"}}
"""For a service, what a name with this ending stands for beside the name without it."""


def these(names: Sequence[str], joint: str = "and", shown: int | None = None) -> str:
    """Return names as a phrase: `a, b and c`; those past the number *shown* are only counted."""
    if not names:
        return "nothing"
    if shown is not None and len(names) > shown + 1:
        return f"{', '.join(names[:shown])} {joint} {len(names) - shown} more"
    *most, last = names
    return f"{', '.join(most)} {joint} {last}" if most else last


def caller_name(type_: str, principal: str) -> str:
    """Return an entry of a Principal element by its short name, with its account where that is not the name.

    *type_* is `AWS`, `Service`, `Federated` or `CanonicalUser`.
    """
    if type_ in _TYPES and principal == "*":
        return f"every {_TYPES[type_]}"
    if type_ == "CanonicalUser":
        return f"canonical user {principal}"
    if UNIQUE_ID.fullmatch(principal) and type_ == "AWS":
        return f"the principal with the id {principal} (deleted, if this text comes from AWS)"
    if is_account_id(principal):
        return f"account {principal}"
    parts = principal.split(":", 5)
    if len(parts) < 6:
        return principal
    account, name = parts[4:]
    if permission_set := _PERMISSION_SET.fullmatch(name):
        name = f"permission-set/{permission_set[1]}"
    return f"account {account}" if name == "root" else f"{name} of account {account}"


def resource_names(arns: Iterable[str]) -> str:
    """Return resources by their short names, those of one service, Region and account together."""
    found = _by_place(arns)
    return "everything" if found is None else _at_their_places(found)


def resources_as_phrase(arns: Iterable[str], service: str | None = None) -> str:
    """Return the same as a part of a sentence: `table/Orders and its indexes (us-east-1, 123456789012)`.

    The name of *service* is left out where it stands before the phrase anyway.
    """
    found = _by_place(arns)
    if found is None:
        return "everything"
    return _at_their_places((_shortly(place, names, service) for place, names in found), joint=", and ")


Place: TypeAlias = tuple[str, ...]


def _by_place(arns: Iterable[str]) -> list[tuple[Place, list[str]]] | None:
    """Return the names at each service, Region and account, None where *arns* are everything."""
    by_place: dict[Place, list[str]] = {}
    for arn in arns:
        if arn == "*":
            return None
        parts = arn.split(":", 5)
        _, _, service, region, account, name = parts if len(parts) == 6 else ("", "", "", "", "", arn)
        place = tuple(part for part in (service, region, account) if part)
        by_place.setdefault(place, []).append(name)
    return list(by_place.items())


def _at_their_places(found: Iterable[tuple[Place, Sequence[str]]], joint: str = "; ") -> str:
    return joint.join(
        f"{these(names, shown=SHOWN)} ({', '.join(place)})" if place else these(names, shown=SHOWN)
        for place, names in found
    )


def _shortly(place: Place, names: Sequence[str], service: str | None) -> tuple[Place, list[str]]:
    """Return the parts of *place* that tell something beside *service*, and *names* as they are said."""
    home, *rest = place or ("",)
    told = tuple(part for part in rest if part != "*")
    whole = "every ARN" if home == "*" else f"all of {home}"
    called = [whole if name == "*" and home else name for name in _folded(names, home)]
    return (told if home in ("", "*", service) or "*" in names else (home, *told)), called


def _folded(names: Sequence[str], service: str) -> list[str]:
    """Return *names* with what lies in one of them beside it: `table/Orders and its indexes`."""
    inside: dict[str, list[str]] = {name: [] for name in names}
    for name in names:
        for end, what in _INSIDE.get(service, {}).items():
            outer = name.removesuffix(end)
            if outer != name and outer in inside:
                inside[outer].append(what)
                del inside[name]
                break
    groups: dict[str, list[str]] = {}
    for name, whats in inside.items():
        groups.setdefault(these(whats) if whats else "", []).append(name)
    return [*groups.pop("", []), *(_with_inside(group, whats) for whats, group in groups.items())]


def _with_inside(names: Sequence[str], whats: str) -> str:
    if len(names) == 1:
        return f"{names[0]} and its {whats}"
    return f"{these(names, shown=SHOWN)} with their {whats}"
