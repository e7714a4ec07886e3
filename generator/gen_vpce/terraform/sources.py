"""From an address in a plan to the files on the disk: the folder of a module, the line of a resource.

Nothing here is sure: a plan may come without its configuration's files. What is not found is None.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.configuration.files import is_configuration
from gen_vpce.configuration.module.sources import read_source
from gen_vpce.diagnostics import Span
from gen_vpce.intent.load import load
from gen_vpce.module.discover import absolute, repository_top, shown_name
from gen_vpce.module.paths import INTENT, MANIFEST
from gen_vpce.terraform.addresses import ModulePath, module_path, split
from gen_vpce.terraform.configuration import Module

_LOCAL = ("./", "../", ".\\", "..\\")


class Sources(Struct):
    """The files of the configuration whose root module lies in `root`; each is read once."""

    root: Path
    configuration: Module | None
    _folders: dict[Path, Mapping[str, Span]] = field(default_factory=dict)
    _intents: dict[Path, Mapping[str, Span]] = field(default_factory=dict)

    def folder(self, address: str) -> Path | None:
        """Return the folder of the module that *address* lies in, where it is a local one."""
        path = module_path(address)
        folders = list(self._way(path))
        return folders[-1] if len(folders) == len(path) + 1 else None

    def place(self, address: str) -> Span | None:
        """Return the line of the resource at *address*: in the intent, its `.tf` file, or of the module call.

        The call is that of the outermost module whose files are not here, or that of the module which has no
        such resource any more.
        """
        path = module_path(address)
        *_, nearest = folders = list(self._way(path))
        if len(folders) <= len(path):
            return self._blocks(nearest).get(f"module.{path[len(folders) - 1]}")
        resource = split(address)[1].partition("[")[0]
        if (nearest / MANIFEST).is_file():
            found = self._subjects(nearest).get(resource)
            if found:
                return found
        call = f"module.{path[-1]}" if path else ""
        return self._blocks(nearest).get(resource) or (self._blocks(folders[-2]).get(call) if call else None)

    def _way(self, path: ModulePath) -> Iterator[Path]:
        """Yield the folders of the modules on the way to *path*, from the root, as far as they are here."""
        here = absolute(self.root)
        yield here
        module = self.configuration
        for name in path:
            module = module.calls.get(name) if module else None
            if module is None or module.source is None or not module.source.startswith(_LOCAL):
                return
            here = absolute(here / module.source.replace("\\", "/"))
            if not here.is_dir():
                return
            yield here

    def _blocks(self, folder: Path) -> Mapping[str, Span]:
        if folder not in self._folders:
            self._folders[folder] = _blocks(folder)
        return self._folders[folder]

    def _subjects(self, folder: Path) -> Mapping[str, Span]:
        if folder not in self._intents:
            self._intents[folder] = _subjects(folder)
        return self._intents[folder]


def place_of_plan(file: Path | None, root: Path) -> Span:
    """Return the place of what belongs to no line of a configuration: the plan's file, or the main file.

    A plan that lies outside of the repository, or came by a pipe, is nothing that others can look at.
    """
    if file and absolute(file).is_relative_to(repository_top(Path.cwd())):
        return Span(shown_name(absolute(file)))
    folder = absolute(root)
    files = sorted(each.name for each in folder.glob("*.t*") if is_configuration(each))
    return Span(shown_name(folder / (files[0] if files and "main.tf" not in files else "main.tf")))


def _blocks(folder: Path) -> Mapping[str, Span]:
    """Return where each resource and each module call in the files of *folder* begins, by its address."""
    try:
        source = read_source(folder, shown_name(folder))
    except OSError:
        return {}
    resources = {f"{type_}.{name}": block.place.span for (type_, name), block in source.resources.items()}
    return resources | {f"module.{name}": block.place.span for name, block in source.calls.items()}


def _subjects(folder: Path) -> Mapping[str, Span]:
    """Return the place in the intent of *folder* of each resource that it makes, by `TYPE.NAME`."""
    file = folder / INTENT
    try:
        intents = load(file, shown_name(file)).intents
    except OSError:
        return {}
    subjects: dict[str, Span] = {}
    for intent in intents:
        subjects |= {f"aws_vpc_endpoint.{each.label}": each.span for each in intent.endpoints}
        subjects |= {f"aws_iam_policy.{each.label}": each.span for each in intent.identity_policies}
        subjects |= {
            f"{POLICY_HOLDERS[each.kind].terraform}.{each.label}": each.span
            for each in intent.resource_policies
        }
    return subjects
