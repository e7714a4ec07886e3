"""A policy made ready: read once, turned into closures, then asked about any number of requests."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, TypeAlias, TypeVar

from msgspec import Struct, field

from gen_vpce.access.decision.caller import Caller
from gen_vpce.access.decision.condition_tests import Test, condition_test, filled, variable_values
from gen_vpce.access.decision.principal_test import Named, PrincipalTest, principal_test
from gen_vpce.access.decision.request import Facts
from gen_vpce.access.patterns.glob import Matcher, Variable, Wild, any_of, arn_pattern, spell
from gen_vpce.access.patterns.plain_glob import one_of_arns, one_of_texts
from gen_vpce.access.patterns.truth import Truth, Unknown
from gen_vpce.policy.document import VERSION, Effect, Policy, Principals, Statement

T = TypeVar("T")

Check: TypeAlias = Callable[[Facts], Truth]

ENDPOINT_KIND: Final = "the kind of the endpoint"
GATEWAY_SERVICES: Final = frozenset(("s3", "dynamodb", "s3express"))

_REMEMBERED_ACTIONS = 512


class Clause(Struct, frozen=True, eq=False):
    """One statement made ready. `checks` are its elements but the action, each with its name.

    The names are `principal`, `resource` and the keys of the conditions as the statement writes them.
    """

    statement: Statement
    place: int
    acts: Matcher
    checks: tuple[tuple[str, Check], ...]
    principal: PrincipalTest | None

    @property
    def label(self) -> str:
        """The Sid, or where there is none the number of the statement counted from 0."""
        return self.statement.sid or str(self.place)

    def match(self, asked: Facts) -> Truth:
        """Return whether the statement matches a request whose action it matches."""
        unknown: Unknown | None = None
        for _name, check in self.checks:
            answer = check(asked)
            if answer is False:
                return False
            if answer is not True and unknown is None:
                unknown = answer
        return unknown or True

    def named(self, who: Caller) -> Named:
        """Return how directly the Principal element names *who*; without one, everyone is named."""
        return self.principal.names(who) if self.principal else Named.DIRECTLY


class CompiledPolicy(Struct, frozen=True, eq=False):
    """A policy made ready. The statements about an action are looked for once for each that comes along."""

    allows: tuple[Clause, ...]
    denies: tuple[Clause, ...]
    _allowing: dict[str, tuple[Clause, ...]] = field(default_factory=dict)

    def allowing(self, action: str) -> tuple[Clause, ...]:
        """Return the Allow statements whose Action element matches, *action* in lower case."""
        found = self._allowing.get(action)
        if found is None:
            found = tuple(clause for clause in self.allows if clause.acts(action))
            remember(self._allowing, action, found)
        return found


def remember(actions: dict[str, T], action: str, found: T) -> None:
    """Keep what was *found* for *action*, unless the actions that come along are without end."""
    if len(actions) >= _REMEMBERED_ACTIONS:
        actions.clear()
    actions[action] = found


def compile_policy(policy: Policy, *, roots_only: bool | None = False) -> CompiledPolicy:
    """Return *policy* made ready for decisions.

    *roots_only* is the rule of gateway endpoints, that an account in the Principal element is its root user;
    None for an endpoint policy whose endpoint is of unknown kind: what depends on it is then not known.
    """
    variables = policy.version == VERSION
    clauses = [
        Clause(
            statement,
            place,
            _acts(statement),
            tuple(_checks(statement, variables=variables, roots_only=roots_only)),
            principal_test(statement.principals, roots_only=False) if statement.principals else None,
        )
        for place, statement in enumerate(policy.statements)
    ]
    return CompiledPolicy(
        allows=tuple(clause for clause in clauses if clause.statement.effect is Effect.ALLOW),
        denies=tuple(clause for clause in clauses if clause.statement.effect is Effect.DENY),
    )


def _checks(statement: Statement, *, variables: bool, roots_only: bool | None) -> Iterator[tuple[str, Check]]:
    deny = statement.effect is Effect.DENY
    if statement.principals is not None and not statement.principals.is_everyone:
        named = partial(_names, statement.principals)
        yield "principal", _by_kind(named, roots_only=roots_only)
    if statement.not_principals is not None:
        spared = partial(_does_not_spare, statement.not_principals, deny=deny)
        yield "principal", _by_kind(spared, roots_only=roots_only)
    for values, wanted in ((statement.resources, True), (statement.not_resources, False)):
        if values is not None and not (wanted and "*" in values):
            yield "resource", _is_one_of(values, wanted=wanted, variables=variables)
    for condition in statement.conditions:
        yield condition.key, _on_keys(condition_test(condition, variables=variables))


def _acts(statement: Statement) -> Matcher:
    if statement.not_actions is None:
        return one_of_texts(value.lower() for value in statement.actions or ())
    spared = one_of_texts(value.lower() for value in statement.not_actions)
    return lambda action: not spared(action)


def _names(principals: Principals, *, roots_only: bool) -> Callable[[Caller], bool]:
    test = principal_test(principals, roots_only=roots_only)
    return lambda who: test.names(who) is not Named.NO


def _does_not_spare(principals: Principals, *, deny: bool, roots_only: bool) -> Callable[[Caller], bool]:
    test = principal_test(principals, roots_only=roots_only)
    return lambda who: not test.leaves_out(who, deny=deny)


def _by_kind(make: Callable[..., Callable[[Caller], bool]], *, roots_only: bool | None) -> Check:
    """Return the check of a Principal element on an endpoint of one kind, or of a kind nobody told."""
    if roots_only is not None:
        test = make(roots_only=roots_only)
        return lambda asked: test(asked.caller)
    of_gateway, of_interface = make(roots_only=True), make(roots_only=False)

    def check(asked: Facts) -> Truth:
        answer = of_interface(asked.caller)
        may_be_gateway = asked.action.partition(":")[0] in GATEWAY_SERVICES
        return Unknown(ENDPOINT_KIND) if may_be_gateway and of_gateway(asked.caller) != answer else answer

    return check


def _on_keys(test: Test) -> Check:
    return lambda asked: test(asked.keys)


def _is_one_of(values: tuple[str, ...], *, wanted: bool, variables: bool) -> Check:
    """Return the check whether the resource is (or, not *wanted*, is not) one of *values*."""
    if not (variables and any("${" in value for value in values)):
        matches = one_of_arns(values)
        return lambda asked: matches(asked.resource) is wanted
    spelled = tuple(arn_pattern(spell(value, variables=True)) for value in values)
    at_most = any_of(
        tuple(Wild.MANY if isinstance(token, Variable) else token for token in each) for each in spelled
    )

    def check(asked: Facts) -> Truth:
        if not at_most(asked.resource):
            return not wanted
        known, unknown = variable_values(spelled, asked.keys)
        if any_of(filled(spelled, known))(asked.resource):
            return wanted
        return unknown or not wanted

    return check
