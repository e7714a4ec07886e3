"""The table of events that the query reads: a trail's bucket by date for Athena, views of files elsewhere.

https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gen_vpce import catalog

Type = str | Mapping[str, "Type"] | Sequence["Type"]
"""`STRING`, the fields of a struct, or a list with the type of its entries."""

DAY = "day"
"""The partition of Athena's table: the day of delivery, `2026/11/01`."""

_S = "STRING"
_ISSUER: Type = {"type": _S, "principalId": _S, "arn": _S, "accountId": _S, "userName": _S}
EVENT: Mapping[str, Type] = {
    "eventVersion": _S,
    "userIdentity": {
        "type": _S,
        "principalId": _S,
        "arn": _S,
        "accountId": _S,
        "invokedBy": _S,
        "accessKeyId": _S,
        "userName": _S,
        "identityProvider": _S,
        "sessionContext": {
            "attributes": {"mfaAuthenticated": _S, "creationDate": _S},
            "sessionIssuer": _ISSUER,
            "webIdFederationData": {"federatedProvider": _S},
            "sourceIdentity": _S,
        },
    },
    "eventTime": _S,
    "eventSource": _S,
    "eventName": _S,
    "awsRegion": _S,
    "sourceIPAddress": _S,
    "userAgent": _S,
    "errorCode": _S,
    "errorMessage": _S,
    "requestParameters": _S,
    "responseElements": _S,
    "eventID": _S,
    "eventType": _S,
    "resources": [{"ARN": _S, "accountId": _S, "type": _S}],
    "recipientAccountId": _S,
    "vpcEndpointId": _S,
    "vpcEndpointAccountId": _S,
    "eventCategory": _S,
    "tlsDetails": {"tlsVersion": _S, "cipherSuite": _S, "clientProvidedHostHeader": _S},
}
"""The fields by their names in JSON, which matter to Spark and DuckDB; no query tells upper case apart.

AWS's own table lacks `identityProvider` and `sourceIdentity`.
"""


class Bucket(Struct, frozen=True):
    """Where a trail's files are: a place above the accounts, the accounts and Regions, and the first day."""

    place: str
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    since: str | None = None


def athena_table(name: str, bucket: Bucket) -> str:
    """Return the statement that makes the table *name* over *bucket*, with its partitions by projection."""
    place = bucket.place.rstrip("/")
    columns = ",\n".join(f"  {each} {_spark(type_)}".lower() for each, type_ in EVENT.items())
    regions = bucket.regions or tuple(sorted(each for each in catalog.regions() if _is_commercial(each)))
    first = (bucket.since or "2020-01-01").replace("-", "/")
    projected = {
        "projection.enabled": "true",
        "projection.account.type": "enum",
        "projection.account.values": ",".join(bucket.accounts),
        "projection.region.type": "enum",
        "projection.region.values": ",".join(regions),
        f"projection.{DAY}.type": "date",
        f"projection.{DAY}.format": "yyyy/MM/dd",
        f"projection.{DAY}.interval": "1",
        f"projection.{DAY}.interval.unit": "DAYS",
        f"projection.{DAY}.range": f"{first},NOW",
        "storage.location.template": f"{place}/${{account}}/CloudTrail/${{region}}/${{{DAY}}}",
    }
    properties = ",\n".join(f"  '{key}' = '{value}'" for key, value in projected.items())
    return f"""\
CREATE EXTERNAL TABLE {name} (
{columns}
)
PARTITIONED BY (account STRING, region STRING, {DAY} STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION '{place}/'
TBLPROPERTIES (
{properties}
);
"""


def spark_view(name: str, place: str) -> str:
    """Return the statements that make a view of the files below *place* for Spark SQL."""
    path = place.replace("\\", "\\\\").replace("'", "\\'")
    return f"""\
CREATE OR REPLACE TEMPORARY VIEW {name}_files (Records ARRAY<{_spark(EVENT)}>)
USING json OPTIONS (path '{path}', recursiveFileLookup 'true', multiLine 'true');
CREATE OR REPLACE TEMPORARY VIEW {name} AS
SELECT event.* FROM (SELECT explode(Records) AS event FROM {name}_files);
"""


def duckdb_view(name: str, place: str) -> str:
    """Return the statement that makes a view of the files that the pattern *place* names for DuckDB."""
    path, types = place.replace("'", "''"), _duckdb(EVENT).replace("'", "''")
    return f"""\
CREATE OR REPLACE VIEW {name} AS
SELECT event.* FROM (
  SELECT unnest(Records) AS event
  FROM read_json('{path}', format = 'unstructured', maximum_object_size = 268435456,
                 columns = {{Records: '{types}[]'}})
);
"""


def _is_commercial(region: str) -> bool:
    return catalog.partition_of(region) == "aws"


def _spark(type_: Type) -> str:
    if isinstance(type_, str):
        return type_
    if isinstance(type_, Mapping):
        return f"STRUCT<{', '.join(f'{name}: {_spark(each)}' for name, each in type_.items())}>"
    return f"ARRAY<{_spark(type_[0])}>"


def _duckdb(type_: Type) -> str:
    if isinstance(type_, str):
        return "VARCHAR"
    if isinstance(type_, Mapping):
        fields = [f'"{key}" {_duckdb(each)}' for key, each in type_.items()]
        return f"STRUCT({', '.join(fields)})"
    return f"{_duckdb(type_[0])}[]"
