"""Condition keys: the global ones and those of a service."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from gen_vpce.catalog.actions import service
from gen_vpce.catalog.model import ConditionKey
from gen_vpce.catalog.store import read

_SET = "ArrayOf"


@cache
def global_condition_keys() -> Mapping[str, ConditionKey]:
    """Return the keys that any service may evaluate, by their name in lower case.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    raw = read("condition-keys.json")
    identifiers, always, services = frozenset(raw["identifiers"]), frozenset(raw["always"]), raw["services"]
    return MappingProxyType(
        {
            name.lower(): ConditionKey(
                name,
                *_type(kind),
                identifier=name in identifiers,
                always=name in always,
                services=frozenset(services.get(name, ())),
            )
            for name, kind in raw["types"].items()
        },
    )


@cache
def condition_key(name: str) -> ConditionKey | None:
    """Return a key by name in any case, its variable part filled in (`aws:PrincipalTag/team`) or not.

    None where it is unknown. Keys of a service are found by their prefix; those of identity providers
    (`saml:aud`) belong to STS.
    """
    folded = name.lower()
    found = _find(global_condition_keys(), folded)
    if found or ":" not in folded or folded.startswith("aws:"):
        return found
    return _find(_service_keys(folded.partition(":")[0]), folded) or _find(_service_keys("sts"), folded)


@cache
def _service_keys(prefix: str) -> Mapping[str, ConditionKey]:
    known = service(prefix)
    types = known.condition_keys if known else {}
    return {name.lower(): ConditionKey(name, *_type(kind)) for name, kind in types.items()}


def _type(kind: str) -> tuple[str, bool]:
    """Return the type of one value, and whether a request carries a set of them (`ArrayOfString`)."""
    return kind.removeprefix(_SET), kind.startswith(_SET)


def _find(keys: Mapping[str, ConditionKey], folded: str) -> ConditionKey | None:
    """Return the key of this very name, or else the one whose longest template fits."""
    fitting = [name for name in keys if _fits(name, folded)]
    return keys.get(folded) or keys.get(max(fitting, key=len, default=folded))


def _fits(template: str, folded: str) -> bool:
    """Say whether a name fills the variable part of a template, `${...}`, with at least one character."""
    head, variable, rest = template.partition("${")
    tail = rest.rpartition("}")[2]
    fits = folded.startswith(head) and folded.endswith(tail)
    return bool(variable) and fits and len(folded) > len(head) + len(tail)
