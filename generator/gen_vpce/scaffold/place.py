"""Where a new module goes: into the folder that is named, or below it where files are in the way."""

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from json import dumps
from pathlib import Path

from msgspec import Struct

from gen_vpce.intent.close_names import INTENT, is_close
from gen_vpce.module.discover import absolute
from gen_vpce.scaffold.draft import Answers, Wanted
from gen_vpce.scaffold.new_intent import ARGUMENTS, EXAMPLES
from gen_vpce.scaffold.presets import Preset

_TERRAFORM = (".tf", ".tf.json", ".tofu", ".tofu.json")
_OURS = {"policies": "*.json", "tests": "*.tftest.hcl"}
_README = "readme.md"
_BELOW = "endpoints"


class Place(Struct, frozen=True):
    """The folder of a new module; `named` is the one that was asked for, where the files `in_the_way` are."""

    folder: Path
    named: Path
    in_the_way: tuple[str, ...] = ()

    @property
    def has_caller(self) -> bool:
        """Whether there is Terraform in the folder that was named, which can call the module."""
        return any(name.endswith(_TERRAFORM) for name in self.in_the_way)


def place(folder: Path) -> Place:
    """Return where a module that is asked for in *folder* goes.

    A module is a folder of Terraform of its own. Where *folder* holds Terraform or a README, the module goes
    into a new folder below, from which the Terraform that is there calls it.
    """
    there = tuple(_in_the_way(folder))
    return Place(_free_below(folder) if there else folder, folder, there)


def misnamed_intent(folder: Path) -> str | None:
    """Return the name of a file in *folder* that is an intent under another name."""
    return min((each for each in _names(folder) if is_close(each)), default=None)


def call(place: Place, choices: Mapping[str, Preset], answers: Answers) -> str:
    """Return the block of Terraform that calls the new module from the folder that was named."""
    source = Path(os.path.relpath(place.folder, place.named)).as_posix()
    source = source if source.startswith("../") else f"./{source}"
    chosen = {"deployment": dumps(answers.deployments[0].name)} if answers.deployments else {}
    arguments = chosen | _variables([Wanted(each, tuple(choices), answers) for each in choices])
    width = max(map(len, arguments), default=0)
    lines = [f"  {name:{width}} = {value}" for name, value in arguments.items()]
    return "\n".join(
        (f'module "{answers.name}" {{', f"  source = {dumps(source)}", *([""] if lines else []), *lines, "}")
    )


def _variables(wanted: Sequence[Wanted]) -> dict[str, str]:
    """Return the variables of the module that have no default, with values to be replaced."""
    names = (name for each in wanted for name in ARGUMENTS[each.kind] if not getattr(each.answers, name))
    return {name: dumps(EXAMPLES[name]) for name in names}


def _in_the_way(folder: Path) -> Iterator[str]:
    for name in sorted(_names(folder)):
        if name.lower() == _README or (name.endswith(_TERRAFORM) and (folder / name).is_file()):
            yield name
        elif name in _OURS:
            yield from sorted(f"{name}/{each.name}" for each in (folder / name).glob(_OURS[name]))


def _names(folder: Path) -> list[str]:
    place = absolute(folder)
    return [each.name for each in place.iterdir()] if place.is_dir() else []


def _free_below(folder: Path) -> Path:
    for number in count(1):
        below = folder / (_BELOW if number == 1 else f"{_BELOW}-{number}")
        if not (below / INTENT).exists() and not any(_in_the_way(below)) and not below.is_file():
            return below
    raise AssertionError
