"""One request asked of policies in files, or of an intent: what `gen-vpce simulate` does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from gen_vpce.access.decision.compiled_policy import Clause, CompiledPolicy, compile_policy
from gen_vpce.access.decision.evaluate import Decision, decide_asked
from gen_vpce.access.decision.explain import explain
from gen_vpce.access.decision.policy_layers import Guard, Layers
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.inquiry.asked_policies import AtHand, OfIntent
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.read import Read, read

_BESIDE_OTHERS = frozenset((PolicyKind.SCP, PolicyKind.RCP))
"""Kinds that AWS attaches beside a policy of full access: one that only denies is not alone."""


class Question(Struct, frozen=True):
    """A request, and the files with the policies that it passes.

    With `intent`, the path of an intent or of a module's folder, the request may use the intent's short
    names, and `request.through` the name of one of its endpoints. `files` are pairs of kind and path.
    `roots_only` is the rule of gateway endpoints, None where nobody tells what the endpoint is.
    """

    request: Request
    intent: Path | None = None
    files: tuple[tuple[PolicyKind, Path], ...] = ()
    roots_only: bool | None = None


class Simulated(Struct, frozen=True):
    """What came of a question: the decision, why, and the place of the statement that decided."""

    decision: Decision
    because: str
    place: Span | None


class Simulation(Struct, frozen=True):
    """The answer to a question, or None where the findings say why there is none."""

    answer: Simulated | None
    diagnostics: tuple[Diagnostic, ...] = ()


def simulate(question: Question) -> Simulation:
    """Return the decision on the request of *question*, or what is wrong with what it names."""
    files, found = _files(question)
    own = OfIntent(question.request)
    if question.intent is not None:
        from gen_vpce.inquiry.simulation_of_intent import of_intent

        own = of_intent(question.intent, question.request)
        found += own.diagnostics
    if any(each.severity is Severity.ERROR for each in found):
        return Simulation(None, tuple(found))
    return Simulation(_answer(own, files), tuple(found))


def _answer(own: OfIntent, files: Sequence[AtHand]) -> Simulated:
    only_deny = [each for each in files if each.kind in _BESIDE_OTHERS and not each.ready.allows]
    asking = [*(each for each in files if each not in only_deny), *own.asking]
    restrictions = [*only_deny, *own.restrictions]
    layers = _layers(asking, restrictions, own.guards)
    asked = facts(own.request, own.home)
    decision = decide_asked(layers, asked)
    places = _places(decision.clause, (*asking, *restrictions))
    because = explain(decision, layers, asked, own.request)
    if own.ways and decision.layer is None:
        because += f"; did you mean {' or '.join(f'--through {name}' for name in own.ways)}?"
    return Simulated(decision, because, next(places, None))


def _places(clause: Clause | None, policies: Iterable[AtHand]) -> Iterator[Span]:
    """Yield where the statement *clause* was written."""
    for each in policies:
        if clause is not None and clause in (*each.ready.allows, *each.ready.denies):
            yield each.origin(clause.place)


def _files(question: Question) -> tuple[list[AtHand], list[Diagnostic]]:
    files: list[AtHand] = []
    found: list[Diagnostic] = []
    for kind, path in question.files:
        answer = _read(path)
        if isinstance(answer, Diagnostic):
            found.append(answer)
            continue
        found += (each for each in answer.diagnostics if each.severity is Severity.ERROR)
        if answer.policy is not None:
            roots_only = kind is PolicyKind.ENDPOINT and question.roots_only
            ready = compile_policy(answer.policy, roots_only=roots_only)
            files.append(AtHand(kind, ready, _origin(answer)))
    return files, found


def _origin(answer: Read) -> Callable[[int], Span]:
    return lambda place: answer.positions.span(("Statement", place))


def _read(path: Path) -> Read | Diagnostic:
    try:
        return read(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError as error:
        reason = f"byte {error.start + 1} is not UTF-8"
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
    return Diagnostic("GV711", Severity.ERROR, f"`{path}` cannot be read: {reason}", Span(str(path)))


def _layers(asking: Sequence[AtHand], restrictions: Sequence[AtHand], guards: tuple[Guard, ...]) -> Layers:
    """Return the policies that must allow by layer, and those of which only the Deny statements count."""
    by_kind: dict[PolicyKind, list[CompiledPolicy]] = {kind: [] for kind in PolicyKind}
    for each in asking:
        by_kind[each.kind].append(each.ready)
    groups = {kind: tuple(group) or None for kind, group in by_kind.items()}
    endpoint, resource = groups[PolicyKind.ENDPOINT], groups[PolicyKind.RESOURCE]
    return Layers(
        endpoint=endpoint[0] if endpoint else None,
        identity=groups[PolicyKind.IDENTITY],
        resource=resource[0] if resource else None,
        scps=tuple((each,) for each in by_kind[PolicyKind.SCP]),
        rcps=tuple((each,) for each in by_kind[PolicyKind.RCP]),
        boundaries=groups[PolicyKind.BOUNDARY],
        session=groups[PolicyKind.SESSION],
        restrictions=tuple((each.kind, each.ready) for each in restrictions),
        guards=guards,
    )
