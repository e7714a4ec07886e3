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
    *_, path = arn.split(":", 5)
    for deep in (False, True):
        fitting = [
            (_fixed_length(kind.arn), name)
            for name, kind in service.resource_types.items()
            if _form(kind.arn, deep=deep).fullmatch(path)
        ]
        if fitting:
            return max(fitting)[1]
    return None


@lru_cache(maxsize=1024)
def _form(template: str, *, deep: bool) -> re.Pattern[str]:
    fixed = [re.escape(text) for text in _VARIABLE.split(_path(template))]
    head, last = fixed[:-1], fixed[-1]
    return re.compile("[^/:]+".join(head) + (".+" if deep else "[^/:]+") + last if head else last)


def _fixed_length(template: str) -> int:
    return len(_VARIABLE.sub("", _path(template)))


def _path(template: str) -> str:
    return _VARIABLE.sub("${}", template).split(":", 5)[-1]
