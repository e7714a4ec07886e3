"""One line of a batch as a case: the policies made ready, and the request."""

from collections.abc import Callable
from typing import TypeVar, cast

from msgspec import Struct

from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import ContextValue, Request
from gen_vpce.access.stream.json_lines import json_text, parsed
from gen_vpce.access.stream.line_frame import Framed, fields, framed, framed_again
from gen_vpce.access.stream.policy_cache import KnownPolicies
from gen_vpce.access.stream.request_decoder import request_from

T = TypeVar("T")

_ROOTS_ONLY = {"gateway": True, "interface": False}
_SCALARS = (str, bool, int, float)
_NO_ID = "null"
_NO_LAYERS = Layers()


class Case(Struct, frozen=True):
    """A case: the JSON text of its id, and what to decide on what. With `problems`, only the id counts."""

    id: str = _NO_ID
    layers: Layers = _NO_LAYERS
    request: Request | None = None
    problems: tuple[str, ...] = ()


def read_case(line: str, known: KnownPolicies) -> Case:
    """Return the case on *line*; *known* recognises the policies of earlier lines."""
    apart, request = _apart(line, known.last)
    layers = _layers_in(apart, known) if apart else None
    if apart is None or layers is None:
        return read_whole(line, known)
    identity = apart.id or _NO_ID
    return Case(identity, layers, request) if request else _case(identity, layers, parsed(apart.request), [])


def _apart(line: str, last: tuple[str, ...]) -> tuple[Framed | None, Request | None]:
    """Return *line* apart, and its request where a decoder can read it; *last* is as in `policy_cache`."""
    apart = framed_again(line, last)
    request = request_from(apart.request) if apart else None
    if request is None:
        apart = framed(line, last=True)
        request = request_from(apart.request) if apart else None
    return (apart, request) if request else (framed(line, last=False), None)


def read_whole(line: str, known: KnownPolicies) -> Case:
    """Return the case on *line*, read in full: what the short ways must equal."""
    try:
        data = parsed(line)
    except ValueError as error:
        return Case(problems=(str(error),))
    if not isinstance(data, dict):
        return Case(problems=("a case is an object",))
    problems: list[str] = []
    layers = _layers(data, known, problems)
    return _case(json_text(data.get("id")), layers, data.get("request"), problems)


def _layers_in(apart: Framed, known: KnownPolicies) -> Layers | None:
    """Return the layers that the frame of a line holds; None for what has to be read as a whole."""
    layers = known.frames.get(apart.frame) or _of_frame(apart, known)
    if layers is not None:
        known.last = apart.frame
    return layers


def _of_frame(apart: Framed, known: KnownPolicies) -> Layers | None:
    data = fields(apart)
    if data is None:
        return None
    problems: list[str] = []
    layers = _layers(data, known, problems)
    return None if problems else known.frames.keep(apart.frame, layers, sum(map(len, apart.frame)))


def _layers(data: dict[str, object], known: KnownPolicies, problems: list[str]) -> Layers:
    def of(name: str, make: Callable[[object, str, list[str]], T]) -> T | None:
        value = data.get(name)
        return None if value is None else make(value, name, problems)

    kind = data.get("endpoint_kind")
    if kind is not None and kind not in ("gateway", "interface"):
        problems.append(f"endpoint_kind is `gateway` or `interface`, not {json_text(kind)}")
        return _NO_LAYERS
    endpoint, resource = of("endpoint_policy", known.policy), of("resource_policy", known.policy)
    return Layers(
        endpoint.ready(roots_only=_ROOTS_ONLY.get(cast(str, kind))) if endpoint else None,
        of("identity_policies", known.group),
        resource.ready() if resource else None,
        of("scps", known.levels) or (),
        of("rcps", known.levels) or (),
        of("permission_boundaries", known.group) or None,  # an empty list: there is no boundary
        of("session_policies", known.group) or None,
    )


def _case(identity: str, layers: Layers, data: object, problems: list[str]) -> Case:
    request = _request(data, problems)
    return Case(identity, layers, request, tuple(problems))


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
