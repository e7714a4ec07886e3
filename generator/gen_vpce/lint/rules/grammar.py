"""Elements that are missing, empty or out of place for the kind of policy."""

from collections.abc import Iterator

from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import ATTACHED_TO_PRINCIPALS, ATTACHED_TO_RESOURCES, EVERY_KIND, Finding, Rule
from gen_vpce.lint.subject import Subject
from gen_vpce.policy.document import Effect, PolicyKind, Principals


class PrincipalMissing(Rule):
    """A statement names no principal.

    An endpoint policy, a resource-based policy and a resource control policy say in every statement whom it
    is about; AWS refuses one without Principal or NotPrincipal.
    """

    code = "GV310"
    severity = Severity.ERROR
    source = pages.ENDPOINT_POLICIES
    hint = 'add "Principal": "*", and tell callers apart by condition'
    kinds = ATTACHED_TO_RESOURCES
    analyzer = ("Missing principal",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for statements with neither of the two elements."""
        for placed in subject.statements:
            if placed.statement.principals is None and placed.statement.not_principals is None:
                yield Finding(placed.path, f"statement {placed.name} has no Principal")


class PrincipalRefused(Rule):
    """A policy that is attached to its principal names one.

    The principal of an identity policy, a permissions boundary, a session policy or a service control policy
    is whoever it is attached to. AWS refuses the element there; a policy that needs it belongs on the
    resource or on the endpoint.
    """

    code = "GV311"
    severity = Severity.ERROR
    source = pages.PRINCIPAL
    hint = "leave the element out"
    kinds = ATTACHED_TO_PRINCIPALS
    analyzer = ("Unsupported principal", "SCP syntax error principal")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for either element."""
        for placed in subject.statements:
            for name, element in (
                ("Principal", placed.statement.principals),
                ("NotPrincipal", placed.statement.not_principals),
            ):
                if element is not None:
                    kind = "SCP" if subject.kind is PolicyKind.SCP else f"{subject.kind} policy"
                    yield Finding((*placed.path, name), f"statement {placed.name} of this {kind} has {name}")


class ResourceMissing(Rule):
    """A statement names no resource.

    Every statement needs Resource or NotResource. Only the policy of a resource can do without in some
    services, since it knows its own resource.
    """

    code = "GV312"
    severity = Severity.ERROR
    source = pages.RESOURCE
    hint = 'add "Resource": "*" or the ARNs that are meant'
    kinds = EVERY_KIND - {PolicyKind.RESOURCE}
    analyzer = ("Missing resource",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for statements with neither of the two elements."""
        for placed in subject.statements:
            if placed.statement.resources is None and placed.statement.not_resources is None:
                yield Finding(placed.path, f"statement {placed.name} has no Resource")


class NoStatement(Rule):
    """The policy has no statement.

    AWS refuses a document whose list of statements is empty.
    """

    code = "GV313"
    severity = Severity.ERROR
    source = pages.GRAMMAR
    hint = "write at least one statement"
    analyzer = ("Missing statement",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Count the statements."""
        if not subject.statements:
            yield Finding(("Statement",), "the list of statements is empty")


class EmptyList(Rule):
    """An element has no value, so its statement matches nothing.

    An empty list is valid JSON and AWS takes it, but nothing is a member of it: an Allow allows nothing, a
    Deny denies nothing. NotAction and NotResource match everything instead.
    """

    code = "GV314"
    severity = Severity.WARNING
    source = pages.CHECKS
    hint = "name what is meant, or drop the statement"
    analyzer = (
        "Empty array action",
        "Empty array resource",
        "Empty array principal",
        "Empty object principal",
        "Empty array condition",
        "Empty array condition ForAllValues",
        "Empty array condition ForAnyValue",
        "Empty array condition IfExists",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at every element that holds a list."""
        for placed in subject.statements:
            statement = placed.statement
            for name, values in (
                ("Action", statement.actions),
                ("NotAction", statement.not_actions),
                ("Resource", statement.resources),
                ("NotResource", statement.not_resources),
                ("Principal", _by_type(statement.principals)),
                ("NotPrincipal", _by_type(statement.not_principals)),
            ):
                if values is not None and (not values or () in values):
                    yield Finding((*placed.path, name), f"{name} of statement {placed.name} is empty")
            for question in placed.questions:
                if not question.condition.values:
                    yield Finding(question.path, f"the condition on `{question.condition.key}` has no value")


def _by_type(principals: Principals | None) -> tuple[tuple[str, ...], ...] | None:
    return tuple(texts for _, texts in principals.by_type) if principals else None


class ControlPolicyForm(Rule):
    """A resource control policy uses what only other policies may.

    An RCP denies only, names everyone as its principal, and names the actions of its services: neither `*`
    alone nor NotAction nor NotPrincipal.
    """

    code = "GV319"
    severity = Severity.ERROR
    source = (
        "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html"
    )
    hint = 'write Deny statements with "Principal": "*" and actions such as "s3:*"'
    kinds = frozenset({PolicyKind.RCP})
    analyzer = (
        "RCP syntax error principal",
        "RCP syntax error allow",
        "RCP syntax error NotAction",
        "RCP syntax error action",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Hold each statement against the form."""
        for placed in subject.statements:
            statement = placed.statement
            if statement.effect is Effect.ALLOW:
                yield Finding((*placed.path, "Effect"), f"statement {placed.name} of this RCP is an Allow")
            named = statement.principals is not None and not statement.principals.is_everyone
            if named and not placed.has_open_principal:
                yield Finding(
                    (*placed.path, "Principal"), f"statement {placed.name} names other principals than *"
                )
            for name, present in (
                ("NotPrincipal", statement.not_principals is not None),
                ("NotAction", statement.not_actions is not None),
                ("Action", "*" in (statement.actions or ())),
            ):
                if present:
                    what = "`*` alone as its action" if name == "Action" else name
                    yield Finding((*placed.path, name), f"statement {placed.name} of this RCP has {what}")


RULES: tuple[Rule, ...] = (
    PrincipalMissing(),
    PrincipalRefused(),
    ResourceMissing(),
    NoStatement(),
    EmptyList(),
    ControlPolicyForm(),
)
