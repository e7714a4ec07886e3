"""Endpoints of Terraform source, as far as an intent can say them: with values for account and Region.

An intent names the account, the Region and everything else by its value. What is left open in the policy once
these are given keeps an endpoint from being adopted; so does a policy that depends on a condition.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.configuration.evaluation.world import conditions
from gen_vpce.configuration.files import is_configuration
from gen_vpce.configuration.module.provider import Provider
from gen_vpce.configuration.policies.model import Configuration, Endpoint, FoundPolicy, NotRead, Standing
from gen_vpce.configuration.policies.policy_types import ENDPOINT
from gen_vpce.configuration.policies.read import read
from gen_vpce.configuration.policies.request import Request
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.configuration.value.value import Unknown, Value, known_text
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.inquiry.source_configurations import configurations
from gen_vpce.inquiry.symbol_values import filled_text
from gen_vpce.module.paths import INTENT
from gen_vpce.policy.symbols import CLOSING, OPENING, has_marker, marker, markers_in
from gen_vpce.terraform.adoption.eligible import Where, refusal
from gen_vpce.terraform.adoption.existing import Carried, Existing, region_in
from gen_vpce.terraform.adoption.resource_policies import HeldPolicy
from gen_vpce.terraform.adoption.resource_policies_in_source import (
    held_policy,
    not_read,
    own_policies,
    type_of,
)
from gen_vpce.terraform.adoption.source import Source
from gen_vpce.terraform.adoption.source_arguments import Arguments, arguments
from gen_vpce.terraform.resource_types import HOLDERS

_REGION_OF_SERVICE = re.compile(rf"com\.amazonaws\.{OPENING}([^{CLOSING}]+){CLOSING}\.")
"""The Region in the name of a service is that of the endpoint, unless `service_region` says another one."""
_IN_ITS_PLACE = ("resource_configuration_arn", "service_network_arn")
"""What says in the place of the name of a service what an endpoint leads to."""
_KEY = re.compile(r"\[[^\[\]]*\]$")
_STATE = "adopt it from a state: terraform show -json | gen-vpce adopt - --root . --from-address state"


class OfSource(Struct, frozen=True):
    """The endpoints of a root module, and its folder."""

    source: Source
    folder: Path


def read_folder(top: Path, where: Where, request: Request) -> OfSource:
    """Return the endpoints of the module in *top*, or of the one root module below it; raises OSError."""
    if any(is_configuration(path) for path in top.iterdir()):
        found = [read(top, request, request.library(top))]
    else:
        found = [each.configuration for each in configurations(top, request)]
    roots = [each for each in found if not each.is_template]
    if len(roots) != 1:
        return OfSource(Source(diagnostics=(_no_root(top, found, roots),)), top)
    (root,) = roots
    broken = tuple(Diagnostic("GV120", Severity.ERROR, each.message, each.place.span) for each in root.broken)
    endpoints = tuple(_existing(each, root, where) for each in root.endpoints if not _is_generated(each))
    policies = tuple(_policies(root, where))
    if not endpoints and not policies and not broken:
        message = f"there is no endpoint in {top}, and no policy of a resource"
        hint = None
        if unused := [each for each in root.unused if type_of(each.address) == ENDPOINT]:
            named = " and ".join(each.address for each in unused)
            message = f"no endpoint in {top} has an instance, of {named}: {unused[0].reason}"
            hint = "give what it depends on a value: --var, --var-file"
        missing = Diagnostic("GV671", Severity.ERROR, message, Span(str(top)), hint)
        return OfSource(Source(diagnostics=(missing,)), root.folder)
    left = tuple(own_policies(root))
    return OfSource(Source(endpoints, policies=policies, left=left, diagnostics=broken), root.folder)


def _policies(root: Configuration, where: Where) -> Iterator[HeldPolicy]:
    """Yield the policies of resources that the root module holds, with values for all but endpoints."""
    for found in root.policies:
        if type_of(found.address) in HOLDERS and not _is_generated(found):
            yield held_policy(found, *_held_values(found, where))
    for each in root.not_read:
        if type_of(each.address) in HOLDERS and not _is_generated(each):
            yield not_read(each)


def _held_values(
    found: FoundPolicy, where: Where
) -> tuple[Mapping[str, str], tuple[str | None, str | None], Callable[[Arguments], str | None]]:
    provider = found.resource.provider() if found.resource else None
    place = _place(provider, where, None)
    told = (provider.region, provider.account, provider.partition) if provider else ()
    unsaid = [name for value in told for name in _name(value)]
    unsaid += (symbol.name for symbol in found.symbols if re.match(rf"{ENDPOINT}\.[^ ]+\.id$", symbol.name))
    return place.values, (place.region, place.account), lambda made: _text(found, place.values, unsaid, made)


def _no_root(top: Path, found: Sequence[Configuration], roots: Sequence[Configuration]) -> Diagnostic:
    shown = str(top)
    if roots:
        names = ", ".join(each.folder.as_posix() for each in roots)
        message = f"{shown} holds {len(roots)} root modules: {names}"
        return Diagnostic("GV682", Severity.ERROR, message, Span(shown), "adopt each by itself")
    if found:
        message = f"{shown} holds templates of CloudFormation, whose endpoints belong to a stack"
        hint = "give the output of `aws ec2 describe-vpc-endpoints`, and see CloudFormation's DeletionPolicy"
        return Diagnostic("GV671", Severity.ERROR, message, Span(shown), hint)
    hint = "give a folder with .tf files, or the output of `aws ec2 describe-vpc-endpoints`"
    return Diagnostic("GV671", Severity.ERROR, f"there is no Terraform in {shown}", Span(shown), hint)


def _existing(endpoint: Endpoint, root: Configuration, where: Where) -> Existing:
    address = endpoint.address
    block = _KEY.sub("", address)
    if endpoint.resource is None or address.startswith("module."):
        carried = Carried(block, endpoint.place.span, stops=True)
        return _refused(endpoint, carried, _not_declared(endpoint))
    key = address.removeprefix(block)
    made = arguments(endpoint.resource, key)
    place = _place(endpoint.resource.provider(), where, endpoint)
    policy = _policy(endpoint, root, place.values, made)
    made.problems += _beside(endpoint, root)
    service_name = filled_text(endpoint.service_name or "", place.values)
    is_open = has_marker(service_name) or not (service_name or any(map(made.texts.get, _IN_ITS_PLACE)))
    if is_open:
        made.problems.append(_open_text("service_name", service_name))
    own = [each for each in root.policies if each.endpoint == address and each.address != address]
    separate = tuple((_KEY.sub("", each.address), each.place.span) for each in own)
    return Existing(
        id=None,
        service_name=service_name,
        type=endpoint.type or "Gateway",
        policy=policy,
        region=place.region,
        account=place.account,
        address=address.replace("[count.index]", "[0]"),
        carried=Carried(block, endpoint.place.span, made.passed, made.key, separate, stops=is_open),
        problems=tuple(made.problems),
        tags=made.tags,
        own_tags=made.tags,
        vpc_id=made.texts.get("vpc_id"),
        route_table_ids=made.lists.get("route_table_ids", ()),
        subnet_ids=made.lists.get("subnet_ids", ()),
        security_group_ids=made.lists.get("security_group_ids", ()),
        private_dns_enabled=made.flags.get("private_dns_enabled", False),
        ip_address_type=made.texts.get("ip_address_type"),
        dns_record_ip_type=made.texts.get("dns_record_ip_type"),
        for_inbound_resolver_only=made.flags.get("private_dns_only_for_inbound_resolver_endpoint", False),
        service_region=made.texts.get("service_region"),
        subnet_configuration=tuple(made.addresses),
        auto_accept=made.flags.get("auto_accept", False),
        resource_configuration_arn=made.texts.get("resource_configuration_arn"),
        service_network_arn=made.texts.get("service_network_arn"),
        private_dns_preference=made.texts.get("private_dns_preference"),
        private_dns_specified_domains=made.lists.get("private_dns_specified_domains", ()),
        timeouts=made.timeouts,
        prevent_destroy=made.flags.get("prevent_destroy", False),
    )


def _is_generated(endpoint: Endpoint | FoundPolicy | NotRead) -> bool:
    """Whether a module of gen-vpce's declares it: it was adopted before, or never made by hand."""
    folder = Path(endpoint.place.source.shown).parent
    return endpoint.address.startswith("module.") and (folder / INTENT).is_file()


