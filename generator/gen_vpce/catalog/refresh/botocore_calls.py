"""The operations that a caller makes without AWS credentials, from the service models of botocore.

An operation whose `auth` is `smithy.api#noAuth` is not signed: https://smithy.io/2.0/spec/authentication-traits.html
"""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_NO_AUTH = "smithy.api#noAuth"


def read(package: Path) -> Mapping[str, list[str]]:
    """Return the names of the unsigned operations by the name that the service's requests are signed with."""
    found: dict[str, set[str]] = {}
    for folder in sorted(each for each in (package / "data").iterdir() if each.is_dir()):
        models = sorted(folder.glob("*/service-2.json*"))
        if models:
            model = _model(models[-1])
            names = {name for name, each in model["operations"].items() if _is_unsigned(each)}
            about = model["metadata"]
            if names:
                found.setdefault(about.get("signingName") or about["endpointPrefix"], set()).update(names)
    if not found:
        raise ValueError(f"{package / 'data'}: no model has an unsigned operation")
    return {prefix: sorted(names) for prefix, names in sorted(found.items())}


def _is_unsigned(operation: Mapping[str, Any]) -> bool:
    return operation.get("authtype") == "none" or _NO_AUTH in operation.get("auth", ())


def _model(path: Path) -> Any:  # noqa: ANN401 - JSON of another's making
    content = path.read_bytes()
    return json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
