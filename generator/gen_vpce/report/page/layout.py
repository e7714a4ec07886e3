"""The map: where each thing stands, and the lines between them. A function of the overview alone.

Four columns, callers, endpoints, services and resources, each thing as near as can be to the topmost that it
is connected with, so that a map that is taller than a screen begins in all columns.
`templates/report/picture.js` moves things in the same way when some of them are filtered out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct, field

from gen_vpce.overview.model import Caller, Endpoint, Overview, Resource
from gen_vpce.overview.names import identity
from gen_vpce.report.page.shown import ways_of

X = {"caller": 12, "endpoint": 330, "service": 660, "resource": 860}
WIDTHS = {"caller": 250, "endpoint": 250, "service": 132, "resource": 290}
WIDTH = 1164
GAP = 10
_TOP = 44
_PLAIN, _NOTED, _PILL, _HEAD = 34, 46, 20, 46
_PILLS = 3
_FRAME = 24
_SHEET = 1250
_LARGE = 1000
_EVERYBODY = ("others", "anonymous")
_LINES = {"added": "more", "removed": "less"}


def together(changes: Collection[str]) -> str:
    """Return what *changes* are together: nothing where a part stays as it is."""
    if "" in changes:
        return ""
    return next(iter(changes)) if len(changes) == 1 else "both"


class Pill(Struct):
    """A route table, a subnet or a security group of an endpoint, or how many more there are."""

    id: str
    text: str
    y: int


class Node(Struct):
    """A thing of the map: its column, its text, where it stands and how high it is."""

    id: str
    column: str
    text: str
    note: str
    title: str
    height: int
    is_wide: bool = False
    of_aws: bool = False
    change: str = ""
    group: str = ""
    pills: list[Pill] = field(default_factory=list)
    y: float = 0

    @property
    def x(self) -> int:
        """The left edge."""
        return X[self.column]

    @property
    def width(self) -> int:
        """The width, the same for all of a column."""
        return WIDTHS[self.column]


class Line(Struct):
    """A way from one thing to another; `is_open` where everybody reaches everything."""

    start: Node
    end: Node
    is_open: bool = False
    changes: set[str] = field(default_factory=set)
    used: int | None = None

    @property
    def change(self) -> str:
        """What changes on the way; nothing where a part of what goes this way stays as it is."""
        return together(self.changes)

    @property
    def kind(self) -> str:
        """What is special about the way, as classes of the page's style."""
        unused = "unused" if self.used == 0 else ""
        return " ".join(filter(None, ("open" if self.is_open else "", self.change, unused)))

    @property
    def path(self) -> str:
        """The curve from the right edge of the one to the left edge of the other."""
        x, y = self.start.x + self.start.width, round(self.start.y + self.start.height / 2)
        across, down = self.end.x - x, round(self.end.y + self.end.height / 2) - y
        return f"M{x} {y}c{across // 2} 0 {across // 2} {down} {across} {down}"


class Frame(Struct):
    """The endpoints of one VPC: the text above them, and from where to where they stand."""

    id: str
    text: str
    y: float
    height: float


