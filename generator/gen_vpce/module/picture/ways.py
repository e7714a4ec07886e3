"""Ways through the endpoints of one deployment, from callers to resources, as its statements say."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.diagnostics.english import first_of
from gen_vpce.intent.model import Endpoint, Intent, ThroughRef
from gen_vpce.intent.places.alike import Texts
from gen_vpce.module.by_deployment import Part
from gen_vpce.policy.document import Effect, PolicyKind, Statement
from gen_vpce.policy.short_names import resource_names
from gen_vpce.policy.wording import each_caller, sorted_out

_APART = 8  # callers or resources of one statement that are things of their own; more are one
_SHOWN = 3
_PARTS = 6
OPEN, AWS = "open", "aws"


class End(Struct, frozen=True):
    """One end of a way: its kind, its label, and the class of its look, if any.

    A label that `is_name` is the name of an endpoint or of a service, the same in all deployments.
    """

    kind: str
    label: str
    look: str = ""
    is_name: bool = False


class Way(Struct, frozen=True):
    """One piece of a way, with Mermaid's arrow and what is said at it."""

    start: End
    end: End
    arrow: str = "-->"
    said: str = ""

    @property
    def form(self) -> tuple[object, ...]:
        """What ways have in common that differ in the texts of deployments alone."""
        ends = ((end.kind, end.look, end.label if end.is_name else None) for end in (self.start, self.end))
        return (*ends, self.arrow, self.said)

    @property
    def texts(self) -> Texts:
        """The labels that deployments may have in common."""
        return tuple(end.label for end in (self.start, self.end) if not end.is_name)


def ways(part: Part) -> Iterator[Way]:
    """Yield what leads through the endpoints of *part*, and what may be reached by no other way."""
    intent = part.intent
    for document in part.documents:
        if document.kind is PolicyKind.ENDPOINT:
            endpoint = intent.endpoint(document.subject)
            titles = _titles(endpoint, intent)
            for statement in document.policy:
                if statement.effect is Effect.ALLOW:
                    yield from _allowed(statement, endpoint, titles)
    for policy in intent.identity_policies:
        who = End("caller", f"whoever has the policy {policy.name}")
        for way in policy.deny_unless_through:
            yield Way(who, _through(way), "-.->", "no other way")
    for on in intent.resource_policies:
        for way in on.deny_unless_through:
            yield Way(_through(way), End("resource", _label(on.arns[0])), "-.->", "no other way")


def endpoint_label(part: Part, name: str) -> str | None:
    """Return what an endpoint is called, with its kind, its Region and its network; None where it is not."""
    endpoint = _endpoint(part.intent, name)
    if endpoint is None:
        return None
    region = endpoint.service_region or part.intent.region
    return " · ".join((endpoint.name, endpoint.kind, region, *_network(endpoint)))


def service_label(part: Part, name: str) -> str | None:
    """Return what the endpoint leads to: a service of AWS's, and what ends the name of anything else."""
    endpoint = _endpoint(part.intent, name)
    if endpoint is None:
        return None
    arn = endpoint.resource_configuration_arn or endpoint.service_network_arn or ""
    return endpoint.service or endpoint.service_name.rpartition(".")[2] or arn.rpartition(":")[2]


def denies(part: Part, name: str) -> bool:
    """Whether the policy of an endpoint has statements of Deny."""
    return any(
        statement.effect is Effect.DENY
        for each in part.documents
        if each.kind is PolicyKind.ENDPOINT and each.subject == name
        for statement in each.policy
    )


def vpc_label(part: Part, name: str) -> str | None:
    """Return what the VPC of an endpoint is called; None where the endpoint is not in *part*."""
    endpoint = _endpoint(part.intent, name)
    if endpoint is None:
        return None
    if endpoint.vpc_tags:
        return f"VPC tagged {_tags(endpoint.vpc_tags)}"
    return endpoint.vpc_id or f"VPC of {part.intent.name}"


