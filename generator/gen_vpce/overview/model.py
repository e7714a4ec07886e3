"""The value that the report is a function of, as JSON and as a page: `schemas/overview.schema.json`.

What is referred to has an id: it is made from what the thing is, so that a link to it outlives a change of
the rest. Statements are referred to by their number in the list.
"""

from collections.abc import Mapping

from msgspec import Struct

from gen_vpce.access.reach.model import SortedActions

VERSION = 1


class Place(Struct, frozen=True):
    """A file as it is shown, with a line and a column counted from 1."""

    file: str
    line: int = 1
    column: int = 1


class Finding(Struct, frozen=True):
    """One finding: what `gen-vpce explain` knows of its code stands there."""

    code: str
    severity: str
    message: str
    hint: str | None = None
    details: tuple[str, ...] = ()
    subject: str | None = None
    place: Place | None = None
    source: str = ""


class Statement(Struct, frozen=True):
    """A statement that has a say: where it stands, in words, and as JSON."""

    policy: str
    kind: str
    label: str
    effect: str
    who: str
    what: str
    on_what: str
    when: str
    text: str
    place: Place | None = None


class Example(Struct, frozen=True):
    """A request, as `gen-vpce simulate` reads it, and the same in words; a key without values is absent."""

    principal: str
    action: str
    resource: str
    context: Mapping[str, tuple[str, ...] | None]
    text: str


class Level(SortedActions, frozen=True):
    """How much of an access level passes: `all`, `some`, `conditions`, `none`, `undecided`.

    `whole` are the actions that always pass, `partly` those that sometimes do, `never` those that never do,
    `open` those of which it is not known, for `reason`. `statements` are the numbers of those that decide.

    Where there is a comparison, `change` says what it does: `more`, `less`, `both`, `undecided`, or nothing.
    `newly_allowed` and `newly_denied` are requests that show it. Where there are events, `used` counts the
    requests in them that pass, and `last_used` is the time of the last one.
    """

    statements: tuple[int, ...] = ()
    passing: Example | None = None
    refused: Example | None = None
    reason: str | None = None
    change: str = ""
    newly_allowed: Example | None = None
    newly_denied: Example | None = None
    used: int | None = None
    last_used: str = ""


class Cell(Struct, frozen=True):
    """A row and a column of an endpoint's matrix, where anything passes or may, or a Deny has a say."""

    row: int
    column: int
    levels: tuple[Level, ...]


class Caller(Struct, frozen=True):
    """Somebody who calls. `value` is what tells the caller: an ARN, an id, or nothing for everybody else."""

    id: str
    kind: str
    name: str
    value: str = ""


class Resource(Struct, frozen=True):
    """Something that is called upon. `values` are ARNs, or the id of an owner; `of_aws` that AWS owns it."""

    id: str
    kind: str
    name: str
    service: str = ""
    values: tuple[str, ...] = ()
    of_aws: bool = False


class Network(Struct, frozen=True):
    """Where an endpoint lies. What is a variable of the module is None."""

    vpc: str | None = None
    route_tables: tuple[str, ...] | None = None
    subnets: tuple[str, ...] | None = None
    security_groups: tuple[str, ...] | None = None
    private_dns: bool | None = None


class Endpoint(Struct, frozen=True):
    """An endpoint with the matrix of its policy.

    `rows` and `columns` hold the ids of callers and resources that every statement treats alike. A cell that
    is not there has nothing in it. `open_to_all` says that every request passes, None where it is not known.
    `doubt` says why there is no matrix. `change` is `added`, `removed`, `changed`, `reworded` (another
    text, the same meaning) or `same` where there is a comparison; the matrix of one that is removed is that
    from before. `used` counts the requests that came through it, None where there are no events.
    """

    id: str
    name: str
    module: str
    service: str
    service_name: str
    type: str
    region: str
    account: str
    network: Network
    policy: str
    open_to_all: bool | None = False
    place: Place | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[tuple[str, ...], ...] = ()
    cells: tuple[Cell, ...] = ()
    doubt: str | None = None
    change: str = ""
    used: int | None = None
    last_used: str = ""


class Expectation(Struct, frozen=True):
    """An expectation of a file, in words, and whether it holds."""

    module: str
    text: str
    result: str
    place: Place | None = None
    because: tuple[str, ...] = ()


class Difference(Struct, frozen=True):
    """What one direction of a change is: rows that together are it, in words, and an example.

    `answer` says whether there is any, None where that is not decided, for `reason`.
    """

    answer: bool | None
    rows: tuple[str, ...] = ()
    example: Example | None = None
    reason: str | None = None


class Change(Struct, frozen=True):
    """A policy that differs from the one before: what it newly allows and denies, for all requests."""

    module: str
    policy: str
    verdict: str
    newly_allowed: Difference
    newly_denied: Difference
    endpoint: str | None = None


class Comparison(Struct, frozen=True):
    """What is compared: a git revision or a plan, and every policy that differs."""

    against: str
    changes: tuple[Change, ...] = ()


class UsedRequest(Struct, frozen=True):
    """A request that was made through an endpoint, how often, when for the last time, and what decides."""

    endpoint: str
    text: str
    count: int
    last: str
    because: str
    place: Place | None = None


class Usage(Struct, frozen=True):
    """What events say: what they cover, which requests would be denied, and of which it is not known."""

    coverage: tuple[str, ...]
    denied: tuple[UsedRequest, ...] = ()
    undecided: tuple[UsedRequest, ...] = ()


class Source(Struct, frozen=True):
    """Something that was read: an intent, a policy, a plan, Terraform source, events."""

    kind: str
    name: str
    text: str


class NotRead(Struct, frozen=True):
    """Something that was not read, or that the matrix does not take account of, and why."""

    what: str
    why: str
    place: Place | None = None


class Coverage(Struct, frozen=True):
    """What was read and what was not, and what that means for the rest."""

    sources: tuple[Source, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    notes: tuple[str, ...] = ()


class Overview(Struct, frozen=True):
    """All that the report shows."""

    version: int
    title: str
    endpoints: tuple[Endpoint, ...] = ()
    callers: tuple[Caller, ...] = ()
    resources: tuple[Resource, ...] = ()
    statements: tuple[Statement, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    findings: tuple[Finding, ...] = ()
    coverage: Coverage = Coverage()
    comparison: Comparison | None = None
    usage: Usage | None = None
