"""What a run of `generate` newly denies, and how often real requests needed it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.inquiry.changed_policy import meaning_of
from gen_vpce.inquiry.usage import Change, Events, usage_of
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Endpoint, EndpointKind
from gen_vpce.module.paths import INTENT
from gen_vpce.module.result import FileChange, ModuleResult, Run
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.read import read

_SUFFIX = f".{PolicyKind.ENDPOINT}.json"

Ids = Mapping[str, str | None]
"""The ids of endpoints that are meant, each with the name of the endpoint that it is, None for any."""


class Narrowed(Struct, frozen=True):
    """The policy of an endpoint that newly denies something; `path` is its file."""

    path: str
    endpoint: str
    change: Change


def narrowed(run: Run) -> tuple[Narrowed, ...]:
    """Return the policies of endpoints that *run* changes and that newly deny something, or may."""
    return tuple(each for module in run.results for each in _of_module(module))


def usage_findings(found: Sequence[Narrowed], events: Events, ids: Ids | None) -> Iterator[Diagnostic]:
    """Yield for each of *found* how often what it denies was used: a warning where it was, else a note.

    Without *ids* the events of all endpoints count.
    """
    for each in found:
        of = None if ids is None else _ids(ids, each.endpoint)
        usage, said = usage_of(replace(each.change, ids=of), events)
        severity = Severity.WARNING if usage.events or usage.unknown else Severity.NOTE
        message = f"the new policy of {each.endpoint} denies requests that passed the one before"
        yield Diagnostic("GV904", severity, message, Span(each.path), details=said, usage=usage)


def _ids(ids: Ids, endpoint: str) -> frozenset[str]:
    return frozenset(id_ for id_, name in ids.items() if name in (None, endpoint))


def _of_module(module: ModuleResult) -> Iterator[Narrowed]:
    changes = [each for each in module.changes if each.path.endswith(_SUFFIX)]
    if not changes:
        return
    try:
        loaded = load_bytes((Path(module.folder) / INTENT).read_bytes(), INTENT).intent
    except OSError:
        return
    endpoints = {each.name: each for each in loaded.endpoints} if loaded else {}
    for change in changes:
        endpoint = endpoints.get(PurePosixPath(change.path).name.removesuffix(_SUFFIX))
        found = _change(change, endpoint) if endpoint else None
        if endpoint and found:
            yield Narrowed(change.path, endpoint.name, found)


def _change(change: FileChange, endpoint: Endpoint) -> Change | None:
    """Return the policies before and after; None where one is not there, or nothing is newly denied."""
    meaning = meaning_of(change) if change.old_text and change.new_text else None
    if meaning is None or meaning.comparison.newly_denied.answer is False:
        return None
    old, new = (read(text or "", change.path).policy for text in (change.old_text, change.new_text))
    if old is None or new is None:
        return None
    is_gateway = endpoint.kind is EndpointKind.GATEWAY
    return Change(change.path, old, new, endpoint.iam_prefix, is_gateway)
