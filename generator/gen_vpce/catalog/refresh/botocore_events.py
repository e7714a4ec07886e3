"""What CloudTrail's events say of a request, from the service models of botocore.

An event names the service by the host that the request went to (`monitoring.amazonaws.com`), the operation by
its name and its members in lower camel case. Two things follow from the models that the events do not tell:
which IAM prefix stands behind a host, and which member holds the part of an ARN that AWS calls otherwise
(`name` of `eks:DescribeCluster` is the `ClusterName`).
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PLACES = frozenset({"partition", "region", "account"})


def read(package: Path, services: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the data file of events; *services* are the data files of the services by IAM prefix.

    `sources` gives the IAM prefix of each host label that is not the prefix itself. `parameters` gives the
    operations by prefix, variable of an ARN, and the member that holds it, both in lower case.
    """
    sources: dict[str, str] = {}
    parameters: dict[str, dict[str, dict[str, list[str]]]] = {}
    for model in _models(package):
        labels = _labels(model["metadata"])
        prefix = next(
            (label for label in (*labels, labels[-1].rpartition(".")[2]) if label in services), None
        )
        if prefix is None:
            continue
        sources |= {label: prefix for label in labels if label != prefix and label not in services}
        for operation, variable, member in _operations(model, services[prefix]):
            of_service = parameters.setdefault(prefix, {}).setdefault(variable, {})
            of_service.setdefault(member, []).append(operation)
    return {"sources": dict(sorted(sources.items())), "parameters": dict(sorted(parameters.items()))}


def _models(package: Path) -> Iterator[Any]:
    for folder in sorted(each for each in (package / "data").iterdir() if each.is_dir()):
        models = sorted(folder.glob("*/service-2.json*"))
        if models:
            content = models[-1].read_bytes()
            yield json.loads(gzip.decompress(content) if models[-1].suffix == ".gz" else content)


def _labels(about: Mapping[str, str]) -> list[str]:
    """Return the names that the host of a service may have in events, the one that signs requests first."""
    host = about["endpointPrefix"]
    return list(dict.fromkeys([about.get("signingName", host).lower(), host]))


def _operations(model: Any, service: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401
    """Yield operation, variable and member, in lower case, of each operation that acts on one type."""
    types_of = {name: types for _, types, _, names in service["actions"] for name in names}
    arns: Mapping[str, str] = service["resources"]
    for name, operation in sorted(model["operations"].items()):
        shape = model["shapes"].get(operation.get("input", {}).get("shape"))
        templates = [arns[each] for each in types_of.get(name, ()) if each in arns]
        if shape is None or len(templates) != 1:
            continue
        texts = {
            member.lower(): member in shape.get("required", ())
            for member, each in shape.get("members", {}).items()
            if model["shapes"][each["shape"]]["type"] == "string"
        }
        open_ = {each.lower() for each in _VARIABLE.findall(templates[0])} - set(texts) - _PLACES
        if len(open_) == 1:
            variable = open_.pop()
            required = {member for member, is_required in texts.items() if is_required}
            member = _member(variable, required, name.lower(), types_of[name][0])
            if member:
                yield name, variable, member


def _member(variable: str, members: set[str], operation: str, type_: str) -> str | None:
    """Return the one of *members* that holds *variable*, all in lower case; None where that is unclear.

    A name is never an id. `name` and `id` alone are those of what the operation is named after.
    """
    kind = re.sub(r"[^a-z0-9]", "", type_.lower())
    ends = ("name",) if variable.endswith("name") else ("id", "identifier")
    wanted = {kind, *(f"{kind}{end}" for end in ends)}
    if kind in operation and not operation.startswith(("list", "create") if "id" in ends else "list"):
        wanted |= set(ends)
    fitting = wanted & members
    return fitting.pop() if len(fitting) == 1 else None
