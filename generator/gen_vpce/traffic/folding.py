"""Objects folded to classes: keys of S3 that no pattern at hand tells apart are one resource, by an example.

Nothing is lost that a policy can ask: the class of an object is which patterns it matches. A pattern with
policy variables matches by what only the request knows; objects that it may match are kept as they are.
"""

import re
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from gen_vpce.access.patterns.plain_glob import one_of_arns
from gen_vpce.traffic.needs import Need

OBJECT = re.compile(r"(arn:[^:]*:s3:(?:::[^/]+/|[^:]*:[^:]*:accesspoint/[^/]+/object/))(.+)", re.DOTALL)
"""An object: the bucket or access point that it is in, and its key."""

_VARIABLE = re.compile(r"\$\{[^}]*\}")
_WILD = re.compile(r"[*?]")


def with_objects(needs: tuple[Need, ...], text: Callable[[Need, str, str], str]) -> tuple[Need, ...]:
    """Return *needs* with the *text* of the need, its container and itself for each object, each once."""
    found = []
    for need in needs:
        resource = need.resource
        start = OBJECT.match(resource) if resource else None
        if start is not None and resource is not None:
            counted = text(need, start[1], resource)
            found.append(need if counted == resource else replace(need, resource=counted))
        else:
            found.append(need)
    return tuple(dict.fromkeys(found))


class AsTheyAre:
    """Folds nothing: every object is told apart."""

    def of(self, container: str, action: str) -> Callable[[str], str]:  # noqa: ARG002 -- as `Folds` has it
        """Return what gives an object as it is."""
        return str

    def folded(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs* as they are."""
        return needs

    again = final = folded


class Folding:
    """Folds objects by the *patterns* of the policies at hand; the lowest of a class stands for it."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple(sorted({each for each in patterns if each != "*"}))
        self._containers: dict[str, _Classes] = {}

    def of(self, container: str, action: str) -> Callable[[str], str]:  # noqa: ARG002 -- as `Folds` has it
        """Return what gives for an object in *container* the first one of its class."""
        found = self._containers.get(container)
        if found is None:
            found = self._containers[container] = _Classes(container, self.patterns)
        return found

    def folded(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs* with the first object of its class in place of each object."""
        return with_objects(needs, lambda need, container, arn: self.of(container, need.action)(arn))

    again = folded

    def final(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs* with the lowest object of its class in place of the first one."""
        return with_objects(needs, self._lowest)

    def _lowest(self, _need: Need, container: str, resource: str) -> str:
        found = self._containers.get(container)
        return found.lowest.get(resource, resource) if found else resource


class _Classes:
    """The classes of one container: `lowest` gives for the first object of each the lowest one."""

    def __init__(self, container: str, patterns: Iterable[str]) -> None:
        near = [each for each in patterns if _may_match(each, container) and not _is_of_all(each, container)]
        self._tests = [one_of_arns([each]) for each in near if "${" not in each]
        open_ = [_VARIABLE.sub("*", each) for each in near if "${" in each]
        self._open = one_of_arns(open_) if open_ else None
        self._firsts: dict[tuple[bool, ...], str] = {}
        self.lowest: dict[str, str] = {}

    def __call__(self, resource: str) -> str:
        if self._open is not None and self._open(resource):
            return resource
        matched = tuple([test(resource) for test in self._tests]) if self._tests else ()
        first = self._firsts.get(matched)
        if first is None:
            self._firsts[matched] = self.lowest[resource] = resource
            return resource
        if resource < self.lowest[first]:  # noqa: PLR1730 -- each event comes here: no call
            self.lowest[first] = resource
        return first


def _is_of_all(pattern: str, container: str) -> bool:
    """Whether *pattern* matches every object in *container*, and so tells none of them apart."""
    start = pattern.removesuffix("*")
    return start != pattern and container.startswith(start) and not _WILD.search(start.replace("$", "*"))


def _may_match(pattern: str, container: str) -> bool:
    """Whether *pattern* may match an object in *container*: up to a wildcard both begin alike."""
    wild = _WILD.search(pattern.replace("$", "*"))
    start = pattern[: wild.start()] if wild else pattern
    return start.startswith(container) or container.startswith(start)
