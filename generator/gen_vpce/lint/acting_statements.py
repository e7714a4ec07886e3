"""What a statement is about: an action, and a part of an ARN."""

from collections.abc import Iterator

from gen_vpce.access.patterns.pattern import Syntax, pattern
from gen_vpce.policy.document import Statement
from gen_vpce.policy.patterns import action_covers, arn_covers
from gen_vpce.policy.symbols import has_marker, with_markers_as


def is_about(statement: Statement, action: str, arn: str | None = None) -> bool:
    """Whether *statement* may be about *action*, and about a part of *arn* where one is given.

    Who calls, and the conditions, do not matter; what is not known may be anything.
    """
    if statement.not_actions is not None:
        acts = not any(action_covers(each, action) for each in _known(statement.not_actions))
    else:
        acts = any(action_covers(with_markers_as(each, "*"), action) for each in statement.actions or ())
    if not acts or arn is None:
        return acts
    if statement.not_resources is not None:
        return not any(arn_covers(each, arn) for each in _known(statement.not_resources))
    named = pattern(arn, Syntax.ARN)
    widest = (with_markers_as(each, "*") for each in statement.resources or ())
    return any(pattern(each, Syntax.ARN, variables=True).may_meet(named) for each in widest)


def _known(texts: tuple[str, ...]) -> Iterator[str]:
    return (text for text in texts if not has_marker(text))
