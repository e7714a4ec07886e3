"""Policies of resources that a plan shows beside those that it changes: what data sources have read.

The state before the plan is passed over otherwise; of it, nothing is kept but these.
"""

from collections.abc import Iterator

from msgspec import Struct

from gen_vpce.terraform.json_stream import JsonStream
from gen_vpce.terraform.resource_types import SHOWN_BY_DATA


class ShownPolicy(Struct, frozen=True):
    """The policy that a resource has: `said` is what Terraform calls the resource of type `word`.

    `address` is where it is shown.
    """

    word: str
    said: str
    policy: str
    address: str
    is_sensitive: bool = False


def shown_in_state(stream: JsonStream) -> Iterator[ShownPolicy]:
    """Yield what the data sources in the state at *stream* have read."""
    if stream.kind() != "{":
        return
    for name in stream.members():
        if name == "values" and stream.kind() == "{":
            for inner in stream.members():
                if inner == "root_module":
                    yield from _in_module(stream)


def _in_module(stream: JsonStream) -> Iterator[ShownPolicy]:
    if stream.kind() != "{":
        return
    for name in stream.members():
        if name == "resources" and stream.kind() == "[":
            for _ in stream.items():
                yield from shown_by_data(stream.take())
        elif name == "child_modules" and stream.kind() == "[":
            for _ in stream.items():
                yield from _in_module(stream)


def shown_by_data(entry: object) -> Iterator[ShownPolicy]:
    """Yield the policy that a data source of a state has read."""
    if not isinstance(entry, dict) or entry.get("mode") != "data" or entry.get("type") not in SHOWN_BY_DATA:
        return
    values = entry.get("values")
    word, attribute = SHOWN_BY_DATA[entry["type"]]
    said, policy = (values.get(attribute), values.get("policy")) if isinstance(values, dict) else (None, None)
    if isinstance(said, str) and isinstance(policy, str) and policy:
        hidden = entry.get("sensitive_values")
        is_sensitive = isinstance(hidden, dict) and bool(hidden.get("policy") or hidden.get(attribute))
        yield ShownPolicy(word, said, policy, str(entry.get("address") or entry["type"]), is_sensitive)
