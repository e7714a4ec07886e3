"""The entries of `expect`, resolved; a later room decides whether they hold."""

from collections.abc import Collection, Mapping, Sequence

from gen_vpce import catalog
from gen_vpce.intent.model import Claim, Endpoint, Expectation
from gen_vpce.intent.names.actions import check_actions, prefixes
from gen_vpce.intent.names.arn import is_arn
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.names.principal_names import caller
from gen_vpce.intent.names.resource_names import EVERYTHING, Resources
from gen_vpce.intent.policies import dangling_name
from gen_vpce.intent.text.node import Node

_OF_ONE_REQUEST = (Claim.ALLOW, Claim.DENY)


def expectation(
    entry: Node, endpoints: Mapping[str, Endpoint], declared: Collection[str], setting: Setting
) -> Expectation:
    """Return one expectation; *declared* are the endpoint names of the file, *endpoints* the sound ones."""
    (word, node), *_ = (entry.entries or {}).items()
    claim = Claim(word)
    action = node.get("action")
    actions = (action,) if action else ()
    through = node.get("through")
    if through and through.text not in declared:
        dangling_name(through, declared, setting)
    leads = endpoints.get(through.text) if through else None
    if through and leads and not leads.service:
        message = f"`{through.text}` leads to no service of AWS: no request that a policy is about passes it"
        hint = "leave `through` out, or name an endpoint of a service of AWS"
        setting.found.error("GV259", message, through.place, hint)
    check_actions(actions, setting.found, leads.iam_prefix if leads else None)
    if claim in _OF_ONE_REQUEST:
        _check_single(claim, node, setting)
    principal = node.get("principal")
    return Expectation(
        claim=claim,
        span=entry.span,
        action=action.text if action else None,
        principal=caller(principal, setting, is_one=claim in _OF_ONE_REQUEST) if principal else None,
        resource=_resource(node, leads, _named(actions, leads, endpoints), setting),
        through=through.text if through else None,
        identity=node.string("identity"),
        context={key: _values(key, value, setting) for key, value in node.items("context")},
    )


def _named(
    actions: Sequence[Node], leads: Endpoint | None, endpoints: Mapping[str, Endpoint]
) -> tuple[str, ...]:
    """Return the services that a short name may be of: the action's, the endpoint's, or every endpoint's."""
    every = (leads,) if leads else endpoints.values()
    return prefixes(actions) or tuple(dict.fromkeys(each.iam_prefix for each in every if each.iam_prefix))


def _resource(node: Node, leads: Endpoint | None, named: tuple[str, ...], setting: Setting) -> str | None:
    given = node.get("resource")
    if given is None:
        return None
    if leads is None and node.get("action") is None and is_arn(given.text):
        named = ()  # it tells by itself what it is of
    region = (leads and leads.service_region) or setting.region
    ref = Resources(named, region, setting, must_match=False).one(given)
    return ref.arns[0] if ref else None


def _values(key: str, node: Node, setting: Setting) -> tuple[str, ...] | None:
    """Return the values of *key*, None for one that the request does not hold."""
    if node.elements is None and node.value is None:
        if not node.text:  # nothing at all behind the colon is forgotten rather than meant
            hint = "write its value, or null where the request lacks the key"
            setting.found.error("GV202", f"`{key}` has no value", node.place, hint)
        return None
    if node.elements is None:
        return (node.text,)
    return tuple(element.text for element in node.elements)


def _check_single(claim: Claim, node: Node, setting: Setting) -> None:
    """Find what keeps the request of `allow` and `deny` from being exactly one."""
    wider = Claim.ALWAYS if claim is Claim.ALLOW else Claim.NEVER
    for name in ("principal", "action", "resource"):
        given = node.get(name)
        if given and given.text != EVERYTHING and ("*" in given.text or "?" in given.text):
            message = f"`{claim}` is about one request, and `{given.text}` stands for many"
            hint = f"name one, or write `{wider}`, which is about all of them"
            setting.found.error("GV246", message, given.span, hint)
    action = node.get("action")
    if action is None or node.get("resource") is not None:
        return
    prefix, _, name = action.text.partition(":")
    service = catalog.service(prefix)
    known = service.actions.get(name.lower()) if service else None
    if known and known.resource_types:
        types = " or ".join(known.resource_types)
        message = f"`{action.text}` is about a {types}, and `{claim}` does not say which"
        setting.found.error("GV247", message, node.place, "add `resource`")
