"""The command line: one file a command, each of them options, one call, a report and an exit code."""

import gc
import io
import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext

from gen_vpce.cli.later import put_off
from gen_vpce.cli.stream import VisibleText

__all__ = ["main"]


def main() -> None:
    """Run the command line; the one place where an exception becomes a line of text and an exit code."""
    if hasattr(signal, "SIGPIPE"):  # `gen-vpce catalog | head` ends as other tools do
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            setattr(sys, name, VisibleText(stream))
    gc.set_threshold(50_000)  # next to nothing is garbage before a run ends: to look at every 700 costs 5 %
    # No help text here holds markup, yet typer has rich strip it from what zsh and fish complete: 90 ms
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
    put_off()
    try:
        from gen_vpce.cli.app import app

        with _completion():
            app(prog_name="gen-vpce")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if os.environ.get("GEN_VPCE_DEBUG"):
            raise
        sys.stderr.write(_sentence(error))
        sys.exit(2)


def _completion() -> AbstractContextManager[None]:
    if os.environ.get("_GEN_VPCE_COMPLETE") != "complete_bash":
        return nullcontext()
    from gen_vpce.cli.bash import whole_words

    return whole_words()


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"error: {' '.join(f'{place}{error.strerror or error}'.splitlines())}\n"
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return (
        f"error: internal error: {what}\n"
        "hint: this is a bug in gen-vpce; please report it with the traceback that GEN_VPCE_DEBUG=1 shows\n"
    )
