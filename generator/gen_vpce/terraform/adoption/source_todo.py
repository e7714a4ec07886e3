"""What is left to do in source whose endpoints were adopted: blocks to take out, references to change."""

import re
from collections.abc import Iterator
from pathlib import Path

from gen_vpce.configuration.files import is_configuration
from gen_vpce.terraform.adoption.candidate import Candidate
from gen_vpce.terraform.adoption.existing import Carried
from gen_vpce.terraform.adoption.resource_policy_candidate import HeldCandidate

_OUTPUTS = {
    "id": "endpoint_id",
    "arn": "endpoint_arn",
    "prefix_list_id": "prefix_list_id",
    "dns_entry": "dns_entries",
    "network_interface_ids": "network_interface_ids",
}
_OURS = ("adopted.tf", "adopted_moved.tf")


def todo(made: Candidate, root: Path) -> tuple[str, ...]:
    """Return what is left to do in the folder *root* once *made* is written, a sentence each."""
    carried = made.adopted.existing.carried
    if carried is None:
        return ()
    return (
        f"{carried.span.file}:{carried.span.line}: take out {carried.block}",
        *(f"{span.file}:{span.line}: take out {name}" for name, span in carried.separate),
        *_references(made, carried, root),
    )


def held_todo(made: HeldCandidate, root: Path) -> tuple[str, ...]:
    """Return what is left to do in the folder *root* once the policy of a resource is written."""
    carried = made.held.carried
    if carried is None:
        return ()
    pattern = re.compile(rf"(?<![\w.-]){re.escape(carried.block)}(?![\w-])")
    return (
        f"{carried.span.file}:{carried.span.line}: take out {carried.block}",
        *(
            f"{path.as_posix()}:{number}: {carried.block} becomes module.{made.name}"
            for path, number, line in _lines(root)
            if pattern.search(line)
        ),
    )


def _lines(root: Path) -> Iterator[tuple[Path, int, str]]:
    """Yield the lines of the files that are not ours, without comments."""
    there = root.iterdir() if root.is_dir() else ()
    for path in sorted(each for each in there if is_configuration(each) and each.name not in _OURS):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            yield path, number, line.partition("#")[0]


def _references(made: Candidate, carried: Carried, root: Path) -> Iterator[str]:
    """Yield what refers to the block in another place, and what is in its place from now on."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(carried.block)}(\[[^\]]*\])?(?:\.(\w+))?(?![\w-])")
    for path, number, line in _lines(root):
        if carried.separate and "vpc_endpoint_id" in line:
            continue  # the separate policy, which is taken out itself
        for found in pattern.finditer(line):
            told = _named_anew(found[1] or "", found[2] or "", made, carried)
            if told:
                yield f"{path.as_posix()}:{number}: {found[0]} becomes {told}"


def _named_anew(key: str, attribute: str, made: Candidate, carried: Carried) -> str | None:
    """Return what a reference to the instance *key* becomes, None where it is one to another instance."""
    address, output = made.adopted.existing.address, _OUTPUTS.get(attribute)
    if f"{carried.block}{key}" == address and output:
        return f"module.{made.name}{carried.key}.{made.intent.every_endpoint[0].label}_{output}"
    is_other = key.startswith('["') or key.removeprefix("[").removesuffix("]").isdigit()
    if is_other and f"{carried.block}{key}" != address:
        return None
    return "an output of the new modules"
