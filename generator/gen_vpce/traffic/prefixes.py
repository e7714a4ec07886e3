"""Objects learned by prefix: from a number of objects on, what is below a prefix is one resource."""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from gen_vpce.traffic.needs import Need

_OBJECT = re.compile(r"(arn:[^:]*:s3:(?:::[^/]+|[^:]*:[^:]*:accesspoint/[^/]+/object))/(.+)", re.DOTALL)
_SPECIAL = re.compile(r"[*?$]")


class Prefixes:
    """Folds objects: the *many*th different one below a prefix of *depth* parts makes it a pattern.

    What comes before is kept as it is, so that no more than that is held of each prefix. An object that lies
    in no folder is kept, until there are *many* in its bucket. Names are escaped as IAM wants it, so that
    what is written stands for itself (`${*}`).
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """

    def __init__(self, many: int, depth: int = 1) -> None:
        self._many, self._depth = many, depth
        self._below: dict[str, set[str]] = {}
        self.patterns: set[str] = set()

    def folded(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs* with each object as it is, or as the pattern of its prefix."""
        return tuple(dict.fromkeys(self._one(need) for need in needs))

    def final(self, needs: Iterable[Need]) -> tuple[Need, ...]:
        """Return *needs* as they are now that all was seen: what came before a pattern is in it, too."""
        return tuple(dict.fromkeys(self._settled(need) for need in needs))

    def _one(self, need: Need) -> Need:
        found = _OBJECT.fullmatch(need.resource) if need.resource else None
        if found is None or need.resource is None:
            return need
        pattern = self._pattern(found[1], found[2])
        if pattern not in self.patterns:
            below = self._below.setdefault(pattern, set())
            below.add(need.resource)
            if len(below) < self._many:
                return replace(need, resource=f"{found[1]}/{escaped(found[2])}")
            self.patterns.add(pattern)
            del self._below[pattern]
        return replace(need, resource=pattern)

    def _pattern(self, container: str, key: str) -> str:
        parts = key.split("/")[:-1][: self._depth]
        return "/".join([container, *map(escaped, parts), "*"])

    def _settled(self, need: Need) -> Need:
        found = _OBJECT.fullmatch(need.resource) if need.resource else None
        if found is None or need.resource in self.patterns:
            return need
        start = "/".join([found[1], *found[2].split("/")[:-1][: self._depth], "*"])  # escaped already
        return replace(need, resource=start) if start in self.patterns else need


def escaped(text: str) -> str:
    """Return *text* so that it stands for itself in a Resource element."""
    return _SPECIAL.sub(lambda found: f"${{{found[0]}}}", text)
