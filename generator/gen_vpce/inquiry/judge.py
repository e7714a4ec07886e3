"""The policies that real requests are asked of, one endpoint's at a time, made ready once for all of them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.decision.caller import Caller, CallerKind
from gen_vpce.access.decision.compiled_policy import Clause, compile_policy
from gen_vpce.access.decision.evaluate import Decision, decide_asked
from gen_vpce.access.decision.explain import explain
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Facts, Home, OpenKeys, Request, facts
from gen_vpce.access.expectation.policies_held import Origin, holdings, operators_in
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.inquiry.compared_source import intent_at, side
from gen_vpce.inquiry.known_facts import Known
from gen_vpce.inquiry.part import Part
from gen_vpce.intent.chosen import one_of, split
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import Policy, PolicyKind, Statement

_OF_AN_ACCOUNT = (CallerKind.ROOT, CallerKind.USER, CallerKind.ROLE, CallerKind.FEDERATED_USER)
_OF_NONE = (CallerKind.SERVICE, CallerKind.PROVIDER, CallerKind.ANONYMOUS, CallerKind.OTHER)


class Way(Struct, frozen=True, eq=False):
    """What requests through one endpoint are asked: its policy, and those of which only Deny counts.

    `id` is what `aws:SourceVpce` holds, None for the endpoint's own id. `service` is the IAM prefix that the
    endpoint leads to, None where nobody tells. `span` is where an intent names the endpoint.
    """

    name: str
    layers: Layers
    policies: tuple[Policy, ...]
    id: str | None = None
    service: str | None = None
    origins: tuple[tuple[tuple[Clause, ...], Origin], ...] = ()
    span: Span | None = None

    def place(self, clause: Clause | None) -> Span | None:
        """Return where the statement *clause* was written, as far as that is known."""
        if clause is None:
            return None
        return next((origin(clause.place) for clauses, origin in self.origins if clause in clauses), None)

    def source(self, endpoint: str) -> str:
        """Return what `aws:SourceVpce` holds for requests through *endpoint*.

        The policies of an intent call their endpoint by a token, unless one of them writes its id.
        """
        return self.id if self.id is not None and not _writes(self, endpoint) else endpoint

    def carries(self, action: str) -> bool:
        """Whether requests for *action* come through this endpoint."""
        return self.service is None or action.partition(":")[0] == self.service

    def about(self, action: str) -> Iterator[Clause]:
        """Yield the statements about *action*, in lower case: what allows it and what denies it."""
        if self.layers.endpoint is not None:
            yield from self.layers.endpoint.allowing(action)
        yield from (clause for _kind, _place, clause in self.layers.denying(action))

    def asks_for_principals(self) -> bool:
        """Whether a statement names callers in its Principal element."""
        return any(_names_callers(one) for each in self.policies for one in each)

    def names_callers(self, action: str) -> bool:
        """Whether a statement about *action*, in lower case, names callers in its Principal element."""
        return any(_names_callers(clause.statement) for clause in self.about(action))

    def resources(self) -> Iterable[str]:
        """Yield every resource that a statement names."""
        for policy in self.policies:
            for statement in policy:
                yield from statement.resources or ()
                yield from statement.not_resources or ()


def _names_callers(statement: Statement) -> bool:
    elements = (statement.principals, statement.not_principals)
    return any(element is not None and not element.is_everyone for element in elements)


@lru_cache(maxsize=256)
def _writes(way: Way, text: str) -> bool:
    return any(text in repr(policy) for policy in way.policies)


class Judge(Struct, frozen=True, eq=False):
    """The ways that are decided on, and what their policies ask of requests.

    `keys` are the condition keys that a policy asks for, in lower case; `sessions` says whether one names a
    session of a role. `known` is what the user says that no event tells.
    """

    ways: tuple[Way, ...]
    keys: frozenset[str]
    home: Home | None = None
    sessions: bool = False
    known: Known | None = None

    def decide(self, way: Way, request: Request, account: str | None) -> tuple[Decision, str]:
        """Return the decision on *request* through *way*, and why.

        *account* is the caller's where nothing more is known of who calls; empty where not even that is.
        """
        if self.known is not None:
            request = self.known.added(request, account, self.keys)
        asked = facts(request, self.home)
        if account is not None:
            asked = _of_account(asked, account)
        decision = decide_asked(way.layers, asked)
        return decision, explain(decision, way.layers, asked, request)


def _of_account(asked: Facts, account: str) -> Facts:
    """Return what is asked by somebody of *account*, or by whomever: the caller's keys may have any value."""
    who = Caller(CallerKind.OTHER, asked.caller.name, account or None)
    own = {"aws:principalaccount": (account,)} if account else {}
    kinds = _OF_AN_ACCOUNT if account else (*_OF_AN_ACCOUNT, *_OF_NONE)
    callers = tuple(Caller(kind, who.name, account if kind in _OF_AN_ACCOUNT else None) for kind in kinds)
    return replace(asked, caller=who, keys=OpenKeys({**asked.keys, **own}, (), (callers, asked.action, True)))


