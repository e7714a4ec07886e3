"""The statements of one endpoint policy, each with the place in the intent that asked for it."""

from collections.abc import Iterable

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.catalog import Service
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.intent.model import Endpoint, Grant, Intent
from gen_vpce.policy.actions import actions_at, actions_of, named_types
from gen_vpce.policy.compiler.grants import Granted, parts, statements_of
from gen_vpce.policy.compiler.raw_statements import raw_statements
from gen_vpce.policy.compiler.service_owned import service_owned_statements
from gen_vpce.policy.compiler.statement_ids import numbered
from gen_vpce.policy.document import EVERYTHING, Effect, Statement


class Draft(Struct, frozen=True):
    """A statement on its way into a document, and the line of the intent behind it."""

    statement: Statement
    origin: Span


def endpoint_drafts(intent: Intent, endpoint: Endpoint) -> tuple[tuple[Draft, ...], tuple[Diagnostic, ...]]:
    """Return the statements of the policy of *endpoint*: allowed, denied, then those given raw.

    A Sid made from a name gets a number where a raw statement or an earlier one has it already.
    """
    service = catalog.service(endpoint.iam_prefix)
    drafts = [Draft(EVERYTHING, endpoint.span)] if endpoint.everything else []
    found: list[Diagnostic] = []
    for effect, grants in ((Effect.ALLOW, endpoint.allow), (Effect.DENY, endpoint.deny)):
        for grant in (part for each in grants for part in parts(each)):
            granted = _granted(intent, endpoint, grant, effect, service)
            drafts += (Draft(statement, grant.span) for statement in granted.statements)
            found += granted.diagnostics
    raw = raw_statements(endpoint.statements)
    taken = frozenset(statement.sid for statement, _ in raw.statements if statement.sid)
    unique = numbered((draft.statement for draft in drafts), taken)
    drafts = [Draft(statement, draft.origin) for statement, draft in zip(unique, drafts, strict=True)]
    drafts += (Draft(statement, span) for statement, span in raw.statements)
    if not (drafts or found or raw.diagnostics):
        found.append(_nothing(endpoint))
    return tuple(drafts), (*found, *raw.diagnostics)


def _granted(
    intent: Intent, endpoint: Endpoint, grant: Grant, effect: Effect, service: Service | None
) -> Granted:
    if grant.service_owned:
        return Granted(service_owned_statements(intent, endpoint, grant))
    actions = actions_of(grant, service)
    idle = _idle_levels(grant, service)
    if not actions:
        return Granted((), (_no_action(grant, endpoint),))
    granted = statements_of(
        grant, effect, actions, partition=intent.partition, named=endpoint.principal_element
    )
    return Granted(granted.statements, (*granted.diagnostics, *idle))


def _idle_levels(grant: Grant, service: Service | None) -> Iterable[Diagnostic]:
    """Find the levels of *grant* that add nothing: `list` on a stream, which holds nothing to list."""
    types = None if grant.resource_tags else named_types(service, grant.resources)
    for level in grant.levels:
        if service is None or types is None or actions_at(service, (level,), types):
            continue
        elsewhere = actions_at(service, (level,), None)
        example = f", such as {elsewhere[0]}" if elsewhere else ""
        yield Diagnostic(
            "GV306",
            Severity.SUGGESTION,
            f"no {service.prefix} action of the level {level} acts on what {grant.name} names"
            f" ({', '.join(sorted(types))}), so the level adds nothing",
            grant.span,
            f"leave {level} out of `access`; actions without a resource{example} "
            "need a grant of their own without `resources`",
        )


def _no_action(grant: Grant, endpoint: Endpoint) -> Diagnostic:
    return Diagnostic(
        "GV303",
        Severity.ERROR,
        f"{grant.name} allows nothing: {endpoint.iam_prefix} has no action of the level "
        f"{' or '.join(grant.levels)} that acts on its resources",
        grant.span,
        f"name the actions under `actions`, or see them with `gen-vpce catalog {endpoint.service}`",
    )


def _nothing(endpoint: Endpoint) -> Diagnostic:
    return Diagnostic(
        "GV300",
        Severity.ERROR,
        f"the policy of {endpoint.name} has no statement, and AWS accepts none without one",
        endpoint.span,
        "add a grant under `allow`, or say `allow: everything`",
    )
