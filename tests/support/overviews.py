"""Overviews for tests: what the intents and files of a folder make, and any at all."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from gen_vpce.access.reach.model import Extent
from gen_vpce.overview.build import build
from gen_vpce.overview.look import look
from gen_vpce.overview.model import (
    Caller,
    Cell,
    Change,
    Comparison,
    Coverage,
    Difference,
    Endpoint,
    Example,
    Expectation,
    Finding,
    Level,
    Network,
    NotRead,
    Overview,
    Place,
    Resource,
    Source,
    Statement,
    Usage,
    UsedRequest,
)

TITLE = "Who reaches what"


def seen_in(*paths: Path) -> Overview:
    """Return the overview of what lies at *paths*."""
    return build(look(paths), TITLE)


def named(text: str) -> Overview:
    """Return an overview in which every text of a user's is *text*."""
    place = Place(text, 3, 5)
    example = Example(text, text, text, {text: (text, text), "absent": None}, text)
    level = Level(
        "read",
        Extent.CONDITIONS,
        (text,),
        (text,),
        (text,),
        (text,),
        (0,),
        example,
        example,
        text,
        "both",
        example,
        example,
        7,
        text,
    )
    side = Difference(answer=True, rows=(text,), example=example, reason=text)
    endpoint = Endpoint(
        "e1",
        text,
        text,
        text,
        text,
        text,
        text,
        text,
        Network(text, (text, f"{text}2"), (text,), (text,), private_dns=True),
        text,
        open_to_all=True,
        place=place,
        rows=(("c1", "c2"),),
        columns=(("r1", "r2"),),
        cells=(Cell(0, 0, (level,)),),
    )
    return Overview(
        1,
        text,
        (endpoint, Endpoint("e2", text, text, text, text, "", "", "", Network(), text, doubt=text)),
        (Caller("c1", "arn", text, text), Caller("c2", "others", text)),
        (
            Resource("r1", "named", text, text, (text,)),
            Resource("r2", "aws", text, text, (text,), of_aws=True),
        ),
        (Statement(text, text, text, text, text, text, text, text, text, place),),
        (Expectation(text, text, "failed", place, (text,)),),
        (Finding(text, "error", text, text, (text,), text, place, text),),
        Coverage((Source("intent", text, text),), (NotRead(text, text, place),), (text, text)),
        Comparison(text, (Change(text, text, text, side, side, "e1"), Change(text, text, text, side, side))),
        Usage(
            (text,), (UsedRequest("e1", text, 7, text, text, place),), (UsedRequest("e1", text, 1, "", text),)
        ),
    )


ANY: st.SearchStrategy[Any] = st.text(min_size=1).map(named)


_MANY = """\
version: 1
name: {name}
region: eu-west-1
account: "{account}"
organization: o-a1b2c3d4e5
endpoints:
  {service}:
    vpc_id: vpc-{vpc:017x}
    {network}
    allow:
      - name: App
        principals: [role/{name}-app]
        access: [list, read, write]
        resources: [{resource}]
      - name: Audit
        principals: [account/{other}]
        access: [list, read]
        condition:
          StringEquals: {{aws:PrincipalTag/team: audit}}
"""
_SERVICES = (
    ("dynamodb", "route_table_ids: [rtb-{0:017x}, rtb-1{0:016x}]", "table/Orders{0}"),
    ("s3", "route_table_ids: [rtb-{0:017x}]", "bucket/example-reports-{0}"),
)


def many(folder: Path, count: int) -> Overview:
    """Return the overview of *count* modules, each with an endpoint, made in *folder*."""
    for number in range(count):
        service, network, resource = _SERVICES[number % 2]
        name = f"team-{number:03}"
        (folder / name).mkdir()
        (folder / name / "intent.yaml").write_text(
            _MANY.format(
                name=name,
                account=f"{100000000000 + number // 10}",
                other=f"{200000000000 + number % 7}",
                service=service,
                vpc=number // 2,
                network=network.format(number),
                resource=resource.format(number),
            )
        )
    return seen_in(folder)
