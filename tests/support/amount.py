"""How much a run tries: `make test` a share of the examples, `make test-long` (GEN_VPCE_TESTS=long) all."""

import os

LONG = os.environ.get("GEN_VPCE_TESTS") == "long"
EXAMPLES = 100  # of a property that does not say how many, in a long run
SHARE = 5  # a quick run tries a fifth


def amount(long: int) -> int:
    """Return how many examples or samples of *long* this run tries; at least ten, where there are so many."""
    return long if LONG else min(long, max(long // SHARE, 10))
