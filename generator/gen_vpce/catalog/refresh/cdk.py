"""Endpoint service names, kinds and ports from aws-cdk-lib.

The names stand in `aws-ec2/lib/vpc-endpoint.js`, in static members of two classes, and with them the names
that differ in China and in the isolated partitions.
"""

import json
import re
from pathlib import Path

from msgspec import Struct

_SOURCE = Path("aws-ec2/lib/vpc-endpoint.js")
_MEMBER = re.compile(
    r'static \w+=new (Interface|Gateway)VpcEndpointAwsService\("([^"]+)"'
    r'(?:,"([^"]*)")?(?:,(?:void 0|(\d+)))?(,\{global:!0\})?\)',
)
_DECLARED = re.compile(r"static \w+=new (?:Interface|Gateway)VpcEndpointAwsService\(")
_TABLE = re.compile(r"(\{[^{}]*\})\[region\]\?\.includes\(name\)")
_CASES = re.compile(r'((?:case"[^"]+":)+)return"([^"]+)"')
_DEFAULT_PREFIX = "com.amazonaws"


class Named(Struct, frozen=True):
    """One member: the service's short name, kind, pattern of the full name, port, and names by Region."""

    name: str
    kind: str
    pattern: str
    port: int | None
    exceptions: dict[str, str]


def read(package: Path) -> list[Named]:
    """Return every endpoint service of an unpacked aws-cdk-lib; ValueError where it reads otherwise."""
    text = (package / _SOURCE).read_text(encoding="utf-8")
    members = _MEMBER.findall(text)
    if not members or len(members) != len(_DECLARED.findall(text)):
        raise ValueError(f"{_SOURCE}: {len(members)} members understood of {len(_DECLARED.findall(text))}")
    prefixes, suffixes = _exceptions(text)
    return [_named(member, prefixes, suffixes) for member in members]


def _named(
    member: tuple[str, ...],
    prefixes: dict[str, dict[str, str]],
    suffixes: dict[str, dict[str, str]],
) -> Named:
    kind, short, prefix, port, is_global = member
    region = "" if is_global else "${Region}."
    exceptions = {
        place: f"{names[short]}.{region}{short}{suffixes.get(place, {}).get(short, '')}"
        for place, names in prefixes.items()
        if kind == "Interface" and not prefix and short in names
    }
    return Named(
        name=_key(short, prefix),
        kind=kind.lower(),
        pattern=f"{prefix or _DEFAULT_PREFIX}.{region}{short}",
        port=int(port) if port else None,
        exceptions=exceptions,
    )


def _key(short: str, prefix: str) -> str:
    """Return the short name; those of `aws.sagemaker`, such as `studio`, say nothing without the service."""
    return f"sagemaker.{short}" if prefix == "aws.sagemaker" else short


def _exceptions(text: str) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Return, by Region, the services with another prefix and those with a suffix, and what it is."""
    tables = [json.loads(table) for table in _TABLE.findall(text)]
    places = {
        place: prefix
        for cases, prefix in _CASES.findall(text)
        for place in re.findall(r'case"([^"]+)"', cases)
    }
    if len(tables) != 2 or not places:
        raise ValueError(f"{_SOURCE}: the tables of names by Region read otherwise than expected")
    by_prefix, by_suffix = tables
    return (
        {place: dict.fromkeys(names, places[place]) for place, names in by_prefix.items()},
        {place: dict.fromkeys(names, ".cn") for place, names in by_suffix.items()},
    )
