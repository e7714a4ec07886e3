"""The decision on one request, for people and for machines."""

import json
from collections.abc import Callable, Mapping

from gen_vpce.access.decision.evaluate import Outcome
from gen_vpce.inquiry.simulation import Simulated
from gen_vpce.report.snippet import snippet
from gen_vpce.report.style import PLAIN, Style
from gen_vpce.report.visible import visible


def text(answer: Simulated, style: Style = PLAIN) -> str:
    """Return the decision, why, and the statement behind it, for a terminal."""
    outcome = answer.decision.outcome
    paint = {Outcome.ALLOWED: style.added, Outcome.UNDECIDED: style.changed}.get(outcome, style.removed)
    is_unasked = outcome is Outcome.UNDECIDED and answer.decision.layer is None
    said = "not decided" if is_unasked else outcome.replace("_", " ")
    lines = [f"{paint(said)}: {visible(answer.because)}"]
    if answer.place is not None:
        lines.append(f"  {style.faint('at')} {visible(str(answer.place))}")
        shown = snippet(answer.place)
        lines += [f"    {shown[0]}"] if shown else []
    return "".join(f"{line}\n" for line in lines)


def json_text(answer: Simulated, _style: Style = PLAIN) -> str:
    """Return the decision as one JSON object: the answer of `--batch`, and the place of the statement."""
    decision, place = answer.decision, answer.place
    data = {
        "decision": decision.outcome,
        "layer": decision.layer,
        "statement": decision.statement,
        "because": answer.because,
        "place": place and {"file": place.file, "line": place.line, "column": place.column},
    }
    return json.dumps(data, indent=2) + "\n"


RENDERERS: Mapping[str, Callable[[Simulated, Style], str]] = {"text": text, "json": json_text}
"""How `simulate` can answer, by the name of the format."""
