"""One row of a difference: requests with exceptions, in IAM's own form and in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import cast

from msgspec import Struct

from gen_vpce.access.comparison.row_proof import Piece
from gen_vpce.access.comparison.row_wording import in_words
from gen_vpce.policy.document import Policy, Statement, to_data
from gen_vpce.policy.short_names import these


class DifferenceRow(Struct, frozen=True):
    """Requests that one policy allows and another one does not.

    `is_exact` says that all requests of the row are proven to be so; `is_certain` that some are.
    """

    piece: Piece
    is_exact: bool = True
    is_certain: bool = True

    @property
    def is_settled(self) -> bool:
        """Whether the row is proven, and proven to hold some request."""
        return self.is_exact and self.is_certain

    @property
    def text(self) -> str:
        """The row as a clause: `everyone: everything, except: dynamodb GetItem on table/Orders`."""
        said = in_words(self.piece)
        if not self.is_certain:
            return f"undecided: {said}"
        return said if self.is_exact else f"part of {said}"

    @property
    def data(self) -> dict[str, object]:
        """The row as JSON data: statements that anyone can check, and the same in words."""
        return {
            "requests": _statement(self.piece.requests),
            "except": list(map(_statement, self.piece.exceptions)),
            "exact": self.is_settled,
            "text": self.text,
        }


def others_in_words(rows: Sequence[DifferenceRow]) -> str:
    """Return how many more rows there are, and where: `and 5 more, on s3 (3) and dynamodb (2)`."""
    places = Counter(place for row in rows for place in _places(row.piece.requests))
    return (
        f"and {len(rows)} more, on {these([f'{place} ({count})' for place, count in places.most_common()])}"
    )


def _places(requests: Statement) -> Iterable[str]:
    """Return the services that a row is about, by its resources or else by its actions."""
    arns = requests.resources or ("*",)
    if "*" not in arns:
        return dict.fromkeys(arn.split(":")[2] if arn.count(":") > 1 else arn for arn in arns)
    actions = (action.partition(":") for action in requests.actions or ("*",))
    return dict.fromkeys(prefix.lower() if colon else "everything" for prefix, colon, _ in actions)


def _statement(statement: Statement) -> dict[str, object]:
    (data,) = cast("list[dict[str, object]]", to_data(Policy((statement,)))["Statement"])
    return data
