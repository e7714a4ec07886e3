"""Where policies may stand: resources of every module, and the arguments of modules that are not here."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.configuration.module.module import Module
from gen_vpce.configuration.module.resource import Resource
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES
from gen_vpce.configuration.syntax.body import Block
from gen_vpce.configuration.value.value import Failure, TooLarge

TOO_DEEP = "the configuration is nested too deeply"
Steps = tuple[tuple[str, str], ...]
"""The way to a module: names of calls, each with the key of its instance."""


class Site(Struct, frozen=True):
    """One instance of a resource that may hold a policy, findable in every world.

    `conditions` are the assumptions under which there is such an instance.
    """

    steps: Steps
    type: str
    name: str
    key: str
    address: str
    conditions: frozenset[str]
    place: Place
    folder: Path


class Outside(Struct, frozen=True):
    """One instance of a call of a module whose files are not here."""

    steps: Steps
    name: str
    key: str
    address: str
    conditions: frozenset[str]
    place: Place
    folder: Path


class Trouble(Struct, frozen=True):
    """A block whose instances cannot be told; `empty` where there are none."""

    address: str
    place: Place
    reason: str
    folder: Path
    empty: bool = False


def sites(
    module: Module, steps: Steps = (), given: frozenset[str] = frozenset()
) -> Iterator[Site | Outside | Trouble]:
    """Yield the places of policies in a module and in those that it calls."""
    prefix = f"{module.address}." if module.address else ""
    for (type_, name), block in module.source.resources.items():
        if type_ in TERRAFORM_POLICIES:
            address = f"{prefix}{type_}.{name}"
            for key, conditions in _instances(module, block, f"{type_}.{name}", given):
                if isinstance(key, Trouble):
                    yield replace(key, address=address)
                else:
                    where = f"{address}{key}"
                    yield Site(steps, type_, name, key, where, conditions, block.place, folder_of(module))
    for name, block in module.calls():
        yield from _called(module, name, block, steps, given)


def _instances(
    module: Module, block: Block, address: str, given: frozenset[str]
) -> Iterator[tuple[str | Trouble, frozenset[str]]]:
    asked, module.world.asked = module.world.asked, {}
    try:
        found = module.instances(block, address)
    except Failure as failure:
        yield Trouble(address, failure.place or block.place, failure.reason, folder_of(module)), given
        return
    except (TooLarge, RecursionError) as error:
        reason = str(error) if isinstance(error, TooLarge) else TOO_DEEP
        yield Trouble(address, block.place, reason, folder_of(module)), given
        return
    finally:
        own, module.world.asked = module.world.asked, asked
    if not found:
        reason = "count is 0, or for_each has no elements"
        yield Trouble(address, block.place, reason, folder_of(module), empty=True), given
    for each in found:
        yield each.key, given | frozenset(own)


def _called(
    module: Module, name: str, block: Block, steps: Steps, given: frozenset[str]
) -> Iterator[Site | Outside | Trouble]:
    prefix = f"{module.address}." if module.address else ""
    address = f"{prefix}module.{name}"
    for key, conditions in _instances(module, block, f"module.{name}", given):
        if isinstance(key, Trouble):
            if not key.empty:
                yield replace(key, address=address)
            continue
        try:
            inner = child(module, name, key)
        except Failure as failure:
            where = failure.place or block.place
            yield Trouble(f"{address}{key}", where, failure.reason, folder_of(module))
            continue
        if inner is None:
            yield Outside(steps, name, key, f"{address}{key}", conditions, block.place, folder_of(module))
        else:
            yield from sites(inner, (*steps, (name, key)), conditions)


def declaration(site: Site) -> tuple[str, ...]:
    """Return what all instances of a resource have in common: the calls that lead to it, type and name."""
    return (*(name for name, _ in site.steps), site.type, site.name)


def folder_of(module: Module) -> Path:
    """Return the folder of a module."""
    return module.source.folder.resolve()


def child(module: Module, name: str, key: str) -> Module | None:
    """Return the module behind one instance of a call."""
    block = module.source.calls[name]
    for instance in module.instances(block, f"module.{name}"):
        if instance.key == key:
            return module.child(name, instance)
    raise Failure(f"module.{name}{key} is not there in this world", block.place)


def module_at(root: Module, steps: Steps) -> Module | None:
    """Return the module that *steps* lead to, None where they do not in this world."""
    found = root
    for name, key in steps:
        try:
            inner = child(found, name, key)
        except Failure:
            return None
        if inner is None:
            return None
        found = inner
    return found


def resource_at(root: Module, site: Site) -> Resource | None:
    """Return the resource of a site, None where there is none in this world."""
    module = module_at(root, site.steps)
    if module is None:
        return None
    block = module.source.resources[site.type, site.name]
    for instance in module.instances(block, f"{site.type}.{site.name}"):
        if instance.key == site.key:
            return module.resource(site.type, site.name, block, instance)
    return None
