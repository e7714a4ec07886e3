"""Numbers, dates and addresses as points on a line, and the ranges of it that a condition accepts.

IPv6 addresses follow the IPv4 ones on one line, so that a range never mixes the two.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum
from fractions import Fraction
from ipaddress import IPv4Address, IPv6Address, ip_network
from itertools import count

from msgspec import Struct

from gen_vpce.policy.operators import Comparison

_IPV4_END = 2**32
_ADDRESS_END = _IPV4_END + 2**128
_NO_LOW = (Comparison.LESS, Comparison.LESS_EQUALS)
_NO_HIGH = (Comparison.GREATER, Comparison.GREATER_EQUALS)
_EPOCH, _SECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(seconds=1)
_BLOCK = re.compile(r"[0-9a-fA-F.:]+(/[0-9]{1,3})?")  # no netmasks, no zones
_SECONDS = re.compile(r"[+-]?[0-9]{1,300}")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_NUMBER_LENGTH = 2000  # more than any exponent above writes out


class Axis(Enum):
    """What a point on the line is."""

    NUMBER = "number"
    DATE = "date"  # whole seconds since 1970
    ADDRESS = "address"


class Range(Struct, frozen=True):
    """The points from *low* to *high*, both included; None is without end, `open_*` leaves the end out."""

    low: Fraction | None = None
    high: Fraction | None = None
    open_low: bool = False
    open_high: bool = False

    def __contains__(self, point: Fraction) -> bool:
        if self.low is not None and (point < self.low or (self.open_low and point == self.low)):
            return False
        return not (self.high is not None and (point > self.high or (self.open_high and point == self.high)))

    def covers(self, other: "Range") -> bool:
        """Whether every point of *other* lies in this range."""
        return self._starts_before(other) and self._ends_after(other)

    def _starts_before(self, other: "Range") -> bool:
        if self.low is None or other.low is None:
            return self.low is None
        return other.low > self.low or (other.low == self.low and (other.open_low or not self.open_low))

    def _ends_after(self, other: "Range") -> bool:
        if self.high is None or other.high is None:
            return self.high is None
        return other.high < self.high or (other.high == self.high and (other.open_high or not self.open_high))


def accepted(axis: Axis, comparison: Comparison, text: str) -> Range | None:
    """Return the points that compare so with *text*, None when *text* is not a value of the axis."""
    if axis is Axis.ADDRESS:
        return _network(text)
    point = _parsed(axis, text)
    if point is None:
        return None
    low, high = (None if comparison in ends else point for ends in (_NO_LOW, _NO_HIGH))
    return Range(low, high, comparison is Comparison.GREATER, comparison is Comparison.LESS)


def _network(text: str) -> Range | None:
    """Return the addresses of a CIDR block or of one address, None when *text* is neither."""
    if _BLOCK.fullmatch(text) is None:
        return None
    try:
        block = ip_network(text, strict=False)
    except ValueError:
        return None
    first, last = int(block.network_address), int(block.broadcast_address)
    shift = 0 if block.version == 4 else _IPV4_END
    return Range(Fraction(first + shift), Fraction(last + shift))


def _parsed(axis: Axis, text: str) -> Fraction | None:
    try:
        return _number(text) if axis is Axis.NUMBER else _date(text)
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> Fraction | None:
    """Return the number that *text* is, None when it is none or longer than anything that is counted."""
    if _NUMBER.fullmatch(text) is None or len(text) > _NUMBER_LENGTH:
        return None
    return Fraction(text)


def _date(text: str) -> Fraction:
    if _SECONDS.fullmatch(text):
        return Fraction(int(text))
    moment = datetime.fromisoformat(text)
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Fraction((known - _EPOCH) // _SECOND)


def shown(axis: Axis, point: Fraction) -> str:
    """Return *point* the way a request holds it."""
    if axis is Axis.DATE:
        return _date_text(int(point))
    if axis is Axis.ADDRESS:
        return str(IPv4Address(int(point)) if point < _IPV4_END else IPv6Address(int(point) - _IPV4_END))
    return str(point) if point.denominator == 1 else _decimal_text(point)


def _date_text(seconds: int) -> str:
    try:
        return (_EPOCH + seconds * _SECOND).isoformat().replace("+00:00", "Z")
    except OverflowError:  # beyond the calendar only seconds can be counted
        return str(seconds)


def _decimal_text(point: Fraction) -> str:
    """Return *point*, a finite decimal as all that lies in the middle of two of them is, without rounding."""
    places = next(places for places in count(1) if 10**places % point.denominator == 0)
    digits = str(abs(point.numerator) * 10**places // point.denominator).rjust(places + 1, "0")
    return f"{'-' if point < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def representatives(axis: Axis, ranges: Iterable[Range]) -> list[Fraction]:
    """Return one point of every stretch of the line that *ranges* tell apart."""
    ends = sorted({end for each in ranges for end in (each.low, each.high) if end is not None})
    points = [Fraction(0)] if axis is not Axis.ADDRESS else [Fraction(int(IPv4Address("192.0.2.1")))]
    for low, high in zip([None, *ends], [*ends, None], strict=True):
        points += _between(axis, low, high)
    return [point for point in dict.fromkeys((*points, *ends)) if _exists(axis, point)]


def _between(axis: Axis, low: Fraction | None, high: Fraction | None) -> list[Fraction]:
    """Return a point strictly between two neighbours, if there is one."""
    if axis is Axis.NUMBER:
        if low is None:
            return [high - 1] if high is not None else []
        return [low + 1 if high is None or low + 1 < high else (low + high) / 2]
    if low is None:
        return [high - 1] if high is not None else []
    return [low + 1] if high is None or low + 1 < high else []


def _exists(axis: Axis, point: Fraction) -> bool:
    return axis is not Axis.ADDRESS or 0 <= point < _ADDRESS_END
