"""What `learn` does around what is learned: files that are read twice, checks, the comparison."""

import sys
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gen_vpce.cli.event_files import wrong
from gen_vpce.cli.usage import known_facts

if TYPE_CHECKING:
    from gen_vpce.diagnostics import Diagnostic
    from gen_vpce.inquiry.learning.existing import Existing
    from gen_vpce.inquiry.learning.generalise import Steps
    from gen_vpce.inquiry.learning.make import Made
    from gen_vpce.inquiry.learning.merge import Merged
    from gen_vpce.inquiry.learning.text import Place
    from gen_vpce.inquiry.learning.trial import Requests
    from gen_vpce.inquiry.part import Part
    from gen_vpce.terraform.adoption.existing import Existing as Described
    from gen_vpce.traffic.coverage import Coverage
    from gen_vpce.traffic.prefixes import Prefixes


def check_place(place: "Place") -> None:
    """Exit where the name, the Region or the account cannot be those of an intent."""
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.inquiry.learning.text import intent_head
    from gen_vpce.intent.load import load_bytes

    text = f"{intent_head(place)}endpoints: {{dynamodb: {{allow: everything}}}}\n"
    for found in load_bytes(text.encode(), "").diagnostics:
        if found.severity.fails:
            raise usage_error(found.message, found.hint or "gen-vpce learn --help")


def file_in(into: Path, name: str) -> Path:
    """Return the file of the intent *name* in *into*, or exit after saying what is there already."""
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.inquiry.learning.destination import NoHomeError, new_home

    try:
        return new_home(into, name)
    except NoHomeError as error:
        raise usage_error(error.message, error.hint) from None


def existing_intent(given: Path, facts: Path | None) -> "Existing":
    """Return the intent behind *given* with what *facts* say, or exit after saying what is wrong with it."""
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.inquiry.learning.destination import NoHomeError, home_to_change
    from gen_vpce.inquiry.learning.existing import Existing, existing

    try:
        path, deployment = home_to_change(given)
    except NoHomeError as error:
        raise usage_error(error.message, error.hint) from None
    try:
        found = existing(str(path), path.read_bytes(), known_facts(facts), deployment)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise usage_error(f"`{path}` cannot be read: {reason}", "name the file of an intent") from None
    if isinstance(found, Existing):
        return found
    raise wrong(found)


def interfaces(described: "Iterable[Described]", ids: "Container[str]") -> frozenset[str]:
    """Return the services whose endpoints among *ids* are interfaces, though there is a gateway as well."""
    from gen_vpce import catalog

    kinds: dict[str, set[str]] = {}
    for each in described:
        service = catalog.from_service_name(each.service_name)
        if each.id in ids and service is not None and "gateway" in service.kinds:
            kinds.setdefault(service.name, set()).add(each.type.lower())
    return frozenset(name for name, found in kinds.items() if found == {"interface"})


def merged_lines(
    into: "Existing", requests: "Requests", prefixes: "Prefixes", steps: "Steps", about: str
) -> "Merged":
    """Return *into* with what was learned, or exit after saying where lines cannot be added."""
    from gen_vpce.inquiry.learning.existing import UnmergeableError
    from gen_vpce.inquiry.learning.merge import merge

    try:
        return merge(into, requests, prefixes, steps, about)
    except UnmergeableError as error:
        raise wrong([error.finding]) from None


def refuse_other_owner(ids: "Collection[str]", coverage: "Coverage", account: str) -> None:
    """Exit where the events say that all of the endpoints *ids* belong to others than *account*."""
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.diagnostics.english import listed

    owners = [each.owners for id_, each in coverage.endpoints.items() if id_ in ids]
    told = sorted({owner for each in owners for owner in each})
    if all(owners) and account not in told:
        whose = f"{listed(sorted(ids))} {'belongs' if len(ids) == 1 else 'belong'} to account {listed(told)}"
        raise usage_error(
            f"by these events {whose}, and the intent is of {account}",
            f"write --account {told[0]}, or another --endpoint",
        )


def refuse_too_long(made: "Made") -> None:
    """Exit where a policy is longer than AWS takes, whatever was generalised."""
    from gen_vpce.diagnostics import Diagnostic, Severity

    if made.too_long:
        message = (
            f"the policy of {', '.join(made.too_long)} is longer than AWS takes, though all was generalised"
        )
        hint = "learn from fewer callers or services at once, or name patterns in an intent and use --merge"
        raise wrong([Diagnostic("GV305", Severity.ERROR, message, hint=hint)])


