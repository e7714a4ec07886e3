"""Principals: whom the Principal element and the keys about the caller can name."""

import re
from collections.abc import Iterator

from gen_vpce.catalog.id_forms import ACCOUNT_ID, is_account_id
from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import ATTACHED_TO_RESOURCES, ENDPOINT, Finding, Rule
from gen_vpce.lint.subject import Subject, Value
from gen_vpce.policy.operators import Family
from gen_vpce.policy.patterns import has_wildcard
from gen_vpce.policy.short_names import UNIQUE_ID

_IDENTITY = re.compile(
    rf"arn:[a-z-]+:(iam::{ACCOUNT_ID}:(root|(user|role|group)/.+)"
    rf"|sts::{ACCOUNT_ID}:(assumed-role/[^/]+/.+|federated-user/.+|self))"
)
_PROVIDER = re.compile(rf"arn:[a-z-]+:iam::{ACCOUNT_ID}:(saml|oidc)-provider/.+")
_CANONICAL_ID = re.compile(r"[0-9a-f]{64}")
_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_FORMS: dict[str, tuple[str, str, *tuple[re.Pattern[str], ...]]] = {
    "AWS": (
        "an AWS principal",
        "write an account id, or the ARN of a role or user",
        *(re.compile(ACCOUNT_ID), UNIQUE_ID, _IDENTITY),
    ),
    "Service": ("a service principal", "write it like dynamodb.amazonaws.com", _SERVICE),
    "Federated": (
        "an identity provider",
        "write the ARN of a SAML or OIDC provider, or a name such as accounts.google.com",
        *(_PROVIDER, _SERVICE),
    ),
    "CanonicalUser": ("a canonical user id", "write its 64 hexadecimal digits", _CANONICAL_ID),
}
"""By type of principal: what an entry is, how to write it, and its forms."""
_CALLERS = ("root", "user/", "role/", "assumed-role/", "federated-user/")


class GatewayPrincipal(Rule):
    """A gateway endpoint's policy names another principal than everyone.

    In the policy of a gateway endpoint Principal must be `*`. An account id there means its root user alone,
    a role or user matches no request, and a Deny for one denies nothing. Tell callers apart by condition.
    """

    code = "GV350"
    severity = Severity.ERROR
    source = pages.GATEWAY_PRINCIPALS
    kinds = ENDPOINT

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for principals other than `*`."""
        if subject.endpoint_type != "gateway":
            return
        for placed in subject.statements:
            for kind, value in placed.principals:
                if value.text != "*" or kind not in ("*", "AWS"):
                    yield Finding(
                        value.path,
                        f"a gateway endpoint does not match the principal `{value.text}`",
                        _by_condition(value.text),
                    )


def _by_condition(principal: str) -> str:
    account = principal.split(":")[4] if principal.endswith(":root") else principal
    if is_account_id(account):
        asked = f'{{"StringEquals": {{"aws:PrincipalAccount": "{account}"}}}}'
    elif principal.startswith("arn:"):
        asked = f'{{"ArnEquals": {{"aws:PrincipalArn": "{principal}"}}}}'
    elif _SERVICE.fullmatch(principal):
        asked = '{"Bool": {"aws:PrincipalIsAWSService": "true"}}'
    else:
        asked = '{"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::ACCOUNT:role/NAME"}}'
    return f'write "Principal": "*" and the Condition {asked}'


class PrincipalForm(Rule):
    """A principal has a form that IAM does not know.

    Under `AWS` stand account ids of 12 digits, ARNs of users, roles and their sessions, or `*`; under
    `Service` names such as `dynamodb.amazonaws.com`; under `Federated` the ARN of a SAML or OIDC provider or
    the name of a web identity provider; under `CanonicalUser` 64 hexadecimal digits. AWS refuses anything
    else. Compared with others, such a text is a caller of its own: more for it is wider.
    """

    code = "GV351"
    severity = Severity.ERROR
    source = pages.PRINCIPAL
    hint = "write an account id, or the ARN of a role or user"
    kinds = ATTACHED_TO_RESOURCES
    analyzer = (
        "Invalid principal format",
        "Invalid principal key",
        "Invalid service principal format",
        "Federated principal not supported",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at AWS and Service principals."""
        for placed in subject.statements:
            for kind, value in placed.principals:
                known = has_wildcard(value.text) or "${" in value.text or value.text.startswith("<vpce:")
                if kind not in _FORMS or known:
                    continue
                what, hint, *forms = _FORMS[kind]
                if not any(re.fullmatch(form, value.text) for form in forms):
                    yield Finding(value.path, f"`{value.text}` is not {what}", hint)


