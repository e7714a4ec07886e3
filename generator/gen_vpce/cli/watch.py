"""`generate --watch`: run again whenever an intent changes."""

from collections.abc import Callable, Sequence
from pathlib import Path

from gen_vpce.module.paths import INTENT

_DEBOUNCE_MS = 200


def watch(paths: Sequence[Path], run: Callable[[], object]) -> None:
    """Call *run* now and after each change of an intent at or below *paths*, until Ctrl-C.

    Changes that come together, such as those of an editor that saves by renaming, are one change.
    """
    import watchfiles

    folders = {path if path.is_dir() else path.parent for path in paths} or {Path()}
    run()
    for _ in watchfiles.watch(
        *folders,
        watch_filter=lambda _change, path: Path(path).name == INTENT,
        debounce=_DEBOUNCE_MS,
        raise_interrupt=False,
    ):
        run()
