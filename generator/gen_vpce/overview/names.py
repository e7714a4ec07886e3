"""Names and ids of callers and resources, as the report shows them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256

from gen_vpce import catalog
from gen_vpce.access.decision.condition_tests import text_of
from gen_vpce.access.decision.request import ContextValue, Request, request_in_words
from gen_vpce.access.reach import callers, resources
from gen_vpce.access.reach.callers import CallerKind
from gen_vpce.access.reach.resources import ResourceKind
from gen_vpce.overview.model import Caller, Example, Resource
from gen_vpce.policy.short_names import caller_name

_ARN_PARTS = 6
_OF_KIND = {
    CallerKind.AWS_SERVICES: "AWS services",
    CallerKind.OTHERS: "everyone else with credentials",
    CallerKind.ANONYMOUS: "anyone without credentials",
}
_OWNED_BY = {ResourceKind.ACCOUNT: "account", ResourceKind.ORGANIZATION: "organization"}


def identity(prefix: str, *parts: str) -> str:
    """Return an id made from what the thing is."""
    return prefix + sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def caller_of(caller: callers.Caller) -> Caller:
    """Return *caller* with its name."""
    return Caller(identity("c", caller.kind, caller.value), caller.kind, _caller_name(caller), caller.value)


def _caller_name(caller: callers.Caller) -> str:
    if caller.kind is CallerKind.ARN:
        return caller_name("AWS", caller.value)
    if caller.kind is CallerKind.ENTRY:
        return caller_name(*caller.value.split(":", 1))
    if caller.kind in (CallerKind.ACCOUNT, CallerKind.ORGANIZATION):
        return f"{caller.kind} {caller.value}"
    if caller.kind is CallerKind.PATH:
        return f"organization path {caller.value}"
    return _OF_KIND[caller.kind]


def resources_of(
    resource: resources.Resource, service: str, features: Mapping[str, str]
) -> Iterator[Resource]:
    """Yield the things that *resource* stands for, each with what lies inside it.

    *features* gives the title of the feature of AWS that an ARN belongs to.
    """
    if resource.kind is ResourceKind.OTHERS:
        yield Resource(
            identity("r", resource.kind, service), resource.kind, f"everything else of {service}", service
        )
        return
    if resource.kind in _OWNED_BY:
        name = f"what {_OWNED_BY[resource.kind]} {resource.values[0]} owns"
        key = identity("r", resource.kind, service, *resource.values)
        yield Resource(key, resource.kind, name, service, resource.values)
        return
    for title, arns in _things(resource.values, features).items():
        of_aws = resource.kind is ResourceKind.AWS
        key = identity("r", resource.kind, *arns)
        yield Resource(key, resource.kind, title, _service(arns[0]) or service, tuple(arns), of_aws)


def _things(arns: Iterable[str], features: Mapping[str, str]) -> dict[str, list[str]]:
    """Return *arns* by the name of the thing that they are, or lie in: a table and its indexes."""
    found: dict[str, list[str]] = {}
    tops: dict[str, str] = {}
    for arn in sorted(arns):
        top = next((each for each in tops if arn.startswith(f"{each}/")), arn)
        name = tops.get(top) or features.get(arn) or _short(arn)
        if top == arn and found.get(name) and arn not in features:
            name = arn
        tops.setdefault(top, name)
        found.setdefault(name, []).append(arn)
    return found


def _short(arn: str) -> str:
    parts = arn.split(":", _ARN_PARTS - 1)
    return parts[5] if len(parts) == _ARN_PARTS else arn


def _service(arn: str) -> str:
    parts = arn.split(":", _ARN_PARTS - 1)
    return parts[2] if len(parts) == _ARN_PARTS else ""


def features_of(prefixes: Iterable[str], region: str, partition: str) -> dict[str, str]:
    """Return the ARNs that features of AWS need in a Region, with the title of the feature."""
    found: dict[str, str] = {}
    for prefix in prefixes:
        for feature in catalog.owned_features(prefix).values():
            for arn in catalog.owned_resources(feature, region, partition):
                found.setdefault(arn, feature.title)
    return found


def example_of(request: Request | None, shown: Callable[[str], str] = str) -> Example | None:
    """Return a request as the report shows it; *shown* puts symbols in the place of what stands for them."""
    if request is None:
        return None
    return Example(
        shown(request.principal),
        request.action,
        shown(request.resource),
        {key: _texts(value, shown) for key, value in request.context.items()},
        shown(request_in_words(request)),
    )


def _texts(value: ContextValue, shown: Callable[[str], str]) -> tuple[str, ...] | None:
    if value is None:
        return None
    return tuple(shown(text_of(each)) for each in (value if isinstance(value, list | tuple) else (value,)))