def checked(text: str, requests: "Requests", region: str, *, shown: str = "intent.yaml") -> bool:
    """Whether *text* denies something of what it was learned from; exit where it makes no module."""
    from gen_vpce.diagnostics import Severity
    from gen_vpce.inquiry.learning.owned import Owned
    from gen_vpce.inquiry.learning.sentences import rows_lines
    from gen_vpce.inquiry.learning.trial import denied_of, passing_though_denied
    from gen_vpce.inquiry.replay import Row, Verdict
    from gen_vpce.module.build import build

    built = build(text.encode(), shown, Path(shown).parent)
    errors = [each for each in built.diagnostics if each.severity is Severity.ERROR]
    if errors or built.module is None:
        raise wrong(errors or built.diagnostics)
    findings_of(built.diagnostics)
    found = tuple(each for each in denied_of(text, requests, Owned(region)) if isinstance(each, Row))
    unknown = tuple(row for row in found if row.said.verdict is Verdict.UNKNOWN)
    meant = tuple(row for row in found if row.said.place is not None and row not in unknown)
    denied = tuple(row for row in found if row.said.place is None and row not in unknown)
    tell_lines(rows_lines("is not known to pass", unknown))
    tell_lines(rows_lines("stays denied, by a statement of the intent", meant))
    tell_lines(rows_lines("is denied though it was learned from", denied))
    tell_lines(rows_lines("would pass, and was denied at the time", passing_though_denied(text, requests)))
    return bool(denied)


def write(text: str, file: Path | None, *, before: "Existing | None" = None) -> None:
    """Print *text*, or write it into *file*; of a change of the intent *before* the difference is printed."""
    from gen_vpce.cli.terminal.console import say

    if before is not None:
        from difflib import unified_diff

        old, new = before.text.splitlines(keepends=True), text.splitlines(keepends=True)
        say("".join(unified_diff(old, new, before.shown, str(file))))
    if file is None:
        say(text)
        return
    if before is not None and before.text == text and file == Path(before.shown):
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    except OSError as error:
        from gen_vpce.cli.terminal.console import usage_error

        reason = (error.strerror or str(error)).lower()
        hint = "name a folder that can be written to, or leave --into out to have the intent printed"
        raise usage_error(f"`{file}` cannot be written: {reason}", hint) from None
    tell_lines([f"{file} is written; next: gen-vpce generate {file.parent}"])


def findings_of(found: "Sequence[Diagnostic]") -> None:
    """Say the warnings among *found*."""
    from gen_vpce.cli.terminal.console import style, tell
    from gen_vpce.report.model import Report
    from gen_vpce.report.text import findings

    tell(
        findings(Report("learn", 0, tuple(each for each in found if each.severity.fails)), style(sys.stderr))
    )


def compare(text: str, in_force: "tuple[Part, ...] | None") -> None:
    """Say what the intent *text* allows and denies beside the policy in force, which may be full access."""
    from msgspec.structs import replace

    from gen_vpce.cli.terminal.console import style, tell
    from gen_vpce.inquiry.compared_source import parts_of_intent
    from gen_vpce.inquiry.contrast import contrasts
    from gen_vpce.policy.document import FULL_ACCESS
    from gen_vpce.report.contrast import RENDERERS

    after = parts_of_intent("intent.yaml", text.encode())
    before = in_force or tuple(replace(each, policy=FULL_ACCESS) for each in after)
    tell(f"compared with {'the policy in force' if in_force else 'full access'}:\n")
    tell(RENDERERS["text"](tuple(contrasts(before, after)), style(sys.stderr)))


def parts(name: str) -> "tuple[Part, ...]":
    """Return the policies that *name* stands for, or exit after saying what is wrong with it."""
    from gen_vpce.inquiry.compared_source import side

    read = side(name, None)
    if not read.parts:
        raise wrong(read.diagnostics)
    return read.parts


@contextmanager
def reread(given: list[str]) -> Iterator[list[str]]:
    """Give *given* with a file in the place of stdin: events may be read again."""
    from gen_vpce.traffic.files import STDIN

    if STDIN not in given:
        yield given
        return
    from shutil import copyfileobj
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        kept = Path(folder) / "stdin"
        with kept.open("wb") as copy:
            copyfileobj(sys.stdin.buffer, copy)
        yield [str(kept) if each == STDIN else each for each in given]


def tell_lines(lines: "Iterable[str]") -> None:
    """Write *lines* to stderr."""
    from gen_vpce.cli.terminal.console import tell
    from gen_vpce.report.visible import visible

    tell("".join(f"{visible(line)}\n" for line in lines))