def _refused(endpoint: Endpoint, carried: Carried, *problems: Diagnostic) -> Existing:
    return Existing(
        None,
        endpoint.service_name or "",
        endpoint.type or "Gateway",
        address=endpoint.address,
        carried=carried,
        problems=problems,
    )


def _not_declared(endpoint: Endpoint) -> Diagnostic:
    if endpoint.resource is None:
        return refusal("GV681", "a module from elsewhere makes it, whose files are not here", _STATE)
    folder = Path(endpoint.place.source.shown).parent.as_posix()
    return refusal("GV681", f"it is declared in the module in {folder}", f"adopt that folder, or {_STATE}")


def _open_text(name: str, text: str) -> Diagnostic:
    symbols = ", ".join(map(marker, dict.fromkeys(markers_in(text)))) or "not there"
    return refusal("GV681", f"its `{name}` is not known: {symbols}", "give it a value: --var, --var-file")


class _Place(Struct, frozen=True):
    """Where an endpoint is, and the values of the symbols that stand for it."""

    region: str | None
    account: str | None
    values: Mapping[str, str]


def _place(provider: Provider | None, where: Where, endpoint: Endpoint | None) -> _Place:
    service_name = (endpoint.service_name if endpoint else None) or ""
    if provider is None:
        return _Place(where.region, where.account, {})
    told = region_in(service_name)
    region = known_text(provider.region) or told or where.region
    account = known_text(provider.account) or where.account
    partition = catalog.partition_of(region) if region else None
    known = (
        (provider.region, region or "${Region}"),  # one that is not told keeps no service from being known
        (provider.account, account),
        (provider.partition, partition),
    )
    values = {name: text for value, text in known if text for name in _name(value)}
    if region and (symbol := _REGION_OF_SERVICE.match(service_name)):
        values.setdefault(symbol[1], region)
    if where.organization:
        values["organization"] = where.organization
    return _Place(region, account, values)


