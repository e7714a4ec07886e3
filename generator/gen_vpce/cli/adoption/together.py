"""`gen-vpce adopt --deployment`: what stands in several places, each with its file."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.cli.adoption.endpoints import check_known, endpoints_of, sources
from gen_vpce.cli.terminal.console import usage_error

if TYPE_CHECKING:
    from gen_vpce.configuration.policies.request import Request
    from gen_vpce.diagnostics import Diagnostic
    from gen_vpce.terraform.adoption.adopt import Options
    from gen_vpce.terraform.adoption.eligible import Where
    from gen_vpce.terraform.adoption.places.adopt import Stand
    from gen_vpce.terraform.adoption.result import Adoption

_FORM = "write NAME=FILE, or NAME=REGION:ACCOUNT:FILE where the file does not contain them"
_PLACE = re.compile(r"([a-z-]+-[0-9]+):([^:/\\]*):(.+)")
"""A Region, an account and a file, also where one of the first two is written wrong."""


class Given(Struct, frozen=True):
    """One deployment as the command line names it; its Region and account are None where the file tells."""

    name: str
    region: str | None
    account: str | None
    file: Path


def check_usage(
    files: Sequence[Path], deployments: Sequence[str], beside: Mapping[str, object]
) -> tuple[Given, ...]:
    """Return the *deployments* of the command line; end it where they, or what is said beside, are none.

    *files* are those without a deployment, *beside* the options that are about one place.
    """
    if not deployments:
        if not files:
            raise usage_error("missing: FILE", "gen-vpce adopt endpoints.json, or --deployment NAME=FILE")
        return ()
    if files:
        message = f"{files[0]} is in no deployment, and --deployment names others"
        raise usage_error(message, "give each file to one: --deployment NAME=FILE")
    for name, value in beside.items():
        if value:
            raise usage_error(f"--{name} is about one place, and --deployment names several", _FORM)
    found: dict[str, Given] = {}
    for text in deployments:
        each = _given(text)
        if each.name in found:
            raise usage_error(f"two deployments are called `{each.name}`", "give each place its own name")
        found[each.name] = each
    return tuple(found.values())


def _given(text: str) -> Given:
    from gen_vpce.scaffold.answers import AnswerError, understood
    from gen_vpce.scaffold.deployments import deployment

    name, _, stands = text.partition("=")
    if not stands:
        raise usage_error(f"`{text}` is not a deployment", f"{_FORM}: --deployment dev=dev.json")
    try:
        if told := _PLACE.fullmatch(stands):
            place = deployment(name, told[1], told[2])
            return Given(place.name, place.region, place.account, Path(told[3]))
        return Given(understood("deployment", name), None, None, Path(stands))
    except AnswerError as error:
        raise usage_error(str(error), _FORM) from None


def adopted_together(
    given: Sequence[Given],
    options: "Options",
    request: "Request",
    bare: tuple[str | None, str | None],
    root: Path | None,
) -> "Adoption":
    """Adopt what stands in the deployments *given* as one intent; *root* is None where nobody said it.

    *bare* are the service and the type of the endpoint of a policy by itself.
    """
    from gen_vpce.terraform.adoption.eligible import Where
    from gen_vpce.terraform.adoption.places.adopt import adopt_together
    from gen_vpce.terraform.adoption.result import Adoption

    is_source = [each.file.is_dir() for each in given]
    if root and all(is_source):
        raise usage_error("--root has no effect: endpoints of source stay in their own root", "leave it out")
    stands: list[Stand] = []
    problems: list[Diagnostic] = []
    for each in given:
        where = Where(each.region, each.account, options.where.organization)
        found = _read(each, where, replace(options, where=where), request, bare)
        if isinstance(found, tuple):
            problems += found
        else:
            stands.append(found)
    if problems:
        return Adoption(diagnostics=tuple(problems))
    roots: dict[Path, str] = {}
    for stand in stands:
        other = roots.setdefault(stand.root.resolve(), stand.name)
        if other != stand.name:
            message = f"{stand.name} and {other} are both in {stand.root}: a root works in one place"
            raise usage_error(message, "give each deployment a root of its own")
    endpoints = [each for stand in stands for each in stand.endpoints]
    check_known(options.only, endpoints, [each for stand in stands for each in stand.policies])
    return adopt_together(stands, options.into, options.only, options.old_addresses)


def _read(
    given: Given,
    where: "Where",
    options: "Options",
    request: "Request",
    bare: tuple[str | None, str | None],
) -> "Stand | tuple[Diagnostic, ...]":
    """Return what stands in a deployment, or what is wrong with its file."""
    from gen_vpce.terraform.adoption.from_source import read_folder
    from gen_vpce.terraform.adoption.places.adopt import Stand

    if given.file.is_dir():
        read = read_folder(given.file, where, request)
        return read.source.diagnostics or Stand(
            given.name, read.source.endpoints, where, read.folder, read.source.policies, read.source.left
        )
    (source,) = sources([given.file])
    if source.diagnostics:
        return source.diagnostics
    root = options.root / given.name
    return Stand(given.name, endpoints_of(source, *bare), where, root, source.policies, source.left)
