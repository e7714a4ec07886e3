"""On what an action acts: ARNs that an event names, or that its parameters make."""

import re
from collections.abc import Iterator
from itertools import product

from gen_vpce import catalog
from gen_vpce.traffic.asking import Asking
from gen_vpce.traffic.forms import Form, filled, forms_of

_SEVERAL_CHECKED = "ec2"
"""EC2 checks every resource that a request touches, also those that it makes: all must be told."""

_SHAPES = {
    ("kms", "key"): re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}"),
    ("ssm", "instance"): re.compile(r"i-.+"),
    ("ssm", "managed-instance"): re.compile(r"mi-.+"),
}
"""What the id of a type looks like, where a parameter may name something else: an alias instead of a key."""


def resources_of(action: str, asking: Asking) -> tuple[str, ...] | None:
    """Return what *action* acts on: `*` for nothing named, None where the event does not tell."""
    forms = forms_of(action)
    if not forms:
        return ("*",) if forms == () else None
    found = {form: arns for form in forms if (arns := _of_form(form, asking))}
    if not found and catalog.event_may_name_nothing(asking.prefix, asking.name):
        return ("*",)
    if not found or (asking.prefix == _SEVERAL_CHECKED and len(found) < len(forms)):
        return None
    if len(found) == 1:
        return tuple(dict.fromkeys(next(iter(found.values()))))
    if _is_ambiguous(found, asking):
        return None
    narrowest = [arns for form, arns in found.items() if not _is_within(form, found)]
    return tuple(dict.fromkeys(arn for arns in narrowest for arn in arns))


def _is_within(form: Form, found: dict[Form, list[str]]) -> bool:
    """Whether another form that was found says more of the same thing: an index, not its table."""
    return any(set(form.variables) < set(other.variables) for other in found)


def _is_ambiguous(found: dict[Form, list[str]], asking: Asking) -> bool:
    """Whether one name fills the forms of several types (`ResourceId`), of which it can be but one."""
    named = {*asking.named, *asking.arns}
    by_name = [form.variables for form, arns in found.items() if not named.issuperset(arns)]
    return len(set(by_name)) < len(by_name)


def _of_form(form: Form, asking: Asking) -> list[str]:
    named = [arn for arn in asking.named if form.fits.fullmatch(arn)]
    return named or list(_filled(form, asking)) or [arn for arn in asking.arns if form.fits.fullmatch(arn)]


def _filled(form: Form, asking: Asking) -> Iterator[str]:
    """Yield the ARNs of *form* that the parameters name, by ARN or by their parts."""
    if not form.variables or (asking.account is None and "${Account}" in form.template):
        return
    members = catalog.event_members(asking.prefix, asking.name)
    given = []
    for variable in form.variables:
        values = _values(variable, members.get(variable, ()), asking)
        if not values:
            return
        given.append(values)
    places = {"partition": asking.partition, "region": asking.region, "account": asking.account or ""}
    for parts in product(*given):
        arns = [part for part in parts if part.startswith("arn:")]
        if not arns and _may_be(form, parts, asking.prefix):
            yield filled(form, places | dict(zip(form.variables, parts, strict=True)))
        elif arns and form.fits.fullmatch(arns[0]):
            yield arns[0]


def _may_be(form: Form, parts: tuple[str, ...], prefix: str) -> bool:
    shape = _SHAPES.get((prefix, form.type))
    return shape is None or bool(shape.fullmatch(parts[-1]))


def _values(variable: str, members: tuple[str, ...], asking: Asking) -> list[str]:
    return next((texts for name in (*members, variable) if (texts := asking.texts(name))), [])
