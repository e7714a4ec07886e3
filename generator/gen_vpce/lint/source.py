"""The rules over Terraform source: every policy of a configuration, in every world."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gen_vpce.configuration.evaluation.world import conditions, in_words
from gen_vpce.configuration.policies.model import (
    Configuration,
    Endpoint,
    FoundPolicy,
    NotRead,
    Standing,
    Variant,
)
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.intent.endpoint_arguments import WITHOUT_POLICY, service_takes_no_policy
from gen_vpce.intent.model import EndpointKind
from gen_vpce.lint.check import check
from gen_vpce.lint.files import place_of
from gen_vpce.lint.policy_kind import Attachment, of_endpoint, of_organization
from gen_vpce.lint.source_needs import needs_of_configuration
from gen_vpce.lint.subject import Subject
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.read import read_at

_SHOWN = 2


class _Hints(NamedTuple):
    """What to do about a policy that is not read, and about one with too many open conditions."""

    not_read: str
    incomplete: str


_OF_TERRAFORM = _Hints(
    "give what is missing, or lint the plan: terraform show -json PLAN | gen-vpce lint -",
    "give the variables values: --var, --var-file",
)
_OF_CLOUDFORMATION = _Hints(
    "give what is missing: --var NAME=VALUE for a parameter",
    "give the parameters values: --var NAME=VALUE",
)


_TAKE_NONE = tuple(EndpointKind(each).terraform for each in WITHOUT_POLICY)


class Counts(NamedTuple):
    """What was read: endpoints, those without a policy, policies by how much of them is known.

    `idle` are the resources with a policy of which there is no instance, `absent` the calls of modules whose
    files are not here. Templates are those of CloudFormation. `given` are policies of modules for others,
    which get them from their callers. `take_none` are endpoints without a policy at which AWS takes none.
    """

    modules: int = 0
    endpoints: int = 0
    without_policy: int = 0
    whole: int = 0
    with_symbols: int = 0
    not_read: int = 0
    idle: int = 0
    absent: int = 0
    templates: int = 0
    given: int = 0
    take_none: int = 0


def lint_configuration(configuration: Configuration, given: Attachment) -> tuple[Diagnostic, ...]:
    """Return the findings on a configuration: its policies, what is broken, not read, or missing.

    What is missing is told of its endpoints seen together.
    """
    hints = _OF_CLOUDFORMATION if configuration.is_template else _OF_TERRAFORM
    left = configuration.left_to_callers
    missing = [each for each in configuration.not_read if each not in left]
    found = [*_broken(configuration), *map(_left, left), *(_not_read(each, hints) for each in missing)]
    for policy in configuration.policies:
        found += _found(policy, configuration, given)
        if not policy.complete:
            found.append(_incomplete(policy, hints))
    found += needs_of_configuration(configuration)
    return tuple(found)


def counts(configurations: Sequence[Configuration]) -> Counts:
    """Return what was read; what several root modules share and cannot read is counted once."""
    endpoints = [each for configuration in configurations for each in configuration.endpoints]
    without = [each for each in endpoints if each.standing is Standing.FULL_ACCESS]
    take_none = sum(_takes_none(each) for each in without)
    policies = [each for configuration in configurations for each in configuration.policies]
    return Counts(
        sum(not configuration.is_template for configuration in configurations),
        len(endpoints),
        len(without) - take_none,
        sum(policy.is_whole for policy in policies),
        sum(not policy.is_whole for policy in policies),
        sum(len(each.not_read) - len(each.left_to_callers) for each in configurations),
        _places(each for configuration in configurations for each in configuration.unused),
        _places(each for configuration in configurations for each in configuration.absent),
        sum(configuration.is_template for configuration in configurations),
        sum(len(configuration.left_to_callers) for configuration in configurations),
        take_none,
    )


def _takes_none(endpoint: Endpoint) -> bool:
    """Whether AWS takes no policy at *endpoint*, which then is not left open: nobody could close it."""
    return endpoint.type in _TAKE_NONE or service_takes_no_policy(endpoint.service_name or "")


def _places(blocks: Iterable[NotRead]) -> int:
    return len({(each.place.source.shown, each.place.extent) for each in blocks})


def unknown_values(configuration: Configuration) -> Iterator[Diagnostic]:
    """Yield a note for each value that is not known, each module and each instance that is not there."""
    for policy in configuration.policies:
        for symbol in policy.symbols:
            message = f"{symbol.name} in the policy of {policy.address} is not known: {symbol.reason}"
            yield Diagnostic("GV121", Severity.NOTE, message, policy.place.span)
        for name in conditions(name for variant in policy.variants for name, _ in variant.assumed):
            message = f"the policy of {policy.address} depends on {name}, which is not known"
            yield Diagnostic("GV121", Severity.NOTE, message, policy.place.span)

    for each in configuration.absent:
        message = f"{each.address} is read by its arguments alone: {each.reason}"
        yield Diagnostic(
            "GV121", Severity.NOTE, message, each.place.span, "run terraform init, or check it out"
        )
    for each in configuration.unused:
        message = f"{each.address} has no instance: {each.reason}"
        yield Diagnostic("GV121", Severity.NOTE, message, each.place.span)


def _broken(configuration: Configuration) -> Iterator[Diagnostic]:
    for each in configuration.broken:
        yield Diagnostic("GV120", Severity.ERROR, each.message, each.place.span)


def _not_read(each: NotRead, hints: _Hints) -> Diagnostic:
    what = f"the policy of {each.address}" if each.address else "the configuration"
    message = f"{what} is not read: {each.reason}"
    return Diagnostic("GV397", Severity.WARNING, message, each.place.span, hints.not_read)


def _left(each: NotRead) -> Diagnostic:
    message = f"the policy of {each.address} is {each.variable}, which whoever calls the module gives"
    hint = f"lint what calls it, or give it a value: --var {(each.variable or '').removeprefix('var.')}=..."
    return Diagnostic("GV123", Severity.NOTE, message, each.place.span, hint)


def _incomplete(policy: FoundPolicy, hints: _Hints) -> Diagnostic:
    asked = conditions(name for variant in policy.variants for name, _ in variant.assumed)
    message = (
        f"the policy of {policy.address} depends on {len(asked)} conditions that are not known; "
        f"it is judged in {len(policy.variants)} of their combinations"
    )
    return Diagnostic("GV121", Severity.NOTE, message, policy.place.span, hints.incomplete)


def _found(policy: FoundPolicy, configuration: Configuration, given: Attachment) -> Iterator[Diagnostic]:
    worlds = [
        tuple(_in_world(variant, given.over(_attachment(policy, configuration, variant))))
        for variant in policy.variants
    ]
    told: set[tuple[str, str, Span | None]] = set()
    for world, variant in zip(worlds, policy.variants, strict=True):
        for finding in world:
            key = (finding.code, finding.message, finding.span)
            if key in told:
                continue
            told.add(key)
            lacking = [
                other
                for other, inside in zip(policy.variants, worlds, strict=True)
                if all(key != (each.code, each.message, each.span) for each in inside)
            ]
            yield _with_condition(finding, variant, lacking)


def _with_condition(finding: Diagnostic, variant: Variant, lacking: list[Variant]) -> Diagnostic:
    """Return a finding that says under which conditions it holds, where it does not hold in every world."""
    if not lacking:
        return finding
    telling = [
        (name, answer)
        for name, answer in variant.assumed
        if any(dict(other.assumed).get(name, answer) != answer for other in lacking)
    ]
    if not telling:
        return finding
    message = f"{finding.message} (where {' and '.join(in_words(telling)[:_SHOWN])})"
    return Diagnostic(finding.code, finding.severity, message, finding.span, finding.hint, finding.related)


def _attachment(policy: FoundPolicy, configuration: Configuration, variant: Variant) -> Attachment:
    if policy.organization_type is not None:
        return of_organization(policy.organization_type)
    endpoint = configuration.endpoint(policy.endpoint)
    if endpoint:
        return of_endpoint(variant.service_name or endpoint.service_name, endpoint.type)
    return Attachment(policy.kind)


def _guessed(policy: Policy) -> Attachment:
    """Return what a policy itself tells, of which Terraform does not say where it is attached."""
    named = any(each.principals or each.not_principals for each in policy)
    return Attachment(PolicyKind.RESOURCE if named else PolicyKind.IDENTITY)


def _in_world(variant: Variant, attachment: Attachment) -> Iterator[Diagnostic]:
    read = read_at(variant.positions)
    yield from read.diagnostics
    if read.policy is None:
        return
    settled = attachment.over(_guessed(read.policy)).settled(read.policy)
    if settled.kind is None:
        return
    subject = Subject(
        read.policy,
        settled.kind,
        settled.service,
        settled.endpoint_type,
        settled.region,
        json.loads(variant.positions.text),
        partial=bool(variant.hidden),
    )
    for rule, finding in check(subject):
        span = place_of(variant.positions, finding.path)
        yield Diagnostic(rule.code, rule.severity, finding.message, span, finding.hint or rule.hint)
