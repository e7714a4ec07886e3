"""One grant of the intent as the statements that an AWS specialist would write for it."""

from collections.abc import Iterator
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.intent.model import Grant, ResourceRef
from gen_vpce.policy.compiler.alternatives import callers, owners, tagged
from gen_vpce.policy.compiler.conditions import Clash, from_raw, joined, repeated, unknown_operators
from gen_vpce.policy.compiler.statement_ids import sid_from
from gen_vpce.policy.document import Condition, Effect, Statement
from gen_vpce.policy.operators import OPERATORS
from gen_vpce.policy.patterns import arn_covers, spare

EVERY_RESOURCE = ("*",)


class Granted(Struct, frozen=True):
    """The statements of one grant, and what stood in the way."""

    statements: tuple[Statement, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def statements_of(
    grant: Grant, effect: Effect, actions: tuple[str, ...], *, partition: str, named: bool
) -> Granted:
    """Return the statements that match the requests of *grant*, a part: one for each way to be meant by it.

    *named* puts exact ARNs and accounts into the Principal element in place of conditions.
    """
    who = callers(grant.principals, partition, named=named)
    whose = owners(grant.resource_owners)
    resources = resources_of(grant.resources)
    asked = tuple(tagged("aws:ResourceTag", grant.resource_tags))
    added = from_raw(grant.condition)
    statements: list[Statement] = []
    found = list(_wrong_conditions(grant, added))
    for caller, owner in product(who, whose):
        conditions = joined((*caller.conditions, *owner.conditions, *asked), added)
        if isinstance(conditions, Clash):
            found.append(_clash(grant, conditions.own))
            continue
        suffix = caller.suffix * (len(who) > 1) + owner.suffix * (len(whose) > 1)
        statements.append(
            Statement(
                effect,
                sid=sid_from(grant.name) + suffix if grant.has_sid else None,
                principals=caller.principals,
                actions=actions,
                resources=resources,
                conditions=conditions,
            )
        )
    return Granted(tuple(statements), tuple(found))


def parts(grant: Grant) -> tuple[Grant, ...]:
    """Return *grant* as grants that mean it together: resources by name, and those of each key of a tag.

    Conditions of a statement are AND-ed, so tags of different keys do not go into one.
    """
    if not grant.resource_tags:
        return (grant,)
    by_key: dict[str, list[str]] = {}
    for tag in sorted(grant.resource_tags):
        by_key.setdefault(tag.partition("=")[0], []).append(tag)
    named = (replace(grant, resource_tags=()),) if grant.resources else ()
    return (*named, *(replace(grant, resources=(), resource_tags=tuple(tags)) for tags in by_key.values()))


def resources_of(resources: tuple[ResourceRef, ...]) -> tuple[str, ...]:
    """Return the Resource element: sorted, each once; none named means every resource.

    What a short name brings along is left out where another pattern covers it; a full ARN always stays.
    """
    if not resources:
        return EVERY_RESOURCE
    arns = {arn for resource in resources for arn in resource.arns}
    asked_for = {resource.written for resource in resources}
    return tuple(sorted(arns - (spare(arns, arn_covers) - asked_for)))


def _wrong_conditions(grant: Grant, added: tuple[Condition, ...]) -> Iterator[Diagnostic]:
    for operator in unknown_operators(grant.condition):
        near = catalog.closest(operator, OPERATORS)
        yield Diagnostic(
            "GV307",
            Severity.ERROR,
            f"the condition of {grant.name} uses the operator {operator}, which IAM does not have",
            grant.span,
            f"did you mean `{near}`?" if near else "use one of IAM's, such as `StringEquals` or `ArnLike`",
        )
    for again in repeated(added):
        yield Diagnostic(
            "GV309",
            Severity.ERROR,
            f"the condition of {grant.name} has {again.key} twice under {again.written_operator}",
            grant.span,
            "put the values into one list: case makes no difference to operators and keys",
        )


def _clash(grant: Grant, own: Condition) -> Diagnostic:
    return Diagnostic(
        "GV301",
        Severity.ERROR,
        f"the condition of {grant.name} asks about {own.key} with {own.written_operator}, "
        f"which the grant's own {own.key} needs",
        grant.span,
        f"leave {own.key} out of `condition`, or write the whole statement under `statements`",
    )
