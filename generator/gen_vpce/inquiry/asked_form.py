"""What an expectation asks, as a policy: the texts that the texts of other policies may coincide with."""

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from gen_vpce.inquiry.symbol_values import filled_text
from gen_vpce.intent.model import Expectation
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, Statement
from gen_vpce.policy.symbols import is_marker

_SESSION = re.compile(r"arn:([^:]*):sts::([^:]*):assumed-role/([^/]+)(?:/.+)?")
_PARTS = 6
_ACCOUNT = 4
_REGION = 3


def asked_form(expectation: Expectation, *, way: str, region: str, partition: str) -> Policy:
    """Return a policy with every text of a request of *expectation*, and what follows from it.

    *way* is the id of the endpoint, *region* the one that it leads to.
    """
    resources = (expectation.resource or "*", f"arn:{partition}:*:{region}:*:*")
    conditions = tuple(
        Condition("StringEquals", key, values) for key, values in _keys(expectation, way) if values
    )
    statement = Statement(
        Effect.ALLOW,
        principals=EVERYONE,
        actions=(expectation.action or "*",),
        resources=resources,
        conditions=conditions,
    )
    return Policy((statement,))


def _keys(expectation: Expectation, way: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the condition keys of a request, with the ones that AWS derives from caller and resource."""
    yield "aws:SourceVpce", (way,)
    caller = expectation.principal
    if caller:
        yield "aws:PrincipalArn", tuple(_callers(caller))
        yield from _account_of("aws:PrincipalAccount", caller)
        yield "aws:username", (caller.rpartition("/")[2],)
    if expectation.resource:
        yield from _account_of("aws:ResourceAccount", expectation.resource)
        parts = expectation.resource.split(":", _PARTS - 1)
        if len(parts) == _PARTS and parts[_REGION]:
            yield "aws:RequestedRegion", (parts[_REGION],)
    for key, values in expectation.context.items():
        yield key, values or ()


def _callers(caller: str) -> Iterator[str]:
    yield caller
    if session := _SESSION.fullmatch(caller):
        yield f"arn:{session[1]}:iam::{session[2]}:role/{session[3]}"
    if is_marker(caller):
        yield f"arn:aws:iam::{caller}:root"


def _account_of(key: str, arn: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    parts = arn.split(":", _PARTS - 1)
    if len(parts) == _PARTS and parts[_ACCOUNT]:
        yield key, (parts[_ACCOUNT],)


def with_values(expectation: Expectation, values: Mapping[str, str]) -> Expectation:
    """Return an expectation with *values* in the place of symbols."""
    principal, resource = expectation.principal, expectation.resource
    return replace(
        expectation,
        principal=filled_text(principal, values) if principal else None,
        resource=filled_text(resource, values) if resource else None,
        context={
            key: None if texts is None else tuple(filled_text(text, values) for text in texts)
            for key, texts in expectation.context.items()
        },
    )
