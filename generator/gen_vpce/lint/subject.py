"""What a rule looks at: one policy, where it is attached, and its elements with their paths.

Values that are placeholders are passed over here, so that one example left in a policy is one finding and
not one of every rule that it happens to break. So are values with symbols, which nobody knows.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.access.comparison.redundancy import Idle, idle_statements
from gen_vpce.access.proof.exists import Party
from gen_vpce.catalog import ConditionKey, EndpointService
from gen_vpce.intent.model import EndpointKind
from gen_vpce.lint.placeholder import placeholder_in
from gen_vpce.policy.document import Condition, Effect, Policy, PolicyKind, Scalar, Statement
from gen_vpce.policy.operators import OPERATORS, Operator
from gen_vpce.policy.positions import Path
from gen_vpce.policy.symbols import has_marker, with_markers_as

_EFFORT = 2_000
"""Steps for each statement: enough for policies as people write them, some milliseconds at worst."""


class Value(Struct, frozen=True):
    """One text of a policy: an action, a resource, a principal, a value of a condition.

    `written` is what stands there, where `text` is the widest pattern that it may be.
    """

    text: str
    path: Path
    written: str | None = None

    @property
    def shown(self) -> str:
        """The text for a message."""
        return self.written or self.text


class Placed(Struct, frozen=True, dict=True):
    """A statement with its index in the policy."""

    index: int
    statement: Statement

    @property
    def path(self) -> Path:
        """The way to the statement from the top of the document."""
        return ("Statement", self.index)

    @property
    def name(self) -> str:
        """How a message calls it: its Sid, or its number from 1."""
        return f"`{self.statement.sid}`" if self.statement.sid else f"number {self.index + 1}"

    @property
    def allows(self) -> bool:
        """Whether the effect is Allow."""
        return self.statement.effect is Effect.ALLOW

    @cached_property
    def actions(self) -> tuple[Value, ...]:
        """The values of Action."""
        return self.values("Action", self.statement.actions)

    @cached_property
    def all_actions(self) -> tuple[Value, ...]:
        """The values of Action and NotAction."""
        return self.actions + self.values("NotAction", self.statement.not_actions)

    @cached_property
    def resources(self) -> tuple[Value, ...]:
        """The values of Resource."""
        return self.values("Resource", self.statement.resources)

    @cached_property
    def widest_resources(self) -> tuple[Value, ...]:
        """The values of Resource, with a wildcard for every symbol: what does not fit these fits no value."""
        return self.widest("Resource", self.statement.resources)

    @cached_property
    def all_widest_resources(self) -> tuple[Value, ...]:
        """The same of Resource and NotResource."""
        return self.widest_resources + self.widest("NotResource", self.statement.not_resources)

    @cached_property
    def all_resources(self) -> tuple[Value, ...]:
        """The values of Resource and NotResource."""
        return self.resources + self.values("NotResource", self.statement.not_resources)

    @cached_property
    def principals(self) -> tuple[tuple[str, Value], ...]:
        """The values of Principal and NotPrincipal with their type (`AWS`, `Service`, `*`)."""
        elements = (("Principal", self.statement.principals), ("NotPrincipal", self.statement.not_principals))
        return tuple(
            (kind, value)
            for name, element in elements
            for kind, texts in (element.by_type if element else ())
            for value in self.values(name, texts, kind)
        )

    @cached_property
    def questions(self) -> tuple["Question", ...]:
        """The conditions, each with what is known of its key and its operator."""
        return tuple(
            Question(self, condition, OPERATORS[condition.operator], catalog.condition_key(condition.key))
            for condition in self.statement.conditions
            if not has_marker(condition.key)
        )

    @property
    def has_placeholder(self) -> bool:
        """Whether a value was passed over."""
        statement = self.statement
        written = sum(
            len(texts or ())
            for texts in (
                statement.actions,
                statement.not_actions,
                statement.resources,
                statement.not_resources,
                *(question.condition.values for question in self.questions),
            )
        )
        kept = (
            len(self.all_actions) + len(self.all_resources) + sum(len(each.values) for each in self.questions)
        )
        return kept < written or len(self.questions) < len(statement.conditions) or self.has_open_principal

    @property
    def has_open_principal(self) -> bool:
        """Whether a principal is a symbol."""
        elements = (self.statement.principals, self.statement.not_principals)
        texts = (text for each in elements if each for _, texts in each.by_type for text in texts)
        return any(map(has_marker, texts))

    def widest(self, element: str, texts: tuple[str, ...] | None, *below: str) -> tuple[Value, ...]:
        """Return the *texts* of an element with a wildcard for every symbol, placeholders left out."""
        path = (*self.path, element, *below)
        return tuple(
            Value(with_markers_as(text, "*"), (*path, index), text if has_marker(text) else None)
            for index, text in enumerate(texts or ())
            if placeholder_in(text) is None
        )

    def values(self, element: str, texts: tuple[str, ...] | None, *below: str) -> tuple[Value, ...]:
        """Return the *texts* of an element with their paths, placeholders left out."""
        path = (*self.path, element, *below)
        return tuple(Value(text, (*path, index)) for index, text in enumerate(texts or ()) if is_plain(text))


class Question(Struct, frozen=True, dict=True):
    """A condition of a statement. `key` is None where the catalogue does not know the key."""

    placed: Placed
    condition: Condition
    operator: Operator
    key: ConditionKey | None

    @property
    def path(self) -> Path:
        """The way to the condition key."""
        return (*self.placed.path, "Condition", self.condition.written_operator, self.condition.key)

    @cached_property
    def folded(self) -> str:
        """The key's name in lower case: `aws:sourcevpce`."""
        return self.condition.key.casefold()

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """The values as text, placeholders left out."""
        return tuple(
            Value(text, (*self.path, index))
            for index, text in enumerate(map(as_text, self.condition.values))
            if is_plain(text)
        )


