"""The names of principals and owners: what `role/OrdersApp`, `account` and `organization` stand for."""

import re

from gen_vpce.catalog.id_forms import is_account_id, is_organization_id
from gen_vpce.diagnostics import Span
from gen_vpce.intent.findings import did_you_mean
from gen_vpce.intent.model import OwnerRef, PrincipalKind, PrincipalRef
from gen_vpce.intent.names.arn import SYMBOL, Arn, is_arn, is_wild, read_arn
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.names.organization_units import paths_of
from gen_vpce.intent.names.tag_names import tag
from gen_vpce.intent.text.node import Node

EVERYONE = "*"

_PRINCIPALS = (
    "role/NAME",
    "user/NAME",
    "account",
    "account/ID",
    "organization",
    "organization/ID",
    "permission-set/NAME",
    "ou/ID",
    "tag/KEY=VALUE",
    "aws-services",
)
_CALLERS = (
    "role/NAME",
    "user/NAME",
    "permission-set/NAME",
    "a full ARN",
    "anonymous",
    "or a service such as logs.amazonaws.com",
)
_ARNS_OF_CALLERS = (
    "requests come from arn:aws:iam::ACCOUNT:role/NAME, user/NAME and root, and from "
    "arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION and federated-user/NAME"
)
_OWNERS = ("account", "account/ID", "organization", "organization/ID", "ou/ID")
_ENDING = "0123456789abcdef"  # of a role of a permission set, as in the examples of AWS
# The characters of IAM names and paths, wildcards and policy variables.
_IAM_NAME = re.compile(r"([\w+=,.@/*?-]|\$\{[^}]+\})+", re.ASCII)
# https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html, with wildcards.
_PERMISSION_SET = re.compile(r"[\w+=,.@*?-]{1,32}", re.ASCII)
_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?")


def principals(grant: Node, setting: Setting) -> tuple[PrincipalRef, ...]:
    """Return who the grant is for; nothing for everyone."""
    written = grant.each("principals")
    everyone = next((node for node in written if node.text == EVERYONE), None)
    if everyone and len(written) > 1:
        message = "`*` is everyone, so the other principals in this list have no effect"
        setting.found.error("GV224", message, everyone.span, "remove `*`, or everything beside it")
    named = (principal(node, setting) for node in written if node is not everyone)
    return tuple(ref for ref in named if ref)


def principal(node: Node, setting: Setting) -> PrincipalRef | None:
    """Return whom one name stands for, or None with the finding why for nobody."""
    text = node.text
    if is_arn(text):
        return _principal_arn(node, setting)
    if text == "aws-services":
        return PrincipalRef(PrincipalKind.AWS_SERVICES, "true", node.span)
    kind, _, name = text.partition("/")
    if kind in _READERS and (name or kind in ("account", "organization")):
        return _READERS[kind](node, setting)
    setting.found.error("GV220", f"`{text}` is not a principal", node.span, _principal_hint(text))
    return None


def _named(node: Node, setting: Setting) -> PrincipalRef | None:
    """Return a role or a user of this account."""
    kind, _, name = node.text.partition("/")
    if not _IAM_NAME.fullmatch(name) or name.startswith("/") or name.endswith("/"):
        hint = "letters, digits and +=,.@-_ make a name; a path comes before it: role/PATH/NAME"
        setting.found.error("GV220", f"`{name}` is not a valid {kind} name", node.span, hint)
        return None
    arn = f"arn:{setting.partition}:iam::{setting.account}:{node.text}"
    return PrincipalRef(PrincipalKind.ARN, arn, node.span)


def _any_of(node: Node, setting: Setting) -> PrincipalRef | None:
    held = _group(node, setting)
    return held and PrincipalRef(*held)


def _tagged(node: Node, setting: Setting) -> PrincipalRef | None:
    found = tag(node, setting)
    return found and PrincipalRef(PrincipalKind.TAG, "=".join(found), node.span)


def _permission_set(node: Node, setting: Setting) -> PrincipalRef | None:
    """Return the roles that IAM Identity Center makes of a permission set in this account.

    Their path holds the Region of the identity source, except where that is us-east-1, and their names end
    with characters that change when the set is assigned anew.
    https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
    """
    name = node.text.partition("/")[2]
    if not _PERMISSION_SET.fullmatch(name):
        hint = "1 to 32 letters, digits and +=,.@-_ make the name of a permission set, such as ReadOnlyAccess"
        setting.found.error("GV220", f"`{name}` is not a permission set", node.span, hint)
        return None
    return PrincipalRef(PrincipalKind.ARN, f"{roles_of_sets(setting)}{name}_*", node.span)


def roles_of_sets(setting: Setting) -> str:
    """Return how the pattern of the roles of a permission set begins."""
    home = f"arn:{setting.partition}:iam::{setting.account}:role"
    return f"{home}/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_"


_READERS = {
    "role": _named,
    "user": _named,
    "account": _any_of,
    "organization": _any_of,
    "ou": _any_of,
    "permission-set": _permission_set,
    "tag": _tagged,
}


def _principal_hint(text: str) -> str:
    meant = (
        (is_account_id(text), f"write account/{text} for everyone in the account"),
        (is_organization_id(text), f"write organization/{text}"),
        (text.startswith("ou-"), f"write ou/{text}"),
        (
            _SERVICE.fullmatch(text),
            "write aws-services: which service calls cannot be told apart at an endpoint",
        ),
    )
    said = next((hint for is_meant, hint in meant if is_meant), None)
    return said or _form_hint(text)


