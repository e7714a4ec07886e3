"""From an address in a plan to the files on the disk: the folder of a module, the line of a resource.

Nothing here is sure: a plan may come without its configuration's files. What is not found is None.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from gen_vpce.diagnostics import Span
from gen_vpce.intent.load import load
from gen_vpce.module.discover import absolute, shown_name
from gen_vpce.module.paths import INTENT, MANIFEST
from gen_vpce.terraform.addresses import ModulePath, module_path, split
from gen_vpce.terraform.configuration import Module

_LOCAL = ("./", "../", ".\\", "..\\")
_BLOCK = re.compile(r'^[ \t]*(?:resource[ \t]+"([^"]+)"|(module))[ \t]+"([^"]+)"', re.MULTILINE)


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

        The call is that of the outermost module whose files are not here.
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
        return self._blocks(nearest).get(resource)

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
            self._folders[folder] = dict(_blocks(folder))
        return self._folders[folder]

    def _subjects(self, folder: Path) -> Mapping[str, Span]:
        if folder not in self._intents:
            self._intents[folder] = _subjects(folder)
        return self._intents[folder]


def _blocks(folder: Path) -> Iterator[tuple[str, Span]]:
    """Yield the first line of each resource and each module call in the files of *folder*."""
    for file in sorted(folder.glob("*.tf")):
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            continue
        shown = shown_name(file)
        for found in _BLOCK.finditer(text):
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            line, first = text.count("\n", 0, start) + 1, text.rfind("\n", 0, start) + 1
            whole = text[first:].split("\n", 1)[0].rstrip("\r")
            span = Span(shown, line, start - first + 1, line, found.end() - first + 1, whole)
            yield f"{found[1] or found[2]}.{found[3]}", span


def _subjects(folder: Path) -> Mapping[str, Span]:
    """Return the place in the intent of *folder* of each resource that it makes, by `TYPE.NAME`."""
    file = folder / INTENT
    try:
        intent = load(file, shown_name(file)).intent
    except OSError:
        return {}
    if intent is None:
        return {}
    return {
        **{f"aws_vpc_endpoint.{each.label}": each.span for each in intent.endpoints},
        **{f"aws_iam_policy.{each.label}": each.span for each in intent.identity_policies},
        **{f"aws_dynamodb_resource_policy.{each.label}": each.span for each in intent.resource_policies},
    }
