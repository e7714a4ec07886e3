"""Files with values of parameters, in every form that AWS's own tools take.

- `[{"ParameterKey": "Env", "ParameterValue": "prod"}]`, of `aws cloudformation create-stack --parameters`
- `["Env=prod"]` and the two others, of `aws cloudformation deploy --parameter-overrides`
- `{"Parameters": {"Env": "prod"}}`, the template configuration of CodePipeline; and `{"Env": "prod"}`

https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
"""

import json

from gen_vpce.policy.not_json import why

_FORMS = '`[{"ParameterKey": "NAME", "ParameterValue": "VALUE"}]`, `["NAME=VALUE"]` or `{"NAME": "VALUE"}`'


def read_parameters(raw: bytes) -> dict[str, str]:
    """Return the values of parameters by name; one that keeps its previous value is left out.

    Raises ValueError with what is wrong.
    """
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is not JSON: {why(error)}") from None
    if isinstance(data, dict):
        inside = data.get("Parameters", data)
        if isinstance(inside, dict):
            return {name: _text(name, value) for name, value in inside.items()}
        data = inside
    if not isinstance(data, list):
        raise ValueError(f"it has none of the forms {_FORMS}")  # noqa: TRY004 -- one kind of error for its reader
    return dict(pair for number, each in enumerate(data) if (pair := _pair(number, each)))


def _pair(number: int, entry: object) -> tuple[str, str] | None:
    if isinstance(entry, str) and "=" in entry:
        name, _, value = entry.partition("=")
        return name, value
    if isinstance(entry, dict) and isinstance(entry.get("ParameterKey"), str):
        name = entry["ParameterKey"]
        if "ParameterValue" in entry:
            return name, _text(name, entry["ParameterValue"])
        if entry.get("UsePreviousValue") is True:
            return None
    raise ValueError(f"entry {number + 1} has none of the forms {_FORMS}")


def _text(name: str, value: object) -> str:
    """Return a value as the text that CloudFormation is given: a list with commas, a truth value in words."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value):
        return ",".join(map(str, value))
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError(f"the value of `{name}` is neither text nor a list of texts")
