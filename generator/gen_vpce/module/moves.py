"""Endpoints that were renamed in the intent: `moved` blocks, or Terraform would destroy and create them.

The manifest of the last run knows the old names, the files of this one the new ones. A block stays once it is
there, for as long as Terraform can make use of it: some state may still have the old address.
https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.intent.endpoints import label_of
from gen_vpce.module import disk
from gen_vpce.module.artefact import Module
from gen_vpce.module.earlier_runs import Traces
from gen_vpce.module.hcl import parsed, reference
from gen_vpce.module.manifest import fingerprint
from gen_vpce.module.paths import INTENT, MOVED

_TYPE = "aws_vpc_endpoint"
_MAIN = "main.tf"
_POLICY = re.compile(r"policies/(?:[^/]+/)?(?P<name>[^/]+)\.endpoint\.json")
_DECLARED = re.compile(rb'^resource "aws_vpc_endpoint" "([A-Za-z_][A-Za-z0-9_-]*)"', re.MULTILINE)
_ADDRESS = re.compile(rf"{_TYPE}\.(?P<label>[A-Za-z_][A-Za-z0-9_-]*)")


class Move(Struct, frozen=True):
    """An endpoint's label before and after."""

    old: str
    new: str


def with_moves(
    folder: Path, shown: str, module: Module, traces: Traces
) -> tuple[Module, tuple[Diagnostic, ...]]:
    """Return *module* with a `moved` block for each endpoint with a new name, and what nobody can tell.

    Raises OSError when the folder cannot be read. `moved.tf` has to be written before `main.tf`: of a run
    that is interrupted, either the new moves are there or the old endpoints.
    """
    now = _labels(module.files.get(_MAIN, b""))
    kept = _kept(folder, traces)
    if not kept and not (_labels(disk.look(folder, _MAIN).content or b"") - now):
        return module, ()
    pairs, unclear = _renamed(folder, module, traces)
    moves = _useful([*kept, *(each for each in pairs if each not in kept)], now)
    if moves:
        module = replace(module, files={**module.files, MOVED: _text(moves)})
    return module, tuple(_unclear(shown, *each) for each in unclear)


def _labels(main: bytes) -> frozenset[str]:
    """Return the labels of the endpoints in a `main.tf` of ours, of those without a policy as well."""
    return frozenset(label.decode() for label in _DECLARED.findall(main))


def _endpoints(files: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the labels of the endpoints whose policies are among *files*, with the paths of those."""
    found: dict[str, list[str]] = {}
    for path in files:
        if match := _POLICY.fullmatch(path):
            found.setdefault(label_of(match["name"]), []).append(path)
    return found


def _kept(folder: Path, traces: Traces) -> list[Move]:
    """Return the moves that a run of ours has written, this one's predecessor or one that was interrupted."""
    content = disk.look(folder, MOVED).content if MOVED in traces.owned else None
    if content is None or fingerprint(content) not in traces.owned[MOVED]:
        return []
    blocks = _parsed(content).get("moved", [])
    labels = (
        (_ADDRESS.fullmatch(str(each.get("from"))), _ADDRESS.fullmatch(str(each.get("to"))))
        for each in (blocks if isinstance(blocks, list) else [blocks])
    )
    return [Move(old["label"], new["label"]) for old, new in labels if old and new]


def _renamed(
    folder: Path, module: Module, traces: Traces
) -> tuple[list[Move], list[tuple[list[str], list[str]]]]:
    """Return the endpoints that have a new name, and those that might be each other's."""
    before = traces.files or {}
    content = disk.look(folder, _MAIN).content
    if content is None or fingerprint(content) != before.get(_MAIN):
        return [], []
    told = (_told(content, before), _told(module.files[_MAIN], _fingerprints(module)))
    gone = [label for label in told[0] if label not in told[1]]
    new = [label for label in told[1] if label not in told[0]]
    moves: list[Move] = []
    unclear = []
    for old, now in _alike(gone, new, told, lambda each: each.service):
        for ask in _QUESTIONS:
            for one, other in list(_alike(old, now, told, ask)):
                if len(one) == len(other) == 1:
                    moves.append(Move(one[0], other[0]))
                    old.remove(one[0])
                    now.remove(other[0])
        if old and now:
            unclear.append((old, now))
    return moves, unclear


class _Told(Struct, frozen=True):
    """What tells one endpoint from another: what it leads to, its VPC, its policies."""

    service: tuple[str, str]
    vpc: str
    policies: tuple[str, ...]


_LEADS_TO = ("service_name", "resource_configuration_arn", "service_network_arn")
_QUESTIONS: tuple[Callable[[_Told], object], ...] = (
    lambda told: told.service,
    lambda told: told.vpc,
    lambda told: told.policies,
    lambda told: told.service,
)
"""What is asked of endpoints to one service, one question after the other, until one is left on each side."""


def _told(main: bytes, fingerprints: Mapping[str, str]) -> dict[str, _Told]:
    policies = _endpoints(fingerprints)
    found: Mapping[str, Mapping[str, Any]] = _parsed(main).get("resource", {}).get(_TYPE, {})
    return {
        label: _Told(
            (str(next(filter(None, map(each.get, _LEADS_TO)), "")), str(each.get("vpc_endpoint_type"))),
            str(each.get("vpc_id")),
            tuple(fingerprints[path] for path in policies.get(label, ())),
        )
        for label, each in found.items()
    }


def _fingerprints(module: Module) -> dict[str, str]:
    return {path: fingerprint(content) for path, content in module.files.items()}


def _alike(
    gone: list[str],
    new: list[str],
    told: tuple[Mapping[str, _Told], Mapping[str, _Told]],
    ask: Callable[[_Told], object],
) -> Iterator[tuple[list[str], list[str]]]:
    """Yield, for each answer, those that give it, where there are some before and some after."""
    for answer in dict.fromkeys(ask(told[0][label]) for label in gone):
        old = [label for label in gone if ask(told[0][label]) == answer]
        now = [label for label in new if ask(told[1][label]) == answer]
        if now:
            yield old, now


def _useful(moves: list[Move], now: Collection[str]) -> list[Move]:
    """Return the moves that Terraform takes, and that lead to an endpoint of today."""
    taken = [each for each in moves if each.old not in now]
    olds = {each.old for each in taken}
    ends = [each for each in taken if each.new in now or each.new in olds]
    return ends if len(ends) == len(moves) else _useful(ends, now)


def _text(moves: list[Move]) -> bytes:
    from gen_vpce.module.templates.render import environment

    blocks = [{"from": reference(_TYPE, each.old), "to": reference(_TYPE, each.new)} for each in moves]
    return environment().get_template("module/moved.tf.j2").render(moves=blocks).encode()


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        return parsed(content.decode()).content
    except UnicodeError:
        return {}


def _unclear(shown: str, gone: list[str], new: list[str]) -> Diagnostic:
    return Diagnostic(
        "GV512",
        Severity.WARNING,
        f"of the endpoints {', '.join(gone)} that are gone and the new {', '.join(new)}, nobody can tell "
        "which is which: Terraform will destroy the ones and create the others",
        Span(f"{shown}/{INTENT}" if shown != "." else INTENT),
        "where they are the same, rename one at a time: run `gen-vpce generate` after each",
    )
