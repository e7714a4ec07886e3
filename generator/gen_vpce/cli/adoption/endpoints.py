"""The endpoints that `gen-vpce adopt` is given, read from files; wrong usage ends the command."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gen_vpce.cli.terminal.console import unknown, usage_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gen_vpce.terraform.adoption.existing import Existing
    from gen_vpce.terraform.adoption.resource_policies import HeldPolicy
    from gen_vpce.terraform.adoption.source import Source


def check_known(
    only: frozenset[str], endpoints: "Sequence[Existing]", policies: "Sequence[HeldPolicy]"
) -> None:
    """End the command where *only* names none of *endpoints* and of the *policies* of resources."""
    ids = [each.label for each in endpoints if each.is_endpoint]
    ids += [each.label for each in policies]
    for missing in sorted(only.difference(ids)):
        hint = "--only takes ids, resources such as bucket/orders, and of source addresses"
        raise usage_error(unknown("endpoint", missing, ids), hint)


def sources(files: list[Path]) -> "Iterator[Source]":
    """Yield what each of *files* holds; - is stdin."""
    from gen_vpce.terraform.adoption.source import read_source

    for file in files:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        yield read_source(raw.decode("utf-8", errors="replace"), str(file))


def endpoints_of(source: "Source", service: str | None, kind: str | None) -> "tuple[Existing, ...]":
    """Return the endpoints of a source; of a bare policy, what the options say of its endpoint."""
    from gen_vpce.catalog import endpoint_service
    from gen_vpce.terraform.adoption.existing import Existing

    if source.policy is None:
        return source.endpoints
    known = endpoint_service(service) if service else None
    if known is None:
        raise usage_error(
            "a policy does not show whose it is",
            "add for example --service s3 --region us-east-1, or --resource bucket/orders",
        )
    default = "gateway" if "gateway" in known.kinds else "interface"
    return (Existing(None, known.name, kind or default, source.policy),)
