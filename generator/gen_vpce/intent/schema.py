"""A file against its JSON Schema: every violation becomes one finding where a person wrote it."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from gen_vpce.diagnostics.schema import Validator
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.terraform_form import iam_condition, iam_statement, terraform_names
from gen_vpce.intent.text.node import Node, Path, plain, without, written
from gen_vpce.intent.text.yaml_flow import flow
from gen_vpce.intent.violations import STATEMENTS_ALONE, explain, violations, whole_policy

# Their entries only make sense whole.
_CONDITION = ("condition", "Condition")
_WHOLE = frozenset({"identity_policies", "resource_policies", "expect"})


OR_A_VALUE = "|<[a-z][a-z0-9_-]*>"
"""What the schema lets into a text of a fixed form: the value of a deployment, before it is put there."""


@cache
def intent_schema() -> Mapping[str, Any]:
    """Return the schema of an intent whose texts are final: of one place, or of each of its deployments."""
    import json

    text = (shipped("schemas") / "intent.schema.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text.replace(OR_A_VALUE, ""))
    return loaded


@cache
def place_schema() -> Mapping[str, Any]:
    """Return the schema of one deployment, of whose Region and account others see that they are there."""
    return {keyword: held for keyword, held in intent_schema().items() if keyword not in ("if", "else")}


@cache
def open_schema() -> Mapping[str, Any]:
    """Return the schema of an intent as it is written: `<key>` may stand in any text."""
    import json

    loaded: Mapping[str, Any] = json.loads((shipped("schemas") / "intent.schema.json").read_bytes())
    return loaded


@cache
def expect_schema() -> Mapping[str, Any]:
    """Return the schema of a file of expectations, with what it takes from the intent's put inside."""
    import json

    text = (shipped("schemas") / "expect.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text.replace('"intent.schema.json#/', '"#/'))
    return loaded | {"$defs": intent_schema()["$defs"]}


@cache
def _validator(schema: Callable[[], Mapping[str, Any]]) -> Validator:
    return Validator(schema())


_EMPTY = ("minItems", "minProperties")


def check(
    root: Node, found: Findings, schema: Callable[[], Mapping[str, Any]] = intent_schema, again: bool = False
) -> Node | None:
    """Add a finding for each violation, and return the tree without what broke the schema.

    *again*: the tree was checked before, so that what is empty in it lost what was found then.
    None is returned when too little is left to say anything about the rest.
    """
    wrong = _terraforms(root, found)
    dropped = set(wrong)
    root = without(root, dropped)
    for error in _validator(schema).errors(plain(root)):
        for broken in violations(error, root, schema()):
            if broken.keyword == "minItems" and any(each[:-1] == broken.path for each in wrong):
                continue  # it is empty because all that stands in it is wrong
            if not (again and broken.keyword in _EMPTY):
                explain(broken, found)
            is_spare = broken.keyword == "additionalProperties"
            lacks_a_key = broken.keyword == "required" and not broken.path
            if not lacks_a_key:
                dropped.update(path if is_spare else _whole(path) for path in broken.broken)
    return None if () in dropped else without(root, dropped)


def _terraforms(root: Node, found: Findings) -> set[Path]:
    """Add a finding for each statement or condition in Terraform's words; return where they are.

    A whole policy in the place of a statement is found here too.
    """
    wrong: set[Path] = set()
    for path, node in _raw(root):
        if path[-1] not in _CONDITION and whole_policy(node):
            wrong.add(path)
            message = f"statement {int(path[-1]) + 1} is a whole policy"
            found.error("GV202", message, node.place, STATEMENTS_ALONE)
            continue
        what, form = _in_iams_words(path, written(node))
        if form and not any(path[: len(each)] == each for each in wrong):
            wrong.add(path)
            message = f"{what} is spelled as in Terraform's aws_iam_policy_document, not as in IAM"
            found.error("GV710", message, node.place, f"write {flow(form)}")
    return wrong


def _in_iams_words(path: Path, data: object) -> tuple[str, Mapping[str, object] | None]:
    if path[-1] in _CONDITION:
        return "the condition", iam_condition(data)
    if isinstance(data, dict) and terraform_names(data):
        return "the statement", iam_statement(data)
    return "the statement", None


def _raw(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Yield each raw statement and condition below *node*, with its path."""
    if path and (path[-1] in _CONDITION or path[-2:-1] == ("statements",)):
        yield path, node
    for name, value in (node.entries or {}).items():
        yield from _raw(value, (*path, name))
    for index, value in enumerate(node.elements or ()):
        yield from _raw(value, (*path, index))


def _whole(path: Path) -> Path:
    """Return the smallest value around a broken one that can be left out without changing the rest."""
    match path:
        case (str(section), int(), *_) if section in _WHOLE:
            return path[:2]
        case (
            "endpoints",
            str(),
            "type" | "service" | "resource_configuration_arn" | "service_network_arn",
            *_,
        ):
            return path[:2]
        case ("endpoints", str(), "statements", int(), *_):
            return path[:4]
        case _:
            return path
