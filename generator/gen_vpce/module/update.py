"""Bringing one module up to date, or telling what that would change."""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from os.path import lexists
from pathlib import Path

from gen_vpce.diagnostics import in_order
from gen_vpce.module import refusals
from gen_vpce.module.artefact import Built
from gen_vpce.module.discover import Found
from gen_vpce.module.lock import locked
from gen_vpce.module.paths import INTENT, JOURNAL
from gen_vpce.module.reconcile import reconcile, refused
from gen_vpce.module.result import ModuleResult, Status

Build = Callable[[bytes, str, Path], Built]
"""From the bytes of an intent, the name of its file and the folder that it lies in to the module."""


def update(found: Found, forced: Collection[str], build: Build, *, check: bool) -> ModuleResult:
    """Build the module *found* and write what differs, or with *check* only report it.

    *forced* are the paths, relative to the module, that may be taken over. A run that writes holds the
    module's lock from before it reads the intent, so that the later of two runs has the last word.
    """
    with ExitStack() as held:
        try:
            free = check or held.enter_context(locked(found.folder))
            raw = (found.folder / INTENT).read_bytes()
        except OSError as error:
            return refused(found, refusals.not_read(error, found.name(INTENT)))
        if not free:
            return refused(found, refusals.not_free(found.shown))
        built = build(raw, found.name(INTENT), found.folder)
        if built.module is None:
            return ModuleResult(found.shown, Status.FAILED, (), built.diagnostics)
        try:
            result = reconcile(found, built.module, forced, check=check)
        except OSError as error:
            interrupted = lexists(found.folder / JOURNAL)
            result = refused(found, refusals.not_written(error, found.shown, interrupted=interrupted))
        return result._replace(diagnostics=in_order((*built.diagnostics, *result.diagnostics)))
