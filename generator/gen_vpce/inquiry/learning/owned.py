"""The Region of an intent: what AWS owns there, which `service_owned` grants, and what lies elsewhere."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from gen_vpce import catalog
from gen_vpce.access.patterns.plain_glob import one_of_arns
from gen_vpce.catalog import OwnedFeature
from gen_vpce.inquiry.learning.endpoint_names import endpoint_of
from gen_vpce.traffic.needs import Need


class Owned:
    """The features of one Region that need resources of AWS's own."""

    def __init__(self, region: str) -> None:
        self._region = region
        self.partition = catalog.partition_of(region) or "aws"
        self.feature = lru_cache(maxsize=65536)(self._feature)

    def _feature(self, need: Need) -> str | None:
        """Return the feature that *need* is for, None where `service_owned` does not grant it."""
        return next((each.name for each in self._features(need)), None)

    def is_for_everyone(self, need: Need) -> bool:
        """Whether *need* is met by a grant that does not ask who calls, and callers have no credentials."""
        return any(not each.signed for each in self._features(need))

    def is_here(self, need: Need) -> bool:
        """Whether the resource of *need* lies in this Region, or in none."""
        parts = (need.resource or "").split(":", 4)
        return len(parts) < 5 or parts[3] in ("", self._region)

    def _features(self, need: Need) -> Iterator[OwnedFeature]:
        if need.resource is None:
            return
        action = need.action
        for feature, owns in _owning(action.partition(":")[0], self._region, self.partition):
            if action in feature.actions and owns(need.resource):
                yield feature


@lru_cache(maxsize=256)
def _owning(
    prefix: str, region: str, partition: str
) -> tuple[tuple[OwnedFeature, Callable[[str], bool]], ...]:
    """Return the features of a service, each with the test whether it needs a resource.

    Features whose resources the ARN does not tell alone are left out: `service_owned` adds a condition there,
    which events do not hold.
    """
    return tuple(
        (each, one_of_arns(catalog.owned_resources(each, region, partition)))
        for each in catalog.owned_features(prefix).values()
        if not each.condition and (not each.endpoints or endpoint_of(f"{prefix}:") in each.endpoints)
    )
