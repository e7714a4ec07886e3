"""Rows of a difference in plain words: the requests, then what of them the row leaves out.

An exception is told by what it adds to the requests: what covers all of them, or stands in both, is not said
again. `everyone: everything, except: dynamodb GetItem on table/Orders for account 111122223333`.
"""

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.comparison.row_proof import Piece
from gen_vpce.access.patterns.pattern import Syntax, pattern
from gen_vpce.policy.action_wording import actions_as_phrase
from gen_vpce.policy.document import EVERYONE, Effect, Statement
from gen_vpce.policy.short_names import caller_name, resources_as_phrase, these
from gen_vpce.policy.wording import sorted_out, who

_SHOWN = 6
_EVERYTHING = "everything"
_SYNTAX = {"actions": Syntax.ACTION, "resources": Syntax.ARN}


class _Words(Struct, frozen=True):
    """The words of one statement; empty for what it leaves free."""

    who: str
    what: str
    on_what: str
    when: str


def in_words(piece: Piece) -> str:
    """Return *piece* as one clause."""
    said = _words(piece.requests)
    free = "whoever has the policy" if piece.requests.principals is None else "everyone"
    parts = [f"{said.who or free}: {_object(said) or _EVERYTHING}"]
    if said.when:
        parts.append(f"when {said.when}")
    conditions, others = [], []
    for exception in piece.exceptions:
        words = _words(bare(exception, piece.requests), _service(piece.requests))
        if words.when and not (words.who or words.what or words.on_what):
            conditions.append(words.when)
        else:
            others.append(_exception(words))
    if conditions:
        parts.append(f"unless {', or '.join(conditions)}")
    if others:
        shown = others[:_SHOWN] if len(others) > _SHOWN + 1 else others
        more = [f"and {len(others) - len(shown)} more"] if len(shown) < len(others) else []
        mark = " " if others[0].startswith(("for ", "on ")) else ": "
        parts.append(f"except{mark}{'; '.join([*shown, *more])}")
    return ", ".join(parts)


def _object(words: _Words) -> str:
    if not words.on_what:
        return (
            words.what
            if words.what.startswith(_EVERYTHING) or not words.what
            else f"{words.what} on {_EVERYTHING}"
        )
    return f"{words.what or _EVERYTHING} on {words.on_what}"


def _exception(words: _Words) -> str:
    parts = [
        words.what,
        f"on {words.on_what}" if words.on_what else "",
        f"for {words.who.removeprefix('everyone in ')}" if words.who else "",
        f"when {words.when}" if words.when else "",
    ]
    return " ".join(part for part in parts if part) or _EVERYTHING


def _words(statement: Statement, service: str | None = None) -> _Words:
    """Return the words of *statement*; *service* is what it is about where its actions do not tell."""
    callers, owners, rest = sorted_out(statement)
    named = _left_out_in_full(statement) or who(statement, callers)
    return _Words(
        "" if named in ("everyone", "whoever has the policy") else named,
        _what(statement),
        _on_what(statement, owners, _service(statement) or service),
        " and ".join(rest),
    )


def _left_out_in_full(statement: Statement) -> str | None:
    """Return whom a NotPrincipal under Deny is about: all but those whose account, role and session it lists.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    """
    left_out = statement.not_principals
    if left_out is None or statement.effect is Effect.ALLOW:
        return None
    names = [caller_name(type_, value) for type_, values in left_out.by_type for value in values]
    if all(name.startswith("account ") for name in names):
        return f"everyone but the root user of {these(names, shown=_SHOWN)}"
    return f"everyone but principals listed in full ({these(names, shown=_SHOWN)})"


def _what(statement: Statement) -> str:
    if statement.not_actions:
        return f"{_EVERYTHING} but {actions_as_phrase(statement.not_actions, joint=' and ')}"
    said = actions_as_phrase(statement.actions or ("*",), statement.resources or ("*",))
    return "" if said == _EVERYTHING else said


def _service(statement: Statement) -> str | None:
    """Return the service of all actions of *statement*, None where they have none, or several."""
    services = {action.partition(":")[0].lower() for action in statement.actions or ("*",)}
    return None if len(services) > 1 or "*" in services else services.pop()


def _on_what(statement: Statement, owners: list[str], service: str | None) -> str:
    if statement.not_resources:
        named = f"{_EVERYTHING} but {resources_as_phrase(statement.not_resources, service)}"
    else:
        named = resources_as_phrase(statement.resources or ("*",), service)
    if named == _EVERYTHING:
        named = "resources" if owners else ""
    return " and ".join([" ".join([named, *owners[:1]]), *owners[1:]])


def bare(exception: Statement, requests: Statement) -> Statement:
    """Return *exception* with everything free that all of *requests* match anyway."""
    bare = replace(
        exception,
        conditions=tuple(each for each in exception.conditions if each not in requests.conditions),
    )
    for element, syntax in _SYNTAX.items():
        if _covers(getattr(exception, element), getattr(requests, element), syntax):
            bare = _freed(bare, element)
    if exception.principals is not None and exception.principals == requests.principals:
        bare = replace(bare, principals=EVERYONE)
    return bare


def _freed(statement: Statement, element: str) -> Statement:
    return (
        replace(statement, actions=("*",)) if element == "actions" else replace(statement, resources=("*",))
    )


def _covers(wide: tuple[str, ...] | None, narrow: tuple[str, ...] | None, syntax: Syntax) -> bool:
    """Whether each value of *narrow* lies inside one of *wide*; no values are all of them."""
    if wide is None or narrow is None:
        return False
    return all(
        any(
            pattern(outer, syntax, variables=True).covers(pattern(value, syntax, variables=True))
            for outer in wide
        )
        for value in narrow
    )
