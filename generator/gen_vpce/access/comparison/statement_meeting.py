"""What matches two statements at once, as one statement with exceptions."""

from collections.abc import Iterator

from msgspec.structs import replace

from gen_vpce.access.comparison.condition_meeting import conjoined, not_meeting
from gen_vpce.access.comparison.row_proof import Piece
from gen_vpce.access.patterns.pattern import Syntax, pattern
from gen_vpce.policy.document import EVERYONE, Effect, Principals, Statement

_SYNTAX = {"actions": Syntax.ACTION, "resources": Syntax.ARN}

Pair = tuple[str, str]
"""A type of principals and one of that type."""


def as_requests(statement: Statement) -> Statement:
    """Return *statement* as the set of requests that it matches: an Allow without a Sid.

    A NotPrincipal under Deny leaves out fewer callers than one under Allow, so such a statement stays a Deny.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    """
    kept = Effect.ALLOW if statement.not_principals is None else statement.effect
    conditions, homeless = conjoined(statement.conditions)
    one_each = statement.conditions if homeless else conditions
    return replace(statement, sid=None, effect=kept, conditions=one_each)


def free_as(statement: Statement) -> Statement:
    """Return the statement of all requests, with a Principal element where *statement* has one."""
    everyone = EVERYONE if statement.principals or statement.not_principals else None
    return Statement(Effect.ALLOW, principals=everyone, actions=("*",), resources=("*",))


def meeting(allow: Statement, deny: Statement) -> Piece:
    """Return the requests that match both *allow* and *deny*.

    Of each element the narrower value stands in the statement. Where neither of two elements lies inside the
    other, one stands there, and what does not match the other one is an exception.
    """
    free = free_as(allow)
    conditions, homeless = conjoined((*allow.conditions, *deny.conditions))
    requests = replace(as_requests(allow), conditions=conditions)
    exceptions = [
        replace(free, conditions=failing) for each in homeless if (failing := not_meeting(each)) is not None
    ]
    for element in _SYNTAX:
        requests, left_out = _with_element(requests, deny, element, free)
        exceptions += left_out
    requests, left_out = _with_callers(requests, deny, free)
    return Piece(requests, (*exceptions, *left_out))


def _with_element(
    requests: Statement, deny: Statement, element: str, free: Statement
) -> tuple[Statement, list[Statement]]:
    """Return *requests* that also match the actions or resources of *deny*, and the exceptions it takes."""
    others = f"not_{element}"
    mine, mine_not = getattr(requests, element), getattr(requests, others)
    theirs, theirs_not = getattr(deny, element), getattr(deny, others)
    if theirs_not is not None:
        if mine is None or "*" in mine:
            both = tuple(dict.fromkeys((*(mine_not or ()), *theirs_not)))
            return replace(requests, **{element: None, others: both}), []
        return requests, [replace(free, **{element: theirs_not})]
    if theirs is None:
        return requests, []
    if mine is None:
        left_out = [replace(free, **{element: mine_not})] if mine_not is not None else []
        return replace(requests, **{element: theirs, others: None}), left_out
    kept = _narrower(mine, theirs, _SYNTAX[element])
    if kept is None:
        return requests, [replace(free, **{element: None, others: theirs})]
    return replace(requests, **{element: kept}), []


def _narrower(mine: tuple[str, ...], theirs: tuple[str, ...], syntax: Syntax) -> tuple[str, ...] | None:
    """Return the values that lie in both lists, None where two may only overlap, or none is in both."""
    kept = []
    for value in mine:
        for other in theirs:
            one, another = pattern(value, syntax, variables=True), pattern(other, syntax, variables=True)
            if another.covers(one):
                kept.append(value)
            elif one.covers(another):
                kept.append(other)
            elif one.may_meet(another):
                return None
    return tuple(dict.fromkeys(kept)) or None


def _with_callers(requests: Statement, deny: Statement, free: Statement) -> tuple[Statement, list[Statement]]:
    """Return *requests* of callers that *deny* is about as well, and the exceptions it takes."""
    mine, mine_not = requests.principals, requests.not_principals
    theirs, theirs_not = deny.principals, deny.not_principals
    if (theirs is None and theirs_not is None) or (theirs is not None and theirs.is_everyone):
        return requests, []
    if theirs is not None and mine is not None and not mine.is_everyone:
        kept = _in_both(mine, theirs)
        if kept is None:
            return requests, [replace(free, principals=None, not_principals=theirs)]
        return replace(requests, principals=kept), []
    left_out = []
    if mine_not is not None:
        left_out.append(replace(free, principals=mine_not))
    elif mine is not None and not mine.is_everyone:
        left_out.append(replace(free, principals=None, not_principals=mine))
    effect = deny.effect if theirs_not is not None else Effect.ALLOW
    return replace(requests, effect=effect, principals=theirs, not_principals=theirs_not), left_out


def _in_both(mine: Principals, theirs: Principals) -> Principals | None:
    """Return whoever both name, None where that is not told by names alone."""
    kept: dict[str, list[str]] = {}
    for kind, name in _pairs(mine):
        for other_kind, other in _pairs(theirs):
            if "*" in (name, other) or ":assumed-role/" in f"{name}{other}":
                return None
            if kind != other_kind:
                continue
            if name == other or _belongs(name, other):
                kept.setdefault(kind, []).append(name)
            elif _belongs(other, name):
                kept.setdefault(kind, []).append(other)
    by_type = tuple((kind, tuple(dict.fromkeys(names))) for kind, names in kept.items())
    return Principals(by_type) if by_type else None


def _pairs(principals: Principals) -> Iterator[Pair]:
    return ((kind, name) for kind, names in principals.by_type for name in names)


def _belongs(name: str, account: str) -> bool:
    """Whether *name* is *account* itself or an ARN in it; *account* is an id, or the ARN of its root user."""
    parts = account.split(":", 5)
    is_root = len(parts) == 6 and parts[2] == "iam" and parts[5] == "root"
    wanted = parts[4] if is_root else account
    own = name.split(":", 5)
    return name == wanted or (len(wanted) == 12 and wanted.isdigit() and own[4:5] == [wanted])
