"""Comparing a built module with its folder, and writing the difference unless something forbids it."""

from collections.abc import Collection, Iterable, Sequence

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module import disk, journal, manifest, refusals
from gen_vpce.module.artefact import Module
from gen_vpce.module.discover import Found
from gen_vpce.module.earlier_runs import Traces, read_traces
from gen_vpce.module.manifest import Manifest
from gen_vpce.module.moves import with_moves
from gen_vpce.module.ownership import File, State, compare, guarded
from gen_vpce.module.paths import MANIFEST, MOVED
from gen_vpce.module.result import Action, FileChange, ModuleResult, Status
from gen_vpce.module.write import finish, sweep, write


def reconcile(found: Found, module: Module, forced: Collection[str], *, check: bool) -> ModuleResult:
    """Compare *module* with what stands in the folder, and write it unless something forbids that.

    Raises OSError when the folder cannot be read or written; its files are then as they were, unless the
    journal stands.
    """
    if wrong := manifest.unowned(module.files):
        raise ValueError(f"gen-vpce may not write what was planned: {wrong}")
    traces = read_traces(found)
    if isinstance(traces, Diagnostic):
        return refused(found, traces)
    module, told = with_moves(found.folder, found.shown, module, traces)
    paths = module.files.keys() | traces.owned.keys()
    seen = {path: disk.look(found.folder, path) for path in paths}
    files = (*_moves_first(compare(module.files, traces.owned, seen, forced)), _record(module, traces))
    steps = [file for file in files if file.action]
    barred = [file for file in steps if file.action is Action.REFUSED]
    problems = [refusals.not_ours(file, found.name(file.path)) for file in barred]
    if check and traces.interrupted:
        problems.append(refusals.interruption(found.shown))
    if problems:
        return refused(found, *problems, files=barred)
    if not check:
        _carry_out(found, module, traces, steps)
    if not steps and not traces.interrupted:
        return ModuleResult(found.shown, Status.UNCHANGED)
    written = Status.CREATED if traces.files is None else Status.CHANGED
    listed = [step for step in steps if step.path != MANIFEST] or steps
    status = Status.WOULD_CHANGE if check else written
    return ModuleResult(found.shown, status, _reported(found, listed), told)


def refused(found: Found, *problems: Diagnostic, files: Iterable[File] = ()) -> ModuleResult:
    """Return the result for a folder that is left alone because of *problems* and of *files* in it."""
    return ModuleResult(found.shown, Status.REFUSED, _reported(found, files), problems)


def _moves_first(files: Iterable[File]) -> list[File]:
    """Return *files* in the order in which they are written, see `with_moves`."""
    return sorted(files, key=lambda file: file.path != MOVED)


def _record(module: Module, traces: Traces) -> File:
    """Return the manifest as a file: unchanged when it would list the same files.

    A new digest alone is not a reason to write it: every new catalogue would be in the diff of every module.
    """
    files = {path: manifest.fingerprint(content) for path, content in module.files.items()}
    same = State.UNCHANGED if traces.files == files else State.STALE
    state = State.MISSING if traces.files is None else same
    content = manifest.dump(Manifest(module.digest, files))
    return File(MANIFEST, traces.record, content, guarded(state, traces.record))


def _carry_out(found: Found, module: Module, traces: Traces, steps: Sequence[File]) -> None:
    """Do *steps*, and clean up behind a killed run."""
    if steps:
        before = {step.path: step.seen.content for step in steps if step.seen.content is not None}
        before.pop(MANIFEST, None)
        met = journal.union(traces.owned, journal.owning(before), journal.owning(module.files))
        write(found.folder, steps, met)
    elif traces.interrupted:
        finish(found.folder, traces.owned)
    else:
        sweep(found.folder)


def _reported(found: Found, files: Iterable[File]) -> tuple[FileChange, ...]:
    return tuple(
        FileChange(found.name(file.path), file.action, _text(file.seen.content), _text(file.new))
        for file in sorted(files, key=lambda file: file.path)
        if file.action
    )


def _text(content: bytes | None) -> str | None:
    """Return *content* for a diff: what is not text shows as its bytes, and line breaks do not count."""
    return None if content is None else content.replace(b"\r\n", b"\n").decode(errors="backslashreplace")
