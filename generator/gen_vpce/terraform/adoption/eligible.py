"""Whether an endpoint can be taken over at all, and what its intent is to be about."""

import re
from collections.abc import Iterator

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.intent.endpoint_arguments import PARTNER, TYPES, is_partner
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy
from gen_vpce.policy.positions import Positions
from gen_vpce.policy.read import read_at
from gen_vpce.terraform.adoption.existing import Existing, region_in
from gen_vpce.terraform.adoption.expressed import Target
from gen_vpce.terraform.adoption.invert import Place
from gen_vpce.terraform.adoption.letter import in_texts

_ID = re.compile(r"vpce-([0-9a-f]{8}|[0-9a-f]{17})")
_KINDS = {"gateway": EndpointKind.GATEWAY, "interface": EndpointKind.INTERFACE}
_ALIVE = frozenset({"available", "pending", "pendingacceptance", "partial"})


class Where(Struct, frozen=True):
    """The Region and account of endpoints that do not tell theirs, and the organization in their policies."""

    region: str | None = None
    account: str | None = None
    organization: str | None = None


class Eligible(Struct, frozen=True):
    """An endpoint that an intent can be about, with its policy."""

    existing: Existing
    target: Target
    policy: Policy


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
    policy = _policy(existing)
    for made in (target, policy):
        problems += made if isinstance(made, tuple) else ()
    if problems or isinstance(target, tuple) or isinstance(policy, tuple):
        return tuple(problems)
    return Eligible(existing, target, policy)


def _unfit(existing: Existing) -> Iterator[Diagnostic]:
    yield from existing.problems
    if existing.id and not _ID.fullmatch(existing.id):
        yield refusal("GV652", f"`{existing.id}` is not the id of an endpoint")
    if existing.requester_managed:
        yield refusal("GV652", "an AWS service made this endpoint and manages it", "leave it to that service")
    if existing.state and existing.state.lower() not in _ALIVE:
        yield refusal(
            "GV652", f"the endpoint is {existing.state.lower()}", "only one that works can be adopted"
        )


def _target(existing: Existing, where: Where) -> Target | tuple[Diagnostic, ...]:
    kind, service = _KINDS.get(existing.type.lower()), service_of(existing)
    region = existing.region or where.region or region_in(existing.service_name)
    account = existing.account or where.account
    partition = catalog.partition_of(region or "")
    problems = []
    if kind is None:
        known = TYPES.get(existing.type.lower())
        hint = known or "only gateway and interface endpoints have policies that an intent can say"
        problems.append(refusal("GV652", f"the type of the endpoint is {existing.type}", hint))
    if service is None:
        partner = PARTNER if is_partner(existing.service_name) else None
        hint = partner or "an intent is about services of AWS, `gen-vpce catalog` lists them"
        problems.append(
            refusal("GV653", f"`{existing.service_name}` is not in the catalogue of services", hint)
        )
    if region is None or partition is None:
        message = f"unknown Region `{region}`" if region else "nothing tells the endpoint's Region"
        problems.append(refusal("GV654", message, "say it with --region"))
    if account is None:
        problems.append(refusal("GV654", "nothing tells the endpoint's account", "say it with --account"))
    if kind is None or service is None or region is None or partition is None or account is None:
        return tuple(problems)
    return Target(service.name, kind, Place(region, account, partition, service.iam_prefix))


def _policy(existing: Existing) -> Policy | tuple[Diagnostic, ...]:
    if existing.policy is None and any("policy" in each.message for each in existing.problems):
        return ()  # why it is not known is told
    if existing.policy is None:
        hint = "a module always sets a policy, and AWS refuses one where the service takes none"
        if existing.carried:
            hint = (
                "AWS lets everything pass there: say so in the source, `allow` of everything, and apply that"
            )
        return (refusal("GV655", "the endpoint has no policy", hint),)
    read = read_at(Positions(existing.policy, "its policy"))
    if read.policy is None:
        wrong = (found for found in read.diagnostics if found.severity is Severity.ERROR)
        return tuple(
            refusal("GV655", f"its policy cannot be read: {found.message}", found.hint) for found in wrong
        )
    return in_texts(read.policy)
