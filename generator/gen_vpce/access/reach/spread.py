"""Rows whose exceptions ask for conditions alone, as several rows that say who passes: easier to read.

`everyone, unless A and B` is `everyone with not A`, and `everyone with not B`.
"""

from collections.abc import Sequence
from itertools import product

from msgspec.structs import replace

from gen_vpce.access.comparison.condition_meeting import conjoined, not_meeting
from gen_vpce.access.comparison.difference_row import DifferenceRow
from gen_vpce.access.comparison.row_proof import Piece
from gen_vpce.access.comparison.row_wording import bare
from gen_vpce.catalog.id_forms import is_account_id
from gen_vpce.policy.document import EVERYONE, Condition, Statement

_MOST = 16


def spread(row: DifferenceRow) -> tuple[DifferenceRow, ...]:
    """Return rows that are *row* together: one for each way to meet none of its exceptions.

    Exceptions that ask for more than conditions stay what they are in each of the rows.
    """
    requests, exceptions = row.piece.requests, row.piece.exceptions
    choices = []
    kept = []
    for exception in exceptions:
        turned = _turned(exception, requests)
        if turned is None:
            kept.append(exception)
        else:
            choices.append(turned)
    count = 1
    for each in choices:
        count *= len(each)
    if not choices or count > _MOST:
        return (row,)
    sets = {frozenset(each for part in chosen for each in part) for chosen in product(*choices)}
    least = [each for each in sets if not any(other < each for other in sets)]
    made = []
    for conditions in sorted(least, key=lambda each: (len(each), str(sorted(map(str, each))))):
        joined, homeless = conjoined((*requests.conditions, *sorted(conditions, key=str)))
        if homeless:
            return (row,)
        told = of_account(joined)
        if told is not None:
            made.append(replace(row, piece=Piece(replace(requests, conditions=told), tuple(kept))))
    return tuple(made)


def _turned(exception: Statement, requests: Statement) -> Sequence[tuple[Condition, ...]] | None:
    """Return the ways not to meet *exception*, None where it asks for more than conditions."""
    left = bare(exception, requests)
    free = Statement(left.effect, left.sid, EVERYONE, None, ("*",), None, ("*",))
    if replace(left, conditions=()) not in (free, replace(free, principals=None)) or not left.conditions:
        return None
    ways = [_opposite(each) for each in left.conditions]
    return None if None in ways else [each for each in ways if each is not None]


def _opposite(condition: Condition) -> tuple[Condition, ...] | None:
    """Return what asks for the opposite; a key of truth that is there is either true or false."""
    if condition.operator == "Bool" and condition.if_exists and condition.values == ("false",):
        return (replace(condition, values=("true",), if_exists=False),)
    return not_meeting(condition)


def of_account(conditions: tuple[Condition, ...]) -> tuple[Condition, ...] | None:
    """Return *conditions* with an account said by the ARNs of its callers alone, None where there are none.

    The account of a caller is that of its ARN: `role/App of account 1, and of account 1` says it twice.
    """
    accounts = [each for each in conditions if _is_plain(each, "aws:principalaccount", "StringEquals")]
    callers = [each for each in conditions if _is_plain(each, "aws:principalarn", "ArnLike", "ArnEquals")]
    if not (len(accounts) == len(callers) == 1):
        return conditions
    arns = [str(each).split(":", 5) for each in callers[0].values]
    if not all(len(parts) == 6 and (parts[4] == "*" or is_account_id(parts[4])) for parts in arns):
        return conditions
    named = tuple(
        ":".join((*parts[:4], account, parts[5]))
        for parts in arns
        for account in map(str, accounts[0].values)
        if parts[4] in (account, "*")
    )
    if not named:
        return None
    told = replace(callers[0], values=tuple(dict.fromkeys(named)))
    return tuple(told if each is callers[0] else each for each in conditions if each is not accounts[0])


def _is_plain(condition: Condition, key: str, *operators: str) -> bool:
    return (
        condition.key.lower() == key
        and condition.operator in operators
        and not (condition.if_exists or condition.qualifier)
        and not any("${" in str(value) for value in condition.values)
    )
