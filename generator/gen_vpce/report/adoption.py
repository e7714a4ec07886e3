"""What a run of adopt did, for people, for machines and for a pull request."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.report import contrast
from gen_vpce.report.columns import columns
from gen_vpce.report.json import finding as finding_data
from gen_vpce.report.markup import plain, prose
from gen_vpce.report.style import PLAIN, Style
from gen_vpce.report.visible import visible
from gen_vpce.terraform.adoption.result import Adoption, Outcome

_REST = ("result", "policy", "findings", "folder")
_HEADS = ("endpoint", "service", *_REST)
_RESOURCE_HEADS = ("policy of", "type", *_REST)


def text(adoption: Adoption, style: Style = PLAIN) -> str:
    """Return the table of endpoints, the reasons of those that were refused, and what was found."""
    lines = [*_table(adoption, style), *_details(adoption, style), style.bold(summary(adoption))]
    lines += (
        f"left as it is: {visible(each)} may hold a policy of its own, which is not a separate resource"
        for each in adoption.left
    )
    lines += (f"to do: {visible(each)}" for each in todo(adoption))
    lines += (f"next: cd {visible(root)} && terraform init && terraform plan" for root in adoption.roots)
    return "".join(f"{line}\n" for line in lines)


def todo(adoption: Adoption) -> tuple[str, ...]:
    """Return what is left to do in the source that endpoints were in, each once."""
    return tuple(dict.fromkeys(each for outcome in adoption.outcomes for each in outcome.todo))


def summary(adoption: Adoption) -> str:
    """Return one line: `3 endpoints: 2 adopted, 1 refused; 1 policy of a resource: 1 adopted, 0 refused`."""
    endpoints, policies = _kinds(adoption)
    told = [_summed(endpoints, "endpoint", "endpoints")] if endpoints or not policies else []
    told += [_summed(policies, "policy of a resource", "policies of resources")] if policies else []
    return "; ".join(told)


def _summed(outcomes: Sequence[Outcome], one: str, several: str) -> str:
    refused = sum(bool(outcome.refusals) for outcome in outcomes)
    total = len(outcomes)
    return f"{total} {one if total == 1 else several}: {total - refused} adopted, {refused} refused"


def _kinds(adoption: Adoption) -> tuple[list[Outcome], list[Outcome]]:
    """Return what became of endpoints, and of policies of resources."""
    endpoints = [outcome for outcome in adoption.outcomes if outcome.resource is None]
    return endpoints, [outcome for outcome in adoption.outcomes if outcome.resource is not None]


def _row(outcome: Outcome) -> tuple[str, ...]:
    return (
        _label(outcome),
        outcome.service,
        "refused" if outcome.refusals else "adopted",
        outcome.proof or "-",
        str(len(outcome.findings)) if outcome.folder else "-",
        outcome.folder or "-",
    )


def _label(outcome: Outcome) -> str:
    return f"{outcome.deployment}: {outcome.label}" if outcome.deployment else outcome.label


def _table(adoption: Adoption, style: Style) -> Iterator[str]:
    for heads, outcomes in zip((_HEADS, _RESOURCE_HEADS), _kinds(adoption), strict=True):
        if outcomes:
            rows = [tuple(map(visible, _row(outcome))) for outcome in outcomes]
            head, *lines = columns([heads, *rows])
            yield style.faint(head)
            yield from lines
            yield ""


def _details(adoption: Adoption, style: Style) -> Iterator[str]:
    for outcome in adoption.outcomes:
        lines = [*_reasons(outcome, style), *_found(outcome, style), *_proposal(outcome, style)]
        if lines:
            yield style.bold(visible(_label(outcome)))
            yield from lines
            yield ""


def _reasons(outcome: Outcome, style: Style) -> Iterator[str]:
    for each in outcome.refusals:
        yield f"  {style.removed('refused')}[{each.code}]: {visible(each.message)}"
        if each.hint:
            yield f"    {style.hint('hint')}: {visible(each.hint)}"


def _found(outcome: Outcome, style: Style) -> Iterator[str]:
    for each in outcome.findings:
        severity = style.severity(each.severity, each.severity.value)
        yield f"  {severity}[{each.code}]: {visible(each.message)}"


def _proposal(outcome: Outcome, style: Style) -> Iterator[str]:
    if outcome.tightened:
        mended = ", ".join(outcome.tightened.mended)
        yield f"  proposed: {visible(outcome.tightened.file)} fixes {mended}"
        yield from (
            f"    {line}" for line in contrast.text([outcome.tightened.contrast], style).splitlines()[1:]
        )


def as_json(adoption: Adoption, _style: Style = PLAIN) -> str:
    """Return one JSON document."""
    endpoints, policies = _kinds(adoption)
    data = {
        "version": 1,
        "command": "adopt",
        "exit_code": adoption.exit_code,
        "summary": summary(adoption),
        "roots": list(adoption.roots),
        "todo": list(todo(adoption)),
        "endpoints": list(map(_data, endpoints)),
        "resource_policies": [_held_data(outcome) for outcome in policies],
        "left": list(adoption.left),
        "findings": list(map(finding_data, adoption.diagnostics)),
    }
    return json.dumps(data, indent=2) + "\n"


def _held_data(outcome: Outcome) -> dict[str, Any]:
    data = _data(outcome)
    of_endpoints = ("endpoint", "service", "tightened")
    kept = {name: value for name, value in data.items() if name not in of_endpoints}
    return {"policy_of": outcome.label, "resource": outcome.resource, "type": outcome.service, **kept}


def _data(outcome: Outcome) -> dict[str, Any]:
    tightened = outcome.tightened
    return {
        "endpoint": outcome.label,
        **({"deployment": outcome.deployment} if outcome.deployment else {}),
        "service": outcome.service,
        "result": "refused" if outcome.refusals else "adopted",
        "policy": outcome.proof,
        "folder": outcome.folder,
        "address": outcome.address,
        "moved_from": outcome.moved_from,
        "reasons": list(map(finding_data, outcome.refusals)),
        "findings": list(map(finding_data, outcome.findings)),
        "tightened": tightened
        and {
            "file": tightened.file,
            "mended": list(tightened.mended),
            "comparison": contrast.contrast_data(tightened.contrast),
        },
    }


def markdown(adoption: Adoption, _style: Style = PLAIN) -> str:
    """Return a summary line, a table, and the reasons and findings as lists."""
    lines = [f"**gen-vpce adopt**: {summary(adoption)}", ""]
    for heads, outcomes in zip((_HEADS, _RESOURCE_HEADS), _kinds(adoption), strict=True):
        if outcomes:
            lines += [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
            lines += [f"| {' | '.join(map(plain, _row(outcome)))} |" for outcome in outcomes]
            lines += [""] if heads is _HEADS and _kinds(adoption)[1] else []
    for outcome in adoption.outcomes:
        found = (*outcome.refusals, *outcome.findings)
        if found:
            lines += ["", f"**{plain(_label(outcome))}**", "", *map(_item, found)]
    if left := todo(adoption):
        lines += ["", "**To do**", "", *(f"- {plain(each)}" for each in left)]
    return "".join(f"{line}\n" for line in lines)


def _item(found: Diagnostic) -> str:
    return f"- {found.severity} `{found.code}`: {prose(found.message)}"


RENDERERS: Mapping[str, Callable[[Adoption, Style], str]] = {
    "text": text,
    "json": as_json,
    "markdown": markdown,
}
"""The formats of `gen-vpce adopt`."""
