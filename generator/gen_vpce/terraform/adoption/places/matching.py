"""Which endpoints of several deployments are one endpoint of an intent."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.intent.places.alike import common, together
from gen_vpce.terraform.adoption.eligible import Eligible
from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.naming import folder_names
from gen_vpce.terraform.adoption.places.words import shared

Found = Mapping[str, Sequence[Eligible]]
"""The endpoints of each deployment, by its name."""


class Group(Struct, frozen=True):
    """One endpoint, as it stands in each deployment that has it; `name` is that of its module."""

    name: str
    members: Mapping[str, Eligible]


def values_of(found: Found) -> dict[str, dict[str, str]]:
    """Return for each deployment what `<region>`, `<account>` and `<deployment>` stand for."""
    return {
        name: {
            "region": each[0].target.place.region,
            "account": each[0].target.place.account,
            "deployment": name,
        }
        for name, each in found.items()
        if each
    }


def matched(found: Found) -> tuple[tuple[Group, ...], tuple[tuple[str, Eligible], ...]]:
    """Return what belongs together, and those of each deployment of which nothing tells.

    A service with one endpoint in each deployment tells by itself; of several, their Name tags do, or in
    source their addresses.
    """
    by_kind: dict[tuple[str, str], dict[str, list[Eligible]]] = {}
    for name, endpoints in found.items():
        for each in endpoints:
            kind = (each.target.service, str(each.target.kind))
            by_kind.setdefault(kind, {}).setdefault(name, []).append(each)
    values = values_of(found)
    groups: list[tuple[Mapping[str, Eligible], str]] = []
    lost: list[tuple[str, Eligible]] = []
    for held in by_kind.values():
        if max(map(len, held.values())) == 1:
            one = {name: each for name, (each,) in held.items()}
            groups.append((one, _shared_title(one, values)))
            continue
        made, left = _by_title(held, values)
        groups += made
        lost += left
    described = [_named(members, title) for members, title in groups]
    names = folder_names(described)
    return (
        tuple(Group(name, members) for name, (members, _) in zip(names, groups, strict=True)),
        tuple(lost),
    )


def _by_title(
    held: Found, values: Mapping[str, Mapping[str, str]]
) -> tuple[list[tuple[Mapping[str, Eligible], str]], list[tuple[str, Eligible]]]:
    """Return the groups that titles tell; what is left is one group where no deployment has two of it."""
    titles = {name: [(_title(each),) for each in endpoints] for name, endpoints in held.items()}
    groups: list[tuple[Mapping[str, Eligible], str]] = []
    left = {name: list(endpoints) for name, endpoints in held.items()}
    for (said,), names in together(titles, values):
        members = {}
        for name in names:
            own = _filled(said, values[name])
            those = [each for each in held[name] if _title(each) == own]
            if len(those) == 1 and own:
                members[name] = those[0]
        if members and len(members) == len(names) == len(held):
            groups.append((members, _without_keys(said, values)))
            left = {
                name: [each for each in those if each is not members[name]] for name, those in left.items()
            }
    rest = {name: those for name, those in left.items() if those}
    if len(rest) == 1:
        ((name, those),) = rest.items()
        groups += [({name: each}, _title(each)) for each in those]
        return groups, []
    if all(len(those) == 1 for those in rest.values()):
        one = {name: those[0] for name, those in rest.items()}
        if one:
            groups.append((one, _shared_title(one, values)))
        return groups, []
    return groups, [(name, each) for name, those in rest.items() for each in those]


def _title(endpoint: Eligible) -> str:
    existing = endpoint.existing
    return (existing.address or "") if existing.carried else existing.tags.get("Name", "")


def _shared_title(members: Mapping[str, Eligible], values: Mapping[str, Mapping[str, str]]) -> str:
    titles = {name: _title(each) for name, each in members.items()}
    said = common(titles, values)
    return shared(titles.values()) if said is None else _without_keys(said, values)


def _filled(said: str, values: Mapping[str, str]) -> str:
    for key, value in values.items():
        said = said.replace(f"<{key}>", value)
    return said


def _without_keys(said: str, values: Mapping[str, Mapping[str, str]]) -> str:
    for key in next(iter(values.values())):
        said = said.replace(f"<{key}>", "")
    return said


def _named(members: Mapping[str, Eligible], title: str) -> tuple[Existing, str]:
    """Return what tells the name of a module: the title of all, or else the service."""
    first = next(iter(members.values()))
    service = first.target.service
    if first.existing.carried:
        return first.existing, service
    return replace(first.existing, tags={"Name": title or service}), service
