"""Phrases that several families use. What the plan marks as sensitive is never among them."""

from collections.abc import Iterable, Mapping

from gen_vpce import catalog
from gen_vpce.access.comparison.difference_row import others_in_words
from gen_vpce.access.decision.request import request_in_words
from gen_vpce.policy.short_names import SHOWN, these
from gen_vpce.terraform.policy_change import Side
from gen_vpce.terraform.resource_change import ResourceChange

_ROWS = 12


_LEADS_TO = ("service_name", "resource_configuration_arn", "service_network_arn")


def service(change: ResourceChange) -> str:
    """Return the short name of an endpoint's service, the full one where the catalogue has none."""
    shown = (name for name in _LEADS_TO if change.either(name) and name not in change.sensitive)
    full = change.either(next(shown, ""))
    if full is None:
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


def named(change: ResourceChange) -> str:
    """Return an endpoint as a phrase, with its id where that is known: `the endpoint vpce-0a1b for s3`."""
    known = change.old("id") or change.new("id")
    shown = f" {known}" if known and "id" not in change.sensitive else ""
    return f"the endpoint{shown} for {service(change)}"


def side_in_words(change: ResourceChange, side: Side, lead: str = "") -> tuple[str, ...]:
    """Return one direction of a difference line by line: rows, how many more there are and where, an example.

    *lead* begins each row. Nothing is shown where the plan marks the policy as sensitive.
    """
    example = side.example
    if change.policy_attribute in change.sensitive or example is None or example.witness is None:
        return (f"{lead}they are not shown, since the plan marks the policy as sensitive",)
    said = [row.text for row in side.rows[:_ROWS]]
    if len(side.rows) > _ROWS:
        said.append(others_in_words(side.rows[_ROWS:]))
    return (*(f"{lead}{each}" for each in said), f"for example {request_in_words(example.witness)}")
