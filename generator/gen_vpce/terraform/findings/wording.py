"""Phrases that several families use. What the plan marks as sensitive is never among them."""

from collections.abc import Iterable, Mapping, Sequence

from gen_vpce import catalog
from gen_vpce.access.comparison.difference_row import DifferenceRow, others_in_words
from gen_vpce.policy.short_names import SHOWN, these
from gen_vpce.terraform.resource_change import ResourceChange

_ROWS = 3


def service(change: ResourceChange) -> str:
    """Return the short name of an endpoint's service, the full one where the catalogue has none."""
    full = change.either("service_name")
    if full is None or "service_name" in change.sensitive:
        return "a service that the plan does not show"
    known = catalog.from_service_name(full)
    return known.name if known else full


def ids_in(values: Mapping[str, object] | None, attribute: str) -> frozenset[str]:
    """Return the ids in a list of *values*; those that are not known until apply are left out."""
    found = values.get(attribute) if values else None
    return (
        frozenset(each for each in found if isinstance(each, str)) if isinstance(found, list) else frozenset()
    )


def these_ids(change: ResourceChange, values: Mapping[str, object] | None, attribute: str) -> str:
    """Return the ids in a list of *values* as a phrase, empty where there are none."""
    return listed(change, attribute, ids_in(values, attribute))


def listed(change: ResourceChange, attribute: str, ids: Iterable[str]) -> str:
    """Return *ids* of an attribute of *change* as a phrase: their number where they are sensitive."""
    names = sorted(ids)
    if attribute in change.sensitive and names:
        return f"{len(names)} that the plan marks as sensitive"
    return these(names, shown=SHOWN) if names else ""


def rows_in_words(rows: Sequence[DifferenceRow]) -> str:
    """Return the first few rows as clauses, and how many more there are and where."""
    clauses = [row.text for row in rows[:_ROWS]]
    if len(rows) > _ROWS:
        clauses.append(others_in_words(rows[_ROWS:]))
    return "; ".join(clauses)
