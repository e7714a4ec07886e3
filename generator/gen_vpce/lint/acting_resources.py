"""Which resource types a pattern of ARNs can be, and which of them an action acts on.

A pattern is compared with the forms of the catalogue, both with wildcards: `table/*` can be a table, an index
and a stream, `table/Orders` a table alone.
"""

import re
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_HERE = "\0"
"""In a form: text without a slash, such as the name of a table."""

_SEGMENT = re.compile(f"(?<=:){_HERE}(?=:|$)")
"""A name between colons, which may hold slashes: the log group `/aws/lambda/orders`."""

_BEYOND_REFERENCE = {("logs", "describeloggroups"): ("log-group", "log-stream")}
"""Types that AWS's reference does not list: errors say that this is checked on `log-group::log-stream:`.

https://github.com/hashicorp/terraform-provider-aws/issues/8804
"""

_MANY = frozenset(("*", _HERE))
_WILD = frozenset("*?")
_PARTS = 6


class Form(Struct, frozen=True):
    """The ARN of a resource type; `head` holds its service, Region and account, `body` the sixth part."""

    type: str
    arn: str
    head: tuple[str, str, str]
    body: str


@lru_cache(maxsize=512)
def forms(prefix: str) -> tuple[Form, ...]:
    """Return the forms of the resource types of the service with the IAM *prefix*.

    Those of which AWS owns some come a second time, with the account that stands in AWS's ARNs.
    """
    service = catalog.service(prefix)
    found = []
    for kind in service.resource_types.values() if service else ():
        for arn in kind.arn.split(", "):
            parts = _VARIABLE.sub(_HERE, arn).split(":", _PARTS - 1)
            if len(parts) == _PARTS:
                body = _SEGMENT.sub("*", parts[5])
                found.append(Form(kind.name, arn, (parts[2], parts[3], parts[4]), body))
    without = catalog.types_without_account(prefix)
    found += [replace(form, head=(*form.head[:2], "")) for form in found if form.type in without]
    return tuple(found)


@lru_cache(maxsize=4096)
def types_met(prefix: str, arn: str) -> frozenset[str]:
    """Return the resource types of a service that an ARN matched by the pattern *arn* can be.

    Where no form fits part by part, the last name of a form may hold slashes, as the key of an object does;
    then the forms with the most fixed text count.
    """
    parts = _VARIABLE.sub("*", arn).split(":", _PARTS - 1)
    if len(parts) < _PARTS:
        return frozenset(form.type for form in forms(prefix)) if parts[-1].endswith("*") else frozenset()
    head, body = parts[2:5], parts[5]
    fitting = [form for form in forms(prefix) if all(map(_part_meets, head, form.head))]
    exact = frozenset(form.type for form in fitting if meet(body, form.body))
    if exact:
        return exact
    deep = [form for form in fitting if form.body.endswith(_HERE) and meet(body, form.body[:-1] + "*")]
    most = max((len(form.body) for form in deep), default=0)
    return frozenset(form.type for form in deep if len(form.body) == most)


@lru_cache(maxsize=4096)
def types_acted_on(pattern: str) -> frozenset[tuple[str, str]]:
    """Return the IAM prefix and the resource type of everything that the actions of *pattern* act on."""
    found: set[tuple[str, str]] = set()
    for name in catalog.expand(pattern):
        prefix, _, action = name.partition(":")
        service = catalog.service(prefix)
        if service:
            listed = service.actions[action.lower()].resource_types
            more = _BEYOND_REFERENCE.get((prefix, action.lower()), ())
            found.update((prefix, kind) for kind in (*listed, *more))
    return frozenset(found)


@lru_cache(maxsize=1024)
def _part_meets(written: str, form: str) -> bool:
    if form == _HERE:
        return bool(written)
    return meet(written, form)


def meet(pattern: str, form: str) -> bool:
    """Whether some text matches both: *pattern* with `*` and `?`, *form* with `*` and names without slash.

    What both begin with is compared as it stands, and mostly settles it. The rest goes row by row, as the
    distance of two words is computed: a cell says whether the texts so far can be one.
    """
    start = 0
    for mine, theirs in zip(pattern, form, strict=False):
        if mine in _WILD or theirs in _MANY:
            break
        if mine != theirs:
            return False
        start += 1
    return _meet(pattern[start:], form[start:])


def _meet(pattern: str, form: str) -> bool:
    row = [True]
    for theirs in form:
        row.append(row[-1] and theirs in _MANY)
    for mine in pattern:
        above, row = row, [row[0] and mine == "*"]
        for at, theirs in enumerate(form):
            if mine == "*":
                row.append(above[at + 1] or row[at])
            elif theirs in _MANY:
                row.append(row[at] or (above[at + 1] and (theirs == "*" or mine != "/")))
            else:
                row.append(above[at] and mine in (theirs, "?"))
    return row[-1]
