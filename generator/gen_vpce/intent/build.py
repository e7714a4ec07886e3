"""A sound tree becomes the model: every name resolved, every meaning checked."""

from collections.abc import Collection

from gen_vpce import catalog
from gen_vpce.intent.consistency import check_endpoints, check_names
from gen_vpce.intent.endpoints import endpoint
from gen_vpce.intent.expectations import expectation
from gen_vpce.intent.findings import Findings, did_you_mean
from gen_vpce.intent.model import Acceptance, Endpoint, Expectation, Intent
from gen_vpce.intent.node import Node
from gen_vpce.intent.policies import identity_policy, resource_policy
from gen_vpce.intent.setting import Setting
from gen_vpce.intent.tags import tags

_MAKES_SOMETHING = ("endpoints", "identity_policies", "resource_policies")


def build(root: Node, whole: Node, found: Findings) -> Intent | None:
    """Return the intent; with errors among *found* it is not to be used.

    *root* is what the schema accepted of the file, *whole* the file: names that it declares are known even
    where their entries are broken.
    """
    setting = _setting(root, found)
    if setting is None:
        return None
    if not any(whole.get(section) for section in _MAKES_SOMETHING):
        hint = "add `endpoints`"
        found.error("GV211", "the file asks for nothing", root.span, hint)
    declared = frozenset(name for name, _ in whole.items("endpoints"))
    endpoints = _endpoints(root, setting)
    intent = Intent(
        name=root.string("name") or "",
        region=setting.region,
        account=setting.account,
        partition=setting.partition,
        span=root.span,
        organization=setting.organization,
        tags=tags(root.get("tags"), found),
        endpoints=endpoints,
        identity_policies=tuple(
            identity_policy(node, declared, setting) for node in root.each("identity_policies")
        ),
        resource_policies=tuple(
            resource_policy(node, declared, setting) for node in root.each("resource_policies")
        ),
        expect=_expectations(root, endpoints, declared, setting),
        accept=tuple(Acceptance(code, node.text, node.place) for code, node in root.items("accept")),
    )
    _check_together(intent, found)
    return intent


def _setting(root: Node, found: Findings) -> Setting | None:
    region = root.at(("region",))
    partition = catalog.partition_of(region.text)
    if partition is None:
        hint = did_you_mean(region.text, catalog.regions()) or "write its name, such as us-east-1"
        found.error("GV210", f"`{region.text}` is no Region", region.span, hint)
        return None
    account = root.at(("account",)).text
    return Setting(region.text, account, partition, root.string("organization"), found)


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
    check_names("endpoints", ((each.name, each) for each in intent.endpoints), found)
    check_names("identity policies", ((each.name, each) for each in intent.identity_policies), found)
    check_names("resource policies", ((each.table, each) for each in intent.resource_policies), found)
    check_endpoints(intent.endpoints, found)
