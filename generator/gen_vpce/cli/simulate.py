"""`gen-vpce simulate`: what policies decide on one request, or on a stream of them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.shells.completion import actions, deployed, endpoints

if TYPE_CHECKING:
    from gen_vpce.access.decision.request import ContextValue
    from gen_vpce.inquiry.simulation import Question

Files = list[Path] | None


def _one_of_kinds(value: str | None) -> str | None:
    from gen_vpce.policy.document import PolicyKind

    return _known("kind of policy", value, [str(kind) for kind in PolicyKind])


def _one_of_endpoint_kinds(value: str | None) -> str | None:
    return _known("kind of endpoint", value, ["gateway", "interface"])


def _one_of_formats(value: str | None) -> str | None:
    return _known("format", value, ["text", "json"])


def _one_of_expected(value: str | None) -> str | None:
    return _known("expectation", value, ["allow", "deny"])


def _known(noun: str, value: str | None, choices: list[str]) -> str | None:
    from gen_vpce.cli.terminal.console import unknown

    if value is not None and value not in choices:
        raise typer.BadParameter(unknown(noun, value, choices))
    return value


def simulate(
    intent: Annotated[
        Path | None,
        typer.Argument(
            metavar="[INTENT]",
            help="An intent or a module's folder: policies and names.",
            autocompletion=deployed,
        ),
    ] = None,
    *,
    principal: Annotated[
        str | None,
        typer.Option(metavar="WHO", help="An ARN, an account id, a service, or anonymous."),
    ] = None,
    action: Annotated[
        str | None,
        typer.Option(metavar="ACTION", help="Such as dynamodb:GetItem.", autocompletion=actions),
    ] = None,
    resource: Annotated[str, typer.Option(metavar="ARN", help="On what; * for an action without.")] = "*",
    through: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The endpoint that the request comes through: name or id.",
            autocompletion=endpoints,
        ),
    ] = None,
    context: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="A condition key; again for more values. KEY alone: absent."),
    ] = None,
    resource_account: Annotated[
        str | None, typer.Option(metavar="ID", help="The resource's owner, where its ARN does not name it.")
    ] = None,
    derive: Annotated[
        bool, typer.Option("--derive/--no-derive", help="Derive condition keys from the request.")
    ] = True,
    policy: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The policy to ask, an endpoint's or of --kind.")
    ] = None,
    kind: Annotated[
        str, typer.Option(callback=_one_of_kinds, metavar="KIND", help="What kind --policy is.")
    ] = "endpoint",
    endpoint_kind: Annotated[
        str | None,
        typer.Option(callback=_one_of_endpoint_kinds, metavar="KIND", help="gateway or interface."),
    ] = None,
    identity: Annotated[Files, typer.Option(metavar="FILE", help="The caller's policy. Repeatable.")] = None,
    resource_policy: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The policy of the resource.")
    ] = None,
    scp: Annotated[
        Files, typer.Option(metavar="FILE", help="A service control policy, a level each. Repeatable.")
    ] = None,
    rcp: Annotated[
        Files, typer.Option(metavar="FILE", help="A resource control policy, a level each. Repeatable.")
    ] = None,
    boundary: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The caller's permissions boundary.")
    ] = None,
    session: Annotated[Files, typer.Option(metavar="FILE", help="A session policy. Repeatable.")] = None,
    expect: Annotated[
        str | None,
        typer.Option(callback=_one_of_expected, metavar="allow|deny", help="Exit 1 unless this is decided."),
    ] = None,
    output: Annotated[
        str, typer.Option("--format", callback=_one_of_formats, metavar="FORMAT", help="text or json.")
    ] = "text",
    batch: Annotated[
        str | None, typer.Option(metavar="FILE", help="Decide one JSON case a line; - is stdin.")
    ] = None,
) -> None:
    """Decide one request by its policies: which statement decided, and why.

    Exits with 0 whatever the decision is, unless --expect asks for one. A layer that is not given does not
    filter; a policy of Deny statements alone under --scp or --rcp stands beside AWS's full access.
    """
    if batch is not None:
        from gen_vpce.access.stream.simulate_lines import answers
        from gen_vpce.cli.terminal.lines import answer_lines

        raise typer.Exit(answer_lines(batch, answers))
    from gen_vpce.policy.document import PolicyKind

    groups = (
        (PolicyKind(kind), [policy] if policy else None),
        (PolicyKind.IDENTITY, identity),
        (PolicyKind.RESOURCE, [resource_policy] if resource_policy else None),
        (PolicyKind.SCP, scp),
        (PolicyKind.RCP, rcp),
        (PolicyKind.BOUNDARY, [boundary] if boundary else None),
        (PolicyKind.SESSION, session),
    )
    files = tuple((group, file) for group, given in groups for file in given or [])
    if principal is None or action is None or (intent is None and not files):
        raise _incomplete(principal is not None and action is not None)
    from gen_vpce.access.decision.request import Request
    from gen_vpce.inquiry.simulation import Question

    keys = _keys(context or [])
    request = Request(
        principal, action, resource, resource_account, keys, through, derive=derive, is_open=True
    )
    roots_only = None if endpoint_kind is None else endpoint_kind == "gateway"
    raise typer.Exit(_one(Question(request, intent, files, roots_only), output, expect))


def _incomplete(has_request: bool) -> typer.Exit:
    from gen_vpce.cli.terminal.console import usage_error

    if has_request:
        return usage_error("simulate needs a policy to ask", "name an INTENT, or --policy FILE")
    example = "gen-vpce simulate modules/orders --principal role/App --action dynamodb:GetItem"
    return usage_error("simulate needs --principal and --action, or --batch", example)


def _keys(written: list[str]) -> "dict[str, ContextValue]":
    """Return condition keys with their values: several for a key that comes again, None for a key alone."""
    keys: dict[str, list[str]] = {}
    for each in written:
        key, equals, value = each.partition("=")
        keys.setdefault(key, []).extend([value] if equals else [])
    return {key: tuple(values) or None for key, values in keys.items()}


def _one(question: "Question", output: str, expect: str | None) -> int:
    from gen_vpce.access.decision.evaluate import Outcome
    from gen_vpce.cli.terminal.console import say, style, tell
    from gen_vpce.inquiry.simulation import simulate as ask
    from gen_vpce.report.model import Report
    from gen_vpce.report.simulation import RENDERERS
    from gen_vpce.report.text import findings

    simulation = ask(question)
    tell(findings(Report("simulate", 1, simulation.diagnostics), style(sys.stderr)))
    if simulation.answer is None:
        return 1
    say(RENDERERS[output](simulation.answer, style(sys.stdout)))
    wanted = {
        None: tuple(Outcome),
        "allow": (Outcome.ALLOWED,),
        "deny": (Outcome.IMPLICITLY_DENIED, Outcome.EXPLICITLY_DENIED),
    }
    return int(simulation.answer.decision.outcome not in wanted[expect])
