"""Short names for what policies name in full, and lists of them as a phrase."""

from collections.abc import Iterable, Sequence

SHOWN = 6


def these(names: Sequence[str], joint: str = "and", shown: int | None = None) -> str:
    """Return names as a phrase: `a, b and c`; those past the number *shown* are only counted."""
    if shown is not None and len(names) > shown + 1:
        return f"{', '.join(names[:shown])} {joint} {len(names) - shown} more"
    *most, last = names
    return f"{', '.join(most)} {joint} {last}" if most else last


def caller_name(principal: str) -> str:
    """Return a principal of a policy by its short name, its account told where it is not the name itself."""
    if principal.isdigit():
        return f"account {principal}"
    parts = principal.split(":", 5)
    if len(parts) < 6:
        return principal
    account, name = parts[4:]
    return f"account {account}" if name == "root" else f"{name} of account {account}"


def resource_names(arns: Iterable[str]) -> str:
    """Return resources by their short names, those of one service, Region and account together."""
    by_place: dict[str, list[str]] = {}
    for arn in arns:
        if arn == "*":
            return "everything"
        parts = arn.split(":", 5)
        _, _, service, region, account, name = parts if len(parts) == 6 else ("", "", "", "", "", arn)
        place = ", ".join(part for part in (service, region, account) if part)
        by_place.setdefault(place, []).append(name)
    return "; ".join(
        f"{these(names, shown=SHOWN)} ({place})" if place else these(names, shown=SHOWN)
        for place, names in by_place.items()
    )
