"""What a run of `generate` newly denies, and how often real requests needed it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.diagnostics import Diagnostic, Severity, Span, Usage
from gen_vpce.inquiry.changed_policy import meaning_of
from gen_vpce.inquiry.usage import Change, Events, usage_of
from gen_vpce.inquiry.usage_of_resource import Resource, may_take_away
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Endpoint, EndpointKind, Intent
from gen_vpce.module.discover import discover
from gen_vpce.module.paths import INTENT
from gen_vpce.module.result import FileChange, ModuleResult, Run
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.endpoint_tokens import token
from gen_vpce.policy.read import read
from gen_vpce.traffic.seen import Often, Reduction, Seen

_SUFFIX = f".{PolicyKind.ENDPOINT}.json"
_OF_RESOURCE = f".{PolicyKind.RESOURCE}.json"

Ids = Mapping[str, str | None]
"""The ids of endpoints that are meant, each with the name of the endpoint that it is, None for any."""


class Narrowed(Struct, frozen=True):
    """The policy of an endpoint or a resource that newly denies something; `path` is its file.

    `title` says whose it is, in an `account`; `names` are what `--endpoint` may call the endpoint. Endpoints
    have no say in who uses a resource, but its policy may speak of them: `spoken_of` gives for the name of
    each the IAM prefix of the service that it leads to, and `deployment` what may stand before that name.
    """

    path: str
    title: str
    change: Change
    account: str
    names: tuple[str, ...] = ()
    spoken_of: Mapping[str, str] = MappingProxyType({})
    deployment: str | None = None


def endpoint_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return what `--endpoint` may call an endpoint of the modules at and below *paths*."""
    names: dict[str, None] = {}
    for module in discover(paths)[0]:
        for intent in _intents(module.folder):
            for each in intent.endpoints:
                names[each.name] = None
                if intent.deployment:
                    names[f"{intent.deployment}/{each.name}"] = None
    return tuple(names)


def narrowed(run: Run) -> tuple[Narrowed, ...]:
    """Return the policies of endpoints and resources that *run* changes and that may newly deny something."""
    return tuple(each for module in run.results for each in _of_module(module))


def usage_findings(found: Sequence[Narrowed], events: Events, ids: Ids | None) -> Iterator[Diagnostic]:
    """Yield for each of *found* how often what it denies was used: a warning where it was, else a note.

    Without *ids* the events of all endpoints count that the account owns, or that nobody is said to own.
    """
    for each in found:
        usage, said = _usage(each, events, ids)
        severity = Severity.WARNING if usage.events or usage.unknown else Severity.NOTE
        message = f"the new policy of {each.title} denies requests that passed the one before"
        yield Diagnostic("GV904", severity, message, Span(each.path), details=said, usage=usage)


def _usage(each: Narrowed, events: Events, ids: Ids | None) -> tuple[Usage, tuple[str, ...]]:
    if each.change.resource is not None:
        return usage_of(each.change, _as_called(each, events, ids))
    mine = _ids(each.names, ids) if ids is not None else _of_account(each.account, events)
    usage, said = usage_of(replace(each.change, ids=mine), events)
    if ids is None and mine is not None and len(mine) > 1:
        names = ", ".join(sorted(mine))
        several = f"events of several endpoints are counted, name yours with --endpoint: {names}"
        usage, said = usage._replace(limits=(*usage.limits, several)), (*said, several)
    return usage, said


def _as_called(each: Narrowed, events: Events, ids: Ids | None) -> Events:
    """Return *events* in which endpoints are called as the policy of a resource speaks of them."""
    called: dict[str, str] = {}
    for name, prefix in each.spoken_of.items():
        names = (name, f"{each.deployment}/{name}")
        mine = _ids(names, ids) if ids is not None else _of_account(each.account, events) or frozenset()
        came = events.reduction.coverage.endpoints
        called |= {
            id_: token(name)
            for id_ in mine & came.keys()
            if prefix in {catalog.event_service(source) for source in came[id_].services}
        }
    requests: dict[Seen, Often] = {}
    for seen, often in events.reduction.requests.items():  # two endpoints may have one name
        found = Often(often.count, often.first, often.last, often.example)
        as_called = replace(seen, endpoint=called.get(seen.endpoint, seen.endpoint))
        known = requests.setdefault(as_called, found)
        if known is not found:
            known.add(found)
    reduction = Reduction(requests, events.reduction.coverage, events.reduction.made_by_services)
    return replace(events, reduction=reduction)


def _ids(names: Sequence[str], ids: Ids) -> frozenset[str]:
    return frozenset(id_ for id_, name in ids.items() if name is None or name in names)


def _of_account(account: str, events: Events) -> frozenset[str] | None:
    """Return the endpoints of *account* that events came through, None where there were none at all."""
    through = {id_: each for id_, each in events.reduction.coverage.endpoints.items() if each.events}
    mine = frozenset(id_ for id_, each in through.items() if not each.owners or account in each.owners)
    return mine if through else None


def _of_module(module: ModuleResult) -> Iterator[Narrowed]:
    changes = [each for each in module.changes if each.path.endswith((_SUFFIX, _OF_RESOURCE))]
    intents = _intents(Path(module.folder)) if changes else ()
    for change in changes:
        folder = PurePosixPath(change.path).parent.name
        for intent in intents:
            if intent.deployment in (None, folder):
                is_on_resource = change.path.endswith(_OF_RESOURCE)
                found = _of_resource(change, intent) if is_on_resource else _of_endpoint(change, intent)
                if found is not None:
                    yield found


def _intents(folder: Path) -> tuple[Intent, ...]:
    """Return the intents of the module in *folder*, none where its file has gone meanwhile."""
    try:
        return load_bytes((folder / INTENT).read_bytes(), INTENT).intents
    except OSError:
        return ()


def _titled(name: str, intent: Intent) -> str:
    return f"{name} in {intent.deployment}" if intent.deployment else name


def _of_endpoint(change: FileChange, intent: Intent) -> Narrowed | None:
    """Return what *change* takes away of an endpoint of *intent*, None where it takes nothing."""
    name = PurePosixPath(change.path).name.removesuffix(_SUFFIX)
    endpoint = next((each for each in intent.endpoints if each.name == name), None)
    found = _change(change, endpoint) if endpoint else None
    names = (name, f"{intent.deployment}/{name}")
    return Narrowed(change.path, _titled(name, intent), found, intent.account, names) if found else None


def _of_resource(change: FileChange, intent: Intent) -> Narrowed | None:
    """Return what *change* takes away of a resource's policy; one that is not there says nothing."""
    file = PurePosixPath(change.path).name.removesuffix(_OF_RESOURCE)
    held = next((each for each in intent.resource_policies if each.file_name == file), None)
    texts = (change.old_text or "", change.new_text or "")
    old, new = (read(text, change.path).policy if text else Policy((), version=None) for text in texts)
    if held is None or old is None or new is None or not may_take_away(old, new):
        return None
    holder = POLICY_HOLDERS[held.kind]
    resource = Resource(holder, held.arns, intent.account)
    spoken_of = {
        each.name: each.iam_prefix
        for each in intent.endpoints
        if any(token(each.name) in text for text in texts)
    }
    return Narrowed(
        change.path,
        _titled(f"{held.kind}/{held.name}", intent),
        Change(change.path, old, new, holder.prefix, resource=resource),
        intent.account,
        spoken_of=spoken_of,
        deployment=intent.deployment,
    )


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
