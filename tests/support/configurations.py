"""Configurations for tests: a folder as a module, and its values as plain data."""

import json
from pathlib import Path
from typing import Any

from gen_vpce.configuration.evaluation.world import World
from gen_vpce.configuration.module.library import Library
from gen_vpce.configuration.module.module import Caller, Module
from gen_vpce.configuration.value.value import (
    Boolean,
    Items,
    Members,
    Null,
    Number,
    Reference,
    Spread,
    String,
    Unknown,
    Value,
)

PROVIDER = """
provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "fake"
  secret_key                  = "fake"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
"""
"""A provider that asks AWS nothing."""


def root_module(folder: Path, text: str | None = None, world: World | None = None) -> Module:
    """Return the module in *folder*, whose main.tf holds *text*."""
    if text is not None:
        (folder / "main.tf").write_text(text, encoding="utf-8")
    library = Library((folder,))
    return Module(library.source(folder), library, world or World(), Caller(folder, lambda _: None))


def plain(value: Value) -> Any:
    """Return a value as data; symbols are their markers."""
    match value:
        case Null():
            return None
        case Boolean() | Number():
            return value.value
        case String():
            return value.text
        case Unknown():
            return value.symbol.marker
        case Spread():
            return ["any number of", plain(value.value)]
        case Items():
            return [plain(each) for each in value.items]
        case Members():
            return {name: plain(each) for name, each in value.members.items()}
        case Reference():
            return f"<{value.address}>"


def normal(data: object) -> object:
    """Return a policy in which order and single elements without a list make no difference."""
    if isinstance(data, dict):
        return {name: normal(each) for name, each in data.items()}
    if isinstance(data, list):
        made = sorted((normal(each) for each in data), key=lambda each: json.dumps(each, sort_keys=True))
        return made[0] if len(made) == 1 else made
    return data
