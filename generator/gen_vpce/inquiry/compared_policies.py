"""The policies of source as sides of a comparison, by the addresses of their resources."""

from collections.abc import Iterator
from pathlib import Path

from gen_vpce.configuration.policies.model import Configuration, FoundPolicy, Standing
from gen_vpce.configuration.policies.request import Request
from gen_vpce.inquiry.part import Part, worlds_in_words
from gen_vpce.inquiry.source_configurations import configurations
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import FULL_ACCESS, Policy, PolicyKind
from gen_vpce.policy.read import read_at

_NOTHING = Policy(())


def parts(top: Path, request: Request | None = None) -> tuple[Part, ...]:
    """Return every policy of the source below *top*; one that is not read is a doubt and says why."""
    return tuple(
        part
        for each in configurations(top, request)
        for part in of_configuration(each.configuration, each.before)
    )


def of_configuration(configuration: Configuration, before: str = "") -> Iterator[Part]:
    """Yield the policies of one root module or template."""
    for policy in configuration.policies:
        yield from _of_policy(policy, configuration, before)
    for endpoint in configuration.endpoints:
        if endpoint.standing is Standing.FULL_ACCESS:
            kind = _endpoint_kind(endpoint.type)
            yield Part(f"{before}{endpoint.address} (endpoint)", PolicyKind.ENDPOINT, FULL_ACCESS, kind)
    for missing in configuration.not_read:
        label = f"{before}{missing.address} (endpoint)"
        yield Part(label, PolicyKind.ENDPOINT, _NOTHING, doubt=f"the policy is not read: {missing.reason}")


def _of_policy(policy: FoundPolicy, configuration: Configuration, before: str) -> Iterator[Part]:
    kind = policy.kind or PolicyKind.RESOURCE
    endpoint = configuration.endpoint(policy.endpoint)
    doubt = None if policy.kind else "the kind of the policy is not known"
    if not policy.complete:
        doubt = "more conditions are open than are looked at"
    label = f"{before}{policy.endpoint or policy.address} ({kind})"
    endpoint_kind = _endpoint_kind(endpoint.type if endpoint else None)
    for answers in policy.without:
        where = f"{label}{worlds_in_words(answers)}"
        yield Part(where, kind, FULL_ACCESS, endpoint_kind, doubt=doubt, of=label, assumed=dict(answers))
    for variant in policy.variants:
        found = read_at(variant.positions).policy
        wrong = "the policy has errors: gen-vpce lint names them" if found is None else doubt
        hidden = f"a statement is not known: {variant.hidden[0]}" if variant.hidden else wrong
        yield Part(
            f"{label}{worlds_in_words(variant.assumed)}",
            kind,
            found or _NOTHING,
            endpoint_kind,
            {symbol.name: symbol.form for symbol in variant.symbols},
            hidden,
            label,
            dict(variant.assumed),
        )


def _endpoint_kind(written: str | None) -> EndpointKind | None:
    folded = (written or "").casefold()
    return next((kind for kind in EndpointKind if kind == folded), None)
