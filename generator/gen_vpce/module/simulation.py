"""One request asked of policies in files, or of an intent: what `gen-vpce simulate` does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gen_vpce.access.compiled import Clause, CompiledPolicy
from gen_vpce.access.evaluate import Decision, decide
from gen_vpce.access.expect_held import Held, Holdings, held_policy, holdings
from gen_vpce.access.explain import explain
from gen_vpce.access.layers import Layers
from gen_vpce.access.request import Request, facts
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.intent.expectations import expectation
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.load import load
from gen_vpce.intent.model import Claim, EndpointKind, Intent
from gen_vpce.intent.node import Node
from gen_vpce.intent.setting import Setting
from gen_vpce.module.paths import INTENT
from gen_vpce.policy.compile import compile_intent
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.read import Read, read

_COMMAND_LINE = Span("command line")
_BESIDE_OTHERS = frozenset((PolicyKind.SCP, PolicyKind.RCP))
"""Kinds that AWS attaches beside a policy of full access: one that only denies is not alone."""

_ROOTS_ONLY = {EndpointKind.GATEWAY: True, EndpointKind.INTERFACE: False, None: None}


@dataclass(frozen=True, slots=True)
class Question:
    """A request, and the files with the policies that it passes.

    With `intent`, the path of an intent or of a module's folder, the request may use the intent's short
    names, and `request.through` the name of one of its endpoints. `files` are pairs of kind and path.
    """

    request: Request
    intent: Path | None = None
    files: tuple[tuple[PolicyKind, Path], ...] = ()
    endpoint_kind: EndpointKind | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """What came of a question: the decision, why, and the place of the statement that decided."""

    decision: Decision
    because: str
    place: Span | None


@dataclass(frozen=True, slots=True)
class Simulation:
    """The answer to a question, or None where the findings say why there is none."""

    answer: Simulated | None
    diagnostics: tuple[Diagnostic, ...] = ()


def simulate(question: Question) -> Simulation:
    """Return the decision on the request of *question*, or what is wrong with what it names."""
    files, found = _files(question)
    held, request = None, question.request
    if question.intent is not None:
        held, asked, wrong = _of_intent(question.intent, request)
        found += wrong
        request = asked or request
    if any(each.severity is Severity.ERROR for each in found):
        return Simulation(None, tuple(found))
    return Simulation(_answer(request, held, files), tuple(found))


def _answer(request: Request, held: Holdings | None, files: Sequence[Held]) -> Simulated:
    doors = held.doors if held else ()
    door = next((door for door in doors if door.id == request.through), None)
    asking = (*files, *((door.held,) if door else ()))
    only_deny = [each for each in files if each.kind in _BESIDE_OTHERS and not each.ready.allows]
    restrictions = (*only_deny, *(held.restrictions if held else ()))
    layers = _layers([each for each in asking if each not in only_deny], restrictions)
    asked = facts(request)
    decision = decide(layers, asked)
    places = _places(decision.clause, (*asking, *restrictions)) if decision.clause else iter(())
    return Simulated(decision, explain(decision, layers, asked, request), next(places, None))


def _places(clause: Clause, policies: Iterable[Held]) -> Iterator[Span]:
    """Yield where the statement *clause* was written."""
    for held in policies:
        if clause in (*held.ready.allows, *held.ready.denies):
            yield held.origin(clause.place)


def _files(question: Question) -> tuple[list[Held], list[Diagnostic]]:
    files: list[Held] = []
    found: list[Diagnostic] = []
    for kind, path in question.files:
        answer = _read(path)
        if isinstance(answer, Diagnostic):
            found.append(answer)
            continue
        found += (each for each in answer.diagnostics if each.severity is Severity.ERROR)
        if answer.policy is not None:
            roots_only = kind is PolicyKind.ENDPOINT and _ROOTS_ONLY[question.endpoint_kind]
            files.append(held_policy(kind, answer.policy, _origin(answer), roots_only=roots_only))
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


def _layers(asking: Sequence[Held], restrictions: Sequence[Held]) -> Layers:
    """Return the policies that must allow by layer, and those of which only the Deny statements count."""
    by_kind: dict[PolicyKind, list[CompiledPolicy]] = {kind: [] for kind in PolicyKind}
    for held in asking:
        by_kind[held.kind].append(held.ready)
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
        restrictions=tuple((held.kind, held.ready) for held in restrictions),
    )


def _of_intent(path: Path, request: Request) -> tuple[Holdings | None, Request | None, list[Diagnostic]]:
    """Return what the intent at *path* holds, and *request* with its short names resolved in it."""
    file = path / INTENT if path.is_dir() else path
    loaded = load(file, str(file))
    if loaded.intent is None:
        return None, None, list(loaded.diagnostics)
    compiled = compile_intent(loaded.intent)
    held = holdings(loaded.intent, compiled.documents)
    resolved, found = _resolved(request, loaded.intent, held)
    return held, resolved, [*compiled.diagnostics, *found]


def _resolved(request: Request, intent: Intent, held: Holdings) -> tuple[Request, Findings]:
    """Return *request* the way an expectation of *intent* would be read."""
    found = Findings()
    setting = Setting(intent.region, intent.account, intent.partition, intent.organization, found)
    named = {"principal": request.principal, "action": request.action, "resource": request.resource}
    through = request.through
    is_name = through is not None and not through.startswith("vpce-")
    if through is not None and is_name:
        named["through"] = through
    entry = Node(_COMMAND_LINE, entries={name: _text(text) for name, text in named.items()})
    by_name = {endpoint.name: endpoint for endpoint in intent.endpoints}
    whole = Node(_COMMAND_LINE, entries={Claim.ALLOW: entry})
    read_as = expectation(whole, by_name, by_name, setting)
    if found.stop:
        return request, found
    return (
        replace(
            request,
            principal=read_as.principal or request.principal,
            resource=read_as.resource or request.resource,
            through=held.door(through).id if through is not None and is_name else through,
        ),
        found,
    )


def _text(text: str) -> Node:
    return Node(_COMMAND_LINE, value=text, text=text)
