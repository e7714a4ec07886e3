"""Expectations about the endpoints of source: `gen-vpce test infra --expect FILE`.

An expectation names an endpoint by its address, or by its logical id in a template, with or without the key
of an instance. It is decided at each endpoint that it is about, in every world of its policy.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.expectation.check import Checked, Result
from gen_vpce.access.expectation.policies_held import Holdings
from gen_vpce.access.expectation.suite import Suite, Tested, unsound
from gen_vpce.access.expectation.wording import form_words
from gen_vpce.configuration.policies.model import Configuration, Home
from gen_vpce.configuration.value.value import Failure
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.inquiry.decided_expectation import Asked, decide
from gen_vpce.inquiry.source_configurations import Named
from gen_vpce.inquiry.source_endpoints import endpoints
from gen_vpce.inquiry.symbol_values import filled_text
from gen_vpce.intent.expect_file import ExpectFile, read_expect_file
from gen_vpce.intent.model import Claim, Endpoint, EndpointKind, Expectation
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.text.node import Node
from gen_vpce.intent.text.source import read
from gen_vpce.policy.symbols import is_marker, markers_in

_REFERENCE = re.compile(
    r"""(?:data\.|local\.|var\.|module\.|aws_\w+\.)(?:[\w.-]|\[(?:\d+|"[^"\]]*")\])*[\w\]]"""
)
_KEY = re.compile(r"\[[^\[\]]*\]$")
_SEVERITY = {Result.FAILED: 0, Result.UNDECIDED: 1, Result.PASSED: 2}


class _Place(Struct, frozen=True):
    """A root module or a template, with its endpoints, and the expectations as its own names resolve them."""

    home: Home
    asked: tuple[Asked, ...]
    source: Configuration
    given: Mapping[str, str]
    expectations: tuple[Expectation, ...] = ()


def source_suite(sources: Sequence[Named], path: Path, shown: str) -> Suite:
    """Return what comes of the expectations in the file at *path*. Raises OSError when it cannot be read."""
    file, found = read_expect_file(read(path.read_bytes(), shown), of_source=True)
    if file is None:
        return unsound(found)
    given = file.given()
    places = [_place(each, given, path.parent) for each in sources]
    _check_homes(file, [each.configuration for each in sources])
    declared = {name for place in places for asked in place.asked for name in _names(asked)}
    places = [_resolved(place, declared, file) for place in places]
    problems = [*dict.fromkeys(file.found), *_broken(sources)]
    if any(each.severity is Severity.ERROR for each in file.found):
        return unsound(problems)
    tested = tuple(_tested(index, places) for index in range(len(places[0].expectations)))
    return Suite(tested, tuple(problems))


def _place(source: Named, given: Mapping[str, str], folder: Path) -> _Place:
    home = source.configuration.home
    told = {"Region": home.region, "account": home.account, "partition": home.partition}
    given = {
        name: value
        for key, value in given.items()
        for name in (markers_in(told[key]) if is_marker(told[key]) else ())
    }
    own = Home(*(filled_text(text, given) for text in (home.region, home.account, home.partition)))
    asked = (
        Asked(f"{source.before}{each.address}", each, own, folder, given)
        for each in endpoints(source.configuration)
    )
    return _Place(own, tuple(asked), source.configuration, given)


def _check_homes(file: ExpectFile, configurations: Iterable[Configuration]) -> None:
    """Find where the file says another Region or account than the source."""
    for configuration in configurations:
        home = configuration.home
        for name, told in (("region", home.region), ("account", home.account)):
            node = file.root.get(name)
            if node and told and not is_marker(told) and node.text != told:
                message = f"`{name}` is {node.text}, and the source says {told}"
                file.found.error("GV727", message, node.span, "remove it: what the source says counts")


def _broken(sources: Iterable[Named]) -> Iterator[Diagnostic]:
    for source in sources:
        for each in source.configuration.broken:
            yield Diagnostic("GV120", Severity.ERROR, each.message, each.place.span)


