"""The findings of all deployments as those of one file: each once, with where it holds if not everywhere."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from gen_vpce.diagnostics import Diagnostic, Span, in_order
from gen_vpce.diagnostics.english import among
from gen_vpce.intent.places.alike import Values, together

_STALE = "GV399"
"""An acceptance that accepts nothing: not so where it accepts something in another deployment."""

_Place: TypeAlias = tuple[str, object, Span | None, str | None, tuple[Span, ...]]


def fold(found: Mapping[str, Iterable[Diagnostic]], values: Values) -> tuple[Diagnostic, ...]:
    """Return the findings *found* in each deployment, folded where they say the same.

    *values* are what `<key>` stands for: a text that differs by them alone is said with their keys.
    """
    at: dict[_Place, dict[str, dict[tuple[str, ...], Diagnostic]]] = {}
    for name, diagnostics in found.items():
        for each in diagnostics:
            at.setdefault(_place(each), {}).setdefault(name, {})[_texts(each)] = each
    folded = []
    for held in at.values():
        for said, names in together({name: tuple(texts) for name, texts in held.items()}, values):
            one = next(iter(held[names[0]].values()))
            whole = len(names) == len(found)
            if whole or one.code != _STALE:
                like = held[names[0]].get(said, one)
                folded.append(_said(like, said, "" if whole else f"in {among(names, list(found))}: "))
    return in_order(folded)


def _place(found: Diagnostic) -> _Place:
    related = tuple(each.span for each in found.related)
    return (
        found.code,
        (found.severity, found.hint is None, len(found.details)),
        found.span,
        found.subject,
        related,
    )


def _texts(found: Diagnostic) -> tuple[str, ...]:
    return (found.message, found.hint or "", *found.details, *(each.message for each in found.related))


def _said(like: Diagnostic, texts: tuple[str, ...], where: str) -> Diagnostic:
    message, hint, *others = texts
    details, related = others[: len(like.details)], others[len(like.details) :]
    return like._replace(
        message=f"{where}{message}",
        hint=None if like.hint is None else hint,
        details=tuple(details),
        related=tuple(each._replace(message=text) for each, text in zip(like.related, related, strict=True)),
    )