class Subject(Struct, frozen=True, dict=True):
    """A policy and what is known of the place where it is attached.

    `service`, `endpoint_type` (`gateway` or `interface`) and `region` are those of the endpoint, None where
    nobody says. `data` is the policy as plain JSON and `length` its length in characters, both as written;
    None for a policy that was not read from a text. With `partial`, it may have more statements, which nobody
    knows.
    """

    policy: Policy
    kind: PolicyKind
    service: EndpointService | None = None
    endpoint_type: str | None = None
    region: str | None = None
    data: Mapping[str, object] | None = None
    length: int | None = None
    partial: bool = False

    @cached_property
    def statements(self) -> tuple[Placed, ...]:
        """The statements with their index."""
        return tuple(Placed(index, statement) for index, statement in enumerate(self.policy.statements))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The conditions of all statements."""
        return tuple(question for placed in self.statements for question in placed.questions)

    @cached_property
    def idle(self) -> tuple[Idle, ...]:
        """The statements that change nothing, as far as little work shows; none beside placeholders."""
        if any(placed.has_placeholder for placed in self.statements):
            return ()
        endpoint = EndpointKind(self.endpoint_type) if self.endpoint_type else None
        return idle_statements(Party(self.policy, self.kind, endpoint), effort=_EFFORT)

    def widest_arns(self) -> Iterator[Value]:
        """Yield the same with a wildcard for every symbol."""
        for placed in self.statements:
            statement = placed.statement
            values = list(placed.all_widest_resources)
            for name, element in (
                ("Principal", statement.principals),
                ("NotPrincipal", statement.not_principals),
            ):
                for kind, texts in element.by_type if element else ():
                    values += placed.widest(name, texts, kind)
            for question in placed.questions:
                condition = question.condition
                below = ("Condition", condition.written_operator, condition.key)
                values += placed.widest(below[0], tuple(map(as_text, condition.values)), *below[1:])
            yield from (value for value in values if value.text.startswith("arn:"))

    def arns(self) -> Iterator[Value]:
        """Yield every value that begins like an ARN: resources, principals, values of conditions."""
        for placed in self.statements:
            values = [*placed.all_resources, *(value for _, value in placed.principals)]
            values += [value for question in placed.questions for value in question.values]
            yield from (value for value in values if value.text.startswith("arn:"))


def is_plain(text: str) -> bool:
    """Whether a text is what it will be: neither a placeholder nor one with a symbol."""
    return not has_marker(text) and placeholder_in(text) is None


def as_text(value: Scalar) -> str:
    """Return a value as IAM compares it: `true`, not `True`."""
    return str(value).lower() if isinstance(value, bool) else str(value)
