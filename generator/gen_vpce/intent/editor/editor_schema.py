"""The schema for editors: the intent's own, with the catalogue as closed lists, in an editor's words.

It is made of the schema that `generate` holds intents against, so that the two cannot drift apart, and says
what only `generate` finds otherwise: unknown Regions, services, features, actions of an endpoint's service.
It refuses two things that `generate` takes: an action in other letters than AWS's, and an account id without
quotes that begins with 0, which a number in YAML loses.

`markdownDescription`, `enumDescriptions`, `errorMessage` and `patternErrorMessage` are words of VS Code's
language services, yaml-language-server among them; whoever does not know them passes over them.
https://github.com/redhat-developer/yaml-language-server
https://code.visualstudio.com/docs/languages/json#_use-rich-formatting-in-hovers
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from gen_vpce import catalog
from gen_vpce.intent.editor.editor_words import in_words
from gen_vpce.intent.schema import open_schema

Schema = dict[str, Any]

_ACCOUNT = "An account id has 12 digits; one that begins with 0 is written in quotes."
_UNKNOWN_REGION = "This is not a Region that gen-vpce knows."
_UNKNOWN_SERVICE = "This is not a service with an endpoint; `gen-vpce catalog` lists them."
_NO_SERVICE = "This name is not that of a service: add `service`, which says what the endpoint leads to."
_LEADS_TO = ("service", "resource_configuration_arn", "service_network_arn")
_NOTHING_OWNED = "No resources of this service are known to be AWS's own."


@cache
def editor_schema_text() -> str:
    """Return the schema as text, a definition a line: an update shows which services it is about."""
    schema = editor_schema()
    lines = [f'"{name}":{_flat(held)}' for name, held in schema.items() if name != "$defs"]
    known = [f'"{name}":{_flat(held)}' for name, held in schema["$defs"].items()]
    return "{\n" + ",\n".join([*lines, '"$defs":{\n' + ",\n".join(known) + "\n}"]) + "\n}\n"


def _flat(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def editor_schema() -> Schema:
    """Return the schema, as JSON data."""
    schema: Schema = in_words(open_schema())
    known: Schema = schema["$defs"]
    grant = known["grant"]["properties"]
    for of_a_service in (grant["actions"], grant["resources"], grant["service_owned"]):
        of_a_service.pop("examples", None)
    for element in (known["actions"], known["resources"], grant["service_owned"]):
        element["items"].pop("examples", None)
    known["statement_principals"].pop("examples", None)  # `*`, which would be taken over without its quotes
    known["region"] |= _regions()
    known["account_id"] = _account(known["account_id"])
    known["endpoint"]["properties"]["service"] = _service(known["endpoint"]["properties"]["service"])
    known |= _actions()
    groups = _groups()
    for group, services in groups.items():
        known[f"lists.{group}"] = _lists(services[0])
        known[f"endpoint.{group}"] = {
            "type": "object",
            "allOf": [_see("endpoint"), {"if": {"required": ["service"]}, "else": _see(f"lists.{group}")}],
        }
    known["endpoint"]["allOf"] = [
        {"if": _is_one_of(services), "then": _see(f"lists.{group}")} for group, services in groups.items()
    ]
    known["endpoint_of_another_name"] = {
        "anyOf": [{"required": [name], "errorMessage": _NO_SERVICE} for name in _LEADS_TO],
        "allOf": [_see("endpoint")],
    }
    schema["properties"]["endpoints"] |= {
        "properties": {
            service.name: _see(f"endpoint.{_group(service)}")
            for service in catalog.endpoint_services().values()
        },
        "additionalProperties": _see("endpoint_of_another_name"),
    }
    return schema


def _regions() -> Schema:
    known = catalog.regions()
    titles = [region.title for region in known.values()]
    return {"enum": list(known), "enumDescriptions": titles, "errorMessage": _UNKNOWN_REGION}


def _account(known: Schema) -> Schema:
    """Return the account's schema with words for every way to be wrong: limits of numbers have none."""
    known_kind = {"title": known["title"], "type": known["type"]}
    number = {"type": "integer", "minimum": known["minimum"], "maximum": known["maximum"]}
    text = {"type": "string", "pattern": known["pattern"]}
    words = {"errorMessage": _ACCOUNT, "patternErrorMessage": _ACCOUNT}
    return known_kind | {"if": number, "else": text | words} | words


