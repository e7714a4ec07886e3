"""Who reaches a resource, or what a caller reaches, in text and in JSON: `schemas/reached.schema.json`."""

import json
from collections.abc import Callable, Mapping

from gen_vpce.access.decision.condition_tests import text_of
from gen_vpce.access.decision.request import ContextValue, request_in_words
from gen_vpce.access.reach.passing import Passing, Way
from gen_vpce.inquiry.reaching import Reached
from gen_vpce.report.style import PLAIN, Style
from gen_vpce.report.visible import visible

_BESIDES = (
    "What the policies of the file let pass. Those that it does not hold have a say as well: the caller's "
    "own, and those of other resources."
)


def text(reached: Reached, style: Style = PLAIN) -> str:
    """Return the rows of each way, each with an example, for a terminal."""
    lines = [f"{visible(reached.asked)} ({visible(', '.join(reached.stands_for))})"]
    for way in reached.ways:
        lines.append("")
        lines.append(f"{_way_in_words(way)}:")
        lines += _rows(way, style)
    return "".join(f"{line}\n" for line in (*lines, "", style.faint(_BESIDES)))


def _way_in_words(way: Way) -> str:
    return "outside of the endpoints" if way.door is None else f"through {visible(way.door.name)}"


def _rows(way: Way, style: Style) -> list[str]:
    lines = []
    for each in way.rows:
        lines.append(f"  {style.added('+')} {visible(each.row.text)}")
        if each.example is not None:
            said = request_in_words(each.example)
            lines.append(f"    {style.faint('for example:')} {visible(said)}")
    return lines or [f"  {style.removed('-')} nobody and nothing passes"]


def json_text(reached: Reached, _style: Style = PLAIN) -> str:
    """Return the same as one JSON object."""
    data = {
        "version": 1,
        "asked": reached.asked,
        "stands_for": list(reached.stands_for),
        "module": reached.intent.name,
        "deployment": reached.intent.deployment,
        "ways": [
            {
                "through": way.door.name if way.door else None,
                "endpoint_id": way.door.id if way.door else None,
                "rows": [{**each.row.data, "example": _example(each)} for each in way.rows],
            }
            for way in reached.ways
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _example(passing: Passing) -> dict[str, object] | None:
    request = passing.example
    if request is None:
        return None
    return {
        "principal": request.principal,
        "action": request.action,
        "resource": request.resource,
        "context": {key: _texts(value) for key, value in request.context.items()},
        "text": request_in_words(request),
    }


def _texts(value: ContextValue) -> list[str] | None:
    if value is None:
        return None
    return [text_of(each) for each in (value if isinstance(value, list | tuple) else (value,))]


RENDERERS: Mapping[str, Callable[[Reached, Style], str]] = {"text": text, "json": json_text}
"""How `who` and `where` can answer, by the name of the format."""
