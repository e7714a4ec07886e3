"""The endpoints of one VPC seen together: what one of them needs, and another refuses or is not there for.

The one rule behind what `generate`, `lint`, `gate` and `adopt` say of it; each makes `Neighbour`s of what it
reads.
"""

import json
from collections.abc import Iterator, Sequence

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.catalog import OwnedFeature
from gen_vpce.diagnostics import Diagnostic, Span
from gen_vpce.diagnostics.codes import all_codes
from gen_vpce.lint.acting_statements import is_about
from gen_vpce.policy.document import Effect, Policy
from gen_vpce.policy.short_names import these

REFUSES = "GV801"
REFUSES_USUAL = "GV802"
NO_PARTNER = "GV803"
NO_PRIVATE_DNS = "GV804"
CODES_OF_NEEDS = frozenset({REFUSES, REFUSES_USUAL, NO_PARTNER, NO_PRIVATE_DNS})

_S3 = "s3"
_REGION = "us-east-1"
_DENIED = (Outcome.EXPLICITLY_DENIED, Outcome.IMPLICITLY_DENIED)
_ARN_REGION = 3
_ENOUGH = 2  # fewer endpoints are no picture of a VPC


class Neighbour(Struct, frozen=True):
    """One endpoint of a VPC.

    `name` is what a message calls it, `service` the catalogue's short name, `region` that of its service.
    What nobody tells is None: of `vpc`, `policy`, `id` and `private_dns`.
    """

    name: str
    service: str
    region: str | None = None
    vpc: str | None = None
    policy: Policy | None = None
    id: str | None = None
    is_gateway: bool = False
    private_dns: bool | None = None


def leads_elsewhere(service_region: object, arn: object) -> bool:
    """Whether an endpoint with this *arn* leads to another Region than its own."""
    parts = arn.split(":") if isinstance(arn, str) else []
    return bool(service_region) and len(parts) > _ARN_REGION and parts[_ARN_REGION] != service_region


class Need(Struct, frozen=True):
    """A need that is not met: a finding of the code `code` on the endpoint `about`.

    `message` says what stops, `details`, a line each, why.
    """

    code: str
    about: Neighbour
    message: str
    hint: str
    details: tuple[str, ...] = ()

    def finding(self, span: Span | None, subject: str | None = None) -> Diagnostic:
        """Return what to report at the place *span*."""
        severity = all_codes()[self.code].severity
        return Diagnostic(
            self.code, severity, self.message, span, self.hint, subject=subject, details=self.details
        )


def unmet_needs(endpoints: Sequence[Neighbour]) -> Iterator[Need]:
    """Yield what *endpoints* need of each other and do not get, for each VPC of theirs."""
    for group in _of_one_vpc(endpoints):
        present = {catalog.without_fips(each.service) for each in group}
        stores = [each for each in group if each.service == _S3]
        if stores:
            yield from _buckets(group, stores)
        if len(group) >= _ENOUGH:
            for each in group:
                yield from _partners(each, present)
                yield from _private_dns(each, present)


def _of_one_vpc(endpoints: Sequence[Neighbour]) -> list[list[Neighbour]]:
    """Return the endpoints by VPC; where at most one VPC is told, all are taken to be in it."""
    told = {each.vpc for each in endpoints if each.vpc}
    if len(told) <= 1:
        return [list(endpoints)] if endpoints else []
    groups: dict[str | None, list[Neighbour]] = {}
    for each in endpoints:
        groups.setdefault(each.vpc, []).append(each)
    return list(groups.values())


def _buckets(group: Sequence[Neighbour], stores: Sequence[Neighbour]) -> Iterator[Need]:
    features, ways = catalog.owned_features(_S3), [(each, _layers(each)) for each in stores]
    usual: list[str] = []
    for name, need in catalog.bucket_needs().items():
        feature = features[name]
        if not _resources(stores[0], feature) or any(_serves(*way, feature) for way in ways):
            continue
        shown = next((each for each in group if catalog.without_fips(each.service) in need.shown_by), None)
        if shown:
            yield _refused(stores[0], feature, need.breaks, shown)
        elif need.is_usual and any(_is_held_to_callers(each, feature) for each in stores):
            usual.append(name)
    if usual and not any(_serves(*way, each) for way in ways for each in features.values()):
        yield _refused_usual(stores[0], usual)


