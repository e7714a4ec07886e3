"""Batches: a file of lines, or standard input, answered line by line."""

import sys
from codecs import BOM_UTF8
from io import BufferedReader, FileIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from _typeshed import WriteableBuffer

    from gen_vpce.access.stream.json_lines import Line

_CHUNK = 1 << 18  # bytes; lines with policies are long
_STDIN = 0


def answer_lines(file: str, answers: "Callable[[Iterable[bytes]], Iterator[Line]]") -> int:
    """Print the *answers* to the lines of *file*, `-` for standard input; 1 where a line was bad."""
    source = _Waiting(_STDIN, closefd=False) if file == "-" else FileIO(file)
    bad = False
    with BufferedReader(source, _CHUNK) as lines:
        if lines.peek(len(BOM_UTF8)).startswith(BOM_UTF8):  # PowerShell puts one before a file
            lines.read(len(BOM_UTF8))
        for answer in answers(lines):
            sys.stdout.write(f"{answer.text}\n")
            bad = bad or answer.bad
    return int(bad)


class _Waiting(FileIO):
    """Standard input; whoever asks through a pipe gets every answer before more is waited for."""

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        sys.stdout.flush()
        return super().readinto(buffer)
