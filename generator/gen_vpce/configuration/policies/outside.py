"""The endpoints and policies in the arguments of a module whose files are not here."""

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.configuration.evaluation.access import index
from gen_vpce.configuration.evaluation.evaluate import evaluate
from gen_vpce.configuration.module.instances import Instance
from gen_vpce.configuration.module.module import Module, source_of
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.policies.model import Endpoint, FoundPolicy, NotRead, Standing, Variant
from gen_vpce.configuration.policies.public_modules import (
    MODULES,
    Entry,
    Listing,
    entries,
    is_about_endpoints,
    is_created,
    part,
    policies_in,
    registry_name,
)
from gen_vpce.configuration.policies.sites import Outside, module_at
from gen_vpce.configuration.policies.worlds import Looked, Walk, Worlds, denied, look
from gen_vpce.configuration.syntax.body import Argument, Block
from gen_vpce.configuration.value.symbol import named
from gen_vpce.configuration.value.value import Failure, Members, Null, Number, String, Unknown, Value, text_of
from gen_vpce.policy.document import PolicyKind

Found = Endpoint | FoundPolicy | NotRead
_META = frozenset(("source", "version", "providers", "count", "for_each", "depends_on"))
Path = tuple[str | int, ...]
_OF_ROLES = re.compile(r"assume|trust")
"""Arguments with trust policies of roles, which have rules of their own."""


def outside(worlds: Worlds[Module], site: Outside) -> Iterator[Found]:
    """Yield what the arguments of a call say of endpoints and policies."""
    module = module_at(worlds.root(denied(site.conditions)), site.steps)
    if module is None:
        return
    block = module.source.calls[site.name]
    instance = _instance(module, block, site)
    if instance is None:
        return
    source = source_of(block, module.scope) or ""
    listings = MODULES.get(registry_name(source), ())
    for listing in listings:
        yield from _listed(worlds, site, block, instance, listing)
    names = {listing.argument for listing in listings}
    for argument in block.body.arguments():
        if argument.name not in _META and argument.name not in names:
            yield from _other(worlds, site, instance, argument, source)


def _instance(module: Module, block: Block, site: Outside) -> Instance | None:
    found = module.instances(block, f"module.{site.name}")
    return next((each for each in found if each.key == site.key), None)


def _listed(
    worlds: Worlds[Module], site: Outside, block: Block, instance: Instance, listing: Listing
) -> Iterator[Found]:
    argument = block.body.argument(listing.argument)
    if argument is None:
        return
    seen: set[Path] = set()
    failed: Failure | None = None
    for root in Walk(worlds, site.conditions):
        try:
            listed, answers = _entries(root, site, argument, listing), dict(root.world.asked)
        except Failure as failure:
            failed = failed or failure
            continue
        for entry in (each for each in listed if each.path not in seen and is_created(each)):
            seen.add(entry.path)
            there = replace(site, conditions={**site.conditions, **denied(answers)})
            asked, root.world.asked = root.world.asked, {}
            yield from _endpoint(worlds, there, instance, entry, _Listed(argument, listing))
            root.world.asked = asked
    if failed and not seen:
        address = f"{site.address}.{listing.argument}"
        yield NotRead(address, failed.place or argument.place, failed.reason)


def _entries(root: Module, site: Outside, argument: Argument, listing: Listing) -> list[Entry]:
    module = module_at(root, site.steps)
    instance = _instance(module, module.source.calls[site.name], site) if module else None
    value = evaluate(argument.expression, instance.scope) if instance else None
    return list(entries(listing, value)) if value and not isinstance(value, Null) else []


class _Listed(Struct, frozen=True):
    """The argument that lists endpoints, and how it does."""

    argument: Argument
    listing: Listing


def _endpoint(
    worlds: Worlds[Module], site: Outside, instance: Instance, entry: Entry, listed: _Listed
) -> Iterator[Found]:
    address = f"{site.address}.{_spelled(entry.path)}"
    place = entry.value.place or listed.argument.place
    standing = Standing.FULL_ACCESS
    if isinstance(entry.value, Unknown):
        yield NotRead(address, place, f"{entry.value.symbol.name}: {entry.value.symbol.reason}")
        standing = Standing.NOT_READ
    elif part(entry.value, "policy") is not None:
        looked = _looked(worlds, site, (*entry.path, "policy"), place)
        standing = standing_of(looked)
        looked.variants = [_with_service(each, worlds, site, entry, listed) for each in looked.variants]
        yield from told(looked, address, place, PolicyKind.ENDPOINT, address)
    module = module_at(worlds.root(denied(site.conditions)), site.steps)
    yield Endpoint(
        address,
        place,
        _service_name(module, entry),
        entry.type,
        _vpc(instance, module, site),
        entry.private_dns,
        standing,
    )


