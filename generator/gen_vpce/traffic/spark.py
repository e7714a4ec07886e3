"""The reduction on Spark: each executor reduces its files as a process here does, and parts are put together.

Spark finds the files, in S3, HDFS or a folder, and hands over their bytes; what they mean is decided by the
same code, so that the answer is the same.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any

from gen_vpce.traffic.events import Batch, held_in
from gen_vpce.traffic.files import NoSuchFilesError, blocks_of, is_of_events, may_hold
from gen_vpce.traffic.reduced import NotToldError
from gen_vpce.traffic.reduction import Reduction, merge, reduce_batches, settle
from gen_vpce.traffic.reduction_options import Asked
from gen_vpce.traffic.troubles import Troubles

_LAYOUTS = ("AWSLogs/*/CloudTrail/*", "AWSLogs/*/*/CloudTrail/*", "*/CloudTrail/*", "CloudTrail/*", "*")
"""Where the days are below a bucket, an organization's one, and folders further down in them."""

_GLOBS = str.maketrans({sign: f"\\{sign}" for sign in "\\{}[]*?"})


_Part = tuple[Reduction, Troubles] | NotToldError
"""What an executor found; it returns what is wrong, since Spark would make a text of what it raises."""


class NoSparkError(Exception):
    """Spark is not there, or does not start: the message says why."""


class Spark:
    """A session of Spark, started by `spark-submit` or here."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 -- pyspark is optional
        self._session = session
        self._jvm = session.sparkContext._jvm  # noqa: SLF001 -- the one way to Hadoop's file systems
        self._hadoop = session.sparkContext._jsc.hadoopConfiguration()  # noqa: SLF001

    def files(self, given: Sequence[str], since: str | None = None, until: str | None = None) -> list[str]:
        """Return the files that paths, folders and Hadoop's patterns name, each once, in order.

        With *since* the folders of the days are looked up by a trail's layout, where there are any, instead
        of listing all. Raises NoSuchFilesError.
        """
        found: dict[str, None] = {}
        for each in given:
            tops = self._days(each, since, until) if since is not None else []
            names = [name for top in tops or self._matches(each) for name in self._below(top)]
            if not names:
                raise NoSuchFilesError(f"`{each}` names no file")
            found.update(dict.fromkeys(sorted(names)))
        return [name for name in found if may_hold(name, since, until)]

    def reduce(self, files: Sequence[str], asked: Asked) -> tuple[Reduction, Troubles]:
        """Return the requests in *files*, and what of them was not read. Raises NotToldError."""
        if not files:
            return Reduction(), Troubles()
        paths = [name.translate(_GLOBS) for name in files]
        read = self._session.read.format("binaryFile").load(paths).select("path", "content")
        parts = read.rdd.mapPartitions(partial(_reduced, asked=asked))
        found: _Part = parts.treeReduce(partial(_joined, asked=asked))
        if isinstance(found, NotToldError):
            raise found
        return found

    def write(self, place: str, lines: Iterable[bytes]) -> None:
        """Write *lines* to *place*, in any of Hadoop's file systems."""
        path = self._jvm.org.apache.hadoop.fs.Path(place)
        out = path.getFileSystem(self._hadoop).create(path, True)  # noqa: FBT003 -- Java takes no names
        try:
            for line in lines:
                out.write(bytearray(line))
        finally:
            out.close()

    def _matches(self, pattern: str) -> list[Any]:
        path = self._jvm.org.apache.hadoop.fs.Path(pattern)
        return list(path.getFileSystem(self._hadoop).globStatus(path) or ())

    def _days(self, top: str, since: str, until: str | None) -> list[Any]:
        """Return the folders of the days from *since* to *until*, today where that is None, below *top*."""
        last = until or str(datetime.now(UTC).date())
        root = top.rstrip("/")
        for layout in _LAYOUTS:
            found = [
                each
                for day in _dates(since, last)
                for each in self._matches(f"{root}/{layout}/{day:%Y/%m/%d}")
            ]
            if found:
                return found
        return []

    def _below(self, status: Any) -> Iterator[str]:  # noqa: ANN401 -- a FileStatus of Hadoop's
        path = status.getPath()
        if status.isFile():
            yield path.toString()
            return
        top = path.toString()
        found = path.getFileSystem(self._hadoop).listFiles(path, True)  # noqa: FBT003
        while found.hasNext():
            name = found.next().getPath().toString()
            if is_of_events(name[len(top) :].strip("/").split("/")):
                yield name


@contextmanager
def spark() -> Iterator[Spark]:
    """Give the session of Spark that runs, or a new one on all cores here. Raises NoSparkError."""
    try:
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise NoSparkError("pyspark is not installed") from None
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        session = SparkSession.builder.appName("gen-vpce").getOrCreate()
    except PySparkException as error:
        raise NoSparkError(f"Spark does not start: {str(error).splitlines()[0]}") from None
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield Spark(session)
    except (PySparkException, Py4JJavaError) as error:
        java = getattr(error, "java_exception", None)
        raise NoSparkError(str(java or error).splitlines()[0]) from None
    finally:
        session.stop()


def _reduced(rows: Iterable[Any], *, asked: Asked) -> Iterator[_Part]:
    """Yield the reduction of one part: what a process of `parallel` does."""
    troubles, folding = Troubles(), asked.folding()

    def batches() -> Iterator[Batch]:
        for row in rows:
            held = blocks_of(row.path, partial(BytesIO, row.content), troubles)
            yield from held_in(row.path, held, troubles, asked, folding)

    try:
        reduction = reduce_batches(batches(), keys=asked.keys, sessions=asked.sessions, folding=folding)
    except NotToldError as error:
        yield error
    else:
        yield reduction, troubles


def _joined(one: _Part, other: _Part, *, asked: Asked) -> _Part:
    """Return the reduction of two parts."""
    reduction, troubles, folding = Reduction(), Troubles(), asked.folding()
    for part in (one, other):
        if isinstance(part, NotToldError):
            return part
        merge(reduction, part[0], folding)
        troubles.merge(part[1])
    settle(reduction, folding)
    return reduction, troubles


def _dates(since: str, until: str) -> Iterator[date]:
    day, last = date.fromisoformat(since), date.fromisoformat(until)
    while day <= last:
        yield day
        day += timedelta(1)
