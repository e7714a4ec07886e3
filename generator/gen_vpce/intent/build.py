"""A sound tree becomes the model: every name resolved, every meaning checked."""

from collections.abc import Collection

from gen_vpce import catalog
from gen_vpce.intent.aws_tags import tags
from gen_vpce.intent.consistency import check_endpoints, check_files, check_names, check_ways
from gen_vpce.intent.endpoints import check_network, endpoint
from gen_vpce.intent.expectations import expectation
from gen_vpce.intent.findings import Findings, did_you_mean
from gen_vpce.intent.model import Acceptance, Endpoint, Expectation, Intent
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.places.deployments import Place
from gen_vpce.intent.policies import identity_policy, resource_policy
from gen_vpce.intent.text.node import Node

_MAKES_SOMETHING = ("endpoints", "identity_policies", "resource_policies")
_STAND_INS = {"region": "us-east-1", "account": "123456789012"}
"""What short names are resolved in where the file's own value is missing or wrong."""

_RESTING_ON_THEM = frozenset({"GV213", "GV223", "GV228", "GV229", "GV230", "GV239", "GV240", "GV261"})
"""Findings that compare with the file's own Region, account or organization."""


def build(root: Node, whole: Node, found: Findings, place: Place | None = None) -> Intent:
    """Return the intent, of the deployment *place*; with errors among *found* it is not to be used.

    Where the file's own Region or account is wrong, a stand-in lets the rest be checked all the same.

    *root* is what the schema accepted of the file, *whole* the file: names that it declares are known even
    where their entries are broken.
    """
    setting, is_sure = _setting(root, whole, found, place)
    if not any(whole.get(section) for section in _MAKES_SOMETHING):
        if place and place.elsewhere:
            hint = "tell with `only_in` or `not_in` what is for it, or remove the deployment"
            found.error("GV211", "nothing of the file is for the deployment", place.span, hint)
        else:
            found.error("GV211", "the file asks for nothing", root.span, "add `endpoints`")
    declared = frozenset(name for name, _ in whole.items("endpoints"))
    every = _endpoints(root, setting)
    check_network(every, setting)
    intent = Intent(
        name=root.string("name") or "",
        region=setting.region,
        account=setting.account,
        partition=setting.partition,
        span=root.span,
        organization=setting.organization,
        tags=tags(root.get("tags"), found),
        endpoints=tuple(each for each in every if each.has_policy),
        endpoints_without_policy=tuple(each for each in every if not each.has_policy),
        identity_policies=tuple(
            identity_policy(node, declared, setting) for node in root.each("identity_policies")
        ),
        resource_policies=tuple(
            resource_policy(node, declared, setting) for node in root.each("resource_policies")
        ),
        expect=_expectations(root, every, declared, setting),
        accept=tuple(Acceptance(code, node.text, node.place) for code, node in root.items("accept")),
        deployment=place.name if place else None,
        values=place.values if place else {},
    )
    _check_together(intent, found)
    if not is_sure:
        found[:] = [each for each in found if each.code not in _RESTING_ON_THEM]
    return intent


def _setting(root: Node, whole: Node, found: Findings, place: Place | None) -> tuple[Setting, bool]:
    """Return what short names are resolved in, and whether all of it is the file's own."""
    region, account, organization = (root.get(name) for name in ("region", "account", "organization"))
    named = region.text if region else _STAND_INS["region"]
    partition = catalog.partition_of(named)
    if region and partition is None:
        hint = did_you_mean(named, catalog.regions()) or "write its name, such as us-east-1"
        found.error("GV210", f"unknown Region `{named}`", region.span, hint)
        named = _STAND_INS["region"]
    setting = Setting(
        named,
        account.text if account else _STAND_INS["account"],
        partition or "aws",
        organization.text if organization else None,
        found,
        network=place.network if place else {},
        elsewhere=place.elsewhere if place else frozenset(),
    )
    is_whole = organization is not None or whole.get("organization") is None
    return setting, bool(region and partition and account and is_whole)


def _endpoints(root: Node, setting: Setting) -> tuple[Endpoint, ...]:
    made = (endpoint(name, node, root.get("tags"), setting) for name, node in root.items("endpoints"))
    return tuple(each for each in made if each)


def _expectations(
    root: Node, endpoints: tuple[Endpoint, ...], declared: Collection[str], setting: Setting
) -> tuple[Expectation, ...]:
    by_name = {each.name: each for each in endpoints}
    return tuple(
        expectation(node, by_name, declared, setting) for node in root.each("expect") if node.entries
    )


def _check_together(intent: Intent, found: Findings) -> None:
    check_names("endpoints", ((each.name, each) for each in intent.every_endpoint), found)
    check_names("identity policies", ((each.name, each) for each in intent.identity_policies), found)
    for word in catalog.POLICY_HOLDERS:
        alike = ((each.name, each) for each in intent.resource_policies if each.kind == word)
        check_names("resource policies", alike, found)
    check_files(intent.resource_policies, found)
    check_endpoints(intent.every_endpoint, found)
    if not found.stop:
        check_ways(intent, found)
