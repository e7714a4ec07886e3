"""On what an action acts: ARNs that an event names, or that its parameters make."""

import re
from collections.abc import Iterator
from itertools import product

from gen_vpce import catalog
from gen_vpce.traffic.arn_forms import Form, filled, forms_of
from gen_vpce.traffic.event_request import EventRequest

_SEVERAL_CHECKED = "ec2"
"""EC2 checks every resource that a request touches, also those that it makes: all must be told."""

KEY_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}")
"""The id of a key of KMS, of one Region or of several."""

_SHAPES = {
    ("kms", "key"): KEY_ID,
    ("ssm", "instance"): re.compile(r"i-.+"),
    ("ssm", "managed-instance"): re.compile(r"mi-.+"),
}
"""What the id of a type looks like, where a parameter may name something else: an alias instead of a key."""


def resources_of(action: str, request: EventRequest) -> tuple[str, ...] | None:
    """Return what *action* acts on: `*` for nothing named, None where the event does not tell."""
    forms = forms_of(action)
    if not forms:
        return ("*",) if forms == () else None
    found = {form: arns for form in forms if (arns := _of_form(form, request))}
    if not found and catalog.event_may_name_nothing(request.prefix, request.name):
        return ("*",)
    if not found or (request.prefix == _SEVERAL_CHECKED and len(found) < len(forms)):
        return None
    if len(found) == 1:
        return tuple(dict.fromkeys(next(iter(found.values()))))
    if _is_ambiguous(found, request):
        return None
    narrowest = [arns for form, arns in found.items() if not _is_within(form, found)]
    return tuple(dict.fromkeys(arn for arns in narrowest for arn in arns))


def _is_within(form: Form, found: dict[Form, list[str]]) -> bool:
    """Whether another form that was found says more of the same thing: an index, not its table."""
    return any(set(form.variables) < set(other.variables) for other in found)


def _is_ambiguous(found: dict[Form, list[str]], request: EventRequest) -> bool:
    """Whether one name fills the forms of several types (`ResourceId`), of which it can be but one."""
    named = {*request.named, *request.arns}
    by_name = [form.variables for form, arns in found.items() if not named.issuperset(arns)]
    return len(set(by_name)) < len(by_name)


def _of_form(form: Form, request: EventRequest) -> list[str]:
    named = [arn for arn in request.named if form.fits.fullmatch(arn)]
    return named or list(_filled(form, request)) or [arn for arn in request.arns if form.fits.fullmatch(arn)]


def _filled(form: Form, request: EventRequest) -> Iterator[str]:
    """Yield the ARNs of *form* that the parameters name, by ARN or by their parts."""
    if not form.variables or (request.account is None and "${Account}" in form.template):
        return
    members = catalog.event_members(request.prefix, request.name)
    given = []
    for variable in form.variables:
        values = _values(variable, members.get(variable, ()), request)
        if not values:
            return
        given.append(values)
    places = {"partition": request.partition, "region": request.region, "account": request.account or ""}
    for parts in product(*given):
        arns = [part for part in parts if part.startswith("arn:")]
        if not arns and _may_be(form, parts, request.prefix):
            yield filled(form, places | dict(zip(form.variables, parts, strict=True)))
        elif arns and form.fits.fullmatch(arns[0]):
            yield arns[0]


def _may_be(form: Form, parts: tuple[str, ...], prefix: str) -> bool:
    shape = _SHAPES.get((prefix, form.type))
    return shape is None or bool(shape.fullmatch(parts[-1]))


def _values(variable: str, members: tuple[str, ...], request: EventRequest) -> list[str]:
    return next((texts for name in (*members, variable) if (texts := request.texts(name))), [])
