"""The arguments of an endpoint's block: known values for its intent, expressions for the call of its module.

What is not known before apply stays the expression that stands in the source: the call stands in the same
root module, where it means the same.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from gen_vpce.configuration.evaluation.evaluate import evaluate
from gen_vpce.configuration.evaluation.scope import Scope
from gen_vpce.configuration.module.resource import Resource
from gen_vpce.configuration.syntax import expression as syntax
from gen_vpce.configuration.syntax.body import Argument, Block
from gen_vpce.configuration.value.value import (
    Boolean,
    Failure,
    Items,
    Members,
    Null,
    TooLarge,
    Value,
    known_text,
    unknown,
)
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.intent.endpoint_arguments import HOW, how
from gen_vpce.intent.model import SubnetAddresses
from gen_vpce.module import hcl
from gen_vpce.terraform.adoption.eligible import refusal
from gen_vpce.terraform.adoption.of_one_instance import as_hcl, of_one_instance

_PASSED_ON = frozenset(("provider", "count", "for_each", "depends_on"))
_PLAIN = (
    *("private_dns_enabled", "ip_address_type", "service_region", "auto_accept"),
    *("resource_configuration_arn", "service_network_arn"),
)
_OF_EVERY_WORLD = ("service_name", "vpc_endpoint_type", "for_each")
_DOMAINS = "private_dns_specified_domains"
_BLOCKS = ("dns_options", "timeouts", "lifecycle")
_ADDRESSES = "subnet_configuration"
_OTHER_BLOCKS = ("provisioner", "connection")
_CHECKS = ("precondition", "postcondition")
_LISTS = ("route_table_ids", "subnet_ids", "security_group_ids")


class Arguments(Struct):
    """What a block says: known values by name, `passed` as expressions, `problems` against adoption.

    `key` is that of the call's instance: a block that may be there or not becomes a call that may.
    """

    texts: dict[str, str] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    timeouts: dict[str, str] = field(default_factory=dict)
    addresses: list[SubnetAddresses] = field(default_factory=list)
    passed: dict[str, hcl.Value] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    key: str = ""


def arguments(resource: Resource, key: str) -> Arguments:
    """Return the arguments of the instance *key* of an `aws_vpc_endpoint`."""
    made = Arguments()
    made.problems += _unsaid(resource)
    if not _repetition(resource.block, key, made):
        return made
    for name in _OF_EVERY_WORLD:
        argument = resource.block.body.argument(name)
        if argument and _value(argument, resource.scope, made).asked:
            made.problems.append(_unknown(argument))
    for name in _PLAIN:
        _plain(resource.block.body.argument(name), resource.scope, made)
    for name in ("vpc_id", *_LISTS, "tags"):
        _passed(resource, name, made)
    _blocks(resource, made)
    made.addresses += _addresses(resource, made)
    _meta(resource.block, made)
    return made


def repeated_and_meta(resource: Resource, key: str) -> Arguments:
    """Return of the instance *key* of any block what the call of a module takes over, and why it cannot."""
    made = Arguments()
    if _repetition(resource.block, key, made):
        _meta(resource.block, made)
    return made


def _unsaid(resource: Resource) -> Iterator[Diagnostic]:
    """Yield what has no place in an intent; an argument that is null is none."""
    body = resource.block.body
    names = [each.name for each in body.arguments() if not _is_null(each, resource.scope)]
    names += [name for name in _OTHER_BLOCKS if next(body.nested(name), None)]
    for name in (*_BLOCKS, _ADDRESSES):
        for inner in body.nested(name):
            names += (f"{name}.{each.name}" for each in inner.body.arguments())
            names += (f"{name}.{each}" for each in _CHECKS if next(inner.body.nested(each), None))
    for name in dict.fromkeys(names):
        known = HOW.get(name) or how(name)
        is_said = known is not None and known.key is not None and not known.is_of_file
        if not is_said and name not in _PASSED_ON:
            reason = f": {known.reason}" if known and known.reason else ""
            message = f"an intent cannot express its `{name}`{reason}"
            yield refusal("GV676", message, "take it out of the source first")


def _is_null(argument: Argument, scope: Scope) -> bool:
    found = _value(argument, scope, Arguments())
    return isinstance(found.value, Null) and not found.asked


def _repetition(block: Block, key: str, made: Arguments) -> bool:
    """Take `count` and `for_each`; return whether it is known which instance this is."""
    count, each = block.body.argument("count"), block.body.argument("for_each")
    if each and not key.startswith('["'):
        made.problems.append(_open("for_each", each))
        return False
    if count is None:
        return True
    match count.expression:
        case syntax.Literal():
            return True
        case syntax.Conditional(then=syntax.Literal(value=1 | 0), otherwise=syntax.Literal(value=1 | 0)):
            if text := _text(count):
                made.passed["count"] = text
                made.key = "[0]"
                return True
        case _:
            pass
    made.problems.append(_open("count", count))
    return False


def _open(name: str, argument: Argument | None) -> Diagnostic:
    text = _text(argument) if argument else None
    message = f"its `{name}` is `{text.text}`" if text else f"its `{name}` is open"
    return refusal(
        "GV676", f"{message}; a module is called once, or by a condition", "name each endpoint in the source"
    )


def _plain(argument: Argument | None, scope: Scope, made: Arguments) -> None:
    """Take an argument that an intent can only say as a value."""
    found = _value(argument, scope, made) if argument else _Said()
    value = found.value
    if argument is None or value is None or (isinstance(value, Null) and not found.asked):
        return
    text = known_text(value)
    if found.asked:
        made.problems.append(_unknown(argument))
    elif isinstance(value, Boolean):
        made.flags[argument.name] = value.value
    elif text is not None:
        made.texts[argument.name] = text
    else:
        made.problems.append(_unknown(argument))


def _texts(argument: Argument, scope: Scope, made: Arguments) -> None:
    """Take a list of texts that an intent can only say as values."""
    found = _value(argument, scope, made)
    value = found.value
    is_known = isinstance(value, Items) and not found.asked and _take(argument.name, value, made)
    if value is not None and not is_known:
        made.problems.append(_unknown(argument))


def _unknown(argument: Argument) -> Diagnostic:
    text = _text(argument)
    name = argument.name
    what = f"its `{name}`, `{text.text}`, is not known" if text else f"its `{name}` is not known"
    return refusal("GV681", what, "give it a value: --var, --var-file")


def _passed(resource: Resource, name: str, made: Arguments) -> None:
    """Take an argument that the call of a module can pass on."""
    argument = resource.block.body.argument(name)
    found = _value(argument, resource.scope, made) if argument else _Said()
    value = found.value
    if argument is None or value is None or (isinstance(value, Null) and not found.asked):
        return
    if found.asked:
        value = unknown(f"the {name} of every world", "it depends on conditions", None)
    elif _take(name, value, made):
        return
    place = argument.written
    passed = of_one_instance(argument.expression, place, value, resource.scope) if place else as_hcl(value)
    if passed is not None:
        made.passed[name] = passed
    else:
        message = f"its `{name}` depends on values that the call of a module cannot name"
        made.problems.append(refusal("GV681", message, "give them values: --var, --var-file"))


def _take(name: str, value: Value, made: Arguments) -> bool:
    """Take a text, a list of texts or a map of texts, where all of it is known."""
    text = known_text(value)
    if text is not None:
        made.texts[name] = text
        return True
    if isinstance(value, Items):
        items = [known for each in value.items if (known := known_text(each)) is not None]
        made.lists[name] = tuple(items)
        return len(items) == len(value.items)
    if isinstance(value, Members):
        tags = {key: known for key, each in value.members.items() if (known := known_text(each)) is not None}
        made.tags.update(tags if len(tags) == len(value.members) else {})
        return len(tags) == len(value.members)
    return False


def _text(argument: Argument) -> hcl.Expression | None:
    """Return the expression as it stands in the source, None where it stands in JSON."""
    place = argument.written
    if place is None:
        return None
    return hcl.written(place.source.text[slice(*place.extent)])


class _Said(Struct, frozen=True):
    """What an argument comes to where the conditions that were `asked` for hold; elsewhere it may differ."""

    value: Value | None = None
    asked: tuple[str, ...] = ()


def _value(argument: Argument, scope: Scope, made: Arguments) -> _Said:
    try:
        return _Said(*scope.world.noting(lambda: evaluate(argument.expression, scope)))
    except (Failure, TooLarge) as error:
        made.problems.append(refusal("GV681", f"its `{argument.name}` has no value: {error}"))
        return _Said()


def _blocks(resource: Resource, made: Arguments) -> None:
    for name in _BLOCKS:
        for block in resource.block.body.nested(name):
            if block.dynamic:
                made.problems.append(_dynamic(name))
            for argument in block.body.arguments():
                if argument.name == _DOMAINS:
                    _texts(argument, resource.scope, made)
                elif f"{name}.{argument.name}" not in HOW or HOW[f"{name}.{argument.name}"].key:
                    _plain(argument, resource.scope, made)
    for name in ("create", "update", "delete"):
        if name in made.texts:
            made.timeouts[name] = made.texts.pop(name)


def _addresses(resource: Resource, made: Arguments) -> Iterator[SubnetAddresses]:
    """Yield the addresses that each block names; an intent can only say them as values."""
    for block in resource.block.body.nested(_ADDRESSES):
        if block.dynamic:
            made.problems.append(_dynamic(_ADDRESSES))
            continue
        of_block = Arguments(problems=made.problems)
        for argument in block.body.arguments():
            if f"{_ADDRESSES}.{argument.name}" in HOW:
                _plain(argument, resource.scope, of_block)
        given = of_block.texts
        yield SubnetAddresses(given.get("subnet_id", ""), given.get("ipv4"), _spelled(given.get("ipv6")))


def _spelled(ipv6: str | None) -> str | None:
    """Return an IPv6 address as AWS spells it, and so the intent, which refuses what is none."""
    from ipaddress import IPv6Address

    try:
        return str(IPv6Address(ipv6)) if ipv6 else None
    except ValueError:
        return ipv6


def _dynamic(name: str) -> Diagnostic:
    return refusal("GV676", f"its `{name}` is a dynamic block", "write it out")


def _meta(block: Block, made: Arguments) -> None:
    """Pass on which provider the block uses, and what it waits for."""
    for name in ("provider", "depends_on"):
        argument = block.body.argument(name)
        if argument is None:
            continue
        text = _text(argument)
        if text is None:
            made.problems.append(refusal("GV676", f"its `{name}` is written in JSON", "write it in HCL"))
        elif name == "provider":
            made.passed["providers"] = {"aws": text}
        else:
            made.passed[name] = text
