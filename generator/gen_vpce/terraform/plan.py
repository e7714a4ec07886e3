"""A plan as the gate sees it, read from the output of `terraform show -json` entry by entry.

Only what `schemas/plan.schema.json` names is kept. Variables, the provider configuration and the states
before and after are passed over and never become a value here, but for policies of resources that data
sources have read, where the plan sets others in their place.
https://developer.hashicorp.com/terraform/internals/json-format
"""

import io
import json
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct, field

from gen_vpce.policy.not_json import way_out
from gen_vpce.terraform.configuration import Module, read_configuration
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.json_stream import JsonStream, MalformedError
from gen_vpce.terraform.plan_form import EntryForms, head_problem
from gen_vpce.terraform.resource_change import KNOWN, ResourceChange, actions_of, pruned, resource_change
from gen_vpce.terraform.resource_types import OF_RESOURCES, READ
from gen_vpce.terraform.shown_policies import ShownPolicy, shown_in_state
from gen_vpce.terraform.unread_policies import Holder, unread_policies

READ_FORMAT = (1, 2)
"""The newest version of the format that this was written for."""

_SHOW = "terraform show -json PLANFILE"
_HOW = f"give it what `{_SHOW}` prints"
_START = 1024
"""Bytes that tell what a file is that is not JSON."""
_LOG, _STATE = frozenset({"@level", "@message"}), frozenset({"values", "lineage", "serial"})


class Plan(Struct):
    """What a plan says about the resources that the gate looks at.

    `problems` are what keeps it from being believed. `unread` counts the policies that change unread.
    `shown` are policies of resources that data sources have read.
    """

    changes: list[ResourceChange] = field(default_factory=list)
    drift: list[ResourceChange] = field(default_factory=list)
    configuration: Module | None = None
    problems: list[Finding] = field(default_factory=list)
    unread: Counter[Holder] = field(default_factory=Counter)
    shown: list[ShownPolicy] = field(default_factory=list)


def read_plan(source: io.BufferedReader) -> Plan:
    """Read the plan in *source*; what is wrong with it is among the plan's problems."""
    plan = Plan()
    start = source.peek(_START)[:_START]
    if start.startswith(b"PK"):
        return _not_a_plan(plan, "this is a plan in Terraform's own binary format")
    encoding = json.detect_encoding(start)
    text = io.TextIOWrapper(source, encoding=encoding, newline="")
    stream = JsonStream(text)
    try:
        if stream.kind() != "{":
            looks = way_out(start.decode(encoding, errors="replace"))
            return _not_a_plan(plan, "this is not a plan: it is not a JSON object", looks)
        _top(stream, plan)
        if not plan.problems:
            stream.end()
    except MalformedError as error:
        _not_a_plan(plan, f"the plan is not JSON: {error}")
    except UnicodeError:
        _not_a_plan(plan, "the plan is not JSON: it is not text in any encoding of Unicode")
    except (ValueError, RecursionError):
        _not_a_plan(plan, "the plan is not JSON, or nested deeper than any plan is")
    finally:
        text.detach()
    return plan


def _not_a_plan(plan: Plan, message: str, looks: str | None = None) -> Plan:
    """Add the problem; *looks* says what the text looks like, and what prints it as JSON."""
    hint = looks if looks and _SHOW in looks else f"{looks}; {_HOW}" if looks else _HOW
    plan.problems.append(Finding("unreadable", message, hint=hint))
    return plan


def _top(stream: JsonStream, plan: Plan) -> None:
    head: dict[str, object] = {}
    seen = set()
    for key in stream.members():
        seen.add(key)
        if key in ("format_version", "errored", "complete"):
            head[key] = stream.take()
        elif key == "resource_changes":
            plan.changes.extend(_entries(stream, key, plan))
        elif key == "resource_drift":
            plan.drift.extend(_entries(stream, key, plan))
        elif key == "prior_state" and any(_sets_anew(each) for each in plan.changes):
            plan.shown.extend(shown_in_state(stream))
        elif key == "configuration":
            plan.configuration = read_configuration(stream)
    plan.problems += _about_head(head, seen)


def _sets_anew(change: ResourceChange) -> bool:
    """Whether a resource gets a policy from a resource of Terraform that there was not."""
    return change.type in OF_RESOURCES and change.before is None


def _entries(stream: JsonStream, key: str, plan: Plan) -> Iterator[ResourceChange]:
    """Yield the entries about managed resources of the types in `READ`."""
    if stream.kind() != "[":
        plan.problems.append(Finding("unreadable", f"`{key}` of the plan is not a list"))
        return
    forms = EntryForms()
    for index in stream.items():
        whole = stream.take()
        if key == "resource_changes":
            plan.unread.update(unread_policies(whole))
        entry = pruned(whole)
        problem = None if _is_plainly_foreign(entry) else forms.problem(entry, f"{key}[{index}]")
        if problem:
            plan.problems.append(problem)
        elif isinstance(entry, dict):
            plan.problems += _action_problem(entry)
            if entry["type"] in READ and entry.get("mode", "managed") == "managed":
                yield resource_change(entry)


def _action_problem(entry: dict[str, object]) -> Iterator[Finding]:
    actions = actions_of(entry["change"])
    if actions not in KNOWN:
        address = str(entry["address"])
        yield Finding(
            "unknown-action",
            f"{address}: what the action `{', '.join(actions)}` does is not known here",
            address,
            hint="a newer gen-vpce may know it",
        )


def _is_plainly_foreign(entry: object) -> bool:
    """Whether *entry* has all that is read of a resource of another type; decided without the schema."""
    if not isinstance(entry, dict):
        return False
    type_, change = entry.get("type"), entry.get("change")
    return (
        isinstance(type_, str)
        and type_ not in READ
        and isinstance(entry.get("address"), str)
        and isinstance(change, dict)
        and actions_of(change) in KNOWN
    )


def _about_head(head: dict[str, object], seen: set[str]) -> Iterator[Finding]:
    if seen & _LOG:
        yield Finding("unreadable", "this is the log of `terraform plan -json`, not a plan", hint=_HOW)
        return
    if not seen & {"planned_values", "resource_changes", "resource_drift"}:
        what = "this is a state, not a plan" if seen & _STATE else "this is not a plan"
        yield Finding("unreadable", what, hint=_HOW)
        return
    problem = head_problem(head)
    if problem:
        yield problem
        return
    yield from _about_version(str(head["format_version"]))
    if head.get("errored"):
        yield Finding(
            "plan-incomplete", "planning failed, so the plan holds only a part of what would change"
        )
    elif head.get("complete") is False:
        yield Finding("plan-incomplete", "the plan leaves out changes that were deferred or not targeted")


def _about_version(version: str) -> Iterator[Finding]:
    major, minor = (int(part) for part in version.split("."))
    newest = ".".join(map(str, READ_FORMAT))
    if major > READ_FORMAT[0]:
        message = f"the plan has version {version} of the format, and this gen-vpce reads {newest}"
        yield Finding("unreadable", message, hint="use a newer gen-vpce")
    elif (major, minor) > READ_FORMAT:
        message = (
            f"the plan has version {version} of the format, newer than {newest}: parts of it may not be seen"
        )
        yield Finding("newer-format", message)
