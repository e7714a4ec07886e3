"""Objects folded to classes: keys of S3 that no pattern at hand tells apart are one resource, by an example.

Nothing is lost that a policy can ask: the class of an object is which patterns it matches. A pattern with
policy variables matches by what only the request knows; objects that it may match are kept as they are.
"""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from gen_vpce.access.patterns.plain_glob import one_of_arns
from gen_vpce.traffic.needs import Need

_OBJECT = re.compile(r"arn:[^:]*:s3:(?:::[^/]+/|[^:]*:[^:]*:accesspoint/[^/]+/object/)")
_VARIABLE = re.compile(r"\$\{[^}]*\}")


class Folding:
    """Folds objects by the *patterns* of the policies at hand; the first of a class stands for it."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple(sorted({each for each in patterns if each != "*"}))
        self._plain = [one_of_arns([each]) for each in self.patterns if "${" not in each]
        open_ = [_VARIABLE.sub("*", each) for each in self.patterns if "${" in each]
        self._open = one_of_arns(open_) if open_ else None
        self._examples: dict[tuple[object, ...], str] = {}

    def folded(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs* with the example of its class in place of each object."""
        found = []
        for need in needs:
            start = _OBJECT.match(need.resource) if need.resource else None
            if start is None or need.resource is None:
                found.append(need)
                continue
            example = self._example(start[0], need.resource)
            found.append(need if example == need.resource else replace(need, resource=example))
        return tuple(dict.fromkeys(found))

    def _example(self, container: str, resource: str) -> str:
        if self._open is not None and self._open(resource):
            return resource
        matched = (container, *(matches(resource) for matches in self._plain))
        return self._examples.setdefault(matched, resource)
