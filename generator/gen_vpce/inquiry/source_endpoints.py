"""The endpoints of source with their policies in every world, made ready to be asked."""

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field

from gen_vpce import catalog
from gen_vpce.configuration.policies.model import Configuration, Endpoint, FoundPolicy, Standing, Variant
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.diagnostics import Span
from gen_vpce.intent.model import EndpointKind
from gen_vpce.lint.policy_kind import of_endpoint
from gen_vpce.policy.document import FULL_ACCESS, Policy
from gen_vpce.policy.read import read_at


class Reading(Struct, frozen=True):
    """The policy of an endpoint in one world; `assumed` are the answers to conditions that are not known.

    `forms` are those of its symbols, `origin` gives the place of a statement by its number.
    """

    policy: Policy
    origin: Callable[[int], Span]
    forms: Mapping[str, Form] = field(default_factory=dict)
    assumed: Mapping[str, bool] = field(default_factory=dict)


class SourceEndpoint(Struct, frozen=True):
    """An endpoint of source: what is known of it, and its policy in every world.

    `doubt` says why not all of its policy is known. Of `found`, texts hold symbols as their markers.
    """

    found: Endpoint
    service: catalog.EndpointService | None
    kind: EndpointKind | None
    region: str | None = None
    readings: tuple[Reading, ...] = ()
    doubt: str | None = None

    @property
    def address(self) -> str:
        """Its address in its root module, or its logical id in its template."""
        return self.found.address


def endpoints(configuration: Configuration) -> Iterator[SourceEndpoint]:
    """Yield the endpoints of a configuration that have an instance."""
    for each in configuration.endpoints:
        attached = of_endpoint(each.service_name, each.type)
        kind = next((kind for kind in EndpointKind if kind == (each.type or "").casefold()), None)
        own = [policy for policy in configuration.policies if policy.endpoint == each.address]
        readings = [made for policy in own for variant in policy.variants if (made := _reading(variant))]
        readings += [_full_access(each, dict(answers)) for policy in own for answers in policy.without]
        if each.standing is Standing.FULL_ACCESS:
            readings = [_full_access(each, {})]
        doubt = _doubt(each, own, configuration)
        yield SourceEndpoint(each, attached.service, kind, attached.region, tuple(readings), doubt)


def _full_access(endpoint: Endpoint, assumed: Mapping[str, bool]) -> Reading:
    return Reading(FULL_ACCESS, lambda _: endpoint.place.span, assumed=assumed)


def _reading(variant: Variant) -> Reading | None:
    policy = read_at(variant.positions).policy
    if policy is None:
        return None
    forms = {symbol.name: symbol.form for symbol in variant.symbols}
    positions = variant.positions
    return Reading(
        policy,
        lambda number: positions.span(("Statement", number)),
        forms,
        dict(variant.assumed),
    )


def _doubt(endpoint: Endpoint, own: list[FoundPolicy], configuration: Configuration) -> str | None:
    """Return why not all of the policy of an endpoint is known."""
    if endpoint.standing is Standing.FULL_ACCESS:
        return None
    missing = [
        each.reason for each in configuration.not_read if endpoint.address in (each.address, each.endpoint)
    ]
    if missing or not own:
        return f"the policy is not read: {(missing or ['it is not at hand'])[0]}"
    if any(not each.complete for each in own):
        return "more conditions are open than are looked at"
    for variant in (variant for each in own for variant in each.variants):
        if variant.hidden:
            return f"a statement is not known: {variant.hidden[0]}"
        if read_at(variant.positions).policy is None:
            return "the policy has errors: gen-vpce lint names them"
    return None
