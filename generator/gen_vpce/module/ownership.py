"""Comparing what is rendered with what stands in the folder: whose is each file, and what is to be done.

The rule is one: a byte is overwritten or deleted only when its file is exactly what gen-vpce wrote there
(or would write now), or when the person said `--force` with the file's name.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from gen_vpce.module.disk import Seen
from gen_vpce.module.journal import Ownership
from gen_vpce.module.manifest import fingerprint
from gen_vpce.module.result import Action


class State(StrEnum):
    """What a file is to gen-vpce."""

    UNCHANGED = "unchanged"  # as rendered, or neither rendered nor there
    MISSING = "missing"  # rendered, and not there
    STALE = "stale"  # ours and unedited, rendered otherwise now
    ORPHAN = "orphan"  # ours and unedited, no longer rendered
    HAND_EDITED = "hand-edited"  # ours, and neither what was written nor what is rendered
    EDITED_ORPHAN = "edited orphan"  # ours and edited, no longer rendered
    FOREIGN = "foreign"  # rendered, and a file that gen-vpce never wrote stands there
    OBSTACLE = "obstacle"  # rendered or ours, and something other than a file stands there
    READ_ONLY = "read-only"  # to be replaced or deleted, and no one may write it


ACTIONS: Mapping[State, Action] = {
    State.MISSING: Action.CREATED,
    State.STALE: Action.CHANGED,
    State.ORPHAN: Action.DELETED,
}
_FORCED = {
    State.HAND_EDITED: State.STALE,
    State.FOREIGN: State.STALE,
    State.EDITED_ORPHAN: State.ORPHAN,
}
_WRITABLE = 0o222


class File(NamedTuple):
    """One path of the module: what stands there, what is rendered for it (None: nothing), and its state."""

    path: str
    seen: Seen
    new: bytes | None
    state: State

    @property
    def action(self) -> Action | None:
        """What happens to the file; None for one that stays."""
        return None if self.state is State.UNCHANGED else ACTIONS.get(self.state, Action.REFUSED)


def compare(
    rendered: Mapping[str, bytes], owned: Ownership, seen: Mapping[str, Seen], forced: Collection[str]
) -> tuple[File, ...]:
    """Return every path of *rendered* and *owned*, sorted; *seen* holds what stands at each of them.

    *forced* are the paths that a person told gen-vpce to take over.
    """
    files = []
    for path in sorted(rendered.keys() | owned.keys()):
        new = rendered.get(path)
        state = _state(seen[path], new, owned.get(path))
        if path in forced:
            state = _FORCED.get(state, state)
        files.append(File(path, seen[path], new, guarded(state, seen[path])))
    return tuple(files)


def guarded(state: State, seen: Seen) -> State:
    """Return *state*, unless it asks to replace or delete a file that no one may write to."""
    if state in (State.STALE, State.ORPHAN) and not (seen.mode or 0) & _WRITABLE:
        return State.READ_ONLY
    return state


def _state(seen: Seen, new: bytes | None, owned: frozenset[str] | None) -> State:
    """Return what a file is; *owned* are the fingerprints of what gen-vpce wrote there, None for nothing."""
    if seen.obstacle:
        return State.OBSTACLE
    if seen.content is None:
        return State.UNCHANGED if new is None else State.MISSING
    found = fingerprint(seen.content)
    if new is not None and found == fingerprint(new):
        return State.UNCHANGED
    if owned is None:
        return State.FOREIGN
    if found in owned:
        return State.ORPHAN if new is None else State.STALE
    return State.EDITED_ORPHAN if new is None else State.HAND_EDITED