def _names(asked: Asked) -> tuple[str, ...]:
    """Return what an expectation may call an endpoint: its address, with the folder, without a key."""
    address = asked.endpoint.address
    return tuple(dict.fromkeys((asked.name, address, _KEY.sub("", address))))


def _resolved(place: _Place, declared: set[str], file: ExpectFile) -> _Place:
    home = place.home
    setting = Setting(home.region, home.account, home.partition, None, file.found, is_open=True)
    own = [_endpoint(asked, name) for asked in place.asked for name in _names(asked)]
    expectations = file.of_source(own, declared, setting, partial(_value, place, file))
    return replace(place, expectations=expectations)


def _value(place: _Place, file: ExpectFile, node: Node) -> Node:
    """Return what a reference to the source stands for: `aws_s3_bucket.logs.arn`, with what follows it."""
    found = _REFERENCE.match(node.text)
    if found is None or place.source.value_of is None:
        return node
    try:
        text = filled_text(place.source.value_of(found[0]), place.given) + node.text[found.end() :]
    except Failure as failure:
        file.found.error("GV231", f"`{node.text}` has no value in the source: {failure.reason}", node.span)
        return node
    return Node(node.span, value=text, text=text)


def _endpoint(asked: Asked, name: str) -> Endpoint:
    """Return what the reader of expectations has to know of an endpoint."""
    endpoint = asked.endpoint
    service = endpoint.service
    return Endpoint(
        name=name,
        label=name,
        span=endpoint.found.place.span,
        service=service.name if service else "",
        service_name=endpoint.found.service_name or "",
        iam_prefix=(service.iam_prefix if service else None) or "",
        kind=endpoint.kind or EndpointKind.INTERFACE,
        everything=False,
        service_region=endpoint.region,
    )


def _tested(index: int, places: Sequence[_Place]) -> Tested:
    """Return what comes of one expectation at all endpoints that it is about."""
    about = [(place.expectations[index], asked) for place in places for asked in place.asked]
    meant = [(each, asked) for each, asked in about if _is_about(each, asked)]
    expectation = places[0].expectations[index] if not meant else meant[0][0]
    home = places[0].home if not meant else meant[0][1].home
    words = f"{expectation.claim} {form_words(expectation, _holdings(home))}"
    if not meant:
        names = [asked.name for _, asked in about]
        return Tested(words, _unasked(expectation, "no endpoint of the source carries its action", names))
    if expectation.through is None and expectation.claim in (Claim.ALLOW, Claim.DENY) and len(meant) > 1:
        reason = "it is about one request, and does not say through which endpoint"
        return Tested(words, _unasked(expectation, reason, [asked.name for _, asked in meant]))
    checked = (decide(each, asked) for each, asked in meant)
    return Tested(words, min(checked, key=lambda each: _SEVERITY[each.result]))


def _holdings(home: Home) -> Holdings:
    return Holdings(home.account, home.region, home.partition, (), is_intent=False)


def _is_about(expectation: Expectation, asked: Asked) -> bool:
    """Whether an expectation is about an endpoint: the one that it names, or any that carries its action."""
    if expectation.through is not None:
        return expectation.through in _names(asked)
    service = asked.endpoint.service
    prefix = (expectation.action or "*").partition(":")[0].lower()
    return service is None or service.iam_prefix is None or prefix in ("*", service.iam_prefix)


def _unasked(expectation: Expectation, reason: str, names: Iterable[str]) -> Checked:
    ways = " or ".join(f"`through: {name}`" for name in names)
    finding = Diagnostic(
        "GV726",
        Severity.ERROR,
        f"`{expectation.claim}` says nothing: {reason}",
        expectation.span,
        f"add {ways}" if ways else "give a folder with endpoints",
    )
    return Checked(expectation, Result.FAILED, (finding,))
