"""Bringing one module up to date, or telling what that would change."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace

from gen_vpce.diagnostics import Diagnostic, in_order
from gen_vpce.module import disk, journal, manifest, refusals
from gen_vpce.module.build import Module, build
from gen_vpce.module.discover import Found
from gen_vpce.module.lock import locked
from gen_vpce.module.manifest import Manifest
from gen_vpce.module.ownership import File, State, compare
from gen_vpce.module.paths import INTENT, JOURNAL, MANIFEST
from gen_vpce.module.result import Action, FileChange, ModuleResult, Status
from gen_vpce.module.traces import Traces, read_traces
from gen_vpce.module.write import clean, write


def update(found: Found, forced: Collection[str], *, check: bool) -> ModuleResult:
    """Build the module *found* and write what differs, or with *check* only report it.

    *forced* are the paths, relative to the module, that may be taken over. A run that writes holds the
    module's lock from before it reads the intent, so that the later of two runs has the last word.
    """
    with ExitStack() as held:
        try:
            free = check or held.enter_context(locked(found.folder))
            raw = (found.folder / INTENT).read_bytes()
        except OSError as error:
            return _refused(found, refusals.not_read(error, found.name(INTENT)))
        if not free:
            return _refused(found, refusals.not_free(found.shown))
        built = build(raw, found.name(INTENT))
        if built.module is None:
            return ModuleResult(found.shown, Status.FAILED, (), built.diagnostics)
        try:
            result = reconcile(found, built.module, forced, check=check)
        except OSError as error:
            interrupted = disk.is_there(found.folder / JOURNAL)
            result = _refused(found, refusals.not_written(error, found.shown, interrupted=interrupted))
        return replace(result, diagnostics=in_order((*built.diagnostics, *result.diagnostics)))


def reconcile(found: Found, module: Module, forced: Collection[str], *, check: bool) -> ModuleResult:
    """Compare *module* with what stands in the folder, and write it unless something forbids that.

    Raises OSError when the folder cannot be read or written; its files are then as they were, unless the
    journal stands.
    """
    if wrong := manifest.unowned(module.files):
        raise ValueError(f"gen-vpce may not write what was planned: {wrong}")
    traces = read_traces(found)
    if isinstance(traces, Diagnostic):
        return _refused(found, traces)
    paths = module.files.keys() | traces.owned.keys()
    seen = {path: disk.look(found.folder, path) for path in paths}
    files = compare(module.files, traces.owned, seen, forced)
    changes = [file for file in files if file.action]
    refused = [
        refusals.not_ours(file, found.name(file.path)) for file in changes if file.action is Action.REFUSED
    ]
    if check and traces.interrupted:
        refused.append(refusals.interruption(found.shown))
    if refused:
        return _refused(found, *refused, changes=changes)
    record = _record(module, traces)
    steps = [*changes, record] if record.action else changes
    if not check:
        _carry_out(found, module, traces, steps)
    if not steps and not traces.interrupted:
        return ModuleResult(found.shown, Status.UNCHANGED)
    written = Status.CREATED if traces.files is None else Status.CHANGED
    return ModuleResult(
        found.shown, Status.WOULD_CHANGE if check else written, _reported(found, changes or steps)
    )


def _record(module: Module, traces: Traces) -> File:
    """Return the manifest as a file: unchanged when it would list the same files.

    A new digest alone is no reason to write it: every new catalogue would be in the diff of every module.
    """
    files = {path: manifest.fingerprint(content) for path, content in module.files.items()}
    same = State.UNCHANGED if traces.files == files else State.STALE
    state = State.MISSING if traces.files is None else same
    return File(MANIFEST, traces.record, manifest.dump(Manifest(module.digest, files)), state)


def _carry_out(found: Found, module: Module, traces: Traces, steps: Sequence[File]) -> None:
    """Do *steps*, or clean up behind a killed run when there are none."""
    if not steps:
        clean(found.folder)
        return
    before = {step.path: step.seen.content for step in steps if step.path != MANIFEST and step.seen.content}
    write(
        found.folder, steps, journal.union(traces.owned, journal.owning(before), journal.owning(module.files))
    )


def _refused(found: Found, *problems: Diagnostic, changes: Iterable[File] = ()) -> ModuleResult:
    return ModuleResult(found.shown, Status.REFUSED, _reported(found, changes), problems)


def _reported(found: Found, files: Iterable[File]) -> tuple[FileChange, ...]:
    return tuple(
        FileChange(found.name(file.path), file.action, _text(file.seen.content), _text(file.new))
        for file in files
        if file.action
    )


def _text(content: bytes | None) -> str | None:
    """Return *content* for a diff: what is no text shows as its bytes, and line breaks do not count."""
    return None if content is None else content.replace(b"\r\n", b"\n").decode(errors="backslashreplace")
