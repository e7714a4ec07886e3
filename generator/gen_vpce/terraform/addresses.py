"""Addresses of Terraform: `module.network["a.b"].aws_vpc_endpoint.s3[0]`.

https://developer.hashicorp.com/terraform/cli/state/resource-addressing
"""

import re
from functools import lru_cache

_MODULE = re.compile(r'module\.([^.\[\]"]+)(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])?(?:\.|$)')

ModulePath = tuple[str, ...]
"""The names of the calls that lead to a module, from the root on, without their keys."""


@lru_cache(maxsize=4096)
def split(address: str) -> tuple[str, str]:
    """Return the address of the module instance, empty for the root, and the rest of *address*."""
    end = 0
    while found := _MODULE.match(address, end):
        end = found.end()
    return address[:end].rstrip("."), address[end:]


def module_path(address: str) -> ModulePath:
    """Return the path of the module that *address* lies in."""
    return tuple(found[1] for found in _MODULE.finditer(f"{split(address)[0]}."))


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)


def matches(pattern: str, address: str) -> bool:
    """Whether *address* is of the form *pattern*: `*` stands for anything, all else for itself."""
    return _glob(pattern).fullmatch(address) is not None
