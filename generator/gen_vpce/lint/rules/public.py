"""Policies of resources that let everyone in."""

from collections.abc import Iterator

from gen_vpce.access.proof.exists import Claim, Party, exists
from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.diagnostics import Severity
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.subject import Placed, Subject
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, PolicyKind, Statement

_SAYS_NOTHING_OF_CALLERS = frozenset({"aws:securetransport"})
_SERVICES = frozenset(each.prefix for each in POLICY_HOLDERS.values())
_ABSENT = ("aws:PrincipalArn", "aws:PrincipalServiceName", "aws:SourceVpce", "aws:SourceVpc")
_STRANGER = Policy(
    (
        Statement(
            Effect.ALLOW,
            principals=EVERYONE,
            actions=("*",),
            resources=("*",),
            conditions=(
                *(Condition("Null", key, ("true",)) for key in _ABSENT),
                Condition("Bool", "aws:ViaAWSService", ("false",), if_exists=True),
            ),
        ),
    )
)
"""Requests of somebody of whom nothing is known."""


class EveryoneLetIn(Rule):
    """A resource's policy lets everyone in.

    An Allow for everyone, which no condition narrows and no Deny takes back, lets in every account of AWS
    and, at services that serve them, callers without credentials. Name who may, or ask for an organization,
    an endpoint or a source.
    """

    code = "GV814"
    severity = Severity.WARNING
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-anonymous"
    hint = (
        'name who may in Principal, or add a condition, such as "StringEquals": {"aws:PrincipalOrgID": '
        '"o-..."}; accept the finding where everyone is meant'
    )
    kinds = frozenset({PolicyKind.RESOURCE})
    needs_all = True

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Ask whether a stranger's request passes by the statement, and by no other policy's leave."""
        denies = tuple(each for each in subject.policy if each.effect is Effect.DENY)
        for placed in subject.statements:
            if not _is_open(placed):
                continue
            alone = Policy((placed.statement, *denies), subject.policy.version)
            parties = (Party(alone, PolicyKind.RESOURCE), Party(_STRANGER, PolicyKind.RESOURCE))
            if exists(Claim(parties)).answer:
                yield Finding(placed.path, f"statement {placed.name} lets everyone in")


def _is_open(placed: Placed) -> bool:
    statement = placed.statement
    everyone = statement.principals is not None and statement.principals.is_everyone
    services = {action.partition(":")[0].lower() for action in statement.actions or ()}
    return (
        placed.allows
        and everyone
        and bool(services & _SERVICES)
        and all(each.key.lower() in _SAYS_NOTHING_OF_CALLERS for each in statement.conditions)
    )


RULES: tuple[Rule, ...] = (EveryoneLetIn(),)