def _endpoint(intent: Intent, name: str) -> Endpoint | None:
    return next((each for each in intent.every_endpoint if each.name == name), None)


def _network(endpoint: Endpoint) -> Iterator[str]:
    """Yield where an endpoint stands within its VPC, as far as the intent says it."""
    for what, ids, tags in (
        ("route tables", endpoint.route_table_ids, endpoint.route_table_tags),
        ("subnets", endpoint.subnet_ids, endpoint.subnet_tags),
    ):
        if tags:
            yield f"{what} tagged {_tags(tags)}"
        elif ids:
            yield first_of(ids, _SHOWN)


def _tags(tags: Mapping[str, str]) -> str:
    return first_of([f"{key}={value}" for key, value in tags.items()], _SHOWN)


def _through(way: ThroughRef) -> End:
    if way.endpoint is not None:
        return End("endpoint", way.endpoint, is_name=True)
    return End("endpoint", f"{way.vpce_id} · of another module")


def _allowed(statement: Statement, endpoint: Endpoint, titles: Mapping[str, str]) -> Iterator[Way]:
    """Yield the pieces of the way that *statement* opens."""
    callers, owners, rest = sorted_out(statement)
    everyone = not callers and statement.principals is not None and statement.principals.is_everyone
    things = list(dict.fromkeys(_things(statement, endpoint, owners, titles)))
    is_open = everyone and not rest and any(each.look == OPEN for each in things)
    arrow = "==>" if is_open else "-->"
    door = End("endpoint", endpoint.name, is_name=True)
    names = tuple(map(_noted, each_caller(statement)))
    for name in (_several(names),) if len(names) > _APART else names:
        look = OPEN if everyone else AWS if name == "AWS services" else ""
        yield Way(End("caller", name, look), door, arrow, "under conditions" if rest else "")
    if len(things) > _APART:
        things = [End("resource", _several([each.label for each in things]), things[0].look)]
    for thing in things:
        yield Way(End("service", endpoint.service, is_name=True), thing, arrow)


def _things(
    statement: Statement, endpoint: Endpoint, owners: Iterable[str], titles: Mapping[str, str]
) -> Iterator[End]:
    """Yield the resources of *statement*, each with what lies inside it."""
    owned = "".join(f" {each}" for each in owners)
    if statement.not_resources is not None:
        yield End("resource", f"everything but {resource_names(statement.not_resources)}{owned}", OPEN)
        return
    arns = statement.resources or ("*",)
    if "*" in arns:
        label = f"everything{owned}" if owned else f"everything of {endpoint.iam_prefix}"
        yield End("resource", label, "" if owned else OPEN)
        return
    tops: list[str] = []
    for arn in sorted(arns):
        if any(arn.startswith(f"{top}/") for top in tops):
            continue
        tops.append(arn)
    for arn in tops:
        title = titles.get(arn)
        yield End("resource", title or f"{_label(arn)}{owned}", AWS if title else "")


def _titles(endpoint: Endpoint, intent: Intent) -> dict[str, str]:
    """Return the ARNs that AWS owns of an endpoint's features, with the title of the feature."""
    names = {name for grant in endpoint.allow for name in grant.service_owned}
    features = catalog.owned_features(endpoint.iam_prefix) if names else {}
    return {
        arn: feature.title
        for name, feature in features.items()
        if name in names
        for arn in catalog.owned_resources(feature, intent.region, intent.partition)
    }


def _label(arn: str) -> str:
    """Return the name of a resource, with its service, its Region and its account."""
    parts = arn.split(":", _PARTS - 1)
    if len(parts) < _PARTS:
        return arn
    return " · ".join((parts[5], *(each for each in parts[2:5] if each not in ("", "*"))))


def _noted(name: str) -> str:
    """Return the name of a caller, its account behind it."""
    name, of, account = name.rpartition(" of account ")
    return f"{name} · account {account}" if of else account


def _several(names: Iterable[str]) -> str:
    return first_of([each.partition(" · ")[0] for each in names], _SHOWN)
