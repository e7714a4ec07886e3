"""The command line: one file a command, each of them options, one call, a report and an exit code."""

import atexit
import gc
import io
import os
import signal
import sys
from contextlib import AbstractContextManager, nullcontext, suppress

from gen_vpce.cli.startup.later_modules import put_off
from gen_vpce.cli.startup.later_patterns import put_off_patterns
from gen_vpce.cli.terminal.stream import VisibleText

__all__ = ["main"]


def main() -> None:
    """Run the command line, and end the process with its exit code.

    Python takes itself down object by object, a fifth of the time of a short run; the system does it at once.
    What was asked for at the end, such as to take down what processes share, is done before.
    """
    code = run()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:  # a full disk behind stdout: Python would say so too, and exit with 120
        with suppress(OSError):
            sys.stderr.write(_sentence(error))
            sys.stderr.flush()
        code = 2
    atexit._run_exitfuncs()  # noqa: SLF001 -- as Python does
    os._exit(code)


def run() -> int:
    """Return the exit code of the command line; the one place where an exception becomes a line of text."""
    _open_what_is_closed()
    if hasattr(signal, "SIGPIPE"):  # `gen-vpce catalog | head` ends as other tools do
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            setattr(sys, name, VisibleText(stream))
    gc.set_threshold(200_000)  # next to nothing is garbage before a run ends: to look every 700 costs 5 %
    # No help text here holds markup, yet typer has rich strip it from what zsh and fish complete: 90 ms
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
    put_off_patterns()
    put_off()
    try:
        from gen_vpce.cli.app import app

        with _completion():
            app(prog_name="gen-vpce")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("GEN_VPCE_DEBUG"):
            raise
        sys.stderr.write(_sentence(error))
        return 2
    return 0


def _open_what_is_closed() -> None:
    """Let a stream that the caller has closed, as `>&-` does, be empty or take everything.

    Python has None in its place, and the next file that is opened would get its number.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nothing = os.open(os.devnull, os.O_RDWR)
            if nothing != number:
                os.dup2(nothing, number)
            os.set_inheritable(number, True)  # noqa: FBT003 -- it takes no keyword
            mode = "w" if number else "r"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def _completion() -> AbstractContextManager[None]:
    if os.environ.get("_GEN_VPCE_COMPLETE") != "complete_bash":
        return nullcontext()
    from gen_vpce.cli.shells.bash import whole_words

    return whole_words()


def _instead(error: OSError) -> str:
    """Return the hint for a file that is not there because one deployment of another was named."""
    if not isinstance(error, FileNotFoundError) or "#" not in str(error.filename):
        return ""
    from gen_vpce.intent.chosen import hint_to_all

    hint = hint_to_all(str(error.filename))
    return f"hint: {hint}\n" if hint else ""


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        said = f"error: {' '.join(f'{place}{error.strerror or error}'.splitlines())}\n"
        return f"{said}{_instead(error)}"
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return (
        f"error: internal error: {what}\n"
        "hint: this is a bug in gen-vpce; please report it with the traceback that GEN_VPCE_DEBUG=1 shows\n"
    )
