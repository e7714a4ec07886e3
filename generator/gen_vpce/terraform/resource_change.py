"""One entry of `resource_changes` or `resource_drift`: what it says about the attributes that are read."""

from collections.abc import Mapping

from msgspec import Struct

from gen_vpce.terraform.resource_types import ENDPOINTS, POLICIES, READ, RENAMED

Actions = tuple[str, ...]

REPLACE: frozenset[Actions] = frozenset({("delete", "create"), ("create", "delete")})
FORGET: frozenset[Actions] = frozenset({("forget",), ("create", "forget"), ("forget", "create")})
KNOWN: frozenset[Actions] = frozenset(
    {("no-op",), ("create",), ("read",), ("update",), ("delete",), *REPLACE, *FORGET}
)
"""Every combination of actions that Terraform and OpenTofu write today."""

_MEMBERS = ("address", "previous_address", "mode", "type", "deposed", "change")
_OF_CHANGE = ("actions", "replace_paths", "importing")
_BY_ATTRIBUTE = ("before", "after", "after_unknown", "before_sensitive", "after_sensitive")


class ResourceChange(Struct, frozen=True):
    """What happens to one resource of a type in `READ`.

    `before` and `after` hold the attributes that are read, None where there is no object. `unknown` names
    those that are not known until apply, in whole or in part; `sensitive` those that must not be shown.
    `replaces` names the attributes whose change makes a replacement necessary.
    """

    address: str
    type: str
    actions: Actions
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    unknown: frozenset[str] = frozenset()
    sensitive: frozenset[str] = frozenset()
    replaces: tuple[str, ...] = ()
    previous_address: str | None = None
    imported: bool = False
    deposed: bool = False

    @property
    def is_endpoint(self) -> bool:
        """Whether this is an endpoint, of the AWS or the AWSCC provider."""
        return self.type in ENDPOINTS

    @property
    def policy_attribute(self) -> str | None:
        """The attribute that holds the policy, None for a type without one."""
        return POLICIES.get(self.type)

    @property
    def is_replaced(self) -> bool:
        """Whether the object makes place for another one."""
        return self.actions in REPLACE

    @property
    def remains(self) -> bool:
        """Whether there is an object of this resource after the apply."""
        return self.after is not None and not self.deposed

    def old(self, attribute: str) -> str | None:
        """Return the text that *attribute* had, None for another value or none."""
        return _text(self.before, attribute)

    def new(self, attribute: str) -> str | None:
        """Return the text that *attribute* will have; None where it is unknown as well."""
        return _text(self.after, attribute)

    def either(self, attribute: str) -> str | None:
        """Return the text that *attribute* will have, or had."""
        return self.new(attribute) or self.old(attribute)


def pruned(entry: object) -> object:
    """Return *entry* of a plan without what is not read; what is not of the right form stays as it is."""
    if not isinstance(entry, dict):
        return entry
    kept = {member: entry[member] for member in _MEMBERS if member in entry}
    change, type_ = entry.get("change"), entry.get("type")
    if isinstance(change, dict):
        kept["change"] = {member: change[member] for member in _OF_CHANGE if member in change} | {
            member: _of(change[member], str(type_)) for member in _BY_ATTRIBUTE if member in change
        }
    return kept


def _of(value: object, type_: str) -> object:
    """Return what is read of the attributes in *value*, under the names by which it is known here."""
    if not isinstance(value, dict):
        return value
    renamed = {new: value[old] for old, new in RENAMED.get(type_, {}).items() if old in value}
    return {name: value[name] for name in READ.get(type_, ()) if name in value} | renamed


def resource_change(entry: Mapping[str, object]) -> ResourceChange:
    """Make the change out of a `pruned` *entry*, which holds to `schemas/plan.schema.json`."""
    type_, change = str(entry["type"]), _object(entry["change"])
    read = READ[type_]
    previous = entry.get("previous_address")
    paths = change.get("replace_paths")
    return ResourceChange(
        address=str(entry["address"]),
        type=type_,
        actions=actions_of(change),
        before=_values(change.get("before")),
        after=_values(change.get("after")),
        unknown=_marked(change.get("after_unknown"), read),
        sensitive=_marked(change.get("before_sensitive"), read)
        | _marked(change.get("after_sensitive"), read),
        replaces=tuple(str(path[0]) for path in paths if path) if isinstance(paths, list) else (),
        previous_address=previous if isinstance(previous, str) else None,
        imported=change.get("importing") is not None,
        deposed=entry.get("deposed") is not None,
    )


def actions_of(change: object) -> Actions:
    """Return the actions of a change as a tuple that `KNOWN` may hold; empty where they are no list."""
    actions = change.get("actions") if isinstance(change, dict) else None
    return tuple(map(str, actions)) if isinstance(actions, list) else ()


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _values(value: object) -> dict[str, object] | None:
    return value if isinstance(value, dict) else None


def _marked(marks: object, read: tuple[str, ...]) -> frozenset[str]:
    """Return the attributes that *marks* has a true at, or somewhere below."""
    if marks is True:
        return frozenset(read)
    return (
        frozenset(each for each in read if _any_true(marks.get(each)))
        if isinstance(marks, dict)
        else frozenset()
    )


def _any_true(marks: object) -> bool:
    if isinstance(marks, dict):
        return any(map(_any_true, marks.values()))
    return any(map(_any_true, marks)) if isinstance(marks, list) else marks is True


def _text(values: Mapping[str, object] | None, attribute: str) -> str | None:
    value = values.get(attribute) if values else None
    return value if isinstance(value, str) else None
