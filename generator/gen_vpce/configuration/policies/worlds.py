"""The worlds that a policy depends on: every answer to the conditions that are asked for on the way to it.

With few open conditions all of them are looked at; with many, those nearest to the one in which all hold.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Generic, Protocol, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.configuration.evaluation.world import World
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.policies.model import Variant
from gen_vpce.configuration.policies.policy_text import Unfit, policy_text
from gen_vpce.configuration.value.json_text import encode
from gen_vpce.configuration.value.value import Failure, Members, Null, String, Unknown, Value

MOST = 16
MOST_TEXTS = 500
_VARIABLE = re.compile(r"var\.[\w-]+(?![\w(-])")
Assumed = Mapping[str, bool]


class InWorld(Protocol):
    """What is evaluated in one world: a root module, a stack of CloudFormation."""

    @property
    def world(self) -> World:
        """The world."""
        ...


Root = TypeVar("Root", bound=InWorld)


class Worlds(Generic[Root]):
    """The root in every world that somebody asked for; with *imagine*, in worlds that imagine."""

    def __init__(self, root: Callable[[World], Root], *, imagine: bool = False) -> None:
        self._make = root
        self._imagine = imagine
        self._known: dict[frozenset[tuple[str, bool]], Root] = {}

    def root(self, assumed: Assumed) -> Root:
        """Return the root in the world of *assumed*."""
        key = frozenset(assumed.items())
        if key not in self._known:
            self._known[key] = self._make(World(assumed, imagines=self._imagine))
        return self._known[key]


class Looked(Struct):
    """What the worlds say of one policy: its texts, why it is not read, the worlds in which it is null.

    `variables` has the variable for each reason that is no more than its missing value.
    """

    variants: list[Variant] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    null: list[tuple[tuple[str, bool], ...]] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    complete: bool = True


def look(worlds: Worlds[Root], ask: Callable[[Root], Value | None], given: Assumed, place: Place) -> Looked:
    """Return what *ask* gives in each world; the answers of *given* hold in all of them."""
    looked = Looked()
    walk = Walk(worlds, given)
    for root in walk:
        _note(root, ask, place, looked)
    looked.complete = walk.complete
    if len(looked.variants) == 1 and not looked.null:
        looked.variants = [replace(looked.variants[0], assumed=())]
    return looked


class Walk(Generic[Root]):
    """The root in each world that what is done with it tells apart; the answers of *given* hold in all.

    Without `complete`, there are more worlds than are walked through.
    """

    def __init__(self, worlds: Worlds[Root], given: Assumed) -> None:
        self._worlds = worlds
        self._given = given
        self.complete = True

    def __iter__(self) -> Iterator[Root]:
        waiting: deque[dict[str, bool]] = deque([denied(self._given)])
        choices: dict[str, tuple[str, ...]] = {}
        seen = 0
        while waiting:
            # Each further text of a variable is a world more: there are as many as somebody wrote down.
            if seen >= MOST + min(sum(len(texts) - 1 for texts in choices.values()), MOST_TEXTS):
                self.complete = False
                return
            assumed = waiting.popleft()
            seen += 1
            root = self._worlds.root(assumed)
            root.world.asked = {}
            root.world.refill()
            yield root
            asked, root.world.asked = root.world.asked, {}
            choices |= root.world.choices
            settled = dict(assumed)
            for name in asked:
                if name not in settled and name not in self._given:
                    waiting.append({**settled, name: False})
                    settled[name] = True


def denied(answers: Assumed) -> dict[str, bool]:
    """Return what a world has to assume for *answers* to hold in it: without an assumption, all holds."""
    return {name: answer for name, answer in answers.items() if not answer}


def _note(root: Root, ask: Callable[[Root], Value | None], place: Place, looked: Looked) -> None:
    """Note what one world says."""
    try:
        value = ask(root)
        _add(value, root.world, place, looked)
    except Failure as failure:
        where = f" ({failure.place.span})" if failure.place else ""
        looked.reasons.append(f"{failure.reason}{where}")
    except Unfit as unfit:
        looked.reasons.append(str(unfit))


def _add(value: Value | None, world: World, place: Place, looked: Looked) -> None:
    match value:
        case None:
            pass
        case Null() | String(pieces=()):
            looked.null.append(world.answers())
        case Members():
            _add(encode(value, value.place or place), world, place, looked)
        case String():
            made = policy_text(value, value.place or place, world.decide)
            if all(made.positions.text != each.positions.text for each in looked.variants):
                looked.variants.append(Variant(world.answers(), made.positions, value.symbols, made.hidden))
        case Unknown():
            reason = f"{value.symbol.name}: {value.symbol.reason}"
            looked.reasons.append(reason)
            if _VARIABLE.match(value.symbol.name):
                looked.variables[reason] = value.symbol.name
        case _:
            looked.reasons.append("the value is not text")
