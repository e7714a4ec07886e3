"""The root modules of Terraform and the templates of CloudFormation in a folder or a file, by name."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from gen_vpce.configuration.files import folders_with_terraform, is_configuration
from gen_vpce.configuration.module.library import Library
from gen_vpce.configuration.policies.model import Configuration
from gen_vpce.configuration.policies.request import Request
from gen_vpce.configuration.policies.roots import root_modules


class Named(Struct, frozen=True):
    """A root module or a template; `before` stands before its addresses where it is not the top itself."""

    before: str
    configuration: Configuration


def configurations(top: Path, request: Request | None = None) -> Iterator[Named]:
    """Yield the root modules and the templates from *top* down; of a file, the module of its folder."""
    asked = request or Request()
    if top.is_dir():
        folders, shown = list(folders_with_terraform(top)), top
    elif is_configuration(top):
        folders, shown = [top.parent], top.parent
    else:
        folders, shown = [], top.parent
    if folders:
        library = Library((shown, *asked.inside), asked.everywhere)
        for root in root_modules(folders, asked, library):
            yield Named(_before(root.folder, shown), root)
    yield from _templates(top, shown, asked)


def _templates(top: Path, shown: Path, asked: Request) -> Iterator[Named]:
    from gen_vpce.lint.templates import template_in, templates_below

    if top.is_dir():
        for each in templates_below(top, asked.for_templates):
            yield Named(_before(each.path, shown), each.configuration)
    elif not is_configuration(top):
        found = template_in(top.read_bytes(), top.as_posix(), asked.for_templates)
        if found:
            yield Named("", found)


def _before(path: Path, top: Path) -> str:
    below = path.relative_to(top).as_posix()
    return "" if below == "." else f"{below}: "
