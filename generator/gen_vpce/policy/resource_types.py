"""Which resource type of the catalogue an ARN is: `table`, `index`, `bucket`, `object`."""

import re
from functools import lru_cache

from gen_vpce.catalog import Service

_VARIABLE = re.compile(r"\$\{[^}]*\}")


def type_of(service: Service, arn: str) -> str | None:
    """Return the name of the resource type of *service* whose form *arn* has, or None.

    A variable of a form stands for one path part (`table/${TableName}`). Where no form fits that way, its
    last variable may hold slashes, as an object key does; then the form with the most fixed text is taken.
    """
    for deep in (False, True):
        fitting = [
            (len(_VARIABLE.sub("", kind.arn)), name)
            for name, kind in service.resource_types.items()
            if _form(kind.arn, deep=deep).fullmatch(arn)
        ]
        if fitting:
            return max(fitting)[1]
    return None


@lru_cache(maxsize=1024)
def _form(template: str, *, deep: bool) -> re.Pattern[str]:
    *head, path = _VARIABLE.sub("\0", template).split(":", 5)
    segments = [("[^:]+" if segment == "\0" else rf"(?:{re.escape(segment)}|\*)") for segment in head]
    *fixed, last = [re.escape(text) for text in path.split("\0")]
    body = "[^/:]+".join(fixed) + (".+" if deep else "[^/:]+") if fixed else ""
    return re.compile(":".join([*segments, body + last]), re.DOTALL)
