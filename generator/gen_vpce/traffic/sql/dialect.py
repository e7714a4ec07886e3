"""What engines say differently: literals, values in JSON, and the resources of an event as one text."""

from collections.abc import Callable, Mapping

from msgspec import Struct

PART, END = "chr(31)", "chr(30)"
"""What stands between the parts of a resource, and behind each resource."""


class Dialect(Struct, frozen=True):
    """How an engine writes a text, a value of the parameters by its name, and the resources."""

    name: str
    text: Callable[[str], str]
    value: Callable[[str], str]
    resources: str


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _spark_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _entry(join: str) -> str:
    return join.join(("coalesce(r.arn, '')", PART, "coalesce(r.accountid, '')", END))


_TRINO_RESOURCES = f"array_join(transform(resources, r -> {_entry(' || ')}), '')"


def _trino(name: str) -> Dialect:
    return Dialect(
        name,
        _quoted,
        lambda value: f"json_extract_scalar(requestparameters, '$[\"{value}\"]')",
        _TRINO_RESOURCES,
    )


DIALECTS: Mapping[str, Dialect] = {
    "athena": _trino("athena"),
    "trino": _trino("trino"),
    "spark": Dialect(
        "spark",
        _spark_text,
        lambda value: f"get_json_object(requestparameters, '$[\\'{value}\\']')",
        f"array_join(transform(resources, r -> {_entry(' || ')}), '')",
    ),
    "duckdb": Dialect(
        "duckdb",
        _quoted,
        lambda value: f"json_extract_string(requestparameters, '$.\"{value}\"')",
        f"array_to_string(list_transform(resources, lambda r: {_entry(' || ')}), '')",
    ),
}
