"""Attributes that Terraform tells after apply, and their form: ARNs of parts that are known or symbols.

A pattern holds `{region}`, `{account}` and `{partition}` of the provider, and attributes of the resource
itself; `{path|/}` has a default. https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

import re
from collections.abc import Callable, Iterator

from gen_vpce import catalog
from gen_vpce.configuration.module.provider import Provider
from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.value.conversion import as_string
from gen_vpce.configuration.value.symbol import Form, named
from gen_vpce.configuration.value.value import Blank, Null, Unknown, Value, known_text, string_of, text_of

_PART = re.compile(r"\{(\w+)(?:\|([^}]*))?\}")


def _arn(service: str, resource: str) -> str:
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{resource}"


def _iam(kind: str) -> dict[str, str]:
    return {"arn": f"arn:{{partition}}:iam::{{account}}:{kind}{{path|/}}{{name}}", "id": "{name}"}


def _named(service: str, resource: str) -> dict[str, str]:
    return {"arn": _arn(service, resource)}


PATTERNS: dict[str, dict[str, str]] = {
    "aws_s3_bucket": {"arn": "arn:{partition}:s3:::{bucket}", "id": "{bucket}"},
    "aws_dynamodb_table": {**_named("dynamodb", "table/{name}"), "id": "{name}"},
    "aws_iam_role": _iam("role"),
    "aws_iam_user": _iam("user"),
    "aws_iam_group": _iam("group"),
    "aws_iam_policy": {"arn": "arn:{partition}:iam::{account}:policy{path|/}{name}"},
    "aws_iam_instance_profile": _iam("instance-profile"),
    "aws_sqs_queue": _named("sqs", "{name}"),
    "aws_sns_topic": {"arn": _arn("sns", "{name}"), "id": _arn("sns", "{name}")},
    "aws_kms_key": _named("kms", "key/{key_id}"),
    "aws_kms_alias": _named("kms", "{name}"),
    "aws_lambda_function": _named("lambda", "function:{function_name}"),
    "aws_secretsmanager_secret": {
        "arn": _arn("secretsmanager", "secret:{name}-{suffix}"),
        "id": _arn("secretsmanager", "secret:{name}-{suffix}"),
    },
    "aws_cloudwatch_log_group": {**_named("logs", "log-group:{name}"), "id": "{name}"},
    "aws_ecr_repository": {**_named("ecr", "repository/{name}"), "id": "{name}"},
    "aws_kinesis_stream": _named("kinesis", "stream/{name}"),
    "aws_kinesis_firehose_delivery_stream": _named("firehose", "deliverystream/{name}"),
    "aws_sfn_state_machine": _named("states", "stateMachine:{name}"),
    "aws_ecs_cluster": _named("ecs", "cluster/{name}"),
    "aws_ecs_service": {},
    "aws_efs_file_system": _named("elasticfilesystem", "file-system/{id}"),
    "aws_vpc": _named("ec2", "vpc/{id}"),
    "aws_subnet": _named("ec2", "subnet/{id}"),
    "aws_security_group": _named("ec2", "security-group/{id}"),
    "aws_vpc_endpoint": _named("ec2", "vpc-endpoint/{id}"),
    "data.aws_caller_identity": {"account_id": "{account}", "id": "{account}"},
    "data.aws_region": {"name": "{region}", "id": "{region}", "region": "{region}"},
    "data.aws_partition": {"partition": "{partition}", "id": "{partition}"},
    "data.aws_vpc_endpoint_service": {"service_name": "com.amazonaws.{region}.{service}"},
}
"""By type: each attribute that has a form."""

_FORMS: dict[tuple[str, str], Form] = {
    ("aws_vpc_endpoint", "id"): Form.ENDPOINT,
    ("aws_vpc", "id"): Form.VPC,
    ("aws_default_vpc", "id"): Form.VPC,
    ("aws_organizations_organization", "id"): Form.ORGANIZATION,
    ("aws_organizations_organization", "master_account_id"): Form.ACCOUNT,
    ("aws_organizations_account", "id"): Form.ACCOUNT,
}


def computed(
    type_: str, name: str, provider: Provider, attribute: Callable[[str], Value], place: Place | None
) -> Value | None:
    """Return the attribute *name* of a resource of *type_* from its pattern, None where it has none.

    Types of data sources begin with `data.`; a data source has the patterns of the resource that it reads.
    """
    own = PATTERNS.get(type_) or PATTERNS.get(type_.removeprefix("data."), {})
    if type_ == "data.aws_partition" and name in ("dns_suffix", "reverse_dns_prefix"):
        return _suffix(provider, name)
    pattern = own.get(name)
    if pattern is None:
        return None
    pieces = list(_pieces(pattern, provider, attribute, place))
    if len(pieces) == 1 and isinstance(pieces[0], Blank):
        return Unknown(pieces[0].symbol, place)
    return string_of(pieces, place)


def form_of(type_: str, name: str) -> Form:
    """Return the form of an attribute that is not known."""
    return _FORMS.get((type_.removeprefix("data."), name), Form.ANY)


def _pieces(
    pattern: str, provider: Provider, attribute: Callable[[str], Value], place: Place | None
) -> Iterator[Piece | Blank]:
    at = 0
    for part in _PART.finditer(pattern):
        yield Piece(pattern[at : part.start()], place)
        at = part.end()
        value = _value(part[1], provider, attribute)
        if isinstance(value, Null):
            value = text_of(part[2] or "", place)
        for piece in as_string(value).pieces:
            yield piece if isinstance(piece, Blank) else Piece(piece.text, place)
    yield Piece(pattern[at:], place)


def _value(name: str, provider: Provider, attribute: Callable[[str], Value]) -> Value:
    if name in ("region", "account", "partition"):
        found: Value = getattr(provider, name)
        return found
    return attribute(name)


def _suffix(provider: Provider, name: str) -> Value:
    known = known_text(provider.partition)
    if known and known in catalog.partitions():
        suffix = catalog.partitions()[known].dns_suffix
        return text_of(suffix if name == "dns_suffix" else ".".join(reversed(suffix.split("."))))
    return Unknown(named(f"{name} of the partition", "the partition is open"))
