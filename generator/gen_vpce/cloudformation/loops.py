"""`Fn::ForEach`: a mapping with a copy of its entries for each element of a collection.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from gen_vpce.cloudformation.stack import Stack
from gen_vpce.cloudformation.template import Template
from gen_vpce.configuration.evaluation.world import World
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.value.conversion import as_string
from gen_vpce.configuration.value.value import (
    Failure,
    Items,
    Members,
    String,
    Value,
    is_known,
    known_text,
    text_of,
)

LOOP = "Fn::ForEach::"
_COST_OF_A_COPY = 4
_SIGNS = re.compile(r"[^A-Za-z0-9]")


def without_loops(template: Template, given: Mapping[str, str]) -> Template:
    """Return a template with the copies in place of the loops; a loop over what is not known stays."""
    if template.root is None or LOOP not in template.positions.text:
        return template
    expanded = _Loops(Stack(template, World(), given)).value(template.root)
    return replace(template, root=expanded) if isinstance(expanded, Members) else template


class _Loops:
    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    def value(self, raw: Value) -> Value:
        """Return a value without loops."""
        match raw:
            case Items():
                return Items(tuple(map(self.value, raw.items)), raw.place)
            case Members():
                entries = list(self._entries(raw))
                members = {name: value for name, value, _ in entries}
                keys = {name: place for name, _, place in entries if place}
                return Members(members, raw.place, keys)
            case _:
                return raw

    def _entries(self, raw: Members) -> Iterator[tuple[str, Value, Place | None]]:
        for name, each in raw.members.items():
            copies = self._copies(each) if name.startswith(LOOP) else None
            if copies is None:
                yield name, self.value(each), raw.keys.get(name)
            else:
                for copy in copies:
                    yield from self._entries(copy)

    def _copies(self, loop: Value) -> list[Members] | None:
        """Return the entries for each element, None where the collection is not known."""
        if not isinstance(loop, Items) or len(loop.items) != 3:
            return None
        written, collection, body = loop.items
        name = known_text(written)
        try:
            elements = self._stack.value(collection)
        except Failure:
            return None
        if (
            not name
            or not isinstance(elements, Items)
            or not is_known(elements)
            or not isinstance(body, Members)
        ):
            return None
        found = []
        for element in elements.items:
            copy = self._with(body, name, as_string(element).text)
            found += [copy] if isinstance(copy, Members) else []
        return found

    def _with(self, raw: Value, name: str, text: str) -> Value:
        """Return a value with the text of an element in place of its name."""
        self._stack.world.step(_COST_OF_A_COPY)
        match raw:
            case String() if f"{{{name}}}" in raw.text:
                return text_of(_filled(raw.text, name, text), raw.place)
            case Items():
                return Items(tuple(self._with(each, name, text) for each in raw.items), raw.place)
            case Members() if len(raw.members) == 1 and known_text(raw.members.get("Ref", raw)) == name:
                return text_of(text, raw.place)
            case Members():
                members = {
                    _filled(key, name, text): self._with(each, name, text)
                    for key, each in raw.members.items()
                }
                return Members(
                    members, raw.place, {_filled(key, name, text): raw.keys[key] for key in raw.keys}
                )
            case _:
                return raw


def _filled(written: str, name: str, text: str) -> str:
    """Return a text with an element; `&{NAME}` takes its letters and digits alone."""
    plain = written.replace(f"${{{name}}}", text)
    return plain.replace(f"&{{{name}}}", _SIGNS.sub("", text))
