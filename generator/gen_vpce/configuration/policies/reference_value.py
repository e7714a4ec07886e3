"""The value of an expression that somebody writes beside a configuration, such as an address in a test."""

from gen_vpce.configuration.evaluation.evaluate import evaluate
from gen_vpce.configuration.module.module import Module
from gen_vpce.configuration.syntax.hcl_file import read_hcl
from gen_vpce.configuration.value.value import Failure, String, TooLarge, Unknown
from gen_vpce.policy.positions import Positions

_MISSING = "is not declared"


def value_of(root: Module, text: str) -> str:
    """Return the text that an expression has in the root module, symbols as their markers.

    Raises `Failure` where it has none.
    """
    argument = read_hcl(Positions(f"x = {text}\n", "the expression")).body.argument("x")
    if argument is None:
        raise Failure("it is not an expression")
    try:
        value = evaluate(argument.expression, root.scope)
    except (TooLarge, RecursionError):
        raise Failure("it takes too much") from None
    match value:
        case String():
            return value.text
        case Unknown() if value.symbol.reason.endswith(_MISSING):
            raise Failure(value.symbol.reason)
        case Unknown():
            return value.symbol.marker
        case _:
            raise Failure("its value is not text")