def _name(value: Value) -> tuple[str, ...]:
    return (value.symbol.name,) if isinstance(value, Unknown) else ()


def _policy(
    endpoint: Endpoint, root: Configuration, values: Mapping[str, str], made: Arguments
) -> str | None:
    """Return the text of the policy, None with the problem why where there is none that is known."""
    own = [each for each in root.policies if each.endpoint == endpoint.address]
    if endpoint.standing is Standing.FULL_ACCESS:
        return None
    reasons = [each.reason for each in root.not_read if endpoint.address in (each.address, each.endpoint)]
    if reasons or not own:
        reason = reasons[0] if reasons else "it is not at hand"
        made.problems.append(refusal("GV675", f"its policy is not read: {reason}"))
        return None
    if len(own) > 1:
        names = " and ".join(each.address for each in own)
        made.problems.append(refusal("GV675", f"it has two policies: {names}", "take one of them out"))
        return None
    provider = endpoint.resource.provider() if endpoint.resource else None
    told = (provider.region, provider.account, provider.partition) if provider else ()
    return _text(own[0], values, [name for value in told for name in _name(value)], made)


def _text(
    found: FoundPolicy, values: Mapping[str, str], unsaid: Sequence[str], made: Arguments
) -> str | None:
    """Return the text with values; the symbols in *unsaid* are told of elsewhere."""
    answers = (*(each.assumed for each in found.variants), *found.without)
    asked = conditions(name for each in answers for name, _ in each)
    hidden = [name for each in found.variants for name in each.hidden]
    hint = "give what is not known a value: --var, --var-file"
    if len(found.variants) > 1 or found.without or not found.complete:
        told = " and ".join(asked) or "conditions"
        made.problems.append(refusal("GV681", f"its policy depends on {told}, which is not known", hint))
        return None
    if hidden:
        made.problems.append(refusal("GV681", f"a statement of its policy is not known: {hidden[0]}", hint))
        return None
    text = filled_text(found.variants[0].positions.text, values)
    if left := [name for name in dict.fromkeys(markers_in(text)) if name not in unsaid]:
        made.problems.append(_symbols(left, found))
    return text


def _symbols(names: Sequence[str], found: FoundPolicy) -> Diagnostic:
    """Return the refusal of a policy in which values are left open."""
    forms = {symbol.name: symbol.form for symbol in found.symbols}
    hint = "give a variable a value by --var; an intent has no words for what is known after apply alone"
    if any(forms.get(name) is Form.ORGANIZATION for name in names):
        hint = "give the id of the organization with --organization"
    listed = ", ".join(map(marker, names))
    return refusal("GV681", f"its policy holds values that are not known: {listed}", hint)


def _beside(endpoint: Endpoint, root: Configuration) -> Iterator[Diagnostic]:
    for name, address in root.associations:
        if address == endpoint.address:
            hint = "write its route tables, subnets and groups into the endpoint itself, and apply that first"
            yield refusal("GV676", f"{name} is a part of it, and would be undone", hint)
