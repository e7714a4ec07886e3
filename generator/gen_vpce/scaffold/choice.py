"""Which preset is for which service of a new module, and what the services need beside themselves."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.intent.model import EndpointKind
from gen_vpce.scaffold.draft import Answers, Wanted
from gen_vpce.scaffold.presets import PRESETS, Preset

_OF_PRESETS = ("table", "bucket", "role", "trusted_account", "endpoint")
_OF_KINDS = {
    "route_table_ids": EndpointKind.GATEWAY,
    "subnet_ids": EndpointKind.INTERFACE,
    "security_group_ids": EndpointKind.INTERFACE,
}
_AN = {EndpointKind.GATEWAY: "a gateway", EndpointKind.INTERFACE: "an interface"}


class Missing(Struct, frozen=True):
    """An endpoint of `service` needs one of `partner`; without it, this `breaks`."""

    service: str
    partner: str
    breaks: str


class Chosen(Struct, frozen=True):
    """The preset of each service; `left` are services for which there is none, `spare` presets of no use."""

    presets: Mapping[str, Preset]
    left: tuple[str, ...]
    spare: tuple[str, ...]


def missing_partners(services: Sequence[str]) -> tuple[Missing, ...]:
    """Return what *services* need and do not have among themselves, each partner once."""
    found: dict[str, Missing] = {}
    for each in services:
        for partner in catalog.missing_partners(each, services):
            breaks = catalog.partners()[catalog.without_fips(each)].breaks
            found.setdefault(partner, Missing(each, partner, breaks))
    return tuple(found.values())


def fitting(services: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return each preset that makes sense for one of *services*, and for which of them."""
    known = catalog.endpoint_services()
    fit = {
        name: tuple(filter(lambda each: preset.fits(known[each]), services))
        for name, preset in PRESETS.items()
    }
    return {name: those for name, those in fit.items() if those}


def chosen(services: Sequence[str], presets: Sequence[str]) -> Chosen:
    """Give each service the preset among *presets* that fits it: one about it alone before one for any."""
    known = catalog.endpoint_services()
    given = sorted(dict.fromkeys(presets), key=lambda name: PRESETS[name].service is None)
    found: dict[str, Preset] = {}
    for service in services:
        name = next((each for each in given if PRESETS[each].fits(known[service])), None)
        if name:
            found[service] = PRESETS[name]
    used = {preset.name for preset in found.values()}
    return Chosen(
        found,
        tuple(each for each in services if each not in found),
        tuple(each for each in given if each not in used),
    )


def taken(choices: Mapping[str, Preset]) -> tuple[str, ...]:
    """Return the answers that the presets make something of, each for its service."""
    known = catalog.endpoint_services()
    names = (name for service, preset in choices.items() for name in preset.takes(known[service]))
    return tuple(dict.fromkeys(names))


def spare_answers(choices: Mapping[str, Preset], given: Mapping[str, object]) -> tuple[str, ...]:
    """Return which of the *given* answers no preset makes anything of."""
    return tuple(name for name in _OF_PRESETS if given.get(name) and name not in taken(choices))


def spare_ids(choices: Mapping[str, Preset], answers: Answers) -> Mapping[str, str]:
    """Return the ids that no endpoint of the module takes, each with the reason."""
    wanted = [Wanted(service, tuple(choices), answers) for service in choices]
    made = [each for each in wanted if choices[each.service].draft(each).has_endpoint]
    kinds = {each.kind for each in made}
    spare = {
        name: f"no endpoint of the module is {_AN[kind]}"
        for name, kind in _OF_KINDS.items()
        if getattr(answers, name) and kind not in kinds
    }
    return spare | ({"vpc_id": "the module makes no endpoint"} if answers.vpc_id and not made else {})
