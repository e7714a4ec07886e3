"""What the endpoints of a Terraform configuration need of each other, as far as its source tells.

What is not known is taken for the best that it may be, so that a finding holds whatever it is.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from gen_vpce.configuration.policies.model import Configuration, Endpoint, FoundPolicy, Standing
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.lint.one_vpc import Neighbour, unmet_needs
from gen_vpce.lint.policy_kind import of_endpoint
from gen_vpce.policy.document import FULL_ACCESS, Effect, Policy, Statement
from gen_vpce.policy.read import read_at
from gen_vpce.policy.symbols import has_marker, with_markers_as

_Texts = tuple[str, ...] | None


def needs_of_configuration(configuration: Configuration) -> Iterator[Diagnostic]:
    """Yield the findings, each at the endpoint that it is about."""
    near = [made for each in configuration.endpoints if (made := _neighbour(each, configuration))]
    for need in unmet_needs(near):
        endpoint = configuration.endpoint(need.about.name)
        yield need.finding(endpoint.place.span if endpoint else None)


def _neighbour(endpoint: Endpoint, configuration: Configuration) -> Neighbour | None:
    attached = of_endpoint(endpoint.service_name, endpoint.type or "Gateway")
    if attached.service is None:
        return None
    return Neighbour(
        endpoint.address,
        attached.service.name,
        attached.region,
        endpoint.vpc,
        _policy(endpoint, configuration),
        is_gateway=attached.endpoint_type == "gateway",
        private_dns=endpoint.private_dns,
    )


def _policy(endpoint: Endpoint, configuration: Configuration) -> Policy | None:
    if endpoint.standing is Standing.FULL_ACCESS:
        return FULL_ACCESS
    own = [each for each in configuration.policies if each.endpoint == endpoint.address]
    return _widest(own[0]) if len(own) == 1 else None


def _widest(found: FoundPolicy) -> Policy | None:
    """Return the widest policy that *found* may be, None where it is another one in another world."""
    if len(found.variants) != 1 or found.without or found.variants[0].hidden or not found.complete:
        return None
    policy = read_at(found.variants[0].positions).policy
    if policy is None:
        return None
    statements = (_statement(each) for each in policy)
    return replace(policy, statements=tuple(each for each in statements if each))


def _statement(statement: Statement) -> Statement | None:
    """Return an Allow that allows all that it may, and no Deny that may deny something else."""
    lists = (statement.actions, statement.not_actions, statement.resources, statement.not_resources)
    if statement.effect is Effect.DENY:
        return None if any(has_marker(text) for texts in lists for text in texts or ()) else statement
    return replace(
        statement,
        actions=_as_anything(statement.actions),
        not_actions=_known(statement.not_actions),
        resources=_as_anything(statement.resources),
        not_resources=_known(statement.not_resources),
    )


def _as_anything(texts: _Texts) -> _Texts:
    return None if texts is None else tuple(with_markers_as(text, "*") for text in texts)


def _known(texts: _Texts) -> _Texts:
    return None if texts is None else tuple(text for text in texts if not has_marker(text))