def judge(name: str, *, gateway: bool | None = None) -> Judge | tuple[Diagnostic, ...]:
    """Return what *name* stands for made ready, or what is wrong with it.

    *name* is an intent, a module's folder, a policy, or one of them in git (`HEAD:modules/orders`); of an
    intent with deployments, one of these behind `#`. *gateway* tells the kind of the endpoint of a policy;
    None where nobody does.
    """
    file, deployment = split(name)
    intent = intent_at(file)
    if intent is not None:
        return judge_intent(*intent, deployment)
    read = side(name, None)
    if not read.parts:
        return read.diagnostics
    if any(part.symbols or part.doubt for part in read.parts):
        hint = "give the policy as JSON, or a module of gen-vpce's: requests are decided on values"
        message = f"`{name}` holds values that are not known before apply"
        return (Diagnostic("GV905", Severity.ERROR, message, Span(name), hint),)
    return _of_parts(name, read.parts, gateway)


def judge_intent(name: str, raw: bytes, deployment: str | None = None) -> Judge | tuple[Diagnostic, ...]:
    """Return the intent in *raw*, or one *deployment* of it, made ready; or what is wrong with it."""
    loaded = one_of(load_bytes(raw, name), deployment, name)
    if loaded.intent is None:
        return loaded.diagnostics
    compiled = compile_intent(loaded.intent)
    wrong = tuple(each for each in compiled.diagnostics if each.severity is Severity.ERROR)
    if wrong:
        return wrong
    held = holdings(loaded.intent, compiled.documents)
    denying = tuple((each.kind, each.ready) for each in held.restrictions)
    spans = {each.name: each.span for each in loaded.intent.endpoints}
    ways = tuple(
        Way(
            door.name,
            Layers(endpoint=door.held.ready, restrictions=denying, guards=held.guards),
            (door.held.policy, *(each.policy for each in held.restrictions)),
            door.id,
            door.service,
            tuple(
                ((*each.ready.allows, *each.ready.denies), each.origin)
                for each in (door.held, *held.restrictions)
            ),
            spans[door.name],
        )
        for door in held.doors
    )
    return Judge(ways, frozenset(held.operators), held.home, names_sessions(ways))


def _of_parts(name: str, parts: Sequence[Part], gateway: bool | None) -> Judge | tuple[Diagnostic, ...]:
    doors = [part for part in parts if part.kind is PolicyKind.ENDPOINT]
    if not doors:
        hint = "give the policy of an endpoint, an intent, or a module's folder"
        if any(part.kind is PolicyKind.RESOURCE for part in parts):
            hint += (
                "; what a change of a resource's policy takes away is told by `gate --traffic` and "
                "`generate --traffic`"
            )
        message = f"`{name}` holds no policy of an endpoint"
        return (Diagnostic("GV905", Severity.ERROR, message, Span(name), hint),)
    others = [part for part in parts if part.kind is not PolicyKind.ENDPOINT]
    denying = tuple((part.kind, compile_policy(part.policy)) for part in others)
    rest = tuple(part.policy for part in others)
    ways = tuple(
        Way(
            part.label.removesuffix(f" ({part.kind})"),
            Layers(
                endpoint=compile_policy(part.policy, roots_only=_roots_only(part, gateway)),
                restrictions=denying,
            ),
            (part.policy, *rest),
        )
        for part in doors
    )
    keys = operators_in([part.policy for part in parts])
    return Judge(ways, frozenset(keys), sessions=names_sessions(ways))


def judge_policy(policy: Policy, gateway: bool | None, service: str | None) -> Judge:
    """Return the policy of one endpoint made ready; *service* is the IAM prefix that it leads to."""
    layers = Layers(endpoint=compile_policy(policy, roots_only=gateway))
    ways = (Way("policy", layers, (policy,), service=service),)
    return Judge(ways, frozenset(operators_in([policy])), sessions=names_sessions(ways))


def _roots_only(part: Part, gateway: bool | None) -> bool | None:
    return gateway if part.endpoint_kind is None else part.endpoint_kind is EndpointKind.GATEWAY


def names_sessions(ways: Iterable[Way]) -> bool:
    """Whether a policy of *ways* names a session of a role."""
    return any(":assumed-role/" in repr(policy) for way in ways for policy in way.policies)


def resources_in(*judges: Judge | None) -> Iterator[str]:
    """Yield every resource that a statement of *judges* names."""
    for each in judges:
        for way in each.ways if each else ():
            yield from way.resources()
