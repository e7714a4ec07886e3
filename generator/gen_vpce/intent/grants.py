"""The entries of `allow` and `deny`, resolved."""

from collections.abc import Iterator, Mapping
from typing import cast

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.diagnostics import Related
from gen_vpce.intent.findings import did_you_mean
from gen_vpce.intent.model import Conditions, Grant
from gen_vpce.intent.names.actions import check_actions, check_levels
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.names.principal_names import owners, principals
from gen_vpce.intent.names.resource_names import Resources
from gen_vpce.intent.names.tag_names import is_tag, resource_tags
from gen_vpce.intent.text.node import Node, written

_BESIDE_SERVICE_OWNED = frozenset({"name", "sid", "service_owned", "principals"})


class Side(Struct, frozen=True):
    """One side of an endpoint's policy: its key, and the beginning of names made up for its entries."""

    key: str
    word: str


ALLOW = Side("allow", "Allow")
DENY = Side("deny", "Deny")


class Grants:
    """Reads the grants of one endpoint that leads to *region*; names are unique over both of its sides."""

    def __init__(
        self, service: catalog.EndpointService, region: str, resources: Resources, setting: Setting
    ) -> None:
        self._service = service
        self._region = region
        self._resources = resources
        self._setting = setting
        self._named: dict[str, Node] = {}

    def read(self, endpoint: Node, side: Side) -> tuple[Grant, ...]:
        """Return the grants of one side in the order of the file."""
        written_names = {name for key in (ALLOW, DENY) for name in _names(endpoint.each(key.key))}
        grants = []
        for number, node in enumerate(endpoint.each(side.key), start=1):
            name = node.string("name") or _free(f"{side.word}{number}", written_names)
            self._check_name(name, node)
            self._check_service_owned(node, side)
            grants.append(self._grant(name, node))
        if not self._setting.found.stop:
            self._check_repeated(grants)
        return tuple(grants)

    def _grant(self, name: str, node: Node) -> Grant:
        found, prefix = self._setting.found, self._service.iam_prefix
        check_actions(node.each("actions"), found, prefix)
        if prefix:
            check_levels(node.each("access"), found, prefix)
        condition, named = node.get("condition"), node.each("resources")
        return Grant(
            name=name,
            span=node.place,
            principals=principals(node, self._setting),
            levels=node.texts("access") or (),
            actions=node.texts("actions") or (),
            resources=self._resources.all([each for each in named if not is_tag(each)]),
            resource_tags=resource_tags(named, self._service, self._setting),
            resource_owners=owners(node, self._setting),
            condition=cast("Conditions", written(condition)) if condition else {},
            service_owned=node.texts("service_owned") or (),
            has_sid=node.flag("sid") is not False,
        )

    def _check_name(self, name: str, node: Node) -> None:
        if name in self._named:
            first = self._named[name].get("name") or self._named[name]
            at = (node.get("name") or node).span
            related = Related(first.span, "it is first used here")
            message = f"the name `{name}` is used by two grants of this endpoint"
            self._setting.found.error("GV235", message, at, "give each grant a name of its own", related)
        self._named.setdefault(name, node)

    def _check_service_owned(self, node: Node, side: Side) -> None:
        features = node.get("service_owned")
        if features is None:
            return
        found, known = self._setting.found, catalog.features_at(self._service)
        signed = all(feature.signed for feature in known.values())
        beside = [
            key
            for key in (node.entries or {})
            if key not in _BESIDE_SERVICE_OWNED or (key == "principals" and not signed)
        ]
        if side is DENY:
            found.error("GV237", "`service_owned` is in `deny`", features.place, "move the entry to `allow`")
        elif not known:
            message = f"no resources of {self._service.name} are known to be AWS's own"
            found.error("GV237", message, features.place, _home_of(features))
            return
        elif beside:
            message = f"`service_owned` stands beside `{beside[0]}`, which it does not go with"
            found.error("GV237", message, features.place, "give it an entry of its own")
        for feature in features.elements or ():
            self._check_feature(feature, known)

    def _check_feature(self, feature: Node, known: Mapping[str, catalog.OwnedFeature]) -> None:
        found, region = self._setting.found, self._region
        if feature.text not in known:
            hint = did_you_mean(feature.text, known) or f"the features are {', '.join(known)}"
            message = f"`{feature.text}` is not a feature of {self._service.name} with resources of AWS's own"
            found.error("GV236", message, feature.span, hint)
        elif region in catalog.regions() and not catalog.owned_resources(known[feature.text], region, "aws"):
            message = f"the account from which AWS publishes `{feature.text}` in {region} is not known"
            hint = f"name its resources in full under `resources`; {known[feature.text].source} lists them"
            found.error("GV236", message, feature.span, hint)

    def _check_repeated(self, grants: list[Grant]) -> None:
        first: dict[object, Grant] = {}
        for grant in grants:
            meaning = _meaning(grant)
            if meaning in first:
                related = Related(first[meaning].span, f"`{first[meaning].name}` stands here")
                message = f"the grant `{grant.name}` says the same as `{first[meaning].name}`"
                self._setting.found.error("GV238", message, grant.span, "remove one of the two", related)
            first.setdefault(meaning, grant)


def _home_of(features: Node) -> str:
    """Say to which service the *features* belong, or what to write in their place."""
    first = next(iter(features.elements or ()), features).text
    homes = [prefix for prefix in catalog.services_with_owned() if first in catalog.owned_features(prefix)]
    if homes:
        return f"`{first}` is a feature of {homes[0]}: move the entry to an endpoint of {homes[0]}"
    return "name the resources in full under `resources`"


def _names(nodes: tuple[Node, ...]) -> Iterator[str]:
    return (name for node in nodes if (name := node.string("name")))


def _free(name: str, taken: set[str]) -> str:
    """Return *name*, longer where a person uses it already."""
    return name if name not in taken else _free(f"{name}x", taken)


def _meaning(grant: Grant) -> object:
    """Return what a grant says, without its name and the order of its lists."""
    return (
        frozenset((ref.kind, ref.value) for ref in grant.principals),
        frozenset(grant.levels),
        frozenset(action.lower() for action in grant.actions),
        frozenset(arn for resource in grant.resources for arn in resource.arns),
        frozenset(grant.resource_tags),
        frozenset((ref.kind, ref.value) for ref in grant.resource_owners),
        _hashable(grant.condition),
        frozenset(grant.service_owned),
    )


def _hashable(value: object) -> object:
    if isinstance(value, Mapping):
        return frozenset((key, _hashable(held)) for key, held in value.items())
    return frozenset(value) if isinstance(value, list) else value