def _layers(store: Neighbour) -> Layers | None:
    """Return the endpoint's policy made ready, None where nobody can tell what it allows."""
    if store.policy is None or (store.id is None and _asks_for_endpoint(store.policy)):
        return None
    return Layers(endpoint=compile_policy(store.policy, roots_only=store.is_gateway))


def _serves(store: Neighbour, layers: Layers | None, feature: OwnedFeature) -> bool:
    """Whether a request without credentials reaches a bucket of *feature*, as far as anybody can tell."""
    return layers is None or any(
        decide(layers, facts(_anonymous(action, arn, store.id))).outcome not in _DENIED
        for action in feature.actions
        for arn in _resources(store, feature)
    )


def _anonymous(action: str, arn: str, through: str | None) -> Request:
    return Request("anonymous", action, arn.replace("*", "example"), through=through, is_open=True)


def _asks_for_endpoint(policy: Policy) -> bool:
    return any(condition.key.lower() == "aws:sourcevpce" for each in policy for condition in each.conditions)


def _is_held_to_callers(store: Neighbour, feature: OwnedFeature) -> bool:
    """Whether a statement allows the buckets of *feature*, to the callers that it asks for."""
    return any(
        each.effect is Effect.ALLOW and is_about(each, action, arn)
        for each in store.policy or ()
        for action in feature.actions
        for arn in _resources(store, feature)
    )


def _resources(store: Neighbour, feature: OwnedFeature) -> tuple[str, ...]:
    return tuple(
        arn
        for region in _regions(store)
        for arn in catalog.owned_resources(feature, region, catalog.partition_of(region) or "aws")
    )


def _regions(store: Neighbour) -> tuple[str, ...]:
    """Return the Region of the endpoint; where nobody tells it, those that its policy names."""
    if store.region:
        return (store.region,)
    texts = "".join(text for each in store.policy or () for text in each.resources or ())
    named = (each for each in catalog.regions() if each in texts or each.replace("-", "") in texts)
    return tuple(named) or (_REGION,)


def _refused(store: Neighbour, feature: OwnedFeature, breaks: str, shown: Neighbour) -> Need:
    arns, actions = _resources(store, feature), list(feature.actions)
    added = {"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": list(arns)}
    return Need(
        REFUSES,
        store,
        f"the policy of `{store.name}` stops {breaks} (`{shown.name}` shows that this is in use)",
        f"in an intent, add the grant `{{service_owned: [{feature.name}]}}`; in a policy, "
        f"{json.dumps(added)}",
        (f"no {these(actions, 'or')} without credentials passes on {these(arns, shown=2)}",),
    )


def _refused_usual(store: Neighbour, names: Sequence[str]) -> Need:
    needs = catalog.bucket_needs()
    return Need(
        REFUSES_USUAL,
        store,
        f"the policy of `{store.name}` asks who calls, and AWS's own buckets are read without credentials",
        f"in an intent, add the grant `{{service_owned: [{', '.join(names)}]}}` with the features in use; "
        "`gen-vpce catalog s3` lists their buckets",
        (f"where they are in use, it stops {these([needs[name].breaks for name in names])}",),
    )


def _partners(endpoint: Neighbour, present: set[str]) -> Iterator[Need]:
    missing = catalog.missing_partners(endpoint.service, present)
    if missing:
        breaks = catalog.partners()[catalog.without_fips(endpoint.service)].breaks
        yield Need(
            NO_PARTNER,
            endpoint,
            f"`{endpoint.name}` stands without an endpoint of {these(missing)}",
            f"add an endpoint of {these(missing)}; where the VPC has one, accept this finding",
            (f"where the VPC has no other way to AWS, this stops {breaks}",),
        )


def _private_dns(endpoint: Neighbour, present: set[str]) -> Iterator[Need]:
    """Yield that the usual name of one of a group of partners does not lead to its endpoint."""
    for first, partners in catalog.partners().items():
        group = {first, *partners.needs} - {_S3}
        if (
            first in present
            and catalog.without_fips(endpoint.service) in group
            and endpoint.private_dns is False
        ):
            yield Need(
                NO_PRIVATE_DNS,
                endpoint,
                f"`{endpoint.name}` has private DNS off: the name of {endpoint.service} leads elsewhere",
                "write `private_dns_enabled: true`, or have the clients name the endpoint",
                (f"where the VPC has no other way to AWS, this stops {partners.breaks}",),
            )
