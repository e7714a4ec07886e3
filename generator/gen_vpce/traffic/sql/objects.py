"""Objects of S3 in the query: which are one, by the patterns of policies or by prefixes as `learn` has them.

Of the objects below a prefix, each day, caller and action keeps as many as make it a prefix; the others stand
as the last of these. So whoever reads the answer counts to as many as whoever reads the events.
"""

import re
from collections.abc import Iterator, Sequence

from gen_vpce.traffic.reduction_options import Prefixed, ToldApart
from gen_vpce.traffic.sql.dialect import PART, Dialect
from gen_vpce.traffic.sql.text import listed

_ARN_PARTS = 6
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_LIKE = str.maketrans({"!": "!!", "%": "!%", "_": "!_", "*": "%", "?": "_"})
_EXAMPLE = f"max(event_time_ || {PART} || event_id_)"

Parts = Iterator[tuple[str, Sequence[str]]]
"""The parts of the query before its end, each with its name."""


def folded(dialect: Dialect, told: ToldApart) -> Iterator[str]:
    """Yield what gives each object its class: the patterns that it matches, or its prefix.

    Changes of permissions keep their objects, as `traffic.prefixes` has it: of the events whose names of
    objects are kept apart from the rest, those with an ACL are such.
    """
    yield "  SELECT *,"
    if told.prefixes is not None:
        yield "    CASE WHEN is_on_object = '1' AND p_x_amz_acl = '' THEN"
        yield from (f"      {each} ||" for each in _folders(told.prefixes.depth))
        yield "      '*' ELSE '' END AS object_class"
    elif told.patterns is None:
        yield "    p_key AS object_class"
    else:
        classes = [
            _class(dialect, pattern) for pattern in told.patterns if pattern.count(":") >= _ARN_PARTS - 1
        ]
        yield "    CASE WHEN is_on_object = '' THEN p_key ELSE ''"
        yield from (f"      || {each}" for each in classes)
        yield "    END AS object_class"
    yield "  FROM shaped"


def _folders(depth: int) -> Iterator[str]:
    """Yield the first parts of an object's name that are folders, *depth* of them, empty from there on."""
    for number in range(1, depth + 1):
        is_there = f"p_key LIKE '{'%/' * number}%'"
        yield f"CASE WHEN {is_there} THEN split_part(p_key, '/', {number}) || '/' ELSE '' END"


def _class(dialect: Dialect, pattern: str) -> str:
    """Return whether an object matches *pattern*; its key where only the request tells that."""
    rest = pattern.split(":", _ARN_PARTS - 1)[5]
    like = dialect.text(_VARIABLE.sub("*", rest).translate(_LIKE))
    matches = f"p_bucketname || '/' || p_key LIKE {like} ESCAPE '!'"
    one, other = ("p_key", "''") if "${" in pattern else ("'1'", "'0'")
    return f"CASE WHEN {matches} THEN {one} ELSE {other} END"


def counted(prefixes: Prefixed | None, shown: Sequence[str]) -> Parts:
    """Yield the parts that count each object by itself before prefixes are made of them."""
    if prefixes is None:
        return
    each = [*shown, "object_class", "p_key"]
    yield (
        "counted",
        (
            "  SELECT",
            *(f"  {line}" for line in listed(each, end=",")),
            "    count(*) AS times_, min(event_time_) AS first_, max(event_time_) AS last_,",
            f"    {_EXAMPLE} AS example_",
            "  FROM reduced",
            "  GROUP BY",
            *(f"  {line}" for line in listed(each)),
        ),
    )
    yield (
        "placed",
        (
            "  SELECT *, row_number() OVER (",
            "    PARTITION BY",
            *(f"    {line}" for line in listed([*shown, "object_class"])),
            "    ORDER BY p_key",
            "  ) AS place_",
            "  FROM counted",
        ),
    )


def grouped(prefixes: Prefixed | None, shown: Sequence[str]) -> Iterator[str]:
    """Yield the counts of each row of the answer, and what its rows are grouped by."""
    if prefixes is None:
        yield "  min(p_key) AS object_key, count(*) AS events, min(event_time_) AS first_time,"
        yield f"  max(event_time_) AS last_time, {_EXAMPLE} AS example"
        yield "FROM reduced"
        groups = [*shown, "object_class"]
    else:
        yield "  min(p_key) AS object_key, sum(times_) AS events, min(first_) AS first_time,"
        yield "  max(last_) AS last_time, max(example_) AS example"
        yield "FROM placed"
        many = f"object_class <> '' AND place_ >= {prefixes.objects}"
        groups = [*shown, "object_class", f"CASE WHEN {many} THEN '' ELSE p_key END"]
    yield "GROUP BY"
    yield from listed(groups)
