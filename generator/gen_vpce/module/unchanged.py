"""Whether a module needs any work: what a run that changes nothing asks of each, and all that it loads."""

from pathlib import Path

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module import disk, manifest
from gen_vpce.module.paths import INTENT, JOURNAL, MANIFEST, STAGING, folders_above


def is_current(folder: Path) -> bool:
    """Whether the module in *folder* is as the last run left it, made from the same inputs.

    Decided by hashes alone, with the libraries that every Python has. Any doubt is a no: the long way finds
    out what is the matter, and says it.
    """
    try:
        known = manifest.parse(disk.read(folder / MANIFEST), MANIFEST)
        if isinstance(known, Diagnostic) or known.digest != manifest.inputs((folder / INTENT).read_bytes()):
            return False
        if disk.is_there(folder / STAGING) or disk.is_there(folder / JOURNAL):
            return False
        parents = {above for path in known.files for above in folders_above(path)}
        return all(disk.is_folder(folder / above) for above in parents) and all(
            manifest.fingerprint(disk.read(folder / path)) == value for path, value in known.files.items()
        )
    except OSError:
        return False
