"""Findings that somebody accepts, with a reason: in the intent, or in a file beside a policy.

`.gen-vpce-lint.yaml` maps the names of the files in its folder, or `*` for all of them, to codes and reasons:

    orders.endpoint.json:
      GV328: the table's own policy limits access
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic, Severity, Span

FILE = ".gen-vpce-lint.yaml"
EVERY_FILE = "*"


class Accepted(Struct, frozen=True):
    """A code that is accepted. `span` is where, None where it need not be of use to every policy."""

    code: str
    span: Span | None = None


def without(found: Iterable[Diagnostic], accepted: Iterable[Accepted]) -> Iterator[Diagnostic]:
    """Yield the findings that are not accepted, and one for each acceptance that accepts nothing."""
    accepted = tuple(accepted)
    codes = {each.code for each in accepted}
    met = set()
    for finding in found:
        if finding.code in codes:
            met.add(finding.code)
        else:
            yield finding
    yield from (_stale(each.code, each.span) for each in accepted if each.span and each.code not in met)


def _stale(code: str, span: Span) -> Diagnostic:
    message = f"{code} is accepted, and nothing was found with that code"
    return Diagnostic("GV399", Severity.SUGGESTION, message, span, "drop the acceptance")


def accepted_for(file: str, raw: bytes, shown: str) -> tuple[tuple[Accepted, ...], tuple[Diagnostic, ...]]:
    """Return what a `.gen-vpce-lint.yaml` accepts for the *file* of its folder, and what is wrong with it.

    *raw* is its content and *shown* its name in findings.
    """
    from gen_vpce.intent.text.source import Dialect, read

    source = read(raw, shown, Dialect("list of what is accepted"))
    accepted: list[Accepted] = []
    found = list(source.diagnostics)
    if source.root is not None and source.root.entries is None:
        found.append(_malformed("the file holds no mapping", source.root.span))
    for name in (EVERY_FILE, file):
        held = source.root.get(name) if source.root else None
        if held and held.entries is None:
            found.append(_malformed(f"`{name}` holds no mapping of codes to reasons", held.place))
        for code, reason in (held.entries or {}).items() if held else ():
            if not reason.text:
                found.append(_malformed(f"{code} is accepted without a reason", reason.place))
            accepted.append(Accepted(code, reason.key if name == file else None))
    return tuple(accepted), tuple(found)


def _malformed(message: str, span: Span) -> Diagnostic:
    hint = 'write `orders.endpoint.json: {GV328: "the reason"}`'
    return Diagnostic("GV398", Severity.ERROR, message, span, hint)
