"""From JSON text to a policy: lenient about what AWS accepts, precise about what it does not.

A single value may stand for a list, names of elements and operators may be in any case, Version may be
missing. Everything else that AWS would refuse is an error that names the value and its place.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic, Related, Severity
from gen_vpce.policy.document import Policy
from gen_vpce.policy.elements import Problem, policy_from
from gen_vpce.policy.not_json import way_out, why
from gen_vpce.policy.positions import Positions


class Read(Struct, frozen=True):
    """What came of a text: the policy, or None where there are errors; places are computed when asked for."""

    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...]
    positions: Positions


def read(text: str, shown: str = "policy") -> Read:
    """Return the policy that the JSON *text* holds; *shown* is the file name in the findings' places."""
    return read_at(Positions(text.removeprefix("\ufeff"), shown))


def read_at(positions: Positions) -> Read:
    """Return the policy in the text of *positions*, which may be a part of another text."""
    twice = False

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal twice
        members = dict(pairs)
        twice = twice or len(members) != len(pairs)
        return members

    try:
        data = json.loads(positions.text, object_pairs_hook=unique, parse_constant=_no_constant)
    except RecursionError:
        return Read(None, (_error("it is nested too deeply for a policy", positions, 0),), positions)
    except json.JSONDecodeError as error:
        said = error.msg[:1].lower() + error.msg[1:]
        hint = way_out(positions.text, error.pos)
        return Read(None, (_error(f"this is not JSON: {said}", positions, error.pos, hint),), positions)
    except ValueError as error:
        return Read(None, (_error(f"this is not JSON: {why(error)}", positions, 0),), positions)
    policy, problems = policy_from(data)
    found = tuple(_placed(problem, positions) for problem in problems)
    if twice:
        found = (*_duplicates(positions), *found)
        policy = None
    return Read(policy, found, positions)


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number in JSON")


def _error(message: str, positions: Positions, offset: int, hint: str | None = None) -> Diagnostic:
    return Diagnostic("GV700", Severity.ERROR, message, positions.at(offset), hint)


def _placed(problem: Problem, positions: Positions) -> Diagnostic:
    span = positions.key_span(problem.path) if problem.about_key else positions.span(problem.path)
    return Diagnostic(problem.code, problem.severity, problem.message, span, problem.hint)


def _duplicates(positions: Positions) -> tuple[Diagnostic, ...]:
    return tuple(
        Diagnostic(
            "GV701",
            Severity.ERROR,
            f"the key `{path[-1]}` occurs twice in one object",
            second,
            "keep one of them: parsers drop the other silently",
            (Related(first, "the first one is here"),),
        )
        for path, first, second in positions.duplicates()
    )
