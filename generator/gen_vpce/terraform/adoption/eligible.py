"""Whether an endpoint can be taken over at all, and what its intent is to be about."""

import re
from collections.abc import Iterator

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.diagnostics.english import listed
from gen_vpce.intent.endpoint_arguments import is_partner
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import FULL_ACCESS, Policy
from gen_vpce.policy.positions import Positions
from gen_vpce.policy.read import read_at
from gen_vpce.terraform.adoption.existing import Existing, region_in
from gen_vpce.terraform.adoption.expressed import Target
from gen_vpce.terraform.adoption.invert import Place
from gen_vpce.terraform.adoption.same_to_terraform import in_texts, same_statements

_ID = re.compile(r"vpce-([0-9a-f]{8}|[0-9a-f]{17})")
_KINDS = {each.terraform.lower(): each for each in EndpointKind}
_ALIVE = frozenset({"available", "pending", "pendingacceptance", "partial"})


class Where(Struct, frozen=True):
    """The Region and account of endpoints that do not tell theirs, and the organization in their policies."""

    region: str | None = None
    account: str | None = None
    organization: str | None = None


class Eligible(Struct, frozen=True):
    """An endpoint that an intent can be about, with its policy; None where AWS takes none."""

    existing: Existing
    target: Target
    policy: Policy | None


def refusal(code: str, message: str, hint: str | None = None) -> Diagnostic:
    """Return the finding that keeps one endpoint from being adopted."""
    return Diagnostic(code, Severity.ERROR, message, hint=hint)


def service_of(existing: Existing) -> catalog.EndpointService | None:
    """Return the AWS service that the endpoint leads to, None for anybody else's."""
    return catalog.from_service_name(existing.service_name) or catalog.endpoint_service(existing.service_name)


def eligible(existing: Existing, where: Where) -> Eligible | tuple[Diagnostic, ...]:
    """Return the endpoint with all that an intent needs, or every reason why there can be none."""
    if existing.carried and existing.carried.stops:
        return existing.problems
    problems = list(_unfit(existing))
    target = _target(existing, where)
    policy = _policy(existing) if _takes_policy(existing) else _no_policy(existing)
    for made in (target, policy):
        problems += made if isinstance(made, tuple) else ()
    if problems or isinstance(target, tuple) or isinstance(policy, tuple):
        return tuple(problems)
    return Eligible(existing, target, policy)


def _unfit(existing: Existing) -> Iterator[Diagnostic]:
    yield from existing.problems
    if existing.id and not _ID.fullmatch(existing.id):
        yield refusal("GV672", f"`{existing.id}` is not the id of an endpoint")
    if existing.requester_managed:
        yield refusal("GV672", "an AWS service made this endpoint and manages it", "leave it to that service")
    if existing.state and existing.state.lower() not in _ALIVE:
        yield refusal(
            "GV672", f"the endpoint is {existing.state.lower()}", "only one that works can be adopted"
        )


def _target(existing: Existing, where: Where) -> Target | tuple[Diagnostic, ...]:
    kind, service = _KINDS.get(existing.type.lower()), service_of(existing)
    region = existing.region or where.region or region_in(existing.service_name) or _region_of_arn(existing)
    account = existing.account or where.account
    partition = catalog.partition_of(region or "")
    problems = []
    if kind is None:
        hint = f"an intent knows {listed([each.terraform for each in EndpointKind])}"
        problems.append(refusal("GV672", f"the type of the endpoint is {existing.type}", hint))
    named = service.name if service else _called(existing)
    if named is None:
        hint = (
            "an intent is about services of AWS, `gen-vpce catalog` lists them, and `com.amazonaws.vpce...`"
        )
        problems.append(
            refusal("GV673", f"`{existing.service_name}` is not in the catalogue of services", hint)
        )
    if region is None or partition is None:
        message = f"unknown Region `{region}`" if region else "the endpoint's Region is unknown"
        problems.append(refusal("GV674", message, "give it with --region"))
    if account is None:
        problems.append(refusal("GV674", "the endpoint's account is unknown", "give it with --account"))
    if kind is None or named is None or region is None or partition is None or account is None:
        return tuple(problems)
    place = Place(region, account, partition, service.iam_prefix if service else None)
    return Target(named, kind, place, is_of_aws=service is not None)


def _region_of_arn(existing: Existing) -> str | None:
    """Return the Region of the resource or the service network, which is that of the endpoint."""
    arn = existing.resource_configuration_arn or existing.service_network_arn or ""
    return next(iter(arn.split(":")[3:4]), None)


def _called(existing: Existing) -> str | None:
    """Return what to call an endpoint that leads to no service of AWS's, None where nobody knows to what."""
    kind = _KINDS.get(existing.type.lower())
    if existing.resource_configuration_arn or existing.service_network_arn:
        return str(kind)
    if is_partner(existing.service_name):
        return "partner" if kind is EndpointKind.INTERFACE else str(kind)
    return None


def _takes_policy(existing: Existing) -> bool:
    service = service_of(existing)
    return service is not None and service.policy_support is not False


def _no_policy(existing: Existing) -> tuple[Diagnostic, ...] | None:
    """Return the refusal of a policy where AWS takes none: its own default is none that somebody wrote."""
    read = read_at(Positions(existing.policy, "its policy")).policy if existing.policy else None
    if existing.policy is None or (read and same_statements(read, FULL_ACCESS)):
        return None
    hint = "take the policy out of the source first" if existing.carried else None
    return (refusal("GV675", "it has a policy, and AWS takes none there", hint),)


def _policy(existing: Existing) -> Policy | tuple[Diagnostic, ...]:
    if existing.policy is None and any("policy" in each.message for each in existing.problems):
        return ()  # why it is not known is told
    if existing.policy is None:
        hint = "a module always sets a policy, and AWS refuses one where the service takes none"
        if existing.carried:
            hint = "AWS lets everything pass: write a policy that allows it into the source, and apply that"
        return (refusal("GV675", "the endpoint has no policy", hint),)
    read = read_at(Positions(existing.policy, "its policy"))
    if read.policy is None:
        wrong = (found for found in read.diagnostics if found.severity is Severity.ERROR)
        return tuple(
            refusal("GV675", f"its policy cannot be read: {found.message}", found.hint) for found in wrong
        )
    return in_texts(read.policy)
