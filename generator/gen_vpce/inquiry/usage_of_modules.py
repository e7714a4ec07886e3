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
    """The policy of an endpoint that newly denies something; `path` is its file.

    The endpoint is in an `account`; `names` are what `--endpoint` may call it.
    """

    path: str
    endpoint: str
    change: Change
    account: str
    names: tuple[str, ...]


def narrowed(run: Run) -> tuple[Narrowed, ...]:
    """Return the policies of endpoints that *run* changes and that newly deny something, or may."""
    return tuple(each for module in run.results for each in _of_module(module))


def usage_findings(found: Sequence[Narrowed], events: Events, ids: Ids | None) -> Iterator[Diagnostic]:
    """Yield for each of *found* how often what it denies was used: a warning where it was, else a note.

    Without *ids* the events of all endpoints count that the account owns, or that nobody is said to own.
    """
    for each in found:
        mine = _ids(each, ids) if ids is not None else _of_account(each.account, events)
        usage, said = usage_of(replace(each.change, ids=mine), events)
        if ids is None and mine is not None and len(mine) > 1:
            names = ", ".join(sorted(mine))
            several = f"events of several endpoints are counted, name yours with --endpoint: {names}"
            usage, said = usage._replace(limits=(*usage.limits, several)), (*said, several)
        severity = Severity.WARNING if usage.events or usage.unknown else Severity.NOTE
        message = f"the new policy of {each.endpoint} denies requests that passed the one before"
        yield Diagnostic("GV904", severity, message, Span(each.path), details=said, usage=usage)


def _ids(narrowed_: Narrowed, ids: Ids) -> frozenset[str]:
    return frozenset(id_ for id_, name in ids.items() if name is None or name in narrowed_.names)


def _of_account(account: str, events: Events) -> frozenset[str] | None:
    """Return the endpoints of *account* that events came through, None where there were none at all."""
    through = {id_: each for id_, each in events.reduction.coverage.endpoints.items() if each.events}
    mine = frozenset(id_ for id_, each in through.items() if not each.owners or account in each.owners)
    return mine if through else None


def _of_module(module: ModuleResult) -> Iterator[Narrowed]:
    changes = [each for each in module.changes if each.path.endswith(_SUFFIX)]
    if not changes:
        return
    try:
        loaded = load_bytes((Path(module.folder) / INTENT).read_bytes(), INTENT)
    except OSError:
        return
    for change in changes:
        path = PurePosixPath(change.path)
        for intent in loaded.intents:
            if intent.deployment not in (None, path.parent.name):
                continue
            name = path.name.removesuffix(_SUFFIX)
            endpoint = next((each for each in intent.endpoints if each.name == name), None)
            found = _change(change, endpoint) if endpoint else None
            if found:
                where = f" in {intent.deployment}" if intent.deployment else ""
                names = (name, f"{intent.deployment}/{name}")
                yield Narrowed(change.path, f"{name}{where}", found, intent.account, names)


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
