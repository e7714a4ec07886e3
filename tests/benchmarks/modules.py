"""Intents to measure with: small ones, each different."""

from pathlib import Path

_INTENT = """\
version: 1
name: orders-{number:04d}
region: us-east-1
account: "123456789012"
endpoints:
  dynamodb:
    vpc_id: vpc-0123456789abcdef0
    route_table_ids: [rtb-0123456789abcdef0]
    allow:
      - name: Orders
        principals: [role/Orders{number:04d}]
        access: [read, write]
        resources: [table/Orders{number:04d}]
"""


def write_intents(top: Path, count: int) -> None:
    """Write *count* intents below *top*, a folder each."""
    for number in range(count):
        folder = top / f"orders-{number:04d}"
        folder.mkdir(parents=True)
        (folder / "intent.yaml").write_text(_INTENT.format(number=number))


_PLACES = """\
version: 1
name: orders-{number:04d}
deployments:
{places}
endpoints:
  dynamodb:
    allow:
      - name: Orders
        principals: [role/Orders{number:04d}-<stage>]
        access: [read, write]
        resources: [table/Orders{number:04d}-<stage>]
"""
_REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")


def write_deployments(top: Path, count: int, deployments: int) -> None:
    """Write *count* intents of as many *deployments* each below *top*, a folder each."""
    places = "\n".join(
        f"  d{each}: {{region: {_REGIONS[each % 3]}, account: '{each:012}', values: {{stage: s{each}}}}}"
        for each in range(deployments)
    )
    for number in range(count):
        folder = top / f"orders-{number:04d}"
        folder.mkdir(parents=True)
        (folder / "intent.yaml").write_text(_PLACES.format(number=number, places=places))
