"""A world: what is assumed of the conditions that are not known, and how much work may still be done.

A condition that is not known is answered by the world and noted, so that a policy can be judged in every
world: the same condition has one answer wherever it stands.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from gen_vpce.configuration.value.symbol import Symbol
from gen_vpce.configuration.value.value import TooLarge

Found = TypeVar("Found")
_NOT = "not ("
_CHOICE = re.compile(r'(.*) == "(.*)"')
_STEPS = 400_000


class Exhausted(TooLarge):
    """The work that one evaluation may do is used up."""


class World:
    """The assumptions, the conditions that were asked for, and the work that is left.

    A world that `imagines` has an instance of every block, also where `count` is 0 or `for_each` is empty.
    `trying` counts the calls of `try` and `can` around the expression that is evaluated. `choices` has the
    texts of each variable of which one was chosen.
    """

    def __init__(self, assumed: Mapping[str, bool] | None = None, *, imagines: bool = False) -> None:
        self.assumed = dict(assumed or {})
        self.imagines = imagines
        self.trying = 0
        self.asked: dict[str, bool] = {}
        self.choices: dict[str, tuple[str, ...]] = {}
        self._left = _STEPS

    def decide(self, symbol: Symbol) -> bool:
        """Return what is assumed of a condition: it holds, unless the world says otherwise."""
        name = symbol.name
        if name.startswith(_NOT) and name.endswith(")"):
            return not self._answer(name[len(_NOT) : -1])
        return self._answer(name)

    def choose(self, variable: str, texts: tuple[str, ...]) -> str:
        """Return the one of its *texts* that a variable without a value has: the first that is not denied.

        When all the others are denied, the last one is left.
        """
        self.choices[variable] = texts
        *most, last = texts
        for text in most:
            if self._answer(_is(variable, text)):
                return text
        return last

    def answers(self) -> tuple[tuple[str, bool], ...]:
        """Return what was answered; of a variable with several texts, which it has and which it has not."""
        told = dict(self.asked)
        for variable, texts in self.choices.items():
            names = [_is(variable, text) for text in texts]
            if names[0] in told:
                chosen = next((name for name in names if told.get(name)), names[-1])
                told |= {name: name == chosen for name in names}
        return tuple(sorted(told.items()))

    def noting(self, compute: Callable[[], Found]) -> tuple[Found, tuple[str, ...]]:
        """Return what *compute* does, and the conditions that were asked for on the way."""
        before, self.asked = self.asked, {}
        try:
            return compute(), tuple(self.asked)
        finally:
            self.asked = {**before, **self.asked}

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


def _is(variable: str, text: str) -> str:
    return f'{variable} == "{text}"'


def in_words(answers: Iterable[tuple[str, bool]]) -> list[str]:
    """Return the *answers* to conditions for people: where a variable has one text, nothing of the others."""
    answers = list(answers)
    known = {choice[1] for name, answer in answers if answer and (choice := _CHOICE.fullmatch(name))}
    words = []
    for name, answer in answers:
        choice = _CHOICE.fullmatch(name)
        if choice is None or choice[1] not in known:
            words.append(f"{name} is {str(answer).lower()}")
        elif answer:
            words.append(f'{choice[1]} is "{choice[2]}"')
    return words


def conditions(names: Iterable[str]) -> list[str]:
    """Return what the conditions *names* are about, each once: a variable instead of its several texts."""
    names = list(dict.fromkeys(names))
    of = [choice[1] if (choice := _CHOICE.fullmatch(name)) else name for name in names]
    return list(
        dict.fromkeys(each if of.count(each) > 1 else name for each, name in zip(of, names, strict=True))
    )