def _service(known: Schema) -> Schema:
    services = catalog.endpoint_services()
    heads = {pattern.split(".")[0] for each in services.values() for pattern in _patterns(each)}
    return {
        "description": known["description"],
        "markdownDescription": known["markdownDescription"],
        "anyOf": [
            {
                "title": "service",
                "type": "string",
                "enum": list(services),
                "enumDescriptions": [_title(each) for each in services.values()],
                "errorMessage": _UNKNOWN_SERVICE,
            },
            {
                "title": "name of an endpoint service",
                "type": "string",
                "pattern": rf"^({'|'.join(sorted(heads))})\.\S+$",
            },
        ],
    }


def _patterns(service: catalog.EndpointService) -> tuple[str, ...]:
    return (service.pattern, *service.exceptions.values())


def _title(service: catalog.EndpointService) -> str:
    known = catalog.service(service.iam_prefix) if service.iam_prefix else None
    return known.title if known else service.name


def _groups() -> Mapping[str, list[catalog.EndpointService]]:
    """Return the services in groups of the same lists."""
    found: dict[str, list[catalog.EndpointService]] = {}
    for service in catalog.endpoint_services().values():
        found.setdefault(_group(service), []).append(service)
    return found


def _group(service: catalog.EndpointService) -> str:
    return ".".join((service.iam_prefix or "unknown", *catalog.features_at(service)))


def _is_one_of(services: list[catalog.EndpointService]) -> Schema:
    names = [service.name for service in services]
    return {"required": ["service"], "properties": {"service": {"enum": names}}}


def _lists(service: catalog.EndpointService) -> Schema:
    """Return what the grants and statements of an endpoint of *service* are held against."""
    grant: Schema = {"service_owned": {"items": _features(service)}}
    lists: Schema = {"patternProperties": {"^(allow|deny)$": {"items": {"properties": grant}}}}
    if service.iam_prefix and catalog.service(service.iam_prefix):
        grant["actions"] = {"items": _see(f"actions.{service.iam_prefix}")}
        # In statements they are offered, and others taken: `lint` says what it thinks of those.
        offered = _see(f"actions.{service.iam_prefix}/anyOf/0")
        action = {
            "anyOf": [
                offered,
                {"type": ["string", "array"], "items": {"anyOf": [offered, {"type": "string"}]}},
            ]
        }
        lists["properties"] = {"statements": {"items": {"properties": {"Action": action}}}}
    return lists


def _features(service: catalog.EndpointService) -> Schema:
    features = catalog.features_at(service)
    if not features:
        return {"enum": [], "errorMessage": _NOTHING_OWNED}
    return {
        "title": "feature",
        "enum": list(features),
        "enumDescriptions": [each.title for each in features.values()],
        "errorMessage": f"This is not a feature of {_title(service)} with resources of AWS's own.",
    }


def _actions() -> Schema:
    prefixes = {each.iam_prefix for each in catalog.endpoint_services().values() if each.iam_prefix}
    return {
        f"actions.{prefix}": {
            "anyOf": [
                {
                    "title": f"action of {known.title}",
                    "type": "string",
                    "enum": list(catalog.expand(f"{prefix}:*")),
                    "errorMessage": f"This is not an action of {known.title}, as AWS spells it.",
                },
                {"title": "pattern of actions", "type": "string", "pattern": rf"^(\*|{prefix}:.*[*?].*)$"},
            ]
        }
        for prefix in sorted(prefixes)
        if (known := catalog.service(prefix))
    }


def _see(definition: str) -> Schema:
    return {"$ref": f"#/$defs/{definition}"}
