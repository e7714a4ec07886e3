"""The root modules among folders: what Terraform is run in, not what other modules call."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from gen_vpce.configuration.module.library import Library
from gen_vpce.configuration.policies.folders import in_order_of_calls, is_called
from gen_vpce.configuration.policies.model import Configuration
from gen_vpce.configuration.policies.read import read
from gen_vpce.configuration.policies.request import Request


def root_modules(folders: Iterable[Path], request: Request, library: Library) -> Iterator[Configuration]:
    """Yield the root modules among *folders*; a module that another one calls is read through the call.

    One of which no call has an instance is read on its own.
    """
    ordered = in_order_of_calls(folders, library)
    for folder in ordered:
        if folder.resolve() not in library.called or not is_called(folder, ordered, library):
            yield read(folder, request, library)
