"""Which modules call which: those that no other one calls come first."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from gen_vpce.configuration.module.library import Library
from gen_vpce.configuration.module.provider import dotted
from gen_vpce.configuration.value.value import Failure


def called_by(folder: Path, library: Library) -> Iterator[Path]:
    """Yield the folders that the module in *folder* calls by a local path."""
    try:
        source = library.source(folder)
    except Failure:
        return
    for block in source.calls.values():
        argument = block.body.argument("source")
        written = dotted(argument.expression) if argument else ""
        if written.startswith("."):
            yield (folder / written).resolve()


def in_order_of_calls(folders: Iterable[Path], library: Library) -> list[Path]:
    """Return the folders, those that no other one calls first."""
    known = list(dict.fromkeys(folders))
    called = {path for folder in known for path in called_by(folder, library) if path != folder.resolve()}
    return sorted(known, key=lambda folder: folder.resolve() in called)


def is_called(folder: Path, folders: Iterable[Path], library: Library) -> bool:
    """Whether one of *folders* calls the module in *folder*."""
    own = folder.resolve()
    return any(own in called_by(each, library) for each in folders if each.resolve() != own)
