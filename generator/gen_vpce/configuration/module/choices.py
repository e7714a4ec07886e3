"""The texts that a variable can have, where a validation block lists them: Terraform refuses every other.

https://developer.hashicorp.com/terraform/language/values/variables#custom-validation-rules
"""

from gen_vpce.configuration.evaluation.world import World
from gen_vpce.configuration.syntax.body import Block
from gen_vpce.configuration.syntax.expression import (
    Attribute,
    Call,
    Expression,
    ListOf,
    Template,
    Text,
    Variable,
)
from gen_vpce.configuration.value.value import Value, text_of


def chosen(name: str, address: str, block: Block, world: World) -> Value | None:
    """Return the one of its texts that the variable *name* has in the *world*; None where none are listed."""
    listed = _listed(name, block)
    return text_of(world.choose(address, listed), block.place) if listed else None


def _listed(name: str, block: Block) -> tuple[str, ...]:
    for validation in block.body.nested("validation"):
        condition = validation.body.argument("condition")
        found = _contained(name, condition.expression) if condition else None
        if found:
            return found
    return ()


def _contained(name: str, condition: Expression) -> tuple[str, ...] | None:
    """Return the texts of `contains(["dev", "prod"], var.NAME)`, None for any other condition."""
    match condition:
        case Call(
            name="contains",
            arguments=(ListOf(items=items), Attribute(on=Variable(name="var"), name=asked)),
            spread=False,
        ) if asked == name:
            texts = [_text(item) for item in items]
            return None if None in texts else tuple(text for text in texts if text is not None)
        case _:
            return None


def _text(item: Expression) -> str | None:
    match item:
        case Template(parts=(Text(pieces=pieces),)):
            return "".join(piece.text for piece in pieces)
        case _:
            return None
