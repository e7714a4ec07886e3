"""A template: the text of a file as sections of values that are not evaluated yet.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
"""

import json

from msgspec import Struct

from gen_vpce.cloudformation.yaml_value import value_of
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.syntax.body import Broken
from gen_vpce.configuration.value.json_text import decoded
from gen_vpce.configuration.value.value import Members, String, TooLarge, Value, known_text
from gen_vpce.intent.text.source import Dialect, read_text
from gen_vpce.policy.not_json import why
from gen_vpce.policy.positions import Positions

LARGEST = 4_000_000
_YAML = Dialect("template", is_tagged=True, merges=True, is_checked=False, depth=100)


class Template(Struct, frozen=True):
    """A template; `root` is None where nothing of it can be read, `broken` says what and why.

    `is_parsed` says that the text is YAML or JSON, whatever it stands for.
    """

    positions: Positions
    root: Members | None
    broken: tuple[Broken, ...] = ()
    is_parsed: bool = False

    @property
    def place(self) -> Place:
        """The beginning of the file."""
        return Place(self.positions, (0, 0))

    @property
    def is_one(self) -> bool:
        """Whether the text is a template at all: it has a mapping of resources."""
        return self.root is not None and isinstance(self.root.members.get("Resources"), Members)

    @property
    def is_transformed(self) -> bool:
        """Whether macros make more of the template than is written."""
        return self.root is not None and "Transform" in self.root.members

    def section(self, name: str) -> Members:
        """Return a section of the template, an empty one where it is not written."""
        found = self.root.members.get(name) if self.root else None
        return found if isinstance(found, Members) else Members({}, self.place)

    def entry(self, section: str, name: str) -> Members | None:
        """Return an entry of a section that is a mapping."""
        found = self.section(section).members.get(name)
        return found if isinstance(found, Members) else None

    def resource_type(self, name: str) -> str | None:
        """Return the type of a resource, None where there is no such resource."""
        found = self.entry("Resources", name)
        type_ = found.members.get("Type") if found else None
        return known_text(type_) if isinstance(type_, String) else None


def read_template(raw: bytes, shown: str) -> Template:
    """Return the template in *raw*, YAML or JSON, whose file is *shown*."""
    try:
        text = raw.decode("utf-8-sig") if len(raw) <= LARGEST else ""
    except UnicodeDecodeError as error:
        positions = Positions("", shown)
        return _nothing(positions, f"the file is not UTF-8: {error.reason}", (0, 0))
    positions = Positions(text, shown)
    if len(raw) > LARGEST:
        message = f"the file has {len(raw):,} bytes; templates to {LARGEST:,} bytes are read"
        return _nothing(positions, message, (0, 0))
    try:
        return _json(positions) if text.lstrip().startswith("{") else _yaml(positions)
    except RecursionError:
        return _nothing(positions, "it is nested too deeply", (0, 0))
    except TooLarge as error:
        return _nothing(positions, str(error), (0, 0))


def _nothing(positions: Positions, message: str, extent: tuple[int, int]) -> Template:
    return Template(positions, None, (Broken(message, Place(positions, extent)),))


def _json(positions: Positions) -> Template:
    """Return a template in JSON; a text in YAML's flow style begins like one, and is read as YAML."""
    try:
        data = json.loads(positions.text, parse_constant=_no_constant)
    except ValueError as error:
        found = _yaml(positions)
        if found.root is not None and not found.broken:
            return found
        at = getattr(error, "pos", 0)
        return _nothing(positions, f"this is not JSON: {why(error)}", (at, min(at + 1, len(positions.text))))
    return _of(positions, decoded(positions, data))


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number of JSON")


def _yaml(positions: Positions) -> Template:
    read = read_text(positions.text, positions.shown, _YAML)
    broken = []
    for each in read.diagnostics:
        message = f"{each.message}; {each.hint}" if each.hint else each.message
        start = positions.offset(each.span.line, each.span.column) if each.span else 0
        broken.append(Broken(message, Place(positions, (start, min(start + 1, len(positions.text))))))
    if read.root is None:
        return Template(positions, None, tuple(broken))
    return _of(positions, value_of(read.root, positions), *broken)


def _of(positions: Positions, root: Value, *broken: Broken) -> Template:
    if not isinstance(root, Members):
        problem = Broken("a template is a mapping", root.place or Place(positions, (0, 0)))
        return Template(positions, None, (*broken, problem), is_parsed=True)
    return Template(positions, root, broken, is_parsed=True)
