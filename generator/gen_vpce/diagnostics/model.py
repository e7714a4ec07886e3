"""What a finding is: where, how bad, what, and how to mend it.

Every room returns findings of this one shape; only the report room turns them into text.
"""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How bad a finding is; errors and warnings fail a run, suggestions and notes do not."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"
    NOTE = "note"

    @property
    def fails(self) -> bool:
        """Whether a finding of this severity makes the run exit with 1; of `generate`, warnings if strict."""
        return self in (Severity.ERROR, Severity.WARNING)

    @property
    def rank(self) -> int:
        """The place in the order of severities: 0 is the worst."""
        return list(Severity).index(self)


class Span(NamedTuple):
    """A place in a text file; lines and columns count from 1 in characters, the end is exclusive.

    `text` is the whole first line of the place, without its line break, so that a report can show it
    without reading the file again.
    """

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Related(NamedTuple):
    """A second place that a finding speaks of, such as the first use of a duplicate key."""

    span: Span
    message: str


class Setting(NamedTuple):
    """Why a finding has another severity than its `default`.

    `rule` is the setting as it is written: `allow endpoint-destroyed=module.a.*`. `source` names the file
    that it stands in, `gen-vpce.toml` or `origin/main:gen-vpce.toml`, None for the command line.
    """

    default: Severity
    rule: str
    source: str | None = None


class Usage(NamedTuple):
    """How often real requests needed what a policy no longer lets pass, as far as files of events tell.

    `events` and different `requests` that succeeded and would be denied, the `last` of them with its id as
    `example`; `unknown` are events that depend on what is not known. `limits` say what the files do not
    prove. Where no events were asked, `events` is None and `limits` say why.
    """

    events: int | None
    requests: int = 0
    last: str | None = None
    example: str | None = None
    unknown: int = 0
    limits: tuple[str, ...] = ()


class Diagnostic(NamedTuple):
    """One finding: a sentence that names the value, and a hint with the exact fix.

    `code` is one of the table of codes. `message` and `hint` are single sentences without a full stop.
    `subject` is what it is about where that is not a place in a file: a resource's address in a plan.
    `setting` is there where somebody's setting changed its severity. `details` stand below the message, a
    line each: what it is about in full, and an example. `usage` is there where events were asked how often
    what is denied was used; `details` say it in words.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    hint: str | None = None
    related: tuple[Related, ...] = ()
    subject: str | None = None
    setting: Setting | None = None
    details: tuple[str, ...] = ()
    usage: Usage | None = None

    @property
    def is_lowered(self) -> bool:
        """Whether a setting made it less severe than it is by default."""
        return self.setting is not None and self.severity.rank > self.setting.default.rank

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by file, place, code and message, so that reports are the same on every machine."""
        at = self.span
        return (at.file if at else "", at.line if at else 0, at.column if at else 0, self.code, self.message)


def in_order(diagnostics: list[Diagnostic] | tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Return the findings sorted by place, each one once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda found: found.sort_key))


class Code(NamedTuple):
    """An entry of the table of codes: what `gen-vpce explain` prints for it.

    `explanation` is plain prose in paragraphs; `source` is the AWS or Terraform page behind the rule.
    """

    code: str
    severity: Severity
    title: str
    explanation: str
    source: str | None = None
