"""A module in one world: the names of its expressions, worked out when somebody asks for them."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from msgspec import Struct, field

from gen_vpce.configuration.evaluation.evaluate import evaluate
from gen_vpce.configuration.evaluation.scope import Scope
from gen_vpce.configuration.evaluation.world import World
from gen_vpce.configuration.module.choices import chosen
from gen_vpce.configuration.module.instances import Instance, instances, is_repeated
from gen_vpce.configuration.module.library import Library
from gen_vpce.configuration.module.memory import Memory
from gen_vpce.configuration.module.provider import DEFAULT, Provider, declared, passed, provider
from gen_vpce.configuration.module.resource import Resource
from gen_vpce.configuration.module.sources import Source
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.syntax.body import Block
from gen_vpce.configuration.value.conversion import as_string
from gen_vpce.configuration.value.symbol import named
from gen_vpce.configuration.value.type_constraint import fitted
from gen_vpce.configuration.value.value import (
    Failure,
    Items,
    Members,
    Null,
    Reference,
    String,
    Unknown,
    Value,
    described,
    known_text,
    text_of,
    unknown,
)

_DEEPEST = 12
_LOCAL = ("./", "../", ".\\", "..\\")
Given = Callable[[str], Value | None]
Attributes = Callable[[str, Place | None], Value]


class Caller(Struct, frozen=True):
    """Who calls a module: `given` gives the values of its variables, by name; `keys` leads to it.

    `root` is the folder of the root module, `above` the folders of those that call, from the top.
    """

    root: Path
    given: Given
    address: str = ""
    keys: tuple[str, ...] = ()
    providers: Mapping[str, Provider] = field(default_factory=dict)
    above: tuple[Path, ...] = ()


class Module:
    """The module in a folder, in one world."""

    def __init__(self, source: Source, library: Library, world: World, caller: Caller) -> None:
        self.source = source
        self.library = library
        self.world = world
        self.address = caller.address
        self._caller = caller
        self._memory: Memory[Value] = Memory(world)
        self._instances: Memory[tuple[Instance, ...]] = Memory(world)
        self._resources: dict[str, Resource] = {}
        self._children: dict[str, Module | None] = {}
        self._providers: dict[str, Provider] | None = None

    @property
    def scope(self) -> Scope:
        """The scope at the top of the module."""
        return Scope(self)

    @property
    def is_root(self) -> bool:
        """Whether nothing calls it."""
        return not self.address

    def resolve(self, name: str, place: Place) -> Value | None:
        """Return what a name at the top means."""
        if name in ("each", "count", "self"):
            return None
        known: dict[str, Attributes] = {
            "var": self._variable,
            "local": self.local,
            "data": lambda type_, at: self._types(f"data.{type_}", at),
            "module": self._called,
            "path": self._path,
            "terraform": self._terraform,
        }
        return Reference(name, known[name], place) if name in known else self._types(name, place)

    def read_file(self, path: String, place: Place) -> Value:
        """Return the text of a file of the configuration."""
        return self.library.text(path.text, self._caller.root, self.source.folder, place)

    def folder(self, path: String, place: Place) -> Path | Unknown:
        """Return a folder of the configuration."""
        return self.library.folder(path.text, self._caller.root, self.source.folder, place)

    def provider(self, name: str) -> Provider:
        """Return a provider by its name."""
        if self._providers is None:
            self._providers = {}  # what the blocks themselves refer to has nothing but the default
            own = declared(self.source.providers, self.scope)
            self._providers = {**(self._caller.providers), **own}
        return self._providers.get(name) or provider(name)

    def providers(self) -> Mapping[str, Provider]:
        """Return the providers that the module knows."""
        default = self.provider(DEFAULT)
        return {DEFAULT: default, **(self._providers or {})}

    def instances(self, block: Block, address: str) -> tuple[Instance, ...]:
        """Return the instances of a block."""
        return self._instances.get(address, address, lambda: instances(block, self.scope))

    def resource(self, type_: str, name: str, block: Block, instance: Instance) -> Resource:
        """Return one instance of a resource or, with `data.` before the type, of a data source."""
        address = f"{self._prefix}{type_}.{name}{instance.key}"
        if address not in self._resources:
            self._resources[address] = Resource(type_, address, block, instance, self)
        return self._resources[address]

    def child(self, name: str, instance: Instance) -> "Module | None":
        """Return the module that a call leads to, None where its files are not here."""
        address = f"{self._prefix}module.{name}{instance.key}"
        if address not in self._children:
            self._children[address] = None
            self._children[address] = self._child(name, self.source.calls[name], instance, address)
        return self._children[address]

    def has_files_of(self, name: str) -> bool:
        """Whether the files of the module that a call leads to are here."""
        return self._folder(name, self.source.calls[name]) is not None

    @property
    def _prefix(self) -> str:
        return f"{self.address}." if self.address else ""

    def local(self, name: str, place: Place | None = None) -> Value:
        """Return a local."""
        written = self.source.locals.get(name)
        if written is None:
            return self._undeclared(f"local.{name}", place)
        key = f"local.{name}"
        return self._memory.get(key, key, lambda: evaluate(written.expression, self.scope))

    def _variable(self, name: str, place: Place | None) -> Value:
        if name not in self.source.variables:
            return self._undeclared(f"var.{name}", place)
        key = f"var.{name}"
        return self._memory.get(key, key, lambda: self._settled(name, self.source.variables[name]))

    def _settled(self, name: str, block: Block) -> Value:
        value = self._caller.given(name)
        written = block.body.argument("default")
        nullable = block.body.argument("nullable")
        strict = nullable is not None and not _is_true(evaluate(nullable.expression, self.scope))
        if written and (value is None or (strict and isinstance(value, Null))):
            value = evaluate(written.expression, self.scope)
        if value is None:
            address = f"{self._prefix}var.{name}"
            value = chosen(name, address, block, self.world)
            return value or unknown(address, "the variable has no value", block.place)
        type_ = block.body.argument("type")
        constraint = type_.expression if type_ else None
        return fitted(value, constraint, lambda each: evaluate(each, self.scope))

    def _undeclared(self, address: str, place: Place | None) -> Value:
        """Return the symbol for what no file here declares; Terraform refuses it, and `try` does not help."""
        return unknown(f"{self._prefix}{address}", f"{address} is not declared", place)

    def _path(self, name: str, place: Place | None) -> Value:
        """Return the folders as Terraform does that runs in the root: by their way from there."""
        root, own = self._caller.root.resolve(), self.source.folder.resolve()
        folders = {"module": Path(os.path.relpath(own, root)).as_posix(), "root": ".", "cwd": root.as_posix()}
        if name not in folders:
            raise Failure(f"path.{name} does not exist", place)
        return text_of(folders[name], place)

    def _terraform(self, name: str, place: Place | None) -> Value:
        return unknown(f"terraform.{name}", "it depends on the run", place)

    def _types(self, type_: str, place: Place | None) -> Value:
        return Reference(type_, lambda name, at: self._resource(type_, name, at), place)

    def _resource(self, type_: str, name: str, place: Place | None) -> Value:
        is_data = type_.startswith("data.")
        declared_ = self.source.data if is_data else self.source.resources
        block = declared_.get((type_.removeprefix("data."), name))
        address = f"{type_}.{name}"
        if block is None:
            return self._undeclared(address, place)
        made = partial(self._one, type_, name, block)
        return self._several(address, block, made, place)

    def _one(self, type_: str, name: str, block: Block, instance: Instance) -> Value:
        resource = self.resource(type_, name, block, instance)

        def attribute(wanted: str, place: Place | None) -> Value:
            key = (resource.address, wanted)
            return self._memory.get(
                key, f"{resource.address}.{wanted}", lambda: resource.attribute(wanted, place)
            )

        return Reference(resource.address, attribute, block.place)

    def _called(self, name: str, place: Place | None) -> Value:
        block = self.source.calls.get(name)
        if block is None:
            return self._undeclared(f"module.{name}", place)
        return self._several(f"module.{name}", block, partial(self._outputs, name), place)

    def _outputs(self, name: str, instance: Instance) -> Value:
        address = f"{self._prefix}module.{name}{instance.key}"

        def output(wanted: str, place: Place | None) -> Value:
            inner = self.child(name, instance)
            if inner is None:
                return unknown(f"{address}.{wanted}", "the files of the module are not here", place)
            return inner.output(wanted, place)

        return Reference(address, output)

    def output(self, name: str, place: Place | None) -> Value:
        """Return an output."""
        block = self.source.outputs.get(name)
        written = block.body.argument("value") if block else None
        if written is None:
            raise Failure(f"the module has no output `{name}`", place)
        key = f"output.{name}"
        return self._memory.get(key, key, lambda: evaluate(written.expression, self.scope))

    def _several(
        self, address: str, block: Block, made: Callable[[Instance], Value], place: Place | None
    ) -> Value:
        """Return a resource or module as its references see it: one, a list, or an object of instances."""
        found = self.instances(block, address)
        if not is_repeated(block):
            return made(found[0])
        if len(found) == 1 and found[0].many:
            only = found[0]
            whole = f"{self._prefix}{address}"
            return Reference(
                whole,
                lambda name, at: unknown(f"{whole}.{name}", "its instances are not known", at),
                place,
                lambda key, _at: made(_keyed(only, key)),
            )
        if block.body.argument("for_each") is None:
            return Items(tuple(map(made, found)), place)
        return Members(
            {str(each.name if each.name is not None else each.key): made(each) for each in found}, place
        )

    def _child(self, name: str, block: Block, instance: Instance, address: str) -> "Module | None":
        folder = self._folder(name, block)
        if folder is None:
            return None
        if folder.resolve() in self._above() or len(self._above()) > _DEEPEST:
            raise Failure(f"{address} calls itself", block.place)
        source = self.library.source(folder)
        if source.is_empty:
            return None
        self.library.called.add(folder.resolve())

        def given(variable: str) -> Value | None:
            written = block.body.argument(variable)
            key = (address, variable)
            if written is None:
                return None
            return self._memory.get(
                key, f"{address}.{variable}", lambda: evaluate(written.expression, instance.scope)
            )

        providers = passed(block, self.providers())
        keys = (*self._caller.keys, name)
        caller = Caller(self._caller.root, given, address, keys, providers, self._above())
        return Module(source, self.library, self.world, caller)

    def _above(self) -> tuple[Path, ...]:
        return (*self._caller.above, self.source.folder.resolve())

    def _folder(self, name: str, block: Block) -> Path | None:
        """Return the folder of a called module, None where it is not here."""
        written = source_of(block, self.scope)
        if written and (written.startswith(_LOCAL) or written in (".", "..")):
            folder = self.source.folder / str(written)
            return folder if folder.is_dir() else None
        return self.library.installed(self._caller.root).get(".".join((*self._caller.keys, name)))


def source_of(block: Block, scope: Scope) -> str | None:
    """Return where the files of a called module are, as the call says it."""
    written = block.body.argument("source")
    return known_text(as_string(evaluate(written.expression, scope))) if written else None


def _keyed(instance: Instance, key: Value) -> Instance:
    """Return the instance of a key that is asked for, where the keys are not known."""
    name = described(key)
    each = {"key": key, "value": Unknown(named(f"{name} of {instance.key}", "its instances are not known"))}
    variables = (
        {"each": Members(each)} if "each" in instance.scope.variables else {"count": Members({"index": key})}
    )
    return Instance(f"[{name}]", None, instance.scope.given(variables), many=False)


def _is_true(value: Value) -> bool:
    return getattr(value, "value", False) is True
