"""The files of a folder as one module, taken apart once.

https://developer.hashicorp.com/terraform/language/files
"""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from gen_vpce.configuration.files import is_configuration
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.syntax.body import Argument, Block, Body, Broken, File
from gen_vpce.configuration.syntax.hcl_file import read_hcl
from gen_vpce.configuration.syntax.json_file import read_json
from gen_vpce.policy.positions import Positions

LARGEST = 4_000_000
_BLOCKS = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    "action": 2,
    "variable": 1,
    "output": 1,
    "module": 1,
    "provider": 1,
    "check": 1,
    "locals": 0,
    "terraform": 0,
    "moved": 0,
    "import": 0,
    "removed": 0,
    "language": 0,
}
"""The blocks at the top of a file, with the number of their labels."""


class Source(Struct):
    """What the files of one folder declare."""

    folder: Path
    files: list[Positions] = field(default_factory=list)
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Argument] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    resources: dict[tuple[str, str], Block] = field(default_factory=dict)
    data: dict[tuple[str, str], Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    providers: list[Block] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    has_state: bool = False

    @property
    def is_library(self) -> bool:
        """Whether other modules are meant to call it: it configures no provider, and says of no state where.

        https://developer.hashicorp.com/terraform/language/modules/develop/providers
        """
        return not self.providers and not self.has_state

    @property
    def is_empty(self) -> bool:
        """Whether there is no file of Terraform."""
        return not self.files


class Overridden:
    """A body with what an override file puts in its place."""

    def __init__(self, base: Body, over: Body) -> None:
        self.place = base.place
        self._base = base
        self._over = over

    def argument(self, name: str) -> Argument | None:
        """Return the argument of the override, or the one that it leaves."""
        return self._over.argument(name) or self._base.argument(name)

    def arguments(self) -> Iterator[Argument]:
        """Yield the arguments of both."""
        over = {each.name: each for each in self._over.arguments()}
        yield from (over.pop(each.name, each) for each in self._base.arguments())
        yield from over.values()

    def nested(self, type_: str) -> Iterator[Block]:
        """Yield the blocks of the override where it has some of the type, otherwise those of the base."""
        over = tuple(self._over.nested(type_))
        yield from over or self._base.nested(type_)


def read_source(folder: Path, shown: str, only: Path | None = None) -> Source:
    """Return what the files of *folder* declare; *shown* is its name in places.

    With *only*, that file is read and no other.
    """
    source = Source(folder)
    paths = [only] if only else sorted(each for each in folder.iterdir() if is_configuration(each))
    for path in sorted(paths, key=lambda each: (_overrides(each), each.name)):
        name = f"{shown}/{path.name}" if shown not in ("", ".") else path.name
        _add(source, path, name, over=_overrides(path))
    return source


def _overrides(path: Path) -> bool:
    stem = path.name.split(".", 1)[0]
    return stem == "override" or stem.endswith("_override")


def read_text(path: Path, shown: str) -> tuple[Positions, str | None]:
    """Return the text of a file, and why it cannot be read."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            return Positions("", shown), f"the file has {size:,} bytes; files to {LARGEST:,} bytes are read"
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        return Positions("", shown), f"the file is not UTF-8: {error.reason}"
    except OSError as error:
        return Positions("", shown), f"the file cannot be read: {error.strerror}"
    return Positions(text.removeprefix("\ufeff"), shown), None


def parse(positions: Positions, name: str) -> File:
    """Return a file in the syntax that its name tells."""
    return read_json(positions) if name.endswith(".json") else read_hcl(positions)


def _add(source: Source, path: Path, shown: str, *, over: bool) -> None:
    positions, problem = read_text(path, shown)
    source.files.append(positions)
    if problem:
        source.broken.append(Broken(problem, Place(positions, (0, 0))))
        return
    try:
        file = parse(positions, path.name)
    except RecursionError:
        source.broken.append(Broken("it is nested too deeply", Place(positions, (0, 0))))
        return
    source.broken += file.broken
    for block in file.blocks:
        _declare(source, block, over=over)


def _declare(source: Source, block: Block, *, over: bool) -> None:
    match block.type, block.labels:
        case "variable", (name,):
            source.variables[name] = _over(source.variables.get(name), block, over=over)
        case "output", (name,):
            source.outputs[name] = _over(source.outputs.get(name), block, over=over)
        case "module", (name,):
            source.calls[name] = _over(source.calls.get(name), block, over=over)
        case "resource", (type_, name):
            key = (type_, name)
            source.resources[key] = _over(source.resources.get(key), block, over=over)
        case "data", (type_, name):
            source.data[type_, name] = _over(source.data.get((type_, name)), block, over=over)
        case "provider", (_,):
            source.providers.append(block)
        case "terraform", ():
            source.has_state = source.has_state or _says_where_state_is(block)
        case "locals", ():
            source.locals.update({each.name: each for each in block.body.arguments()})
        case type_, labels if len(labels) != _BLOCKS.get(type_, -1):
            source.broken.append(Broken(_misplaced(type_, labels), block.place))
        case _:
            pass


def _says_where_state_is(block: Block) -> bool:
    return any(next(block.body.nested(type_), None) for type_ in ("backend", "cloud"))


def _misplaced(type_: str, labels: tuple[str, ...]) -> str:
    if type_ not in _BLOCKS:
        return f"`{type_}` is not a block of Terraform"
    return f"`{type_}` has {_BLOCKS[type_]} labels, not {len(labels)}"


def _over(base: Block | None, block: Block, *, over: bool) -> Block:
    if base is None or not over:
        return block
    damaged = base.damaged or block.damaged
    return Block(base.type, base.labels, Overridden(base.body, block.body), base.place, damaged=damaged)
