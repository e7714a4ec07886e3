"""What earlier runs left in a folder, the manifest and perhaps a journal, and what follows from them."""

from collections.abc import Mapping

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module import disk, journal, manifest, refusals
from gen_vpce.module.discover import Found
from gen_vpce.module.disk import Seen
from gen_vpce.module.journal import Ownership
from gen_vpce.module.ownership import File, State
from gen_vpce.module.paths import JOURNAL, MANIFEST


class Traces(Struct, frozen=True):
    """`record` is the manifest as it stands, `files` what it lists, None where there is none.

    `owned` adds what a journal says. `interrupted` tells that a journal stands: the folder may be half old
    and half new.
    """

    record: Seen
    files: Mapping[str, str] | None
    owned: Ownership
    interrupted: bool


def read_traces(found: Found) -> Traces | Diagnostic:
    """Return what earlier runs left in the folder of *found*, or why it cannot be believed.

    Raises OSError when it cannot be read.
    """
    seen = {name: disk.look(found.folder, name) for name in (MANIFEST, JOURNAL)}
    for name, at in seen.items():
        if at.obstacle:
            return refusals.not_ours(File(name, at, None, State.OBSTACLE), found.name(name))
    record, pending = seen[MANIFEST], seen[JOURNAL]
    known = None if record.content is None else manifest.parse(record.content, found.name(MANIFEST))
    if isinstance(known, Diagnostic):
        return known
    owned = {} if pending.content is None else journal.parse(pending.content, found.name(JOURNAL))
    if isinstance(owned, Diagnostic):
        return owned
    files = known.files if known else None
    listed = {path: frozenset({value}) for path, value in (files or {}).items()}
    return Traces(record, files, journal.union(listed, owned), pending.content is not None)
