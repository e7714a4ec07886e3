"""The entries of `identity_policies` and `resource_policies`, resolved."""

import re
from collections.abc import Collection

from gen_vpce import catalog
from gen_vpce.intent.endpoints import label_of, policy_version, raw_data
from gen_vpce.intent.findings import did_you_mean
from gen_vpce.intent.model import (
    IdentityPolicy,
    PrincipalKind,
    PrincipalRef,
    RawStatement,
    ResourcePolicy,
    ThroughRef,
)
from gen_vpce.intent.names.actions import check_actions, prefixes
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.names.principal_names import EVERYONE, principal
from gen_vpce.intent.names.resource_names import Resources
from gen_vpce.intent.text.node import Node

_VPCE = re.compile(r"vpce-([0-9a-f]{8}|[0-9a-f]{17})")


def identity_policy(node: Node, declared: Collection[str], setting: Setting) -> IdentityPolicy:
    """Return one identity policy; *declared* are the endpoint names of the file."""
    name = node.string("name") or ""
    actions = node.each("actions")
    check_actions(actions, setting.found)
    named = prefixes(actions) or _prefixes_behind(node.each("deny_unless_through"))
    resources = Resources(named, setting.region, setting, must_match="dynamodb" in named)
    return IdentityPolicy(
        name=name,
        label=label_of(_unfilled(node, "name") or name),
        unfilled=_unfilled(node, "name"),
        span=node.place,
        deny_unless_through=through(node, declared, setting),
        actions=node.texts("actions") or (),
        resources=resources.all(node.each("resources")),
        except_aws_services=node.flag("except_aws_services") is not False,
        sid=node.string("sid"),
    )


def _prefixes_behind(endpoints: Collection[Node]) -> tuple[str, ...]:
    """Return the services of endpoints that bear their service's name, for policies about every action."""
    services = (catalog.endpoint_service(node.text) for node in endpoints)
    return tuple(dict.fromkeys(service.iam_prefix for service in services if service and service.iam_prefix))


def resource_policy(node: Node, declared: Collection[str], setting: Setting) -> ResourcePolicy:
    """Return the policy of one resource; *declared* are the endpoint names of the file."""
    holder, name = _holder(node, setting)
    unfilled = _unfilled(node, holder.word)
    place = (setting.partition, setting.region, setting.account)
    sid = node.get("sid")
    has_sid = sid is None or sid.value is not False
    policy = ResourcePolicy(
        kind=holder.word,
        name=name,
        arns=holder.arns(name, *place),
        value=holder.value_of(name, *place),
        label=label_of(unfilled or name),
        unfilled=unfilled,
        span=node.place,
        deny_unless_through=through(node, declared, setting),
        deny_unless_organization=_organizations(node, setting),
        except_aws_services=node.flag("except_aws_services") is not False,
        except_principals=_excepted(node, setting),
        statements=tuple(RawStatement(raw_data(raw), raw.span) for raw in node.each("statements")),
        sid=sid.text if sid and has_sid else None,
        has_sid=has_sid,
        source_vpce_key=node.string("source_vpce_key") or "aws:sourceVpce",
        policy_version=policy_version(node),
        policy_id=node.string("policy_id"),
    )
    _check_exceptions(node, policy, setting)
    if holder.needs_grant and policy.deny_unless_through and not node.each("except_principals"):
        message = f"nobody outside of the endpoints could change the policy of the {holder.title} any more"
        hint = "name who manages it: `except_principals: [role/NAME]`; otherwise AWS Support alone could help"
        setting.found.error("GV257", message, node.place, hint)
    return policy


def _check_exceptions(node: Node, policy: ResourcePolicy, setting: Setting) -> None:
    """Find keys about a Deny that the policy has not: statements of the intent's own take no exceptions."""
    both = ("deny_unless_through", "deny_unless_organization")
    about = {"except_principals": both, "except_aws_services": both, "sid": both, "source_vpce_key": both[:1]}
    for key, denies in about.items():
        given = node.get(key)
        if given and not any(node.get(deny) for deny in denies):
            message = (
                f"`{key}` of {policy.subject} says nothing: it is about the Deny of {' or '.join(denies)}"
            )
            hint = "remove it; what `statements` deny is excepted in their own Condition"
            setting.found.error("GV264", message, given.key or given.place, hint)


