"""A rule: a class that is its own documentation.

The first line of its docstring is the title, the rest is what `gen-vpce explain` and docs/rules.md say.
"""

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from typing import ClassVar

from msgspec import Struct

from gen_vpce.diagnostics import Code, Severity
from gen_vpce.lint.subject import Subject
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.positions import Path

EVERY_KIND = frozenset(PolicyKind)
ENDPOINT = frozenset({PolicyKind.ENDPOINT})
ATTACHED_TO_RESOURCES = frozenset({PolicyKind.ENDPOINT, PolicyKind.RESOURCE, PolicyKind.RCP})
ATTACHED_TO_PRINCIPALS = EVERY_KIND - ATTACHED_TO_RESOURCES


class Finding(Struct, frozen=True):
    """What a rule says of the element at `path`; `hint` is the exact fix where the rule's own is not."""

    path: Path
    message: str
    hint: str | None = None


class Rule(ABC):
    """The base of every rule. A subclass sets `code`, `severity`, `source` and `hint`, and yields findings.

    `kinds` are the policies that it applies to. `analyzer` names the checks of IAM Access Analyzer that it
    stands for, none where no other tool has the rule. With `explained_by_errors`, a finding is left out
    where a rule before it found an error in the same statement. With `needs_all`, a rule says nothing of a
    policy that may have more statements than are known.
    """

    code: ClassVar[str]
    severity: ClassVar[Severity]
    source: ClassVar[str]
    hint: ClassVar[str | None] = None
    kinds: ClassVar[frozenset[PolicyKind]] = EVERY_KIND
    analyzer: ClassVar[tuple[str, ...]] = ()
    explained_by_errors: ClassVar[bool] = False
    needs_all: ClassVar[bool] = False

    @abstractmethod
    def check(self, subject: Subject) -> Iterator[Finding]:
        """Yield what is wrong with *subject*, whose kind is one of `kinds`."""

    @classmethod
    @cache
    def entry(cls) -> Code:
        """Return the rule's entry in the table of codes."""
        title, _, explanation = inspect.cleandoc(cls.__doc__ or "").partition("\n")
        return Code(cls.code, cls.severity, title.rstrip("."), explanation.strip(), cls.source)
