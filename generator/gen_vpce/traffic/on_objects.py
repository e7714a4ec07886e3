"""Requests on objects of S3: what is needed is worked out once for all objects, whatever they are called.

The name of an object is cut out of the event before it is looked up whether its like was seen; a folding says
as what the object is counted.
"""

from collections.abc import Callable, Hashable, Sequence

import msgspec
from msgspec import Raw, Struct, field
from msgspec.structs import replace

from gen_vpce.traffic.alike import ByParameters, Line
from gen_vpce.traffic.event import Essentials, Named
from gen_vpce.traffic.event_request import parameters_of
from gen_vpce.traffic.folding import OBJECT
from gen_vpce.traffic.needs import Need, needs_of
from gen_vpce.traffic.seen import Folds
from gen_vpce.traffic.usual import Usual

_KEY = "key"
_MARK = "\N{MATHEMATICAL LEFT ANGLE BRACKET}key\N{MATHEMATICAL RIGHT ANGLE BRACKET}"
"""What stands for the name of an object while it is worked out what a request on it needs."""

_Shape = tuple[tuple[str, str | None] | Named, ...]
"""The resources of an event; of what ends in the name of the object, what stands before it, and the owner."""


class _OnObject(Struct):
    """What requests on the objects of a container need, with a mark for the name of the object.

    `heads` is what stands before the name in each ARN, with what folds it; `lines` are by what it is folded
    to. `by_name` says that the name has a say in what is needed. `like` is an event that is
    alike but for what it acts on.
    """

    like: Essentials
    needs: tuple[Need, ...] | None
    heads: tuple[tuple[str, Callable[[str], str]], ...] = ()
    lines: dict[Hashable, Line] = field(default_factory=dict)
    by_name: bool = False


OnOne = tuple[_OnObject, str]
"""A request on the object of a name."""


class OnObjects:
    """Lines of requests on objects; *new* makes one for an event with what it needs.

    *counts* says whether policies are asked about an event: what others need is of no interest.
    """

    def __init__(
        self,
        folding: Folds,
        counts: Callable[[Essentials], bool],
        new: Callable[[Essentials, tuple[Need, ...] | None], Line],
    ) -> None:
        self._folding, self._counts, self._new = folding, counts, new
        self._known: dict[Hashable, ByParameters[_OnObject]] = {}

    def clear(self) -> None:
        """Forget what was seen."""
        self._known.clear()

    def line(self, base: Hashable, event: Essentials | Usual) -> Line | None:
        """Return the line of *event*, which has *base* but for its resources and parameters.

        None where the name of the object cannot be cut out.
        """
        given = parameters_of(event)
        name = given.get(_KEY)
        if not name or not isinstance(name, str) or name.startswith("arn:"):
            return None
        shape = _shape(event.resources or (), name)
        by = self._known.setdefault((base, shape), ByParameters(without=_KEY))
        known = by.known.get(by.values(given))
        if known is None:
            known, read = self._object(essentials_of(event), {**given, _KEY: _MARK}, shape)
            by.add(read)
            by.known[by.values(given)] = known
        return None if known.by_name else self.line_of((known, name), event.event_time or "")

    def known(self, base: Hashable, event: Usual) -> OnOne | None:
        """Return the request of *event*, which has *base*; None where its like was not seen."""
        given = parameters_of(event)
        name = given.get(_KEY)
        if not name or type(name) is not str:
            return None
        by = self._known.get((base, _shape(event.resources or (), name)))
        if by is None:
            return None
        known = by.known.get(by.values(given))
        return None if known is None or known.by_name or name.startswith("arn:") else (known, name)

    def line_of(self, one: OnOne, time: str) -> Line:
        """Return the line of a request on *one* object at *time*."""
        known, name = one
        examples: Hashable
        if len(known.heads) == 1:
            head, fold = known.heads[0]
            examples = fold(head + name)
        else:
            examples = tuple([fold(head + name) for head, fold in known.heads])
        line = known.lines.get(examples)
        if line is None:
            line = known.lines[examples] = self._new(known.like, _filled(known, examples))
            line.first = time
        return line

    def _object(
        self, event: Essentials, marked: dict[str, object], shape: _Shape
    ) -> tuple[_OnObject, frozenset[str]]:
        """Return what is needed whatever the object is called, and the names of what was read for that."""
        like = replace(event, request_parameters=event.request_parameters.copy())  # without its file
        if not self._counts(event):
            return _OnObject(like, None), frozenset()
        if not all(map(_tells_by_itself, shape)):
            return _OnObject(like, (), by_name=True), frozenset()
        named = [each if isinstance(each, Named) else Named(f"{each[0]}{_MARK}", each[1]) for each in shape]
        needed = needs_of(
            replace(
                event, request_parameters=Raw(msgspec.json.encode(marked)), resources=tuple(named) or None
            )
        )
        needs: list[Need] = []
        heads = []
        for need in needed.needs:
            head, mark, rest = (need.resource or "").partition(_MARK)
            if rest:
                return _OnObject(like, (), by_name=True), needed.read
            if mark:
                found = OBJECT.match(f"{head}{_MARK}")
                heads.append((head, self._folding.of(found[1], need.action) if found else str))
            needs += [need] if mark else self._folding.folded((need,))
        return _OnObject(like, tuple(needs), tuple(heads)), needed.read


def essentials_of(event: Essentials | Usual) -> Essentials:
    """Return *event* as all readers have it."""
    return event.essentials() if isinstance(event, Usual) else event


def _shape(resources: Sequence[Named], name: str) -> _Shape:
    """Return *resources* without the *name* of the object."""
    if len(resources) == 2:  # nearly always an object and its bucket
        first, second = resources
        arn = first.arn
        if arn is not None:
            head = arn.removesuffix(name)
            if head[-1:] == "/" and head != arn:
                return (head, first.account), second
    return tuple([_cut(each, name) for each in resources])


def _cut(resource: Named, name: str) -> tuple[str, str | None] | Named:
    head = (resource.arn or "").removesuffix(name)
    return (head, resource.account) if head.endswith("/") and head != resource.arn else resource


def _tells_by_itself(resource: tuple[str, str | None] | Named) -> bool:
    """Whether a resource has no other object in it than the one that is cut off."""
    arn = resource.arn if isinstance(resource, Named) else None
    return arn is None or "/" not in arn or (":accesspoint/" in arn and arn.count("/") == 1)


def _filled(known: _OnObject, examples: Hashable) -> tuple[Need, ...] | None:
    """Return what is needed on *examples*, one for each head, which stand for the objects."""
    if known.needs is None:
        return None
    rest = iter(examples if isinstance(examples, tuple) else (examples,))
    return tuple(
        dict.fromkeys(
            replace(need, resource=next(rest)) if need.resource and _MARK in need.resource else need
            for need in known.needs
        )
    )
