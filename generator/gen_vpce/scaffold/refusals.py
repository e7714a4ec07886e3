"""What the options of `init` say in vain: it is refused, never ignored, and before more is asked."""

from collections.abc import Mapping, Sequence

from gen_vpce.policy.short_names import these
from gen_vpce.scaffold.choice import (
    Missing,
    chosen,
    fitting,
    missing_partners,
    spare_answers,
    spare_ids,
    taken,
)
from gen_vpce.scaffold.draft import Answers
from gen_vpce.scaffold.presets import Preset
from gen_vpce.scaffold.questions import WrongUsageError, option


def to_be_asked(wanted: Sequence[str]) -> tuple[Missing, ...]:
    """Return the partners to ask for: one service alone may be meant to stand alone."""
    return missing_partners(wanted) if len(wanted) > 1 else ()


def refuse_options(
    wanted: Sequence[str], presets: Sequence[str], has: Sequence[str], given: Mapping[str, object]
) -> None:
    """Raise `WrongUsageError` where nothing can come of a preset, a partner or an answer at *wanted*."""
    needed = {each.partner for each in to_be_asked(wanted)}
    if spare := [each for each in has if each not in needed]:
        raise WrongUsageError(
            f"nothing of {these(wanted)} waits for an endpoint of {these(spare)} that the VPC has",
            f"leave out {these([f'--has {each}' for each in spare])}",
        )
    found = chosen(wanted, presets)
    if unfitting := [each for each in presets if each not in fitting(wanted)]:
        raise unfit(unfitting, found.left or wanted)
    if found.spare:
        used = next(iter(found.presets.values())).name
        raise WrongUsageError(
            f"the preset {these(found.spare)} is left without a service: {used} is for all of them",
            "give one preset that fits all services, or one for each",
        )
    if not found.left:
        refuse_answers(found.presets, given)


def refuse_answers(choices: Mapping[str, Preset], given: Mapping[str, object]) -> None:
    """Raise `WrongUsageError` where a *given* answer is of no use to the presets of all services."""
    spare = spare_answers(choices, given)
    names = tuple(dict.fromkeys(preset.name for preset in choices.values()))
    if spare:
        some = taken(choices)
        raise WrongUsageError(
            f"the preset{'' if len(names) == 1 else 's'} {these(names)} {'does' if len(names) == 1 else 'do'}"
            f" not take {', '.join(map(option, spare))} for {these(tuple(choices))}",
            f"taken: {', '.join(map(option, some))}" if some else "leave it out",
        )
    if given.get("endpoint") and len(choices) > 1:
        raise WrongUsageError(
            "--endpoint names one endpoint, and the module is about several services",
            "give each service a module of its own",
        )


def refuse_ids(choices: Mapping[str, Preset], answers: Answers) -> None:
    """Raise `WrongUsageError` for an id that no endpoint of the module takes."""
    for name, reason in spare_ids(choices, answers).items():
        given = option(name.removesuffix("s"))
        raise WrongUsageError(f"{given} has no effect: {reason}", f"leave out {given}")


def unfit(presets: Sequence[str], services: Sequence[str]) -> WrongUsageError:
    """Return what is wrong with *presets* that are not for *services*."""
    return WrongUsageError(
        f"the preset {these(presets)} is not for {these(services, 'or')}",
        f"presets for {these(services)}: {', '.join(fitting(services))}",
    )
