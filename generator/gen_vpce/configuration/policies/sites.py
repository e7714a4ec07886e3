"""Where policies may stand: resources of every module, and the arguments of modules that are not here."""

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.configuration.module.module import Module, source_of
from gen_vpce.configuration.module.resource import Resource
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES
from gen_vpce.configuration.policies.public_modules import MODULES, registry_name
from gen_vpce.configuration.policies.worlds import Assumed, Walk, Worlds, denied
from gen_vpce.configuration.syntax.body import Block
from gen_vpce.configuration.value.value import Failure, TooLarge

TOO_DEEP = "the configuration is nested too deeply"
Steps = tuple[tuple[str, str], ...]
"""The way to a module: names of calls, each with the key of its instance."""


class Site(Struct, frozen=True):
    """One instance of a resource that may hold a policy, findable in every world.

    `conditions` are the answers under which there is such an instance.
    """

    steps: Steps
    type: str
    name: str
    key: str
    address: str
    conditions: Assumed
    place: Place
    folder: Path


class Outside(Struct, frozen=True):
    """One instance of a call of a module whose files are not here."""

    steps: Steps
    name: str
    key: str
    address: str
    conditions: Assumed
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
    worlds: Worlds[Module], steps: Steps = (), given: Assumed = MappingProxyType({})
) -> Iterator[Site | Outside | Trouble]:
    """Yield the places of policies in a module and in those that it calls, in every world."""
    module = module_at(worlds.root(denied(given)), steps)
    if module is None:
        return
    prefix = f"{module.address}." if module.address else ""
    for (type_, name), block in module.source.resources.items():
        if type_ in TERRAFORM_POLICIES:
            address = f"{prefix}{type_}.{name}"
            for key, conditions in _Keys(worlds, module, steps, block, f"{type_}.{name}").found(given):
                if isinstance(key, Trouble):
                    yield replace(key, address=address)
                else:
                    where = f"{address}{key}"
                    yield Site(steps, type_, name, key, where, conditions, block.place, folder_of(module))
    for name in module.source.calls:
        yield from _called(worlds, module, name, steps, given)


class _Keys:
    """The keys of the instances of a block, in all the worlds that its `count` or `for_each` depends on."""

    def __init__(self, worlds: Worlds[Module], module: Module, steps: Steps, block: Block, name: str) -> None:
        self._worlds = worlds
        self._folder = folder_of(module)
        self._steps = steps
        self._block = block
        self._name = name
        self._answers: list[dict[str, bool]] = []
        self._keys: list[tuple[str, ...]] = []
        self._troubles: list[Trouble] = []

    def found(self, given: Assumed) -> list[tuple[str | Trouble, Assumed]]:
        """Return each key with the answers under which its instance is there, or what is the trouble."""
        walk = Walk(self._worlds, given)
        for root in walk:
            module = module_at(root, self._steps)
            if module is not None:
                self._keys.append(self._in(module))
                self._answers.append(dict(root.world.asked))
        every = dict.fromkeys(key for keys in self._keys for key in keys)
        if every:
            # A world in which Terraform fails is nobody's, as long as there is another one.
            return [(key, {**given, **self._needed(key)}) for key in every]
        if self._troubles:
            return [(self._troubles[0], given)]
        reason = "count is 0, or for_each has no elements"
        if not walk.complete:
            reason = "its instances depend on more conditions than are looked at"
        return [(self._trouble(self._block.place, reason, empty=walk.complete), given)]

    def _in(self, module: Module) -> tuple[str, ...]:
        place = self._block.place
        try:
            return tuple(each.key for each in module.instances(self._block, self._name))
        except Failure as failure:
            self._troubles.append(self._trouble(failure.place or place, failure.reason))
        except (TooLarge, RecursionError) as error:
            reason = str(error) if isinstance(error, TooLarge) else TOO_DEEP
            self._troubles.append(self._trouble(place, reason))
        return ()

    def _needed(self, key: str) -> dict[str, bool]:
        """Return the answers of the first world that has the key, but for those that make no difference."""
        has = [answers for answers, keys in zip(self._answers, self._keys, strict=True) if key in keys]
        denied_too = {name for answers in has for name, answer in answers.items() if not answer}
        return {name: answer for name, answer in has[0].items() if not (answer and name in denied_too)}

    def _trouble(self, place: Place, reason: str, *, empty: bool = False) -> Trouble:
        return Trouble(self._name, place, reason, self._folder, empty)


def _called(
    worlds: Worlds[Module], module: Module, name: str, steps: Steps, given: Assumed
) -> Iterator[Site | Outside | Trouble]:
    block = module.source.calls[name]
    prefix = f"{module.address}." if module.address else ""
    address = f"{prefix}module.{name}"
    for key, conditions in _Keys(worlds, module, steps, block, f"module.{name}").found(given):
        if isinstance(key, Trouble):
            if not key.empty or _holds_endpoints(module, name, block):
                yield replace(key, address=address)
            continue
        here = module_at(worlds.root(denied(conditions)), steps) or module
        try:
            inner = child(here, name, key)
        except Failure as failure:
            where = failure.place or block.place
            yield Trouble(f"{address}{key}", where, failure.reason, folder_of(module))
            continue
        if inner is None:
            yield Outside(steps, name, key, f"{address}{key}", conditions, block.place, folder_of(module))
        else:
            yield from sites(worlds, (*steps, (name, key)), conditions)


def _holds_endpoints(module: Module, name: str, block: Block) -> bool:
    """Whether a call leads to a module that is not here and is known for its endpoints."""
    return not module.has_files_of(name) and registry_name(source_of(block, module.scope) or "") in MODULES


def declaration(site: Site | Outside) -> tuple[str, ...]:
    """Return what all instances of a block have in common: the calls that lead to it, type and name."""
    type_ = site.type if isinstance(site, Site) else "module"
    return (*(name for name, _ in site.steps), type_, site.name)


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
