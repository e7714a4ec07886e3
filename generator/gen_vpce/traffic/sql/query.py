"""The reduction as one query, of what means the same in every engine but for the first part.

It groups events by what decides on them, and by day: its rows are at least as fine as the reduction, never
coarser, and gen-vpce reduces them further as it does events.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from gen_vpce.traffic.reduction_options import ToldApart
from gen_vpce.traffic.sql.columns import FIELDS, KEY_FIELDS, MARKER, TLS, USER_ID, key_columns, shown_columns
from gen_vpce.traffic.sql.dialect import DIALECTS, PART, Dialect
from gen_vpce.traffic.sql.objects import counted, folded, grouped
from gen_vpce.traffic.sql.parameters import OBJECTS, Rule, column, names, rules
from gen_vpce.traffic.sql.text import listed

_OBJECT_MARK = "chr(29)"


class Source(Struct, frozen=True):
    """Where the query reads: *table*; of its *endpoints* alone, from *since* on and before *until*.

    *day_column* is the partition of the day of delivery, written `2026/11/01`, None where there is none.
    """

    table: str
    endpoints: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    day_column: str | None = None


def query(dialect_name: str, told: ToldApart, source: Source) -> str:
    """Return the query for an engine, which keeps what *told* tells apart."""
    dialect, told = DIALECTS[dialect_name], told.stated()
    shown = shown_columns(told)
    parts = {
        "events": _events(dialect, told, source),
        "scoped": _scoped(dialect, told, source),
        "shaped": _shaped(),
        "folded": folded(dialect, told),
        "reduced": _reduced(told),
        **dict(counted(told.prefixes, shown)),
    }
    lines = [
        "WITH " + "),\n".join("\n".join((f"{name} AS (", *part, "")) for name, part in parts.items()) + ")",
        f"SELECT {_literal(dialect, told)} AS {MARKER},",
        *listed([f"'' AS {name}" for name in shown], end=","),
        "  '' AS object_key, 0 AS events, '' AS first_time, '' AS last_time, '' AS example",
        "UNION ALL",
        f"SELECT '' AS {MARKER},",
        *listed(shown, end=","),
        *grouped(told.prefixes, shown),
        "ORDER BY 1 DESC",
    ]
    return "\n".join(lines) + "\n"


def _literal(dialect: Dialect, told: ToldApart) -> str:
    return dialect.text(msgspec.json.encode(told).decode())


def _events(dialect: Dialect, told: ToldApart, source: Source) -> Iterator[str]:
    """Yield the part that differs: the fields of events as texts, empty where there are none."""
    yield "  SELECT"
    read = {
        "event_time_": "eventtime",
        "event_id_": "eventid",
        "event_source": "eventsource",
        "given_category": "eventcategory",
        "event_type": "eventtype",
        "vpc_endpoint_id": "vpcendpointid",
        "vpc_endpoint_account_id": "vpcendpointaccountid",
        **FIELDS,
        "given_arn": "useridentity.arn",
        "given_principal_id": "useridentity.principalid",
        **dict(KEY_FIELDS[key] for key in told.keys if key in KEY_FIELDS),
        "given_resources": dialect.resources,
        "given_parameters": "requestparameters",
        **{column(name): dialect.value(name) for name in names(told)},
    }
    items = [f"coalesce({expression}, '') AS {name}" for name, expression in read.items()]
    items.append(
        "CASE WHEN useridentity.invokedby IS NOT NULL OR coalesce(useridentity.type, '') = 'AWSService' "
        "THEN '1' ELSE '' END AS by_service"
    )
    if TLS in told.keys:
        items.append(
            "CASE WHEN tlsdetails.tlsversion IS NOT NULL OR tlsdetails.ciphersuite IS NOT NULL "
            "OR tlsdetails.clientprovidedhostheader IS NOT NULL THEN '1' ELSE '' END AS tls"
        )
    yield from (f"  {line}" for line in listed(items))
    yield f"  FROM {source.table}"
    yield "  WHERE coalesce(eventsource, '') <> '' AND coalesce(eventname, '') <> ''"
    for sign, day in ((">=", source.since), ("<", source.until)):
        if day is not None:
            yield f"    AND eventtime {sign} '{day}'"
            if source.day_column is not None:
                delivered = "<=" if sign == "<" else sign
                yield f"    AND {source.day_column} {delivered} '{day.replace('-', '/')}'"


def _scoped(dialect: Dialect, told: ToldApart, source: Source) -> Iterator[str]:
    """Yield what says which events are requests that are asked about, and whose parameters are told."""
    meant = ""
    if source.endpoints:
        ids = ", ".join(dialect.text(each) for each in source.endpoints)
        meant = f" AND vpc_endpoint_id IN ({ids})"
    yield "  SELECT *,"
    yield f"    CASE WHEN vpc_endpoint_id <> ''{meant} AND by_service = '' THEN '1' ELSE '' END AS is_asked,"
    yield "    CASE"
    yield from (f"      WHEN {_holds(dialect, rule)} THEN '{rule.name}'" for rule in rules(told))
    yield "      ELSE ''"
    yield "    END AS rule,"
    yield f"    replace(given_resources, '/' || p_key || {PART}, '/' || {_OBJECT_MARK} || {PART}) AS shape"
    yield "  FROM events"


def _holds(dialect: Dialect, rule: Rule) -> str:
    events = ", ".join(dialect.text(each) for each in rule.events)
    is_one = f"event_source = '{rule.source}' AND event_name IN ({events})"
    if rule.resource is not None:
        return f"{is_one} AND given_resources LIKE '{rule.resource}'"
    given = [column(name) for name in rule.kept]
    rest = "given_parameters"
    for each in given:
        rest = f"replace({rest}, {_in_quotes(each)}, '')"
    texts = [f"replace(given_parameters, {_in_quotes(each)}, '') <> given_parameters" for each in given]
    are_texts = " AND ".join(f"({each} = '' OR {text})" for each, text in zip(given, texts, strict=True))
    is_there = f"{' || '.join(given[: rule.needed])} <> ''"
    rare = "".join(f" AND given_parameters NOT LIKE '%\"{name}%'" for name in rule.unless)
    return f"{is_one} AND {is_there} AND {are_texts}{rare} AND {rest} NOT LIKE '%\"arn:%'"


def _in_quotes(value: str) -> str:
    """Return the text of JSON that a column's value comes from: what is no plain text is not found so."""
    return f"'\"' || {value} || '\"'"


