"""A comparison of policies for people, for machines and for a pull request."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from gen_vpce.access.comparison.compare import Verdict
from gen_vpce.access.comparison.difference_row import DifferenceRow, others_in_words
from gen_vpce.access.decision.request import request_in_words
from gen_vpce.access.proof.exists import Proof
from gen_vpce.access.stream.compare_lines import witness_data
from gen_vpce.inquiry.contrast import Contrast
from gen_vpce.report.markup import plain, prose
from gen_vpce.report.style import PLAIN, Style
from gen_vpce.report.visible import visible

SHOWN_ROWS = 12

_SENTENCES = {
    Verdict.EQUIVALENT: "the same requests are allowed",
    Verdict.NARROWER: "some requests are no longer allowed, none is new",
    Verdict.WIDER: "some requests are newly allowed, none is lost",
    Verdict.CHANGED: "some requests are newly allowed, others no longer",
    Verdict.UNDECIDED: "it could not be decided for all requests",
}
_EXTENTS = {
    "new_always_allows": "the new policy allows every request",
    "new_always_denies": "the new policy allows no request",
    "old_always_allows": "the old policy allowed every request",
    "old_always_denies": "the old policy allowed no request",
    "disjoint": "no request is allowed by both",
}
"""What is said of the properties that hold, the most telling first."""

_SAME_EXTENTS = {
    "new_always_denies": "neither policy allows any request",
    "new_always_allows": "the new policy allows every request",
}
"""The same of two policies that mean the same."""


def text(found: Sequence[Contrast], style: Style = PLAIN) -> str:
    """Return the contrasts for a terminal."""
    return "".join(
        f"{contrast.shown(line)}\n" for contrast in found for line in contrast_lines(contrast, style)
    )


def contrast_lines(contrast: Contrast, style: Style) -> Iterator[str]:
    """Yield the lines of one contrast: the verdict, what is new and what is lost, an example of each."""
    verdict = contrast.comparison.verdict
    yield f"{style.bold(visible(contrast.label))}: {style.bold(verdict)}: {_sentence(contrast)}"
    sides = (
        ("newly allowed", "+", style.added, contrast.comparison.newly_allowed, contrast.newly_allowed),
        ("newly denied", "-", style.removed, contrast.comparison.newly_denied, contrast.newly_denied),
    )
    for title, mark, paint, proof, rows in sides:
        if proof.answer is None:
            yield f"  {style.changed('?')} {title}: undecided: {visible(proof.reason or '')}"
        for row in rows[:SHOWN_ROWS]:
            said = f"{title}: {visible(row.text)}"
            yield paint(f"  {mark} {said}") if row.is_certain else f"  {style.changed('?')} {said}"
        if len(rows) > SHOWN_ROWS:
            yield f"    {visible(others_in_words(rows[SHOWN_ROWS:]))}"
        if proof.witness is not None:
            yield f"    {style.faint('for example')} {visible(request_in_words(proof.witness))}"


def _sentence(contrast: Contrast) -> str:
    """Return the verdict in a sentence; one side that allows everything or nothing says more than that."""
    verdict = contrast.comparison.verdict
    said = _SENTENCES[verdict]
    extents = _SAME_EXTENTS if verdict is Verdict.EQUIVALENT else _EXTENTS
    extent = next((sentence for name, sentence in extents.items() if contrast.holds(name)), None)
    return f"{said}; {extent}" if extent else said


def as_json(found: Sequence[Contrast], _style: Style = PLAIN) -> str:
    """Return the contrasts as one JSON document, `{"comparisons": [...]}`."""
    data = [json.loads(each.shown(json.dumps(contrast_data(each)))) for each in found]
    return json.dumps({"comparisons": data}, indent=2) + "\n"


def contrast_data(contrast: Contrast) -> dict[str, object]:
    """Return the same as JSON data."""
    return {
        "policy": contrast.label,
        "verdict": contrast.comparison.verdict,
        "newly_allowed": _side(contrast.comparison.newly_allowed, contrast.newly_allowed),
        "newly_denied": _side(contrast.comparison.newly_denied, contrast.newly_denied),
        "properties": contrast.properties,
    }


def _side(proof: Proof, rows: tuple[DifferenceRow, ...]) -> dict[str, object]:
    return {
        "answer": proof.answer,
        "reason": proof.reason,
        "rows": [row.data for row in rows],
        "witness": witness_data(proof.witness),
    }


def markdown(found: Sequence[Contrast], _style: Style = PLAIN) -> str:
    """Return the contrasts as lists, for a comment on a pull request."""
    return "\n".join(
        "".join(f"{contrast.shown(line)}\n" for line in contrast_list(contrast)) for contrast in found
    )


def contrast_list(contrast: Contrast) -> Iterator[str]:
    """Yield the same in Markdown."""
    verdict = contrast.comparison.verdict
    yield f"**{plain(contrast.label)}: {verdict}**: {_sentence(contrast)}"
    sides = (
        ("newly allowed", contrast.comparison.newly_allowed, contrast.newly_allowed),
        ("newly denied", contrast.comparison.newly_denied, contrast.newly_denied),
    )
    for title, _, rows in sides:
        if rows:
            yield ""
        for row in rows[:SHOWN_ROWS]:
            yield f"- {title}: {prose(row.text)}"
        if len(rows) > SHOWN_ROWS:
            yield f"- {title}: {prose(others_in_words(rows[SHOWN_ROWS:]))}"
    for title, proof, _ in sides:
        if proof.answer is None:
            yield ""
            yield f"{title}: undecided: {prose(proof.reason or '')}"
        if proof.witness is not None:
            yield ""
            yield f"{title}, for example: {prose(request_in_words(proof.witness))}"


RENDERERS: Mapping[str, Callable[[Sequence[Contrast], Style], str]] = {
    "text": text,
    "json": as_json,
    "markdown": markdown,
}
"""The formats of `gen-vpce compare`."""
