"""From the statements of a policy back to grants: what the compiler does, the other way round.

A grant is only proposed here. Whether it means its statement, to the letter, is for the compiler to say.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from gen_vpce.catalog.id_forms import is_account_id, is_organization_id
from gen_vpce.diagnostics import Span
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.names.organization_units import paths_of
from gen_vpce.intent.names.principal_names import principal, roles_of_sets
from gen_vpce.intent.names.resource_forms import forms
from gen_vpce.intent.names.resource_names import Resources
from gen_vpce.intent.names.tag_names import tag
from gen_vpce.intent.text.node import Node
from gen_vpce.policy.document import EVERYONE, Condition, Statement
from gen_vpce.policy.patterns import has_wildcard
from gen_vpce.terraform.adoption.same_to_terraform import text_of

Entry = dict[str, object]
"""An entry of `allow` or `deny` as the intent writes it."""

_ALL = ("*",)
_SID = re.compile(r"[A-Za-z0-9]{1,100}")
_GROUPS = {
    "aws:PrincipalAccount": ("principals", "account", is_account_id),
    "aws:PrincipalOrgID": ("principals", "organization", is_organization_id),
    "aws:ResourceAccount": ("resource_owners", "account", is_account_id),
    "aws:ResourceOrgID": ("resource_owners", "organization", is_organization_id),
}
_PATHS = {"aws:PrincipalOrgPaths": "principals", "aws:ResourceOrgPaths": "resource_owners"}
_TAG = "aws:PrincipalTag/"
_TAGS = {_TAG: "principals", "aws:ResourceTag/": "resources"}


class Place(Struct, frozen=True):
    """Where short names are resolved: as an intent does for an endpoint of the service `iam_prefix`."""

    region: str
    account: str
    partition: str
    iam_prefix: str | None

    @property
    def setting(self) -> Setting:
        """What names are resolved in, which keeps what it finds to itself."""
        return Setting(self.region, self.account, self.partition, None, Findings())


def grants(statement: Statement, place: Place) -> Iterator[Entry]:
    """Yield grants that may mean *statement*: in the intent's words first, then closer to IAM's.

    Nothing where no grant can: `Not...` elements, callers in Principal, Sids that no grant can have.
    """
    if not _is_plain(statement):
        return
    yield {**_head(statement), **_words(statement, place), **_what(statement, place)}
    yield {**_head(statement), **_raw(statement.conditions), **_what(statement, None)}


def _is_plain(statement: Statement) -> bool:
    return (
        statement.principals == EVERYONE
        and statement.actions is not None
        and statement.resources is not None
        and (not statement.sid or _SID.fullmatch(statement.sid) is not None)
    )


def _head(statement: Statement) -> Entry:
    return {"name": statement.sid} if statement.sid else {"sid": False}


def _what(statement: Statement, place: Place | None) -> Entry:
    entry: Entry = {}
    if statement.actions != _ALL:
        entry["actions"] = list(statement.actions or ())
    if statement.resources != _ALL:
        arns = statement.resources or ()
        entry["resources"] = list(_short_names(arns, place) if place else arns)
    return entry


def _words(statement: Statement, place: Place) -> Entry:
    """Return principals and owners out of the conditions, and the conditions that are left.

    Conditions are AND-ed and the principals of a grant OR-ed: so only one condition of each can be one, the
    first, and a tag where nothing else tells who.
    """
    entry: Entry = {} if statement.resources == _ALL else {"resources": []}
    said = []
    for condition in sorted(statement.conditions, key=lambda each: each.key.startswith(_TAG)):
        key, names = _names(condition, place)
        if key and key not in entry:
            entry[key] = names
            said.append(condition)
    entry = {key: names for key, names in entry.items() if names}
    return {**entry, **_raw(tuple(each for each in statement.conditions if each not in said))}


def _names(condition: Condition, place: Place) -> tuple[str | None, list[str]]:
    """Return the key of the grant that says what *condition* does, with its value; None for no such key."""
    values = list(map(text_of, condition.values))
    match condition.written_operator, condition.key:
        case "StringEquals", key if key in _GROUPS:
            grant_key, word, is_one = _GROUPS[key]
            if all(is_one(value) for value in values):
                return grant_key, [f"{word}/{value}" for value in values]
        case "ForAnyValue:StringLike", key if key in _PATHS:
            units = [unit_name(value, place) for value in values]
            if all(units):
                return _PATHS[key], [unit for unit in units if unit]
        case "StringEquals" | "StringLike" as operator, key if key[: key.find("/") + 1] in _TAGS:
            head, _, name = key.partition("/")
            tags = [f"tag/{name}={value}" for value in values]
            is_written_so = any(map(has_wildcard, values)) == (operator == "StringLike")
            if is_written_so and all(tag(_node(each), place.setting) for each in tags):
                return _TAGS[f"{head}/"], tags
        case "Bool", "aws:PrincipalIsAWSService" if values == ["true"]:
            return "principals", ["aws-services"]
        case "ArnEquals" | "ArnLike", "aws:PrincipalArn":
            return "principals", [caller_name(value, place) for value in values]
        case _:
            pass
    return None, []


def unit_name(paths: str, place: Place) -> str | None:
    """Return the shortest name of the organizational unit whose *paths* these are, None for no such unit."""
    whole = f"ou/{paths.replace('*ou-', 'ou-')}"
    names = (whole.removesuffix("/*"), whole)
    return next((name for name in names if paths_of(_node(name), place.setting) == paths), None)


def _node(text: str) -> Node:
    return Node(Span(""), value="", text=text)


def caller_name(arn: str, place: Place) -> str:
    """Return the shortest name of a caller: `role/App`, or the ARN where there is none."""
    sets = roles_of_sets(place.setting)
    if arn.startswith(sets) and arn.endswith("_*"):
        name = f"permission-set/{arn.removeprefix(sets).removesuffix('_*')}"
        found = principal(_node(name), place.setting)
        if found and found.value == arn:
            return name
    own = f"arn:{place.partition}:iam::{place.account}:"
    return arn.removeprefix(own) if arn.startswith((f"{own}role/", f"{own}user/")) else arn


def _raw(conditions: tuple[Condition, ...]) -> Entry:
    raw: dict[str, dict[str, object]] = {}
    for each in conditions:
        values = list(map(text_of, each.values))
        raw.setdefault(each.written_operator, {})[each.key] = values[0] if len(values) == 1 else values
    return {"condition": raw} if raw else {}


def _short_names(arns: tuple[str, ...], place: Place) -> tuple[str, ...]:
    """Return *arns* with a short name for each that has one, without those that a short name brings along."""
    names: dict[str, str] = {}
    brought: set[str] = set()
    for arn in arns:
        name, more = _short_name(arn, frozenset(arns), place)
        names[arn] = name
        brought.update(more)
    return tuple(name for arn, name in names.items() if arn not in brought)


def _short_name(arn: str, all_arns: frozenset[str], place: Place) -> tuple[str, tuple[str, ...]]:
    """Return the shortest name of *arn* that stands for nothing beyond *all_arns*, and what it brings."""
    body = arn.split(":", 5)[-1]
    resolver = Resources((place.iam_prefix or "",), place.region, place.setting, must_match=False)
    for form in forms(place.iam_prefix or ""):
        found = resolver.one(_node(form.prefix + body))
        if found and found.arns[0] == arn and all_arns.issuperset(found.arns):
            return form.prefix + body, found.arns[1:]
    return arn, ()
