"""Files with events: which there are, and what they hold when unpacked."""

import codecs
import gzip
import re
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from glob import glob, has_magic
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from gen_vpce.traffic.not_json import NOT_JSON
from gen_vpce.traffic.troubles import Troubles

STDIN = "-"
_DIGESTS = "CloudTrail-Digest"
_DAY = re.compile(r"[/\\](\d{4})[/\\](\d{2})[/\\](\d{2})[/\\][^/\\]*$")
"""Where the files of a day stand in a trail's bucket: `.../CloudTrail/REGION/2026/11/01/...`."""
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""How a text begins that Windows PowerShell has redirected into a file."""

_OF_OTHER_FORMS = {
    b"PK\x03\x04": "a ZIP archive: unpack it first",
    b"BZh": "packed by bzip2: unpack it first",
    b"\xfd7zX": "packed by xz: unpack it first",
    b"PAR1": "Parquet, which is not read: query it, and save the answer of `gen-vpce traffic sql`",
}
_HEADERS = (b"gen_vpce,", b'"gen_vpce",')
_BLOCK = 1 << 26
"""How much of a file is held at once where its lines can be read one by one."""
_CHUNK = 1 << 17


class NoSuchFilesError(Exception):
    """A path or pattern that names no file: the message says which."""


def named_files(given: Sequence[str], *, since: str | None = None, until: str | None = None) -> list[str]:
    """Return the files that paths, folders and patterns name, each once, in order; `-` is stdin.

    Of folders every file below is taken but hidden ones and the digests of a trail, which hold no events; of
    a trail's files those of days that may hold events from *since* on and before *until*.
    Raises NoSuchFilesError.
    """
    found: dict[str, None] = {}
    for each in given:
        files = [each] if each == STDIN else list(_below(each))
        if not files:
            raise NoSuchFilesError(f"`{each}` names no file")
        found.update(dict.fromkeys(files))
    return [file for file in found if may_hold(file, since, until)]


def is_of_events(parts: Sequence[str]) -> bool:
    """Whether the file whose path below a folder has *parts* is neither hidden nor a digest of a trail."""
    return _DIGESTS not in parts and not any(part.startswith(".") for part in parts)


def may_hold(file: str, since: str | None, until: str | None) -> bool:
    """Whether the day in the path of a trail's *file* lets it hold events from *since* on and before *until*.

    The day is that of the delivery, which comes minutes after the events.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """
    found = _DAY.search(file)
    if found is None:
        return True
    day = "-".join(found.groups())
    return (since is None or day >= since) and (until is None or day <= until)


def _below(path: str) -> Iterator[str]:
    is_pattern = has_magic(path) and not Path(path).exists()
    matches = sorted(glob(path, recursive=True)) if is_pattern else [path]  # noqa: PTH207 -- of any folder
    for match in map(Path, matches):
        if match.is_dir():
            for below in sorted(match.rglob("*")):
                parts = below.relative_to(match).parts
                if below.is_file() and is_of_events(parts):
                    yield str(below)
        elif match.exists():
            yield str(match)


def blocks(file: str, troubles: Troubles) -> Iterator[bytes]:
    """Yield what *file* holds, unpacked: as one block, or, where it is large, as blocks of whole lines.

    Only a file whose first line ends within a block is cut; what cannot be unpacked is noted in *troubles*.
    """
    yield from blocks_of(file, lambda: _opened(file), troubles)


def blocks_of(file: str, opened: Callable[[], BinaryIO], troubles: Troubles) -> Iterator[bytes]:
    """Yield the same of what *opened* opens."""
    try:
        with opened() as raw:
            yield from _whole_lines(_unpacked(raw))
    except _UnreadableError as error:
        troubles.of_file(file, str(error))
    except (EOFError, gzip.BadGzipFile, zlib.error):
        troubles.of_file(file, "the compressed data is damaged or cut off")
    except OSError as error:
        troubles.of_file(file, (error.strerror or str(error)).lower())


class _UnreadableError(Exception):
    """Why a file cannot be unpacked."""


def _opened(file: str) -> BinaryIO:
    return sys.stdin.buffer if file == STDIN else Path(file).open("rb")


def _unpacked(raw: BinaryIO) -> Callable[[int], bytes]:
    """Return how to read on in what *raw* holds; the first bytes tell how it is packed."""
    start = raw.read(4)
    if start[:2] == _GZIP:
        return _gzip(cast("BinaryIO", _After(start, raw)))
    if start == _ZSTD:
        return _zstd(cast("BinaryIO", _After(start, raw)))
    if start[:2] in _UTF16:
        return _utf16(_After(start, raw).read)
    for sign, reason in _OF_OTHER_FORMS.items():
        if start.startswith(sign):
            raise _UnreadableError(reason)
    return _After(start, raw).read


class _After:
    """A file of which the first bytes were read already: stdin cannot go back."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start, self._rest = start, rest

    def read(self, size: int = -1) -> bytes:
        start = self._start[: size if size >= 0 else None]
        self._start = self._start[len(start) :]
        return start + self._rest.read(size - len(start) if size >= 0 else -1)

    def readinto(self, buffer: bytearray) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _utf16(read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Return how to read the text of *read* as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")

    def utf8(size: int) -> bytes:
        text = ""
        while not text:  # half a character is no end
            data = read(size)
            text = decoder.decode(data, final=not data)
            if not data:
                break
        return text.encode()

    return utf8


def _gzip(raw: BinaryIO) -> Callable[[int], bytes]:
    try:
        igzip, errors = import_module("isal.igzip"), import_module("isal.isal_zlib")
    except ImportError:
        return gzip.GzipFile(fileobj=raw).read
    reader = igzip.GzipFile(fileobj=raw)
    return lambda size: _read_of(reader.read, size, errors.error)


def _zstd(raw: BinaryIO) -> Callable[[int], bytes]:
    """Return the reader of zstd: Python's own from 3.14 on, else the package zstandard."""
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd

            own = zstd.ZstdFile(raw)
            return lambda size: _read_of(own.read, size, zstd.ZstdError)
        zstandard = import_module("zstandard")
    except ImportError:
        raise _UnreadableError("zstd needs Python 3.14, or: pip install zstandard") from None
    parts = _frames(raw, zstandard.ZstdDecompressor().decompressobj)
    return lambda _size: _read_of(lambda _: next(parts, b""), 0, zstandard.ZstdError)


def _frames(raw: BinaryIO, start: Callable[[], Any]) -> Iterator[bytes]:
    """Yield what the frames of *raw* hold; the package itself takes a frame that is cut off for whole."""
    frame, packed = start(), raw.read(_CHUNK)
    while packed:
        part = frame.decompress(packed)
        if part:
            yield part
        is_whole, rest = frame.eof, frame.unused_data
        if is_whole:
            frame = start()
        packed = rest or raw.read(_CHUNK)
        if not packed and not is_whole:
            raise EOFError


def _read_of(read: Callable[[int], bytes], size: int, failure: type[Exception]) -> bytes:
    try:
        return read(size)
    except failure:
        raise EOFError from None


def _whole_lines(read: Callable[[int], bytes]) -> Iterator[bytes]:
    block = _full(read)
    if len(block) < _BLOCK:
        yield block
        return
    if not _is_of_lines(block):
        parts = [block]
        while len(parts[-1]) >= _BLOCK:
            parts.append(_full(read))
        yield b"".join(parts)
        return
    rest = block
    while len(block) >= _BLOCK:
        end = rest.rfind(b"\n") + 1
        if end:
            yield rest[:end]
        block = _full(read)
        rest = rest[end:] + block
    yield rest


def _is_of_lines(block: bytes) -> bool:
    """Whether the first line of *block* is a JSON value by itself, or the header of a query's answer."""
    if block.startswith(_HEADERS):
        return True
    try:
        msgspec.json.decode(block[: block.find(b"\n") + 1], type=msgspec.Raw)
    except NOT_JSON:
        return False
    return True


def _full(read: Callable[[int], bytes]) -> bytes:
    """Return a whole block, less at the end alone: a reader may return less than was asked for."""
    parts: list[bytes] = []
    missing = _BLOCK
    while missing:
        part = read(missing)
        if not part:
            break
        parts.append(part)
        missing = max(0, missing - len(part))
    return b"".join(parts) if len(parts) != 1 else parts[0]
