"""The root that calls the adopted modules: their calls, and an import or a move for each endpoint.

Import and move blocks name addresses from the root on; Terraform refuses imports below it.
https://developer.hashicorp.com/terraform/language/import
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from gen_vpce.configuration.files import is_configuration
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.intent.endpoint_kinds import NETWORK_OF
from gen_vpce.module.discover import shown_name
from gen_vpce.module.hcl import Value, address
from gen_vpce.module.plan import Versions
from gen_vpce.module.templates.render import environment
from gen_vpce.terraform.adoption.candidate import Candidate
from gen_vpce.terraform.adoption.resource_policy_candidate import HeldCandidate

_TEMPLATES = {"adopted_moved": "moved"}
_VERSIONS = Versions(terraform=">= 1.5.0", aws=">= 5.83.0", test="")


class Call(Struct, frozen=True):
    """A module block of the root."""

    name: str
    arguments: Mapping[str, Value]


def root_files(
    made: Sequence[Candidate], alone: Sequence[HeldCandidate], into: Path, root: Path
) -> dict[str, str]:
    """Return the files of a root in the folder *root* for modules below *into*, all of one Region.

    *alone* are policies of resources with modules of their own.

    A root that has Terraform files of its own keeps its providers.
    """
    files: dict[str, Mapping[str, object]] = {
        "adopted": {
            "calls": [
                *(_call(each, into, root) for each in made),
                *(_call_alone(each, into, root) for each in alone),
            ]
        }
    }
    held = [*(each for host in made for each in host.beside), *alone]
    imports = [
        {"to": each.address, "id": each.adopted.existing.id} for each in made if each.moved_from is None
    ]
    imports += [{"to": each.address, "id": each.import_id} for each in held if each.moved_from is None]
    moves = [{"from": each.moved_from, "to": each.address} for each in made if each.moved_from is not None]
    moves += [{"from": each.moved_from, "to": each.address} for each in held if each.moved_from is not None]
    if imports:
        files["imports"] = {"imports": imports}
    if moves:
        separate = [name for each in made for name in _separate(each)]
        is_of_source = _is_of_source(made) or any(each.held.carried for each in alone)
        files["adopted_moved" if is_of_source else "moved"] = {
            "moves": moves,
            "removed": [address(name) for name in dict.fromkeys(separate)],
        }
    if not _has_own_files(root):
        files["versions"] = {"versions": _VERSIONS, "region": (made[0] if made else alone[0]).intent.region}
    templates = environment()
    return {
        f"{name}.tf": templates.get_template(f"adoption/{name.removeprefix('adopted_')}.tf.j2").render(
            context
        )
        for name, context in files.items()
    }


def _call(made: Candidate, into: Path, root: Path) -> Call:
    """Return the call of a module; lists that are empty are not in its intent, so that they are asked for."""
    (endpoint,) = made.intent.every_endpoint
    asked = NETWORK_OF[endpoint.kind][1:]
    empty: dict[str, Value] = {name: [] for name in asked if getattr(endpoint, name) is None}
    carried = made.adopted.existing.carried
    passed = carried.passed if carried else {}
    chosen: dict[str, Value] = {"deployment": made.intent.deployment} if made.intent.deployment else {}
    return Call(made.name, {"source": _source(made.name, into, root), **chosen, **empty, **passed})


def _call_alone(made: HeldCandidate, into: Path, root: Path) -> Call:
    passed = made.held.carried.passed if made.held.carried else {}
    return Call(made.name, {"source": _source(made.name, into, root), **passed})


def _source(name: str, into: Path, root: Path) -> str:
    source = Path(os.path.relpath(into / name, root)).as_posix()
    return source if source.startswith(".") else f"./{source}"


def _is_of_source(made: Iterable[Candidate]) -> bool:
    return any(each.adopted.existing.carried for each in made)


def _separate(made: Candidate) -> tuple[str, ...]:
    """Return the resources whose part the module takes over."""
    carried = made.adopted.existing.carried
    return tuple(name for name, _ in carried.separate) if carried else ()


_OURS = frozenset({"adopted.tf", "adopted_moved.tf", "imports.tf", "moved.tf", "versions.tf"})


def _has_own_files(root: Path) -> bool:
    names = {path.name for path in root.iterdir() if is_configuration(path)} if root.is_dir() else set()
    return bool(names - _OURS)


def in_the_way(files: Mapping[Path, str]) -> Iterator[Diagnostic]:
    """Yield a finding for each file that is there already and says something else."""
    for path, text in files.items():
        if os.path.lexists(path) and not _holds(path, text):
            message = f"{shown_name(path)} is there already and says something else; nothing was written"
            hint = "adopt into another root: --root DIR, or only those that are new: --only ID"
            yield Diagnostic("GV678", Severity.ERROR, message, hint=hint)


def write_root(files: Mapping[Path, str]) -> None:
    """Write the files that are not there yet; raises OSError."""
    for path, text in files.items():
        if not os.path.lexists(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def by_region(
    made: Iterable[Candidate], alone: Iterable[HeldCandidate]
) -> dict[str, tuple[list[Candidate], list[HeldCandidate]]]:
    """Return the candidates by their Region: a root works in one."""
    regions: dict[str, tuple[list[Candidate], list[HeldCandidate]]] = {}
    for each in made:
        regions.setdefault(each.intent.region, ([], []))[0].append(each)
    for held in alone:
        regions.setdefault(held.intent.region, ([], []))[1].append(held)
    return dict(sorted(regions.items()))
