"""The rules over the documents of an intent, for `generate`: findings point at the line that caused them."""

from collections.abc import Iterator

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, Severity, Span, in_order
from gen_vpce.intent.model import Endpoint, EndpointKind, Intent
from gen_vpce.lint.acceptance import Accepted, without
from gen_vpce.lint.check import check
from gen_vpce.lint.lock_out import CODES_OF_LOCK_OUTS, lock_outs
from gen_vpce.lint.one_vpc import CODES_OF_NEEDS, Neighbour, unmet_needs
from gen_vpce.lint.rules import rules
from gen_vpce.lint.rules.effects import FullAccess
from gen_vpce.lint.subject import Subject
from gen_vpce.policy.compiler.compile import Document
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.endpoint_tokens import token
from gen_vpce.policy.positions import Path

_DNS_LEFT_OPEN = "GV811"


def lint_documents(documents: tuple[Document, ...], intent: Intent) -> tuple[Diagnostic, ...]:
    """Return what the rules find in the *documents* of *intent*, without what its `accept` accepts.

    An accepted rule that finds nothing is a finding itself (GV399).
    """
    own = CODES_OF_NEEDS.union({_DNS_LEFT_OPEN}, (rule.code for rule in rules()))
    accepted = tuple(Accepted(each.code, each.span) for each in intent.accept if each.code in own)
    found = [each for document in documents for each in _found(document, intent)]
    found += _needs(documents, intent)
    found += _dns_left_open(intent)
    return in_order(tuple(without(found, accepted)))


def _found(document: Document, intent: Intent) -> Iterator[Diagnostic]:
    subject = _subject(document, intent)
    found = list(check(subject))
    by_rules = {rule.code for rule, _ in found}
    # What is known of account and resource finds more than the rules, which see the text alone.
    yield from (
        each
        for each in lock_outs(document, intent.account, intent.organization)
        if each.code in CODES_OF_LOCK_OUTS or each.code not in by_rules
    )
    stated = document.kind is PolicyKind.ENDPOINT and intent.endpoint(document.subject).everything
    for rule, finding in found:
        is_told = rule.code in CODES_OF_LOCK_OUTS or (stated and rule.code == FullAccess.code)
        if not is_told:  # by the intent, `allow: everything`, or above
            span = _origin(document, finding.path)
            yield Diagnostic(rule.code, rule.severity, finding.message, span, finding.hint or rule.hint)


def _needs(documents: tuple[Document, ...], intent: Intent) -> Iterator[Diagnostic]:
    """Yield what the endpoints of the file need of each other."""
    policies = {each.subject: each.policy for each in documents if each.kind is PolicyKind.ENDPOINT}
    near = [each for each in intent.endpoints if each.service_region in (None, intent.region)]
    for need in unmet_needs([_neighbour(each, policies.get(each.name), intent) for each in near]):
        yield need.finding(intent.endpoint(need.about.name).span)


def _dns_left_open(intent: Intent) -> Iterator[Diagnostic]:
    """Yield the endpoints around which requests go since nobody thought of private DNS."""
    for each in intent.every_endpoint:
        service = catalog.endpoint_service(each.service)
        has_names = each.kind is EndpointKind.INTERFACE and service is not None and service.private_dns
        if has_names and each.private_dns_enabled is None:
            message = (
                f"`{each.name}` does not say `private_dns_enabled`, so it is off: "
                f"clients that use the usual name of {each.service} go around the endpoint"
            )
            hint = "write `private_dns_enabled: true`, or false where the clients name the endpoint"
            yield Diagnostic(_DNS_LEFT_OPEN, Severity.SUGGESTION, message, each.span, hint)


def _neighbour(endpoint: Endpoint, policy: Policy | None, intent: Intent) -> Neighbour:
    return Neighbour(
        endpoint.name,
        endpoint.service,
        intent.region,
        endpoint.vpc_id,
        policy,
        token(endpoint.name),
        is_gateway=endpoint.kind is EndpointKind.GATEWAY,
        private_dns=endpoint.private_dns_enabled,
    )


def _subject(document: Document, intent: Intent) -> Subject:
    if document.kind is not PolicyKind.ENDPOINT:
        return Subject(document.policy, document.kind)
    endpoint = intent.endpoint(document.subject)
    return Subject(
        document.policy,
        document.kind,
        catalog.endpoint_service(endpoint.service),
        endpoint.kind.value,
        endpoint.service_region or intent.region,
    )


def _origin(document: Document, path: Path) -> Span:
    """Return the place of the statement that *path* leads into; of the first one for the whole document."""
    index = path[1] if len(path) > 1 else 0
    return document.origins[index if isinstance(index, int) else 0]