def _with_service(
    variant: Variant, worlds: Worlds[Module], site: Outside, entry: Entry, listed: _Listed
) -> Variant:
    """Return *variant* with what its endpoint leads to: that may be another Region in each world."""
    root = worlds.root(denied(site.conditions) | dict(variant.assumed))
    try:
        own = _entries(root, site, listed.argument, listed.listing)
    except Failure:
        own = []
    there = next((each for each in own if each.path == entry.path), entry)
    return replace(variant, service_name=_service_name(module_at(root, site.steps), there))


def _service_name(module: Module | None, entry: Entry) -> str | None:
    region = module.provider("aws").region if module else text_of("")
    known = f"com.amazonaws.{_shown(region)}.{entry.service}" if entry.service else None
    return entry.full_name or known


def _shown(value: Value) -> str:
    if isinstance(value, String):
        return value.text
    return value.symbol.marker if isinstance(value, Unknown) else named("Region", "").marker


def _vpc(instance: Instance, module: Module | None, site: Outside) -> str | None:
    written = module.source.calls[site.name].body.argument("vpc_id") if module else None
    if written is None:
        return None
    try:
        return _shown(evaluate(written.expression, instance.scope))
    except Failure:
        return None


def _other(
    worlds: Worlds[Module], site: Outside, instance: Instance, argument: Argument, source: str
) -> Iterator[Found]:
    """Yield the policies in an argument of which nothing else is known."""
    if not _may_hold(argument.name, source) or _OF_ROLES.search(argument.name):
        return
    try:
        value = evaluate(argument.expression, instance.scope)
    except Failure as failure:
        if "policy" in argument.name:
            yield NotRead(f"{site.address}.{argument.name}", failure.place or argument.place, failure.reason)
        return
    if isinstance(value, Unknown) and "policy" in argument.name and is_about_endpoints(source, argument.name):
        reason = f"{value.symbol.name}: {value.symbol.reason}"
        yield NotRead(f"{site.address}.{argument.name}", value.place or argument.place, reason)
    for path in policies_in(value, (argument.name,)):
        if any(_OF_ROLES.search(str(step)) for step in path):
            continue
        words = (source, site.name, *map(str, path))
        kind = PolicyKind.ENDPOINT if is_about_endpoints(*words) else None
        address = f"{site.address}.{_spelled(path)}"
        looked = _looked(worlds, site, path, argument.place)
        yield from told(looked, address, argument.place, kind, None)


def _may_hold(name: str, source: str) -> bool:
    return "polic" in name or is_about_endpoints(name, source)


def _looked(worlds: Worlds[Module], site: Outside, path: Path, place: Place) -> Looked:
    def ask(root: Module) -> Value | None:
        module = module_at(root, site.steps)
        block = module.source.calls[site.name] if module else None
        instance = _instance(module, block, site) if module and block else None
        argument = block.body.argument(str(path[0])) if block else None
        if instance is None or argument is None:
            return None
        value = evaluate(argument.expression, instance.scope)
        if isinstance(value, Members) and path[1:] and path[1] not in value.members:
            return None
        for step in path[1:]:
            value = index(value, Number(step) if isinstance(step, int) else text_of(step), place)
        return value

    return look(worlds, ask, site.conditions, place)


def _spelled(path: Path) -> str:
    name, *rest = path
    spelled = (f"[{step}]" if isinstance(step, int) else f'["{step}"]' for step in rest)
    return f"{name}{''.join(spelled)}"


def standing_of(looked: Looked) -> Standing:
    """Return what the worlds say of the policy of an endpoint."""
    if looked.variants:
        return Standing.READ
    return Standing.NOT_READ if looked.reasons else Standing.FULL_ACCESS


def told(
    looked: Looked, address: str, place: Place, kind: PolicyKind | None, endpoint: str | None
) -> Iterator[Found]:
    """Yield the policy that was found in the worlds, and why it was not read in some."""
    for reason in dict.fromkeys(looked.reasons):
        yield NotRead(address, place, reason, looked.variables.get(reason), endpoint)
    if looked.variants:
        complete = looked.complete
        without = tuple(looked.null) if kind is PolicyKind.ENDPOINT else ()
        yield FoundPolicy(
            address, place, kind, tuple(looked.variants), endpoint, complete=complete, without=without
        )
