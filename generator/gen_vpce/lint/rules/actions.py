"""Actions: do they exist, and do they belong to the endpoint's service."""

import re
from collections.abc import Iterator

from gen_vpce import catalog
from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import ENDPOINT, Finding, Rule
from gen_vpce.lint.subject import Subject, Value
from gen_vpce.policy.patterns import has_wildcard

_SYNTAX = re.compile(r"\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+")
_LIKELY_TYPO = 0.85
_SHORTEST_TYPO = 5


def _every(subject: Subject) -> Iterator[Value]:
    for placed in subject.statements:
        yield from placed.all_actions


def _known(subject: Subject) -> Iterator[tuple[Value, catalog.Service]]:
    """Yield the actions of services that the catalogue has."""
    for value in _every(subject):
        prefix, colon, _ = value.text.partition(":")
        service = catalog.service(prefix) if colon else None
        if service:
            yield value, service


class ActionSyntax(Rule):
    """An action is not written as service and name.

    An action is `service:Name`, with wildcards in the name if need be, or `*`. There are no spaces in it.
    """

    code = "GV330"
    severity = Severity.ERROR
    source = pages.ACTION
    hint = "write it like `dynamodb:GetItem`, `dynamodb:*` or `*`"
    analyzer = ("Invalid action", "Missing action")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the form of every action."""
        for value in _every(subject):
            if not _SYNTAX.fullmatch(value.text) and "${" not in value.text:
                yield Finding(value.path, f"`{value.text}` is not an action")


class UnknownService(Rule):
    """The service of an action does not exist, or has no endpoint.

    The catalogue holds the services that a VPC endpoint leads to. The prefix of an action is often not the
    name of the endpoint: `logs` for CloudWatch Logs, `cloudwatch` for monitoring, `ecr` for `ecr.api`.
    """

    code = "GV331"
    severity = Severity.WARNING
    source = pages.REFERENCE
    analyzer = ("Invalid service in action",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Outside of endpoint policies, where any service may stand, only likely typing errors count."""
        for value in _every(subject):
            prefix, colon, _ = value.text.partition(":")
            if not colon or has_wildcard(prefix) or "${" in prefix or catalog.service(prefix):
                continue
            endpoint = catalog.endpoint_service(prefix)
            near = endpoint.iam_prefix if endpoint else _likely(prefix)
            if near or subject.kind in ENDPOINT:
                hint = f"did you mean `{near}`?" if near else "gen-vpce catalog lists the services"
                yield Finding(value.path, f"no service with an endpoint has the prefix `{prefix}`", hint)


def _likely(prefix: str) -> str | None:
    from difflib import get_close_matches

    if len(prefix) < _SHORTEST_TYPO:
        return None
    known = {endpoint.iam_prefix or name for name, endpoint in catalog.endpoint_services().items()}
    return next(iter(get_close_matches(prefix.lower(), sorted(known), 1, _LIKELY_TYPO)), None)


class UnknownAction(Rule):
    """The service has no such action.

    AWS takes the policy, and the action matches nothing. Actions are not always named like the call: the
    action of S3's HeadObject is s3:GetObject.
    """

    code = "GV332"
    severity = Severity.WARNING
    source = pages.REFERENCE
    analyzer = ("Invalid action",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look up each action without wildcards."""
        for value, service in _known(subject):
            name = value.text.partition(":")[2]
            if not has_wildcard(name) and name.lower() not in service.actions:
                near = catalog.closest(name, [action.name for action in service.actions.values()])
                hint = f"did you mean `{service.prefix}:{near}`?" if near else None
                yield Finding(value.path, f"{service.title} has no action `{value.text}`", hint or self.hint)


class ActionMatchesNothing(Rule):
    """A pattern of actions matches none.

    No action of the service fits the pattern, so it adds nothing to its statement.
    """

    code = "GV333"
    severity = Severity.WARNING
    source = pages.REFERENCE
    analyzer = ("Invalid action",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Expand each action with wildcards."""
        for value, service in _known(subject):
            if has_wildcard(value.text) and not catalog.expand(value.text):
                name = value.text.partition(":")[2]
                words = [action.name for action in service.actions.values()]
                near = catalog.closest(name.replace("*", "").replace("?", ""), words)
                hint = f"the nearest action is `{service.prefix}:{near}`" if near else None
                yield Finding(value.path, f"`{value.text}` matches no action of {service.title}", hint)


class ActionOfOtherService(Rule):
    """An action belongs to another service than the endpoint's.

    Only requests to its own service pass through an endpoint, so the action never comes up. Each service
    needs an endpoint, and a policy, of its own.
    """

    code = "GV334"
    severity = Severity.WARNING
    source = pages.ENDPOINT_POLICIES
    hint = "move it to the policy of that service's endpoint"
    kinds = ENDPOINT

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare prefixes."""
        endpoint = subject.service
        if endpoint is None or endpoint.iam_prefix is None:
            return
        for value in _every(subject):
            prefix, colon, _ = value.text.partition(":")
            if colon and not has_wildcard(prefix) and not passes(prefix.lower(), endpoint):
                yield Finding(
                    value.path, f"`{value.text}` does not pass through an endpoint of {endpoint.name}"
                )


def passes(prefix: str, endpoint: catalog.EndpointService) -> bool:
    """Whether actions of *prefix* go to *endpoint*; S3 Object Lambda is called at the addresses of S3."""
    return prefix == endpoint.iam_prefix or (endpoint.name == "s3" and prefix.startswith("s3"))


class ServiceWildcard(Rule):
    """The service of an action holds a wildcard.

    IAM matches wildcards in the name of an action. In front of the colon they are unreliable at best: many
    kinds of policies refuse them.
    """

    code = "GV335"
    severity = Severity.WARNING
    source = pages.ACTION
    hint = "write `*` for every action, or one entry for each service"
    analyzer = ("Wildcard in service name",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look in front of the colon."""
        for value in _every(subject):
            prefix, colon, _ = value.text.partition(":")
            if colon and has_wildcard(prefix) and value.text != "*:*":
                yield Finding(value.path, f"the service of `{value.text}` holds a wildcard")


class NotActionAllowed(Rule):
    """An Allow with NotAction allows every other action.

    That takes in the actions of all other services and those that AWS adds in future. A list of what is
    needed stays what it is.
    """

    code = "GV336"
    severity = Severity.SUGGESTION
    source = pages.NOT_ACTION
    hint = "name in Action what is allowed, or deny the others"

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the Allow statements."""
        for placed in subject.statements:
            if placed.allows and placed.statement.not_actions is not None:
                yield Finding(
                    (*placed.path, "NotAction"),
                    f"statement {placed.name} allows every action but those named",
                )


RULES: tuple[Rule, ...] = (
    ActionSyntax(),
    UnknownService(),
    UnknownAction(),
    ActionMatchesNothing(),
    ActionOfOtherService(),
    ServiceWildcard(),
    NotActionAllowed(),
)
