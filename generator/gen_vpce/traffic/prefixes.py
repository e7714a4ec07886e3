"""Objects learned by prefix: from a number of objects on, what is below a prefix is one resource."""

import re
from collections.abc import Callable

from gen_vpce import catalog
from gen_vpce.traffic.folding import with_objects
from gen_vpce.traffic.needs import Need

_SPECIAL = re.compile(r"[*?$]")
_ESCAPED = re.compile(r"\$\{([*?$])\}")


class Prefixes:
    """Folds objects: the *many*th different one below a prefix of *depth* parts makes it a pattern.

    What comes before is kept as it is, so that no more than that is held of each prefix. An object that lies
    in no folder is kept, until there are *many* in its bucket. So is every object whose permissions are
    changed. Names are escaped as IAM wants it, so that what is written stands for itself (`${*}`).
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """

    def __init__(self, many: int, depth: int = 1) -> None:
        self.many, self.depth = many, depth
        self._below: dict[str, set[str]] = {}
        self.patterns: set[str] = set()

    def of(self, container: str, action: str) -> Callable[[str], str]:
        """Return what gives an object in *container* as it is, escaped, or the pattern of its prefix."""
        length = len(container)
        if catalog.changes_permissions(action):
            return lambda resource: container + escaped(resource[length:])
        return lambda resource: self._counted(container, container + escaped(resource[length:]))

    def folded(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs* with each object as it is, escaped, or as the pattern of its prefix."""
        return with_objects(needs, lambda need, container, arn: self.of(container, need.action)(arn))

    def again(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs*, in which objects are escaped or patterns already, as they are counted here."""
        return with_objects(needs, self._counted_again)

    def final(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs* as they are now that all was seen: what came before a pattern is in it, too."""
        return with_objects(needs, self._settled)

    def _counted_again(self, need: Need, container: str, resource: str) -> str:
        return resource if catalog.changes_permissions(need.action) else self._counted(container, resource)

    def _counted(self, container: str, resource: str) -> str:
        if resource.endswith("/*"):  # an asterisk that is part of a name is escaped
            self.patterns.add(resource)
            return resource
        pattern = self._pattern(container, resource)
        if pattern in self.patterns:
            return pattern
        below = self._below.setdefault(pattern, set())
        below.add(resource)
        if len(below) < self.many:
            return resource
        self.patterns.add(pattern)
        del self._below[pattern]
        return pattern

    def _pattern(self, container: str, resource: str) -> str:
        parts = resource[len(container) :].split("/")[:-1][: self.depth]
        return container + "/".join([*parts, "*"])

    def _settled(self, need: Need, container: str, resource: str) -> str:
        if catalog.changes_permissions(need.action):
            return resource
        pattern = self._pattern(container, resource)
        return pattern if resource not in self.patterns and pattern in self.patterns else resource


def escaped(text: str) -> str:
    """Return *text* so that it stands for itself in a Resource element."""
    return _SPECIAL.sub(lambda found: f"${{{found[0]}}}", text)


def is_escaped(needs: tuple[Need, ...]) -> bool:
    """Whether a name among *needs* holds an escape."""
    return any(need.resource is not None and "${" in need.resource for need in needs)


def as_named(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """Return *needs* with the names of objects as they are: what was escaped so that it stands for itself."""
    return with_objects(needs, lambda _need, _container, arn: _ESCAPED.sub(r"\1", arn))