def _holder(node: Node, setting: Setting) -> tuple[catalog.PolicyHolder, str]:
    """Return which resource the entry is about; the schema sees to it that there is one."""
    named = [(holder, given) for word, holder in catalog.POLICY_HOLDERS.items() if (given := node.get(word))]
    if len(named) > 1:
        (first, _), (second, at) = named[:2]
        message = f"the resource policy is about a {first.word} and a {second.word}"
        setting.found.error("GV256", message, at.place, "give each resource an entry of its own")
    holder, given = named[0] if named else (catalog.POLICY_HOLDERS["table"], None)
    return holder, given.text if given else ""


def _organizations(node: Node, setting: Setting) -> tuple[str, ...]:
    """Return the ids of `deny_unless_organization`, of which `organization` is the file's own."""
    ids = []
    for named in node.each("deny_unless_organization"):
        ref = principal(named, setting)
        if ref is None:
            continue
        if ref.kind is PrincipalKind.ORGANIZATION:
            ids.append(ref.value)
        else:
            hint = "write `organization`, or `organization/o-...`; `except_principals` excepts callers"
            setting.found.error("GV258", f"`{named.text}` is not an organization", named.span, hint)
    return tuple(ids)


def _unfilled(node: Node, key: str) -> str | None:
    """Return a name as it is in every deployment, None where it holds no value of one."""
    given = node.get(key)
    return given.unfilled if given else None


def _excepted(node: Node, setting: Setting) -> tuple[PrincipalRef, ...]:
    """Return who is excepted; AWS services have a key of their own, and everyone leaves nobody denied."""
    refs = []
    for named in node.each("except_principals"):
        if named.text == EVERYONE:
            hint = "remove it: a Deny that excepts everyone denies nothing"
            setting.found.error("GV220", "`*` cannot be excepted", named.span, hint)
        elif named.text == "aws-services":
            hint = "write `except_aws_services: true`, which is the default"
            setting.found.error("GV220", "`aws-services` cannot be excepted here", named.span, hint)
        elif ref := principal(named, setting):
            refs.append(ref)
    return tuple(refs)


def through(node: Node, declared: Collection[str], setting: Setting) -> tuple[ThroughRef, ...]:
    """Return the endpoints of `deny_unless_through`."""
    refs = []
    for named in node.each("deny_unless_through"):
        if named.text in declared:
            refs.append(ThroughRef(named.span, endpoint=named.text))
        elif _VPCE.fullmatch(named.text):
            refs.append(ThroughRef(named.span, vpce_id=named.text))
        else:
            _dangling(named, declared, setting)
    return tuple(refs)


def _dangling(named: Node, declared: Collection[str], setting: Setting) -> None:
    text = named.text
    if text.startswith("vpce-svc-"):
        message = f"`{text}` is the id of an endpoint service; aws:sourceVpce holds the id of an endpoint"
        hint = "write the id of the endpoint, vpce-0123456789abcdef0"
        setting.found.error("GV245", message, named.span, hint)
    elif text.startswith("vpce-"):
        hint = "an endpoint's id is vpce- and 17 (once 8) digits or letters a to f"
        setting.found.error("GV244", f"`{text}` is not an endpoint id", named.span, hint)
    else:
        dangling_name(named, declared, setting, "; an id such as vpce-0123456789abcdef0 works as well")


def dangling_name(named: Node, declared: Collection[str], setting: Setting, besides: str = "") -> None:
    """Add the finding for the name of an endpoint that the file does not have; *besides* ends the hint."""
    if named.text in setting.elsewhere:
        message = f"the deployment has no endpoint `{named.text}`, which others have"
        hint = f"say where this is meant as `{named.text}` does, by the deployments that have it"
        setting.found.error("GV244", message, named.span, hint)
        return
    listed = f"its endpoints are {', '.join(sorted(declared))}" if declared else "it has no endpoints"
    hint = did_you_mean(named.text, declared) or f"{listed}{besides}"
    where = "source" if setting.is_open else "file"
    setting.found.error("GV244", f"the {where} has no endpoint `{named.text}`", named.span, hint)
