"""What the policy as a whole lets through."""

from collections.abc import Iterator

from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import ATTACHED_TO_RESOURCES, ENDPOINT, Finding, Rule
from gen_vpce.lint.subject import Placed, Subject


class OnlyDenies(Rule):
    """The endpoint policy allows nothing.

    What no statement allows is refused: an endpoint policy takes the place of full access and does not add
    to it. A policy of Deny statements alone lets no request through, the ones that it does not deny included.
    """

    code = "GV327"
    severity = Severity.ERROR
    source = pages.ENDPOINT_POLICIES
    hint = "add a statement that allows what may pass"
    kinds = ENDPOINT
    needs_all = True

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for one Allow."""
        if subject.statements and not any(placed.allows for placed in subject.statements):
            yield Finding(("Statement",), "every statement is a Deny, so nothing passes through the endpoint")


class FullAccess(Rule):
    """A statement lets everything pass.

    It allows every action of the service on every resource, for everyone and without a condition: what AWS
    does when there is no policy. Where that is meant, `allow: everything` in an intent says so.
    """

    code = "GV328"
    severity = Severity.SUGGESTION
    source = pages.ENDPOINT_POLICIES
    hint = "name the principals, actions or resources that need the endpoint"
    kinds = ENDPOINT

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for an Allow without any limit."""
        whole = {"*", "*:*", f"{subject.service.iam_prefix}:*" if subject.service else "*"}
        for placed in subject.statements:
            if _is_unlimited(placed) and whole & set(placed.statement.actions or ()):
                yield Finding(placed.path, f"statement {placed.name} lets every request pass")


def _is_unlimited(placed: Placed) -> bool:
    statement = placed.statement
    everyone = statement.principals is not None and statement.principals.is_everyone
    return placed.allows and everyone and not statement.conditions and "*" in (statement.resources or ())


class NotPrincipalAllowed(Rule):
    """An Allow with NotPrincipal allows everyone else.

    Everyone includes anonymous callers and every other account of AWS. The element is made for Deny, and even
    there a condition on aws:PrincipalArn is easier to get right.
    """

    code = "GV329"
    severity = Severity.WARNING
    source = pages.NOT_PRINCIPAL
    hint = "name in Principal or by condition who is allowed"
    kinds = ATTACHED_TO_RESOURCES
    analyzer = ("Allow with NotPrincipal",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the Allow statements."""
        for placed in subject.statements:
            if placed.allows and placed.statement.not_principals is not None:
                yield Finding(
                    (*placed.path, "NotPrincipal"),
                    f"statement {placed.name} allows everyone but the principals that it names",
                )


RULES: tuple[Rule, ...] = (OnlyDenies(), FullAccess(), NotPrincipalAllowed())
