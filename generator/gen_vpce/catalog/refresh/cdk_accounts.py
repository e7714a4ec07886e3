"""The accounts from which AWS publishes container images and layers, from the facts of aws-cdk-lib.

They stand in `region-info/lib/built-ins.generated.js`, a call for each Region and fact.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_SOURCE = Path("region-info/lib/built-ins.generated.js")
_FACT = re.compile(r'region:"([^"]+)",name:fact_1\(\)\.FactName\.(\w+)(?:\([^)]*\))?,value:"([^"]+)"')
_ACCOUNT = re.compile(r"(?:^|:)(\d{12})(?:$|:layer:)")
_PUBLISHERS = {
    "APPMESH_ECR_ACCOUNT": "app-mesh",
    "DLC_REPOSITORY_ACCOUNT": "deep-learning",
    "adotLambdaLayer": "opentelemetry-layers",
    "appConfigLambdaLayerVersion": "appconfig-layers",
    "cloudwatchLambdaInsightsVersion": "insights-layers",
    "paramsAndSecretsLambdaLayer": "secrets-layers",
}


def read(package: Path) -> Mapping[str, Mapping[str, list[str]]]:
    """Return the Regions by account by publisher; ValueError where the facts read otherwise."""
    text = (package / _SOURCE).read_text(encoding="utf-8")
    found: dict[str, dict[str, set[str]]] = {publisher: {} for publisher in _PUBLISHERS.values()}
    for publisher, account, region in _facts(text):
        found[publisher].setdefault(account, set()).add(region)
    empty = sorted(publisher for publisher, accounts in found.items() if not accounts)
    if empty:
        raise ValueError(f"{_SOURCE}: no account of {', '.join(empty)}")
    return {
        publisher: {account: sorted(regions) for account, regions in sorted(accounts.items())}
        for publisher, accounts in sorted(found.items())
    }


def _facts(text: str) -> Iterator[tuple[str, str, str]]:
    for region, fact, value in _FACT.findall(text):
        account = _ACCOUNT.search(value)
        if account and fact in _PUBLISHERS:
            yield _PUBLISHERS[fact], account[1], region