def _form_hint(text: str) -> str:
    head, _, rest = text.partition("/")
    if head in _READERS:
        forms = [each for each in _PRINCIPALS if each.startswith(f"{head}/")]
        return f"it has no name: write it like {forms[0]}"
    close = did_you_mean(head, tuple(dict.fromkeys(name.partition("/")[0] for name in _PRINCIPALS)))
    if close and rest:
        return close.replace("`?", f"/{rest}`?")
    return close or f"a principal is {', '.join(_PRINCIPALS)}, a full IAM ARN or *"


def _principal_arn(node: Node, setting: Setting) -> PrincipalRef | None:
    arn = read_arn(node, setting)
    if arn is None:
        return None
    kind = arn.resource.partition("/")[0]
    if arn.service == "sts" and kind == "assumed-role":
        role = arn.resource.split("/")[1]
        message = f"`{node.text}` is one session of a role; aws:PrincipalArn holds the role's own ARN"
        hint = f"write arn:{arn.partition}:iam::{arn.account}:role/{role}, with the role's path if it has one"
        setting.found.error("GV221", message, node.span, hint)
        return None
    known = {"iam": ("role", "user", "root"), "sts": ("federated-user",)}.get(arn.service, ())
    if kind not in known and not (known and is_wild(kind)):
        hint = "a principal's ARN is that of a role or a user: arn:aws:iam::ACCOUNT:role/NAME"
        setting.found.error("GV220", f"`{node.text}` is not a principal", node.span, hint)
        return None
    if kind == "root":
        message = f"`{node.text}` is the root user alone, not everyone in the account"
        setting.found.warning("GV225", message, node.span, f"write account/{arn.account} for everyone in it")
    return PrincipalRef(PrincipalKind.ARN, node.text, node.span)


def owners(grant: Node, setting: Setting) -> tuple[OwnerRef, ...]:
    """Return whose resources the grant is about; nothing for anyone's."""
    refs = []
    for node in grant.each("resource_owners"):
        if node.text.partition("/")[0] not in ("account", "organization", "ou"):
            hint = did_you_mean(node.text, _OWNERS) or f"an owner is {', '.join(_OWNERS)}"
            setting.found.error("GV220", f"`{node.text}` is not a resource owner", node.span, hint)
        elif held := _group(node, setting):
            refs.append(OwnerRef(*held))
    return tuple(refs)


def _group(node: Node, setting: Setting) -> tuple[PrincipalKind, str, Span] | None:
    """Return the account, organization or unit that a name stands for: the file's own, or the one given."""
    kind, slash, given = node.text.partition("/")
    if kind == "ou":
        paths = paths_of(node, setting)
        return (PrincipalKind.UNIT, paths, node.span) if paths else None
    if kind == "account":
        value = given if slash else setting.account
        if is_account_id(value):
            return PrincipalKind.ACCOUNT, value, node.span
        message, hint = f"`{given}` is not an account id", f"write 12 digits: account/{setting.account}"
        setting.found.error("GV220", message, node.span, hint)
        return None
    if not slash and setting.organization is None:
        hint = "add for example `organization: o-a1b2c3d4e5` at the top, or write organization/o-a1b2c3d4e5"
        setting.found.error("GV228", "the file names no organization", node.span, hint)
        return None
    value = given if slash else setting.organization or ""
    if is_organization_id(value):
        return PrincipalKind.ORGANIZATION, value, node.span
    message, hint = f"`{given}` is not an organization id", "write it like organization/o-a1b2c3d4e5"
    setting.found.error("GV220", message, node.span, hint)
    return None


def _calling(node: Node, setting: Setting) -> str | None:
    """Return the ARN of a caller, None where it is that of something else."""
    arn = read_arn(node, setting)
    if arn is None or setting.is_open or _is_of_caller(arn):
        return node.text if arn else None
    setting.found.error("GV220", f"`{node.text}` is not a caller", node.span, _ARNS_OF_CALLERS)
    return None


def _is_of_caller(arn: Arn) -> bool:
    """Whether requests can come from what has the ARN: a role, a user, a session; no provider, no group."""
    head = arn.resource.partition("/")[0]
    heads = {"iam": ("role", "user", "root"), "sts": ("assumed-role", "federated-user")}
    of_service = heads.get(arn.service, ())
    is_placed = is_wild(arn.account) or is_account_id(arn.account)
    return is_wild(arn.service) or bool(is_placed and (is_wild(head) or head in of_service))


def caller(node: Node, setting: Setting, *, is_one: bool = False) -> str | None:
    """Return who calls in an expectation: a full ARN, an AWS service, or `anonymous`.

    Unlike in a grant, a session of a role is welcome: requests come from one. With *is_one*, a permission set
    is a role of it, with an ending of its own.
    """
    if node.text in ("anonymous", EVERYONE) or _SERVICE.fullmatch(node.text):
        return node.text
    if is_arn(node.text):
        return _calling(node, setting)
    if setting.is_open and node.text.startswith(SYMBOL):
        return node.text
    kind, _, name = node.text.partition("/")
    if kind in ("role", "user", "permission-set") and name:
        ref = principal(node, setting)
        if ref and is_one and kind == "permission-set":
            return ref.value.replace("/*AWSReservedSSO_", "/AWSReservedSSO_").removesuffix("*") + _ENDING
        return ref.value if ref else None
    if kind in ("tag", "ou"):
        key = "aws:PrincipalOrgPaths" if kind == "ou" else "aws:PrincipalTag/KEY"
        hint = f"name a role, and say more of it under `context`, such as `{key}`"
    else:
        close = did_you_mean(kind, ("role", "user", "permission-set", "anonymous"))
        hint = close or f"a caller is {', '.join(_CALLERS)}"
    setting.found.error("GV220", f"`{node.text}` is not a caller", node.span, hint)
    return None
