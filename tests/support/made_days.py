"""Thirty days of an application that was made up: five roles, six tables, three buckets.

The web role reads and writes orders all day, workers put invoices into a bucket, a report reads what the day
left behind, a backup runs once a week, and an operator looks in now and then. On the last day of the month
the books are closed: nothing before it shows what that needs.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.trail import ACCOUNT, event, session_of

DAYS = 30
ROLES = ("Web", "Worker", "Report", "Backup", "Operator")
TABLES = ("Orders", "Customers", "Stock", "Invoices", "Sessions", "Ledger")
BUCKETS = ("shop-invoices", "shop-reports", "shop-backup")
FIRST = datetime(2026, 11, 1, tzinfo=UTC)
LAST = f"2026-11-{DAYS}"
SOMEBODY_ELSES = "vpce-f40dc59d"


def role(name: str) -> str:
    """Return the ARN of one of the roles."""
    return f"arn:aws:iam::{ACCOUNT}:role/shop/{name}"


def table(name: str) -> str:
    """Return the ARN of one of the tables."""
    return f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/{name}"


def events() -> Iterator[dict[str, Any]]:
    """Yield all events, in the order of time."""
    for number in range(DAYS):
        yield from day(number)


def day(number: int) -> Iterator[dict[str, Any]]:
    """Yield the events of one day, counted from 0."""
    at = _Day(number)
    for hour in range(8, 20, 2):
        order = f"{number:02}-{hour:02}"
        yield at.made(hour, "Web", "PutItem", {"tableName": "Sessions"})
        yield at.made(hour, "Web", "GetItem", {"tableName": "Customers"})
        yield at.made(hour, "Web", "Query", {"tableName": "Stock"})
        yield at.made(hour, "Web", "PutItem", {"tableName": "Orders"})
        yield at.made(hour, "Worker", "Query", {"tableName": "Orders"})
        yield at.made(hour, "Worker", "UpdateItem", {"tableName": "Stock"})
        yield at.made(hour, "Worker", "PutItem", {"tableName": "Invoices"})
        yield at.object(hour, "Worker", "PutObject", "shop-invoices", f"2026/{order}.pdf")
    yield at.made(21, "Report", "Scan", {"tableName": "Invoices"})
    yield at.made(21, "Report", "Query", {"tableName": "Orders"})
    yield at.object(21, "Report", "PutObject", "shop-reports", f"daily/{number:02}.csv")
    if number % 7 == 6:
        for name in ("Orders", "Customers", "Invoices"):
            yield at.made(22, "Backup", "Scan", {"tableName": name})
            yield at.object(22, "Backup", "PutObject", "shop-backup", f"{name}/{number:02}.gz")
    if number % 10 == 3:
        yield at.made(10, "Operator", "DescribeTable", {"tableName": "Orders"}, eventCategory="Management")
        yield at.object(10, "Operator", "GetObject", "shop-reports", f"daily/{number:02}.csv")
    if number == 12:
        yield at.made(11, "Operator", "DeleteTable", {"tableName": "Orders"}, errorCode="AccessDenied")
        yield at.made(11, "Web", "GetItem", {"tableName": "Ledger"}, errorCode="AccessDeniedException")
        yield at.made(12, "Web", "GetItem", {"tableName": "Orders"}, endpoint=SOMEBODY_ELSES)
        yield at.made(12, "Web", "PutItem", {"tableName": "Orders"}, errorCode="ThrottlingException")
    if number == DAYS - 1:
        yield at.made(23, "Report", "UpdateItem", {"tableName": "Ledger"})


class _Day:
    """One day, which gives each event its time and its id."""

    def __init__(self, number: int) -> None:
        self._day, self._number, self._count = FIRST + timedelta(days=number), number, 0

    def made(
        self, hour: int, who: str, name: str, parameters: Mapping[str, Any], **more: Any
    ) -> dict[str, Any]:
        self._count += 1
        time = self._day + timedelta(hours=hour, seconds=self._count)
        return event(
            name,
            parameters,
            identity=session_of(role(who), f"{who.lower()}-{self._number}"),
            eventTime=time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            eventID=f"00000000-0000-4000-8000-{self._number:06}{self._count:06}",
            **more,
        )

    def object(self, hour: int, who: str, name: str, bucket: str, key: str) -> dict[str, Any]:
        of = [
            {"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{bucket}/{key}"},
            {"type": "AWS::S3::Bucket", "ARN": f"arn:aws:s3:::{bucket}", "accountId": ACCOUNT},
        ]
        return self.made(hour, who, name, {"bucketName": bucket, "key": key}, service="s3", resources=of)
