"""Several processes give the answer of one, in its order."""

import gzip
from pathlib import Path

import pytest
from tests.support.trail import event, lines, trail

from gen_vpce.traffic import parallel
from gen_vpce.traffic.events import Times, events_of
from gen_vpce.traffic.files import named_files
from gen_vpce.traffic.folding import Folding
from gen_vpce.traffic.parallel import reduce_files, worth_reading
from gen_vpce.traffic.reduction import reduce_events
from gen_vpce.traffic.reduction_options import Asked
from gen_vpce.traffic.troubles import Troubles

PATTERNS = ("arn:aws:s3:::b/a/*",)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for number in range(9):
        made = [
            event("GetItem", {"tableName": f"T{number % 3}"}, eventTime=f"2026-11-0{1 + number}T00:00:00Z"),
            event("GetObject", {"bucketName": "b", "key": f"{'ab'[number % 2]}/{number}"}, service="s3"),
            event(endpoint=f"vpce-{number % 2}", userAgent=f"agent {number % 2}"),
            event(identity={"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}),
            {"eventSource": number},
        ]
        (tmp_path / f"{number}.json.gz").write_bytes(gzip.compress(trail(made)))
    (tmp_path / "broken").write_bytes(b"Hello")
    return named_files([str(tmp_path)])


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_answer_is_that_of_one_process_over_all_files(
    jobs: int, files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_WORTH", 1)
    asked = Asked(("aws:useragent",), sessions=False, patterns=PATTERNS)
    seen: list[tuple[int, int]] = []
    reduction, troubles = reduce_files(files, asked, jobs=jobs, progress=lambda *done: seen.append(done))
    whole = Troubles()
    expected = reduce_events(events_of(files, whole), keys=asked.keys, folding=Folding(PATTERNS))
    assert reduction == expected
    assert list(reduction.requests) == list(expected.requests)
    assert troubles == whole
    assert troubles.events["the event does not have CloudTrail's form"].count == 9
    assert seen[-1] == (10, 10)


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_without_events_of_a_time_are_not_read_again(
    jobs: int, files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel, "_WORTH", 1)
    day = "2026-11-0{}T12:00:00Z"
    alone = [event(eventTime=day.format(number)) for number in (2, 8)]
    for name, content in (("trail", trail(alone)), ("lines", lines([*alone, {"eventSource": 1}]))):
        (tmp_path / name).write_bytes(content)
    files = named_files([str(tmp_path)])
    times: Times = {}
    reduce_files(files, Asked(), jobs=jobs, times=times)
    assert {Path(file).name for file in files} - {Path(file).name for file in times} == {"broken"}
    assert times[str(tmp_path / "trail")] == times[str(tmp_path / "lines")] == (day.format(2), day.format(8))
    for since, until in ((day.format(4), None), (None, day.format(2)), (day.format(9), None)):
        asked = Asked(since=since, until=until)
        left = worth_reading(files, asked, times)
        assert len(left) < len(files)
        assert reduce_files(left, asked, jobs=jobs)[0].requests == reduce_files(files, asked)[0].requests


def test_stdin_is_read_by_the_one_process_that_has_it() -> None:
    assert parallel._size(["-", __file__]) == 0
    assert parallel._size([__file__]) > 0
