"""`generate --watch`: run again whenever an intent changes."""

from collections.abc import Callable, Sequence
from pathlib import Path

from gen_vpce.module.discover import absolute, shown_name
from gen_vpce.module.paths import INTENT

_DEBOUNCE_MS = 200
_TICK_MS = 100


def watch(paths: Sequence[Path], run: Callable[[], object], say: Callable[[str], None]) -> None:
    """Call *run* now and after each change of an intent at or below *paths*, until Ctrl-C.

    *say* is told once, after the first run, what is watched. Changes that come together, such as those of an
    editor that saves by renaming, are one change.
    """
    import watchfiles

    folders = {path if path.is_dir() else path.parent for path in paths} or {Path()}
    begun = False
    for changes in watchfiles.watch(
        *folders,
        watch_filter=lambda _change, path: Path(path).name == INTENT,
        debounce=_DEBOUNCE_MS,
        rust_timeout=_TICK_MS,
        yield_on_timeout=True,
    ):
        # The first tick says that watching has begun: what changes during the first run is not missed.
        if changes or not begun:
            run()
        if not begun:
            watched = ", ".join(sorted(shown_name(absolute(folder)) for folder in folders))
            say(f"Watching {watched} for changes of {INTENT}. Press Ctrl-C to stop.\n")
        begun = True
