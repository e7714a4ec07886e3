"""The interview of `init`: what is asked for a new module, in the order in which nothing is asked in vain.

Options are checked before the first question, and every answer as soon as it is there.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.policy.short_names import these
from gen_vpce.scaffold.answers import AnswerError, Whereabouts, services, understood
from gen_vpce.scaffold.choice import chosen, fitting
from gen_vpce.scaffold.deployments import deployments, in_each
from gen_vpce.scaffold.draft import Answers, Deployment
from gen_vpce.scaffold.folder_questions import asked_name, asked_place
from gen_vpce.scaffold.place import Place
from gen_vpce.scaffold.presets import PRESETS, Preset
from gen_vpce.scaffold.questions import Questions, Terminal, option
from gen_vpce.scaffold.refusals import refuse_answers, refuse_ids, refuse_options, to_be_asked, unfit

_QUESTIONS = {
    "region": "Region",
    "account": "Account of the endpoint (12 digits)",
    "table": "Table",
    "bucket": "Bucket",
    "role": "Role that may use the endpoint",
    "trusted_account": "Account that may use the endpoint",
    "organization": "Organization (o-...)",
}


Names = tuple[str, ...]


class Given(Struct, frozen=True):
    """What the command line says of the new module, as it was written.

    `services`, `presets`, `has` and `deployments` may be repeated; of `singles`, None is what nobody said.
    `ids` go into the intent as they are.
    """

    services: tuple[str, ...] = ()
    presets: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    singles: Mapping[str, str | None] = {}
    ids: Mapping[str, str | tuple[str, ...] | None] = {}
    deployments: tuple[str, ...] = ()

    @property
    def values(self) -> Mapping[str, object]:
        """All that has one option a value."""
        return {**self.singles, **self.ids}


class Begun(Struct, frozen=True):
    """All that a new module is made from."""

    place: Place
    choices: Mapping[str, Preset]
    answers: Answers


def interview(folder: Path, given: Given, terminal: Terminal) -> Begun:
    """Return what to make in *folder*; raise `WrongUsageError` where that is not said, or cannot be.

    On a terminal, a person is asked for what is missing; elsewhere, all that is missing is named at once.
    """
    return _Interview(given, Questions(terminal)).hold(folder)


_WIDTH = max(map(len, PRESETS)) + 2


class _Interview:
    """The state of an interview: what was given, and what is known by now."""

    def __init__(self, given: Given, questions: Questions) -> None:
        self._given = given
        self._questions = questions
        self._places = Whereabouts()
        self._answers: dict[str, str] = {}
        self._deployments: tuple[Deployment, ...] = ()

    def hold(self, folder: Path) -> Begun:
        self._given_deployments()
        named = self._given_services()
        presets = [
            self._questions.given("preset", each, lambda text: understood("preset", text, PRESETS))
            for each in self._given.presets
        ]
        has = self._questions.given("has", " ".join(self._given.has), services) if self._given.has else ()
        for name in _QUESTIONS:
            self._check_given(name)
        if named:
            partners = (each.partner for each in to_be_asked(named) if each.partner not in has)
            refuse_options((*named, *partners), presets, has, self._given.values)

        there = asked_place(folder, self._questions)
        module = asked_name(there, self._given.singles.get("name"), self._questions)
        wanted, has = self._partners(named or self._services(), has)
        if wanted:
            refuse_options(wanted, presets, has, self._given.values)
        choices = self._presets(wanted, presets)
        if wanted and len(choices) == len(wanted):
            refuse_answers(choices, self._given.values)
        needs = [need for preset in choices.values() for need in preset.needs]
        for each in dict.fromkeys((*needs, *(() if self._deployments else ("region", "account")))):
            self._need(each)
        self._questions.close(there.folder)
        said: Mapping[str, Any] = {**self._answers, **self._given.ids}
        answers = Answers(name=str(module), has=has, deployments=self._deployments, **said)
        refuse_ids(choices, answers)
        return Begun(there, choices, answers)

    def _given_deployments(self) -> None:
        texts = self._given.deployments
        self._deployments = self._questions.given(
            "deployment", "", lambda _: deployments(texts, self._given.values)
        )
        self._questions.remember("deployment", *texts)

    def _given_services(self) -> tuple[str, ...]:
        if not self._given.services:
            return ()
        found = self._questions.given("service", " ".join(self._given.services), services)
        self._questions.remember("service", *found)
        return found

    def _check_given(self, name: str) -> None:
        text = self._given.singles.get(name)
        if text is not None:
            self._answers[name] = self._questions.given(name, text, lambda said: self._understood(name, said))

    def _understood(self, name: str, text: str) -> str:
        """Return the answer in its form, when it agrees with the places that are known by now."""
        if self._deployments:
            return in_each(name, text, self._deployments)
        answer = understood(name, text)
        self._places.agree(name, text, answer)
        return answer

    def _services(self) -> tuple[str, ...]:
        known = catalog.endpoint_services()
        found = self._questions.asked("Services, such as dynamodb, or ecr s3", services, known)
        if found is None:
            self._questions.leave_open(option("service"))
            return ()
        self._questions.remember("service", *found)
        return found

    def _partners(
        self, wanted: tuple[str, ...], has: tuple[str, ...]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the services with the partners that they miss, and those that the VPC has already."""
        missing = to_be_asked(wanted)
        self._questions.remember("has", *has)
        for each in missing:
            if each.partner in has:
                continue
            if self._questions.can_ask:
                self._questions.tell(f"{each.service} needs an endpoint of {each.partner}: {each.breaks}")
            is_there = self._questions.asked(
                f"Has the VPC one of {each.partner} already", _yes_or_no, ("yes", "no")
            )
            if is_there is None:
                self._questions.leave_open(
                    f"--service {each.partner}, which {each.service} needs"
                    f" (or --has {each.partner} where the VPC has it)"
                )
            elif is_there:
                has = (*has, each.partner)
                self._questions.remember("has", each.partner)
            else:
                wanted = (*wanted, each.partner)
                self._questions.remember("service", each.partner)
        return wanted, has

    def _presets(self, wanted: tuple[str, ...], given: list[str]) -> Mapping[str, Preset]:
        """Return the preset of each service; without a service, those given under their own names."""
        self._questions.remember("preset", *given)
        if not wanted:
            if not given:
                self._questions.leave_open(option("preset"))
            return {each: PRESETS[each] for each in given}
        found = chosen(wanted, given)
        if given and found.left and not self._questions.can_ask:
            raise unfit(given, found.left)
        choices = dict(found.presets)
        left = found.left
        while left:
            name = self._preset(wanted, left)
            if name is None:
                self._questions.leave_open(option("preset"))
                break
            more = chosen(left, [name])
            choices |= more.presets
            left = more.left
        return {each: choices[each] for each in wanted if each in choices}

    def _preset(self, wanted: Names, left: Names) -> str | None:
        offered = fitting(left)
        if self._questions.can_ask:
            for name, those in offered.items():
                only = "" if those == left else f" ({these(those)})"
                self._questions.tell(f"  {name:{_WIDTH}}{PRESETS[name].summary}{only}")
        about = "" if len(wanted) == 1 else f" for {these(left)}"
        found = self._questions.asked(
            f"Preset{about}", lambda text: understood("preset", text, offered), tuple(offered)
        )
        if found:
            self._questions.remember("preset", found)
        return found

    def _need(self, name: str) -> None:
        """Ask for the answer *name* where it was not given."""
        text = self._given.singles.get(name)
        if text is None:
            answer = self._questions.asked(
                _QUESTIONS[name], lambda said: self._understood(name, said), default=self._places.told(name)
            )
            if answer is None:
                self._questions.leave_open(option(name))
                return
            self._answers[name] = answer
        self._questions.remember(name, self._answers[name])


def _yes_or_no(text: str) -> bool:
    known = {"yes": True, "y": True, "no": False, "n": False}
    if text.lower() not in known:
        raise AnswerError("answer yes or no")
    return known[text.lower()]
