"""A world: what is assumed of the conditions that are not known, and how much work may still be done.

A condition that is not known is answered by the world and noted, so that a policy can be judged in every
world: the same condition has one answer wherever it stands.
"""

from collections.abc import Mapping

from gen_vpce.configuration.value.symbol import Symbol
from gen_vpce.configuration.value.value import TooLarge

_NOT = "not ("
_STEPS = 400_000


class Exhausted(TooLarge):
    """The work that one evaluation may do is used up."""


class World:
    """The assumptions, the conditions that were asked for, and the work that is left.

    A world that `imagines` has an instance of every block, also where `count` is 0 or `for_each` is empty.
    `trying` counts the calls of `try` and `can` around the expression that is evaluated.
    """

    def __init__(self, assumed: Mapping[str, bool] | None = None, *, imagines: bool = False) -> None:
        self.assumed = dict(assumed or {})
        self.imagines = imagines
        self.trying = 0
        self.asked: dict[str, bool] = {}
        self._left = _STEPS

    def decide(self, symbol: Symbol) -> bool:
        """Return what is assumed of a condition: it holds, unless the world says otherwise."""
        name = symbol.name
        if name.startswith(_NOT) and name.endswith(")"):
            return not self._answer(name[len(_NOT) : -1])
        return self._answer(name)

    def refill(self) -> None:
        """Allow as much work again as at the beginning."""
        self._left = _STEPS

    def step(self, cost: int = 1) -> None:
        """Count work; raise `Exhausted` where there is too much."""
        self._left -= cost
        if self._left < 0:
            raise Exhausted("the configuration takes too much work to evaluate")

    def _answer(self, name: str) -> bool:
        answer = self.assumed.get(name, True)
        self.asked[name] = answer
        return answer


def negated(name: str) -> str:
    """Return the name of the opposite of a condition."""
    if name.startswith(_NOT) and name.endswith(")"):
        return name[len(_NOT) : -1]
    return f"{_NOT}{name})"
