"""One line of a batch as a case: the policies made ready, and the request."""

import json
from dataclasses import dataclass, field
from typing import cast

from gen_vpce.access.known import Fields, KnownPolicies
from gen_vpce.access.layers import Layers
from gen_vpce.access.request import ContextValue, Request

_ROOTS_ONLY = {"gateway": True, "interface": False}
_SCALARS = (str, bool, int, float)
_LAYER_FIELDS = (
    "endpoint_kind",
    "endpoint_policy",
    "identity_policies",
    "resource_policy",
    "scps",
    "rcps",
    "permission_boundaries",
    "session_policies",
)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        keys = [key for key, _value in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key `{twice}` stands twice in one object")
    return members


_DECODER = json.JSONDecoder(object_pairs_hook=_unique)


@dataclass(frozen=True, slots=True)
class Case:
    """A case: its id as written, and what to decide on what; where there are `problems`, neither counts."""

    id: object = None
    layers: Layers = field(default_factory=Layers)
    request: Request | None = None
    problems: tuple[str, ...] = ()


def read_case(line: str, known: KnownPolicies) -> Case:
    """Return the case on *line*; *known* recognises the policies of earlier lines."""
    try:
        data = _DECODER.decode(known.shortened(line))
    except (ValueError, RecursionError) as error:
        return Case(problems=(f"this is not JSON: {error}",))
    if not isinstance(data, dict):
        return Case(problems=("a case is an object",))
    case = Fields(line, data)
    layers = _layers(case, known)
    request = _request(data.get("request"), case.problems)
    return Case(data.get("id"), layers, request, tuple(case.problems))


def _layers(case: Fields, known: KnownPolicies) -> Layers:
    marks = tuple(map(case.data.get, _LAYER_FIELDS))
    try:
        found = known.layers.get(marks)
    except TypeError:  # a policy that is new here stands in the line as it is, and has no hash
        return _made_layers(case, known)
    if found is None:
        found = _made_layers(case, known)
        if not case.problems:
            known.keep(marks, found)
    return found


def _made_layers(case: Fields, known: KnownPolicies) -> Layers:
    kind = case.data.get("endpoint_kind")
    if kind is not None and kind not in ("gateway", "interface"):
        case.problems.append(f"endpoint_kind is `gateway` or `interface`, not {json.dumps(kind)}")
        return Layers()
    endpoint = known.policy("endpoint_policy", case)
    resource = known.policy("resource_policy", case)
    return Layers(
        endpoint.ready(roots_only=_ROOTS_ONLY.get(cast(str, kind))) if endpoint else None,
        known.group("identity_policies", case),
        resource.ready() if resource else None,
        known.levels("scps", case),
        known.levels("rcps", case),
        known.group("permission_boundaries", case) or None,  # an empty list: there is no boundary
        known.group("session_policies", case) or None,
    )


def _request(data: object, problems: list[str]) -> Request | None:
    if not isinstance(data, dict):
        problems.append("a case needs `request`, an object")
        return None
    principal, action, resource = data.get("principal"), data.get("action"), data.get("resource")
    account, derive = data.get("resource_account"), data.get("derive", True)
    if not (isinstance(principal, str) and isinstance(action, str) and isinstance(resource, str)):
        problems.append("request needs `principal`, `action` and `resource`, each a string")
        return None
    if not (account is None or isinstance(account, str)):
        problems.append("request.resource_account is a string of twelve digits")
    if not (derive is None or isinstance(derive, bool)):
        problems.append("request.derive is true or false")
    context = _context(data.get("context"), problems)
    return Request(principal, action, resource, account, context, derive=derive is not False)


def _context(data: object, problems: list[str]) -> dict[str, ContextValue]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        problems.append("request.context is an object of condition keys")
        return {}
    for key, value in data.items():
        if isinstance(value, str) or value is None:
            continue
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(each, _SCALARS) for each in values):
            problems.append(f"request.context: a value of {key} is a string, a number or a boolean")
    return data
