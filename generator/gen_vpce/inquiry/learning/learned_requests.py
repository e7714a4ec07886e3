"""Learned requests asked of an intent: by the names that objects have, not as patterns write them."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from gen_vpce.inquiry.judge import Judge, Way
from gen_vpce.inquiry.replay import Row, replay
from gen_vpce.traffic.prefixes import as_named, is_escaped
from gen_vpce.traffic.reduction import Often, Reduction, Seen


def asked(judge: Judge, requests: Mapping[Seen, Often]) -> tuple[Row, ...]:
    """Return what *judge* says of *requests*, whose objects are escaped or patterns; the most frequent first.

    Requests that differ in that alone stay apart: `x/*` may be a name, and a pattern.
    """
    ways: dict[str, Sequence[Way]] = {seen.endpoint: judge.ways for seen in requests}
    plain = {seen: often for seen, often in requests.items() if not is_escaped(seen.needs)}
    rows = list(replay(Reduction(plain), judge, ways, None).rows)
    for seen, often in requests.items():
        if seen not in plain:
            named = replace(seen, needs=as_named(seen.needs))
            (row,) = replay(Reduction({named: often}), judge, ways, None).rows
            rows.append(replace(row, seen=seen))
    return tuple(sorted(rows, key=lambda row: (-row.often.count, row.often.last, row.seen.event)))