def _shaped() -> Iterator[str]:
    """Yield what says of which requests the name of the object may be told apart by its class alone."""
    own = f"replace(shape, ':s3:::' || p_bucketname || '/' || {_OBJECT_MARK}, '')"
    yield "  SELECT *,"
    yield f"    CASE WHEN rule = '{OBJECTS.name}' AND p_key <> '' AND p_key NOT LIKE 'arn:%'"
    yield "      AND p_bucketname NOT LIKE 'arn:%' AND p_x_amz_copy_source = ''"
    yield f"      AND {own} NOT LIKE '%/%' THEN '1' ELSE '' END AS is_on_object"
    yield "  FROM scoped"


def _reduced(told: ToldApart) -> Iterator[str]:
    """Yield what is kept: of requests that are not asked about only what was read."""
    unless_role = "" if told.sessions else " AND NOT (identity_type = 'AssumedRole' AND role_arn <> '')"
    principal = "given_principal_id"
    if USER_ID not in told.keys:
        part = f"split_part({principal}, ':', 1)"
        principal = f"CASE WHEN identity_type = 'AWSAccount' OR given_arn = '' THEN {part} ELSE '' END"
    asked = {
        **{name: name for name in FIELDS},
        "identity_arn": f"CASE WHEN given_arn <> ''{unless_role} THEN given_arn ELSE '' END",
        "identity_principal_id": principal,
        **{name: name for name in key_columns(told)},
        "resources": "CASE WHEN is_on_object = '1' THEN shape ELSE given_resources END",
        "request_parameters": "CASE WHEN rule = '' THEN given_parameters ELSE '' END",
        **{column(name): _if_ruled(name, told) for name in names(told)},
        "object_class": f"CASE WHEN rule = '{OBJECTS.name}' THEN object_class ELSE '' END",
    }
    category = "CASE WHEN event_type = 'AwsVpceEvent' THEN 'NetworkActivity' ELSE 'Management' END"
    yield "  SELECT"
    yield "    substr(event_time_, 1, 10) AS day,"
    yield f"    CASE WHEN given_category <> '' THEN given_category ELSE {category} END AS event_category,"
    yield "    event_source, vpc_endpoint_id, vpc_endpoint_account_id, by_service, event_time_, event_id_,"
    items = [f"CASE WHEN is_asked = '1' THEN {what} ELSE '' END AS {name}" for name, what in asked.items()]
    yield from (f"  {line}" for line in listed(items))
    yield "  FROM folded"


def _if_ruled(name: str, told: ToldApart) -> str:
    kept = ", ".join(f"'{rule.name}'" for rule in rules(told) if name in rule.kept)
    return f"CASE WHEN rule IN ({kept}) THEN {column(name)} ELSE '' END"
