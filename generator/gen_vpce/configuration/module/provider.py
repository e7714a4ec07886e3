"""What is known of the AWS providers of a configuration: Region, account, partition.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.configuration.evaluation.evaluate import evaluate
from gen_vpce.configuration.evaluation.scope import Scope
from gen_vpce.configuration.syntax import expression as syntax
from gen_vpce.configuration.syntax.body import Block
from gen_vpce.configuration.value.symbol import Form, named
from gen_vpce.configuration.value.value import (
    Failure,
    Items,
    String,
    Unknown,
    Value,
    known_text,
    text_of,
)

DEFAULT = "aws"
_ACCOUNT_PART = 4
_DIGITS = 12


class Provider(Struct, frozen=True):
    """One provider; what is not known is a symbol, the same wherever it is used."""

    region: Value
    account: Value
    partition: Value


def provider(name: str = DEFAULT, region: Value | None = None, account: Value | None = None) -> Provider:
    """Return a provider of which no more than this is known."""
    of = "" if name == DEFAULT else f" of {name}"
    known = known_text(region) if region else None
    partition = catalog.partition_of(known) if known else None
    return Provider(
        region or _symbol(f"Region{of}", Form.REGION, "no provider block says the Region"),
        account or _symbol(f"account{of}", Form.ACCOUNT, "the credentials tell the account"),
        text_of(partition) if partition else _symbol(f"partition{of}", Form.PARTITION, "the Region is open"),
    )


def _symbol(name: str, form: Form, reason: str) -> Unknown:
    return Unknown(named(name, reason, form))


def declared(blocks: Iterable[Block], scope: Scope) -> dict[str, Provider]:
    """Return the providers that blocks configure, by `aws` or `aws.ALIAS`."""
    found = {}
    for block in blocks:
        if block.labels == (DEFAULT,):
            alias = _text(block, "alias", scope)
            name = f"{DEFAULT}.{alias}" if alias else DEFAULT
            found[name] = provider(name, _argument(block, "region", scope), _account(block, scope))
    return found


def _argument(block: Block, name: str, scope: Scope) -> Value | None:
    written = block.body.argument(name)
    if written is None:
        return None
    try:
        value = evaluate(written.expression, scope)
    except Failure:
        return None
    return value if isinstance(value, String | Unknown | Items) else None


def _text(block: Block, name: str, scope: Scope) -> str | None:
    value = _argument(block, name, scope)
    return known_text(value) if value else None


def _account(block: Block, scope: Scope) -> Value | None:
    """Return the account where the provider allows but one, or takes on a role of it."""
    allowed = _argument(block, "allowed_account_ids", scope)
    if isinstance(allowed, Items) and len(allowed.items) == 1:
        return allowed.items[0]
    for inner in block.body.nested("assume_role"):
        arn = _text(inner, "role_arn", scope) or ""
        parts = arn.split(":")
        if len(parts) > _ACCOUNT_PART and len(parts[_ACCOUNT_PART]) == _DIGITS:
            return text_of(parts[_ACCOUNT_PART])
    return None


def dotted(expression: syntax.Expression) -> str:
    """Return the name that an expression spells: `aws`, `aws.east`; empty for any other expression."""
    match expression:
        case syntax.Variable():
            return expression.name
        case syntax.Attribute():
            return f"{dotted(expression.on)}.{expression.name}"
        case syntax.Template(parts=(syntax.Text(pieces=pieces),)):
            return "".join(piece.text for piece in pieces)
        case _:
            return ""


def passed(call: Block, own: Mapping[str, Provider]) -> dict[str, Provider]:
    """Return the providers of a called module: those of `providers`, otherwise the default one."""
    written = call.body.argument("providers")
    found = {DEFAULT: own[DEFAULT]} if DEFAULT in own else {}
    if written and isinstance(written.expression, syntax.ObjectOf):
        for key, value in written.expression.members:
            given = own.get(dotted(value))
            if given:
                found[dotted(key)] = given
    return found
