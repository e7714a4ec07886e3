"""What of some requests passes one way, in rows that together are all of it: for `who` and `where`.

The rows are those of a difference (`access/comparison/difference.py`): of the policies that a request meets
on its way, put into one, beside a policy that allows everything but the requests that are asked about.
Nothing here decides anything itself, and every example is confirmed by the decision on a single request.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.access.comparison.difference import added
from gen_vpce.access.comparison.difference_row import DifferenceRow
from gen_vpce.access.comparison.row_proof import Piece
from gen_vpce.access.decision.request import Request
from gen_vpce.access.decision.without_permission import NEED_NO_PERMISSION
from gen_vpce.access.expectation.counterexample import requests
from gen_vpce.access.expectation.decided_request import decided
from gen_vpce.access.expectation.policies_held import Door, Holdings
from gen_vpce.access.expectation.request_form import Form, form
from gen_vpce.access.proof.exists import Claim, Party, Proof, exists
from gen_vpce.access.reach.known_way import Known, along, known_of_callers
from gen_vpce.access.reach.let_in import let_in
from gen_vpce.access.reach.spread import spread
from gen_vpce.intent.model import EndpointKind, Expectation
from gen_vpce.policy.document import (
    EVERYONE,
    EVERYTHING,
    VERSION,
    Condition,
    Effect,
    Policy,
    PolicyKind,
    Statement,
)
from gen_vpce.policy.language import in_language
from gen_vpce.policy.patterns import action_covers

_HAS_ACCOUNT = Condition("Null", "aws:PrincipalArn", ("false",))


class Passing(Struct, frozen=True):
    """Requests that pass, and one of them that can be made; None where none was found to be certain."""

    row: DifferenceRow
    example: Request | None


class Way(Struct, frozen=True):
    """What passes through one endpoint, or outside of them all (`door` None). The weightiest rows first."""

    door: Door | None
    rows: tuple[Passing, ...]


def ways(asked: Expectation, resources: tuple[str, ...], held: Holdings) -> tuple[Way, ...]:
    """Return what passes of the requests of *asked*, on each way that they can take.

    *resources* are ARNs, `*` for every one; the action of *asked* is all of a service's, `s3:*`, or None.
    """
    found = []
    for door in held.ways(asked.action):
        service = door.service if door and not asked.action else None
        about = replace(asked, action=f"{service}:*") if service else asked
        of_all = form(about, door, held, None, additions=False)
        (scope,) = of_all.asked
        scope = replace(scope, resources=resources)
        found.append(Way(door, tuple(_rows(about, scope, of_all, door, held))))
    return tuple(found)


def _rows(
    about: Expectation, scope: Statement, of_all: Form, door: Door | None, held: Holdings
) -> Iterator[Passing]:
    kind, is_plain = _kind(door, held)
    rows = (row for part in let_in(scope, door, held) for row in _added(part, door, held, kind))
    for row in dict.fromkeys(part for each in rows for part in spread(each)):
        told = row if is_plain else replace(row, is_exact=False)
        example = _Example(about, scope, of_all, door, held)
        proof = example.of(row)
        if proof.answer is not False:
            yield Passing(told, proof.witness)


def _added(part: Piece, door: Door | None, held: Holdings, kind: EndpointKind) -> tuple[DifferenceRow, ...]:
    """Return the rows of what passes of the requests of *part*."""
    known = known_of_callers(part.requests, held)
    plain = along(part.requests, door)
    if plain is None:
        return ()
    before = Policy((EVERYTHING, replace(plain, effect=Effect.DENY)), VERSION)
    denied = tuple(replace(each, effect=Effect.DENY) for each in part.exceptions)
    met = meeting(door, held, known)
    return added((_party(before, kind), _party(replace(met, statements=(*met, *denied)), kind)))


def meeting(door: Door | None, held: Holdings, known: Known) -> Policy:
    """Return the policies that requests through *door* meet, as one: what it allows passes.

    *known* is what is known of all that call, see `known_of_callers`.
    """
    own = door.held.policy if door else Policy((EVERYTHING,))
    statements = [in_language(each, own, VERSION) for each in own]
    for layer in held.restrictions:
        for each in layer.policy:
            if each.effect is Effect.DENY:
                said = in_language(each, layer.policy, VERSION)
                statements.append(_of_callers(said) if layer.kind is PolicyKind.IDENTITY else said)
    along_it = (along(each, door, known) for each in statements)
    return Policy(tuple(each for each in along_it if each is not None), VERSION)


def _of_callers(statement: Statement) -> Statement:
    """Return a statement of an identity policy as it meets all requests: those by callers of accounts."""
    actions = statement.actions
    if actions and any(action_covers(each, free) for each in actions for free in NEED_NO_PERMISSION):
        actions = tuple(
            name for each in actions for name in catalog.expand(each) if name not in NEED_NO_PERMISSION
        )
    conditions = (*statement.conditions, _HAS_ACCOUNT)
    return replace(statement, principals=EVERYONE, actions=actions, conditions=conditions)


def _kind(door: Door | None, held: Holdings) -> tuple[EndpointKind, bool]:
    """Return how Principal elements are read, and whether all are: a gateway takes root users alone."""
    named = [each for each in (door.held.policy if door else ()) if not _is_everyone(each)]
    if not named or door is None or door.kind is not EndpointKind.GATEWAY:
        return EndpointKind.INTERFACE, True
    others = (each for layer in held.restrictions for each in layer.policy)
    return EndpointKind.GATEWAY, all(each.principals is None or _is_everyone(each) for each in others)


def _is_everyone(statement: Statement) -> bool:
    return statement.principals is not None and statement.principals.is_everyone


def _party(policy: Policy, kind: EndpointKind) -> Party:
    return Party(policy, PolicyKind.ENDPOINT, kind)


class _Example(Struct, frozen=True):
    """The requests that are asked about, as those that can be made."""

    about: Expectation
    scope: Statement
    of_all: Form
    door: Door | None
    held: Holdings

    def of(self, row: DifferenceRow) -> Proof:
        """Return whether a request of *row* can be made, with one that the decision confirms to pass."""
        exceptions = tuple(replace(each, effect=Effect.DENY) for each in row.piece.exceptions)
        of_row = Policy((replace(row.piece.requests, effect=Effect.ALLOW), *exceptions))
        fixed = (of_row, Policy((self.scope,)), *self.of_all.facts)
        is_possible = False
        for some in self.of_all.possible or (Policy((EVERYTHING,)),):
            proof = exists(Claim(tuple(Party(each, PolicyKind.ENDPOINT) for each in (*fixed, some))))
            is_possible = is_possible or proof.answer is not False
            for request in requests(proof.witness, self.about, self.door, self.held) if proof.witness else ():
                if decided(request, self.door, self.held, None).passes:
                    return Proof(answer=True, witness=request)
        return Proof(None if is_possible else False)