class Map(Struct):
    """The whole picture; with `is_tall` it does not fit a sheet of paper."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    frames: tuple[Frame, ...]
    height: int
    width: int = WIDTH

    @property
    def is_tall(self) -> bool:
        """Whether it takes more than a sheet of A4, as wide as that is."""
        return self.height > _SHEET

    @property
    def is_large(self) -> bool:
        """Whether its markup would be too heavy: the page's script draws it of the data then."""
        return len(self.nodes) > _LARGE

    @property
    def paths(self) -> dict[str, str]:
        """The ways of each kind as one path; the page's script draws each by itself."""
        found: dict[str, list[str]] = {}
        for line in self.lines:
            found.setdefault(line.kind, []).append(line.path)
        return {kind: "".join(paths) for kind, paths in found.items()}

    @property
    def by_column(self) -> dict[str, list[Node]]:
        """The things of each column, from its top; no column without any."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            found.setdefault(node.column, []).append(node)
        return found


def vpc_of(endpoint: Endpoint) -> tuple[str, str]:
    """Return the id and the name of the VPC of an endpoint; a variable of a module is one of its own."""
    if endpoint.network.vpc:
        return identity("v", endpoint.network.vpc), endpoint.network.vpc
    return identity("v", "module", endpoint.module), f"VPC of {endpoint.module}"


def network_of(endpoint: Endpoint) -> list[tuple[str, str]]:
    """Return the ids and names of the route tables, subnets and security groups of an endpoint."""
    network = endpoint.network
    named = (*(network.route_tables or ()), *(network.subnets or ()), *(network.security_groups or ()))
    return [(identity("n", each), each) for each in named]


def service_of(endpoint: Endpoint) -> tuple[str, str]:
    """Return the id and the name of the service of an endpoint."""
    name = endpoint.service or endpoint.service_name or "unknown service"
    return identity("s", name), name


def layout(overview: Overview) -> Map:
    """Return the map of *overview*; what nothing passes to or from is not on it."""
    callers = {each.id: each for each in overview.callers}
    resources = {each.id: each for each in overview.resources}
    nodes: dict[str, Node] = {}
    lines: dict[tuple[str, str], Line] = {}
    frames: dict[str, str] = {}

    def line(start: Node, end: Node, change: str, used: int | None, *, is_open: bool) -> None:
        known = lines.setdefault((start.id, end.id), Line(start, end))
        known.is_open = known.is_open or is_open
        known.changes.add(change)
        if used is not None:
            known.used = (known.used or 0) + used

    for endpoint in _in_order(overview.endpoints):
        group, title = vpc_of(endpoint)
        frames[group] = title
        node = nodes.setdefault(endpoint.id, _endpoint_node(endpoint, group))
        key, name = service_of(endpoint)
        service = nodes.setdefault(key, Node(key, "service", name, "", name, _PLAIN))
        ways = ways_of(endpoint)
        if ways or endpoint.open_to_all is not False:
            change = _LINES.get(endpoint.change, "")
            line(node, service, change, endpoint.used, is_open=bool(endpoint.open_to_all))
        for way in ways:
            who, what = callers[way.caller], resources[way.resource]
            is_open = who.kind in _EVERYBODY and what.kind == "others"
            left = nodes.setdefault(way.caller, _caller_node(who))
            right = nodes.setdefault(way.resource, _resource_node(what))
            line(left, node, way.change, way.used, is_open=is_open)
            line(service, right, way.change, way.used, is_open=is_open)
    return _placed(list(nodes.values()), list(lines.values()), frames)


def _in_order(endpoints: Iterable[Endpoint]) -> list[Endpoint]:
    """Return *endpoints* by their VPCs, those VPCs beside each other that lead to the same services."""
    leading: dict[str, set[str]] = {}
    for each in endpoints:
        leading.setdefault(vpc_of(each)[1], set()).add(service_of(each)[1])
    return sorted(endpoints, key=lambda each: (sorted(leading[vpc_of(each)[1]]), vpc_of(each)[1]))


def _caller_node(caller: Caller) -> Node:
    """Return the node of a caller: its account stands below its name."""
    name, of_account, account = caller.name.rpartition(" of account ")
    return Node(
        caller.id,
        "caller",
        name if of_account else caller.name,
        f"account {account}" if of_account else "",
        caller.value,
        _NOTED if of_account else _PLAIN,
        is_wide=caller.kind in _EVERYBODY,
        of_aws=caller.kind == "aws-services",
    )


def _resource_node(resource: Resource) -> Node:
    """Return the node of a resource: where it is and whose it is stands below its name."""
    parts = resource.values[0].split(":", 5) if resource.kind == "named" else []
    note = " · ".join(part for part in parts[2:5] if part not in ("", "*"))
    return Node(
        resource.id,
        "resource",
        resource.name,
        note,
        ", ".join(resource.values),
        _NOTED if note else _PLAIN,
        is_wide=resource.kind == "others",
        of_aws=resource.of_aws,
    )


def _endpoint_node(endpoint: Endpoint, group: str) -> Node:
    network = network_of(endpoint)
    shown = network if len(network) <= _PILLS else network[: _PILLS - 1]
    pills = [Pill(key, text, _HEAD + number * _PILL) for number, (key, text) in enumerate(shown)]
    if len(network) > len(shown):
        pills.append(Pill("", f"and {len(network) - len(shown)} more", _HEAD + len(shown) * _PILL))
    used = "" if endpoint.used is None else f"{endpoint.used:,} events" if endpoint.used else "never used"
    note = " · ".join(filter(None, (endpoint.type, endpoint.region, used)))
    title = f"{endpoint.name} of {endpoint.module}"
    height = _HEAD + len(pills) * _PILL + (4 if pills else 0)
    wide = bool(endpoint.open_to_all)
    return Node(
        endpoint.id,
        "endpoint",
        endpoint.name,
        note,
        title,
        height,
        is_wide=wide,
        change=endpoint.change if endpoint.change != "same" else "",
        group=group,
        pills=pills,
    )


def _placed(nodes: Sequence[Node], lines: Sequence[Line], groups: Mapping[str, str]) -> Map:
    """Return the map with every thing at its place: the endpoints in order, the rest near what it meets."""
    by_column = {column: [each for each in nodes if each.column == column] for column in X}
    y: float = _TOP
    frames = []
    for group, text in groups.items():
        start = y
        y += _FRAME
        for node in (each for each in by_column["endpoint"] if each.group == group):
            node.y = y
            y += node.height + GAP
        frames.append(Frame(group, text, start, y - start))
        y += GAP
    near: dict[str, list[Node]] = {}
    for line in lines:
        if line.start.column == "caller":
            near.setdefault(line.start.id, []).append(line.end)
        else:
            near.setdefault(line.end.id, []).append(line.start)
    for column in ("caller", "service", "resource"):
        _stack(by_column[column], near)
    bottom = max([y, *(each.y + each.height for each in nodes)])
    ordered = tuple(each for column in X for each in sorted(by_column[column], key=lambda node: node.y))
    return Map(ordered, tuple(lines), tuple(frames), round(bottom + GAP))


def _stack(nodes: list[Node], near: Mapping[str, list[Node]]) -> None:
    """Place the things of one column beneath each other, as near as can be to the topmost that each meets."""
    wanted = {each.id: _topmost(near.get(each.id, ())) - each.height / 2 for each in nodes}
    nodes.sort(key=lambda each: (wanted[each.id], each.text, each.id))
    y: float = _TOP + _FRAME
    for node in nodes:
        node.y = round(max(y, wanted[node.id]))
        y = node.y + node.height + GAP


def _topmost(nodes: Iterable[Node]) -> float:
    return min((each.y + each.height / 2 for each in nodes), default=0)
