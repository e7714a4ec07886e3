"""The requests that the policies of resources leave to others, or allow, of some that are asked about."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gen_vpce.access.comparison.row_proof import Piece
from gen_vpce.access.comparison.statement_meeting import as_requests, free_as, meeting
from gen_vpce.access.expectation.guards import GuardedResource, all_guards
from gen_vpce.access.expectation.policies_held import Door, Holdings
from gen_vpce.access.proof.exists import Claim, Party, exists
from gen_vpce.access.reach.known_way import along, known_of_callers
from gen_vpce.catalog.id_forms import is_account_id
from gen_vpce.policy.document import EVERYONE, Condition, Policy, PolicyKind, Principals, Statement


def let_in(scope: Statement, door: Door | None, held: Holdings) -> Iterator[Piece]:
    """Yield pieces that together are the requests of *scope* that the policies of resources let in.

    *scope* is about requests through *door*, and comes back whole where each of them needs no Allow or has
    one. No piece lies in the others.
    """
    guarded = tuple(each for each in held.guarded if _refuses(each, scope))
    if not guarded:
        yield Piece(scope)
        return
    known = known_of_callers(scope, held)
    asked = (along(each, door, known) for each in all_guards(guarded))
    allowing = tuple(part for each in asked if each is not None for part in _by_condition(as_requests(each)))
    kept = allowing
    for each in reversed(allowing):
        others = tuple(other for other in kept if other is not each)
        if not _some(scope, (each,), others):
            kept = others
    yield from (_both(each, scope) for each in kept)


def _both(allow: Statement, scope: Statement) -> Piece:
    """Return the requests of *scope* that match *allow*, which may name resources and leave out some."""
    if allow.resources is None or allow.not_resources is None:
        return meeting(allow, scope)
    part = meeting(replace(allow, not_resources=None), scope)
    left_out = replace(free_as(allow), resources=allow.not_resources)
    return replace(part, exceptions=(*part.exceptions, left_out))


def _refuses(guarded: GuardedResource, scope: Statement) -> bool:
    """Whether the policy has yet to allow a request of *scope* for an action of the resource's service."""
    prefix = guarded.arns[0].split(":")[2]
    actions = (f"{prefix}:*",)
    if scope.actions not in (actions, ("*",)):
        return False
    return _some(replace(scope, actions=actions), (), tuple(all_guards((guarded,))))


def _some(scope: Statement, matching: Sequence[Statement], others: Sequence[Statement]) -> bool:
    """Whether a request of *scope* matches all of *matching* and none of *others*; it may be a missed no."""
    asked = (Policy((each,)) for each in (scope, *matching))
    claim = Claim(
        tuple(Party(each, PolicyKind.RESOURCE) for each in asked),
        refused_by=(Party(Policy(tuple(others)), PolicyKind.RESOURCE),),
    )
    return exists(claim).answer is not False


def _by_condition(statement: Statement) -> Iterator[Statement]:
    """Yield *statement* in parts that name accounts, roles and users by condition keys, as rows say them.

    A role in the Principal element is the role in whatever session, and so is its ARN in `aws:PrincipalArn`.
    """
    by_key: dict[str, list[str]] = {"aws:PrincipalAccount": [], "aws:PrincipalArn": []}
    others: list[tuple[str, tuple[str, ...]]] = []
    element = statement.principals
    if element is None or element.is_everyone:
        yield statement
        return
    for kind, names in element.by_type:
        left = []
        for name in names:
            own = name.split(":", 5)
            if kind == "AWS" and (is_account_id(name) or own[5:] == ["root"]):
                by_key["aws:PrincipalAccount"].append(name if is_account_id(name) else own[4])
            elif kind == "AWS" and own[2:3] == ["iam"]:
                by_key["aws:PrincipalArn"].append(name)
            else:
                left.append(name)
        if left:
            others.append((kind, tuple(left)))
    for (key, values), operator in zip(by_key.items(), ("StringEquals", "ArnLike"), strict=True):
        if values:
            named = Condition(operator, key, tuple(values))
            yield as_requests(
                replace(statement, principals=EVERYONE, conditions=(named, *statement.conditions))
            )
    if others:
        yield replace(statement, principals=Principals(tuple(others)))
