"""What of a resource is judged as a policy: the resource, or what it holds of policies in another form."""

import json
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.resource_change import ResourceChange
from gen_vpce.terraform.resource_types import LAMBDA_PERMISSION, ROLE, ROLE_POLICY

_CONDITIONS = {
    "source_arn": ("ArnLike", "aws:SourceArn"),
    "source_account": ("StringEquals", "aws:SourceAccount"),
    "principal_org_id": ("StringEquals", "aws:PrincipalOrgID"),
    "event_source_token": ("StringEquals", "lambda:EventSourceToken"),
    "function_url_auth_type": ("StringEquals", "lambda:FunctionUrlAuthType"),
}
"""What limits a permission, as Lambda writes it into the policy of the function.

https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
"""

_ANY = {"StringEquals": "StringLike", "ArnLike": "ArnLike"}


def parts(change: ResourceChange, context: GateContext) -> Iterator[ResourceChange]:
    """Yield *change* as changes of one policy each, in the attribute that `policy_attribute` names."""
    if change.type == ROLE:
        yield from _inline(change, context)
    elif change.type == LAMBDA_PERMISSION:
        yield _permission(change)
    else:
        yield change


def _inline(change: ResourceChange, context: GateContext) -> Iterator[ResourceChange]:
    """Yield the inline policies of a role, by name, as policies of their own.

    They count where the role's configuration sets them: what `aws_iam_role_policy` sets shows in a role too.
    With the role they go without a finding, since nobody has them any more.
    """
    arguments = context.arguments(change)
    if not change.remains or (arguments is not None and "inline_policy" not in arguments):
        return
    old, new = _blocks(change.before), _blocks(change.after)
    is_open = "inline_policy" in change.unknown
    names = dict.fromkeys((*old, *new)) if new or not is_open else {**dict.fromkeys(old), "": None}
    marked = frozenset({"policy"}) if "inline_policy" in change.sensitive else frozenset()
    for name in names:
        unknown = is_open and new.get(name) is None
        before, after = _values(name, old.get(name)), _values(name, new.get(name))
        yield replace(
            change,
            type=ROLE_POLICY,
            actions=("no-op",) if before == after and not unknown else ("update",),
            before=before,
            after={"name": name} if unknown else after,
            unknown=frozenset({"policy"}) if unknown else frozenset(),
            sensitive=marked,
        )


def _values(name: str, text: str | None) -> dict[str, object] | None:
    return {"name": name, "policy": text} if text else None


def _blocks(values: Mapping[str, object] | None) -> dict[str, str | None]:
    found = values.get("inline_policy") if values else None
    blocks = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    texts = {str(each.get("name") or ""): each.get("policy") for each in blocks}
    return {name: text if isinstance(text, str) else None for name, text in texts.items()}


def _permission(change: ResourceChange) -> ResourceChange:
    """Return a permission as the statement that it puts into the policy of its function."""
    marked = frozenset({"policy"}) if change.sensitive else frozenset()
    before = None if change.before is None else {"policy": _statement(change.before, frozenset())}
    after = None if change.after is None else {"policy": _statement(change.after, change.unknown)}
    if after is not None and "principal" in change.unknown:
        return replace(change, before=before, after={}, unknown=frozenset({"policy"}), sensitive=marked)
    return replace(change, before=before, after=after, unknown=frozenset(), sensitive=marked)


def _statement(values: Mapping[str, object], unknown: frozenset[str]) -> str:
    """Return the policy with that statement alone; what is not known of it may be anything."""
    condition: dict[str, dict[str, object]] = {}
    for argument, (operator, key) in _CONDITIONS.items():
        if argument in unknown:
            condition.setdefault(_ANY[operator], {})[key] = "*"
        elif values.get(argument):
            condition.setdefault(operator, {})[key] = values[argument]
    statement = {
        "Effect": "Allow",
        "Principal": _principal(str(values.get("principal"))),
        "Action": values.get("action") or "lambda:*",
        "Resource": _function(values, unknown),
        **({"Condition": condition} if condition else {}),
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _principal(written: str) -> object:
    if written == "*":
        return "*"
    return {"Service": written} if "." in written and not written.startswith("arn:") else {"AWS": written}


def _function(values: Mapping[str, object], unknown: frozenset[str]) -> str:
    """Return the ARN of the function, which is named in full, by account and name, or by name."""
    if "function_name" in unknown:
        return "arn:aws:lambda:*:*:function:*"
    name = str(values.get("function_name"))
    if name.count(":function:") == 1 and not name.startswith("arn:"):
        name = f"arn:aws:lambda:*:{name}"
    elif not name.startswith("arn:"):
        name = f"arn:aws:lambda:*:*:function:{name}"
    qualifier = "*" if "qualifier" in unknown else values.get("qualifier")
    return f"{name}:{qualifier}" if qualifier else name
