"""The reference of the language, docs/intent.md: `python -m gen_vpce.intent.reference > docs/intent.md`."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gen_vpce.intent.annotations import example_of, target
from gen_vpce.intent.schema import intent_schema
from gen_vpce.intent.text.yaml_flow import flow

_KINDS = {
    "boolean": "true or false",
    "string": "text",
}
_HEAD = """\
# The intent: reference

Made by `python -m gen_vpce.intent.reference` from `schemas/intent.schema.json`; a test holds it current.
`gen-vpce schema` prints the schema; editors show the same texts ([editor.md](editor.md)).

An intent is one YAML file, `intent.yaml`, in the folder of the module that it makes. It says which requests
may pass through the endpoints of one Region and account, or of several [deployments](deployments.md).

```yaml
version: 1
name: orders
region: us-east-1
account: "123456789012"
endpoints:
  dynamodb:
    allow:
      - name: OrdersApp
        principals: [role/OrdersApp]
        access: [read]
        resources: [table/Orders]
```

## How a file is read

- YAML 1.2: only `true`, `false`, `null` and decimal numbers are more than text. `on`, `22:30`, `2012-10-17`
  and `012345670123` stay as they are written. Values of tags, conditions, statements and contexts are text.
- Refused, each with its place: a key written twice, a second document, tags, tabs as indentation, more than
  1 MiB, aliases that expand beyond 100,000 values, text that is not UTF-8 or not in Unicode normal form C,
  control characters and characters that reorder text. Anchors and aliases as such are fine.
- All problems of a file are shown at once. `gen-vpce explain CODE` says more about each.

## Short names

Short names stand for something in the file's own Region, account and partition. A full ARN stays as it is
written, and brings nothing along.

| principal | stands for |
| --- | --- |
| `role/NAME`, `role/PATH/NAME` | the role of this account, in whatever session; wildcards allowed |
| `user/NAME` | the user of this account; wildcards allowed |
| `account`, `account/ID` | everyone in this account, in that account |
| `organization`, `organization/o-...` | everyone in the file's organization, in that organization |
| `permission-set/NAME` | the roles that IAM Identity Center makes of it in this account, see below |
| `ou/ou-ab12-11111111`, `ou/PATH` | everyone in the organizational unit and in those below it, see below |
| `tag/KEY=VALUE` | who has the tag, or the session has; six characters beside a wildcard |
| `aws-services` | AWS services that call on their own behalf |
| `*` | everyone |

Several principals are alternatives. The roles of a permission set have changing ends and, but in us-east-1, a
Region in their path: its name stands for all of them, and, as in AWS's own pattern, for those of a set whose
name goes on with `_`. An organizational unit is named by its id, which is looked up below the root of the
file's organization, or by its path: `ou/o-a1b2c3d4e5/r-ab12/ou-ab12-11111111`. A slash at the end means the
unit's own accounts alone, `/ou-*` those of the units below it alone, `ou/r-ab12` the whole root.
`resource_owners` takes `account`, `organization` and `ou` with the same words.

| resource | stands for |
| --- | --- |
| `table/NAME` | the table and its indexes; `table/NAME/index/*` and `table/NAME/stream/*` are those alone |
| `table/*` | every table with all that belongs to it |
| `bucket/NAME` | the bucket and its objects |
| `bucket/NAME/PREFIX/*` | the objects below the prefix, not the bucket |
| `key/ID`, `repository/NAME`, `function:NAME`, ... | the resource part of the service's own ARNs |
| `queue/NAME`, `topic/NAME`, ... | the type before the name, where the ARN holds the name alone |
| `tag/KEY=VALUE`, in grants | what has the tag, of whatever type; wildcards as for callers |
| `*` | every resource |

`gen-vpce catalog SERVICE` lists the types of resources of a service.
"""


def reference() -> str:
    """Return docs/intent.md."""
    return _HEAD + "".join(_sections(intent_schema()))


def _sections(schema: Mapping[str, Any]) -> Iterator[str]:
    yield _section("The file", schema, schema)
    for definition in schema["$defs"].values():
        if "properties" in definition:
            yield _section(definition["title"].capitalize(), definition, schema)


def _section(title: str, definition: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    text = f"\n## {title}\n\n{definition.get('description', '')}".rstrip()
    return f"{text}\n\n" + "".join(_keys(definition, schema))


def _keys(definition: Mapping[str, Any], schema: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    for name, at in definition["properties"].items():
        known = target(schema, at)
        notes = [_kind(at, schema)]
        if name in definition.get("required", ()):
            notes.append("required")
        if name in definition.get("else", {}).get("required", ()):
            notes.append("required without `deployments`")
        if "default" in known:
            notes.append(f"default `{flow(known['default'])}`")
        said = at.get("description") or known.get("description", "")
        yield f"{indent}- **`{name}`** ({', '.join(notes)})" + (f": {said}" if said else "") + "\n"
        example = example_of(schema, at)
        if example is not None and not _is_named(known):
            yield f"{indent}  Example: `{name}: {flow(example)}`\n"
        if "properties" in known and not _is_named(known):
            yield from _keys(known, schema, indent + "  ")


def _is_named(known: Mapping[str, Any]) -> bool:
    """Whether a definition has a section of its own."""
    return "title" in known and "properties" in known


def _kind(at: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """Return in words what a value can be."""
    known = target(schema, at)
    if _is_named(known):
        return f"[{known['title']}](#{known['title'].replace(' ', '-')})"
    choices = known.get("enum", [known["const"]] if "const" in known else ())
    if choices:
        return _either(f"`{choice}`" for choice in choices)
    if "title" in known:
        return str(known["title"])
    if "anyOf" in known:
        return _either(_kind(branch, schema) for branch in known["anyOf"])
    if "else" in known:
        return _either(_kind(known[branch], schema) for branch in ("else", "then"))
    return _container(known, schema) or _either(_KINDS[kind] for kind in [known["type"]])


def _container(known: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if known["type"] == "array":
        return f"list, each {_kind(known['items'], schema)}"
    if known["type"] != "object":
        return ""
    held = known.get("additionalProperties")
    return f"mapping, each {_kind(held, schema)}" if held else "mapping"


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


if __name__ == "__main__":
    sys.stdout.write(reference())