class PrincipalWildcard(Rule):
    """A principal holds a wildcard.

    Principal takes `*` for everyone and no pattern: AWS refuses `arn:aws:iam::111122223333:role/*`. A
    pattern of callers is a condition.
    """

    code = "GV352"
    severity = Severity.ERROR
    source = pages.PRINCIPAL
    kinds = ATTACHED_TO_RESOURCES
    analyzer = ("Unsupported wildcard in principal",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for a wildcard beside other text."""
        for placed in subject.statements:
            for _, value in placed.principals:
                if has_wildcard(value.text) and value.text != "*":
                    hint = (
                        f'write "*" and the Condition {{"ArnLike": {{"aws:PrincipalArn": "{value.text}"}}}}'
                    )
                    yield Finding(value.path, f"the principal `{value.text}` holds a wildcard", hint)


class DeletedPrincipal(Rule):
    """A principal is the unique id of a user or role.

    When a user or role named in a policy is deleted, AWS shows its unique id, such as AROA..., in place of
    the ARN. A new one of the same name has another id, and is not matched.
    """

    code = "GV353"
    severity = Severity.WARNING
    source = pages.PRINCIPAL
    hint = "name the ARN of what took its place, or drop it"
    kinds = ATTACHED_TO_RESOURCES

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for such ids."""
        for placed in subject.statements:
            for kind, value in placed.principals:
                if kind == "AWS" and UNIQUE_ID.fullmatch(value.text):
                    yield Finding(value.path, f"`{value.text}` is the id of a principal that was deleted")


def _callers(subject: Subject) -> Iterator[Value]:
    """Yield the ARNs with which aws:PrincipalArn is compared."""
    for question in subject.questions:
        if question.folded == "aws:principalarn" and question.operator.family in (Family.ARN, Family.STRING):
            yield from question.values


class SessionArn(Rule):
    """aws:PrincipalArn is compared with a session of a role.

    For an assumed role the key holds the ARN of the role, `arn:aws:iam::111122223333:role/App`, and never
    that of the session, `arn:aws:sts::111122223333:assumed-role/App/...`.
    """

    code = "GV354"
    severity = Severity.WARNING
    source = f"{pages.KEYS}#condition-keys-principalarn"

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for ARNs of sessions."""
        for value in _callers(subject):
            parts = value.text.split(":", 5)
            if len(parts) == 6 and parts[2] == "sts" and parts[5].startswith("assumed-role/"):
                role = parts[5].split("/")[1]
                hint = (
                    f"write `arn:{parts[1]}:iam::{parts[4]}:role/{role}`, with the role's path if it has one"
                )
                yield Finding(value.path, f"aws:PrincipalArn is never the session `{value.text}`", hint)


class CallerForm(Rule):
    """aws:PrincipalArn is compared with what cannot be a caller.

    Callers are roles, users, federated users and the root user of an account, each with an ARN of IAM or STS.
    A group, a policy, or a word such as `roles/` in place of `role/` matches no request.
    """

    code = "GV355"
    severity = Severity.WARNING
    source = pages.IDENTIFIERS
    hint = "write arn:aws:iam::ACCOUNT:role/NAME or arn:aws:iam::ACCOUNT:user/NAME"
    analyzer = ("Invalid role reference", "Invalid user reference")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the service and the resource of each ARN."""
        for value in _callers(subject):
            parts = value.text.split(":", 5)
            if len(parts) < 6 or "${" in value.text:
                continue
            named = has_wildcard(parts[5].partition("/")[0]) or parts[5].startswith(_CALLERS)
            if not named or not (parts[2] in ("iam", "sts") or has_wildcard(parts[2])):
                yield Finding(value.path, f"no caller has the ARN `{value.text}`")


RULES: tuple[Rule, ...] = (
    GatewayPrincipal(),
    PrincipalForm(),
    PrincipalWildcard(),
    DeletedPrincipal(),
    SessionArn(),
    CallerForm(),
)
