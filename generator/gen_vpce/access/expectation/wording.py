"""Requests and forms of requests in the words of the intent: short names where they are the file's own."""

from collections.abc import Iterable

from gen_vpce import catalog
from gen_vpce.access.decision.request import ContextValue, Request
from gen_vpce.access.expectation.decided_request import Decided
from gen_vpce.access.expectation.policies_held import Door, Holdings
from gen_vpce.intent.model import Expectation

_ARN_PARTS = 6


def form_words(expectation: Expectation, held: Holdings) -> str:
    """Return what an expectation is about: `role/App dynamodb:PutItem on table/Orders through dynamodb`."""
    words = [_caller(expectation.principal, held)] if expectation.principal else []
    words.append(expectation.action or "any action")
    if expectation.resource:
        words.append(f"on {_resource(expectation.resource, held)}")
    if expectation.through:
        words.append(f"through {expectation.through}")
    given = {key: values for key, values in expectation.context.items() if values is not None}
    if given:
        words.append(f"with {_listed(given.items())}")
    absent = [key for key, values in expectation.context.items() if values is None]
    if absent:
        words.append(f"without {', '.join(absent)}")
    return " ".join(words)


def request_words(found: Decided, held: Holdings) -> str:
    """Return one request as a clause: `role/App calling dynamodb:PutItem on table/Orders`."""
    request = found.request
    words = [_caller(request.principal, held), "calling", request.action]
    if not catalog.expand(request.action):
        words.append("(an action that AWS may add)")
    if request.resource != "*":
        words.append(f"on {_resource(request.resource, held)}")
    words.append(way_words(found.door))
    given = [(key, value) for key, value in request.context.items() if value is not None]
    if given:
        words.append(f"with {_listed(given)}")
    return " ".join(words)


def way_words(door: Door | None) -> str:
    """Return the way that a request takes."""
    return f"through {door.name}" if door else "outside every endpoint"


def asked_words(expectation: Expectation, request: Request) -> str:
    """Return the form's action and resource; where it leaves the action open, the request's."""
    action = expectation.action or request.action
    resource = expectation.resource
    return action if resource in (None, "*") else f"{action} on {resource}"


def grant(expectation: Expectation, found: Decided, held: Holdings) -> dict[str, list[str]]:
    """Return the entry of `allow` or `deny` that settles *expectation* where *found* shows it wrong."""
    entry: dict[str, list[str]] = {}
    principal = expectation.principal
    if principal and ":" in principal:
        role = found.asked.caller.arn if ":assumed-role/" in principal else None
        entry["principals"] = [_caller(role or principal, held)]
    if expectation.action:
        entry["actions"] = [expectation.action]
    if expectation.resource not in (None, "*"):
        entry["resources"] = [_resource(str(expectation.resource), held)]
    return entry or {"actions": [found.request.action]}


def _caller(principal: str, held: Holdings) -> str:
    """Return a role or user of the file's own account by its short name."""
    return principal.removeprefix(f"arn:{held.partition}:iam::{held.account}:")


def _resource(resource: str, held: Holdings) -> str:
    """Return a resource of the file's own account and Region by its short name."""
    parts = resource.split(":", _ARN_PARTS - 1)
    if len(parts) == _ARN_PARTS and parts[3:5] == [held.region, held.account]:
        return parts[5]
    return resource


def _listed(context: Iterable[tuple[str, ContextValue]]) -> str:
    return ", ".join(f"{key}={_value(value)}" for key, value in context)


def _value(value: ContextValue) -> str:
    return "+".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
