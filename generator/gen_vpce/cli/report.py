"""`gen-vpce report`: who reaches what, as a page that opens anywhere, or as JSON."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gen_vpce.overview.model import Overview
    from gen_vpce.overview.seen import Seen
    from gen_vpce.overview.usage import Traffic
    from gen_vpce.terraform.settings import Settings

_STDOUT = Path("-")
_FORMATS = ("html", "json", "mermaid")
_TITLE = "Who reaches what through VPC endpoints"


def _of_format(value: str) -> str:
    from gen_vpce.cli.terminal.console import unknown

    if value not in _FORMATS:
        raise typer.BadParameter(unknown("format", value, _FORMATS))
    return value


def report(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Intents, modules, folders of them; policies, states, plans or described endpoints in "
            "JSON; Terraform source or templates.  [default: .]",
        ),
    ] = None,
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Where the page goes; - for stdout.  [default: report.html]",
        ),
    ] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format", callback=_of_format, metavar="FORMAT", help="html; json or mermaid to stdout."
        ),
    ] = "html",
    against: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Show what changes since a git revision: origin/main."),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            metavar="PLAN.json",
            help="Show what a Terraform plan changes, with the findings of the gate.",
        ),
    ] = None,
    traffic: Annotated[
        list[str] | None,
        typer.Option(
            metavar="EVENTS", help="Show what is used: CloudTrail files, folders, patterns. Repeatable."
        ),
    ] = None,
    endpoint: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[NAME=]ID", help="Count the events of this endpoint, by name where several may be it."
        ),
    ] = None,
    root: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the plan's root module lies, for its files.")
    ] = Path(),
    title: Annotated[str, typer.Option(metavar="TEXT", help="The title of the page.")] = _TITLE,
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Show who reaches what, through which endpoint, why, and since which line.

    The page is one file that needs no network. Exits with 1 where nothing could be
    read, or the plan cannot be.
    """
    from gen_vpce.cli.event_files import wrong
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.module.git import GitError
    from gen_vpce.overview.build import build
    from gen_vpce.overview.look import add_plan_file, compare_with, is_refused, look

    if show and (form != "html" or output == _STDOUT):
        raise usage_error("--open opens a page, and none is written to a file", "leave --open out")
    named = paths or ([] if plan else [Path()])
    seen = look(named)
    if against is not None:
        try:
            compare_with(seen, named, against)
        except GitError as error:
            raise usage_error(str(error), "--against takes a git revision, such as origin/main") from None
    if plan is not None:
        found = add_plan_file(seen, plan.read_bytes(), root, _settings(), str(plan))
        if any(each.what == str(plan) for each in seen.not_read):
            raise wrong(found)
    if is_refused(seen):
        raise typer.Exit(refuse(build(seen, title)))
    made = build(seen, title, _traffic(seen, traffic, endpoint or []))
    if form == "json":
        _write(output, _json(made))
    elif form == "mermaid":
        _write(output, _diagram(made))
    else:
        _page(made, output or Path("report.html"), show=show)


def _traffic(seen: "Seen", events: list[str] | None, written: list[str]) -> "Traffic | None":
    """Return the events that are named, made small, with the endpoints that the command line names."""
    from gen_vpce.cli.terminal.console import usage_error

    if not events:
        if written:
            raise usage_error("--endpoint goes with --traffic", "name the files of events with --traffic")
        return None
    from gen_vpce.cli.event_files import event_files, read_events
    from gen_vpce.overview.usage import Traffic, asked_of

    named: dict[str, str | None] = {}
    for each in written:
        name, equals, id_ = each.rpartition("=")
        if not id_.startswith("vpce-"):
            raise usage_error(f"`{each}` names no endpoint by its id", "write vpce-..., or NAME=vpce-...")
        named[id_] = name if equals else None
    files = event_files(events)
    reduction, troubles = read_events(files, asked_of(seen))
    return Traffic(reduction, len(files), named, tuple(troubles.sentences()))


def _settings() -> "Settings":
    """Return the settings of the gate as `gen-vpce gate` would find them."""
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.terraform.settings import SettingsError
    from gen_vpce.terraform.settings_file import find_settings

    try:
        return find_settings(None)
    except SettingsError as error:
        raise usage_error(str(error), error.hint) from None


def _json(overview: "Overview") -> str:
    from gen_vpce.report.overview_json import render

    return render(overview)


def _diagram(overview: "Overview") -> str:
    from gen_vpce.report.mermaid import render

    return render(overview)


def _write(output: Path | None, text: str) -> None:
    from gen_vpce.cli.terminal.console import say

    if output is None or output == _STDOUT:
        say(text)
    else:
        output.write_text(text, encoding="utf-8", newline="\n")


def _page(overview: "Overview", output: Path, *, show: bool) -> None:
    from gen_vpce.cli.terminal.console import say
    from gen_vpce.report.page.render import render
    from gen_vpce.report.visible import visible

    _write(output, render(overview))
    if output == _STDOUT:
        return
    count = len(overview.endpoints)
    said = f"{count} endpoint{'' if count == 1 else 's'}"
    left = len(overview.coverage.not_read)
    told = f", {left} not read: see its coverage" if left else ""
    say(f"{visible(str(output))}: {said}{told}\n")
    if show:
        import webbrowser

        if not webbrowser.open(output.resolve().as_uri()):
            from gen_vpce.cli.terminal.console import tell

            tell(f"no browser was found: open {visible(str(output))} in one\n")


def refuse(overview: "Overview") -> int:
    """Say why there is nothing to show."""
    from gen_vpce.cli.terminal.console import style, tell
    from gen_vpce.report.visible import visible

    paint = style(sys.stderr)
    for each in overview.findings:
        where = f"{each.place.file}:{each.place.line}: " if each.place else ""
        tell(f"{visible(where)}{paint.removed(each.severity)}: {each.code} {visible(each.message)}\n")
        if each.hint:
            tell(f"  {paint.hint('hint')}: {visible(each.hint)}\n")
    return 1
