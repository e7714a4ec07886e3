"""The intent for one endpoint: its arguments, its tags, its policy; what is wrong is accepted as it is."""

from collections.abc import Mapping
from itertools import chain

from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import EndpointKind
from gen_vpce.intent.text.yaml_flow import block
from gen_vpce.lint.documents import lint_documents
from gen_vpce.module.templates.render import Encoded, environment
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import to_data
from gen_vpce.policy.schema import violations
from gen_vpce.terraform.adoption.eligible import Eligible
from gen_vpce.terraform.adoption.existing import Existing, region_in
from gen_vpce.terraform.adoption.expressed import Target

REASON = "adopted as it was"
_WIDTH = 96
_INDENT = 2
_BELOW = ("endpoints", "resource_policies", "accept")
_WITHOUT_DNS = (EndpointKind.GATEWAY, EndpointKind.GATEWAY_LOAD_BALANCER)
_OF_LATTICE = (EndpointKind.RESOURCE, EndpointKind.SERVICE_NETWORK)
_WITH_DOMAINS = ("_AND_SPECIFIED_DOMAINS", "SPECIFIED_DOMAINS_ONLY")


def intent_text(draft: Mapping[str, object], head: tuple[str, ...], schema: str | None) -> str:
    """Return an intent as text below the comment *head*; *schema* is where editors find its schema."""
    top = {key: value for key, value in draft.items() if key not in _BELOW}
    return (
        environment()
        .get_template("adoption/intent.yaml.j2")
        .render(
            head=[*_modeline(schema), *(Encoded(f"# {line}") for line in head)],
            top=_block(top, _WIDTH),
            endpoints=_block(draft.get("endpoints", {}), _WIDTH - _INDENT),
            resource_policies=_block(draft.get("resource_policies", []), _WIDTH - _INDENT),
            accept=_block(draft.get("accept", {}), _WIDTH - _INDENT),
        )
    )


def _modeline(schema: str | None) -> list[Encoded]:
    return [Encoded(f"# yaml-language-server: $schema={' '.join(schema.split())}")] if schema else []


def _block(value: object, width: int) -> list[Encoded]:
    return [Encoded(line) for line in block(value, width)]


def draft(adopted: Eligible, name: str, policy: Mapping[str, object], *, moved: bool) -> dict[str, object]:
    """Return the data of the intent *name* for an endpoint whose *policy* is expressed in its keys.

    A resource that is *moved* within a state keeps its own tags; the others are the provider's to set.
    """
    existing, target = adopted.existing, adopted.target
    endpoint = {**_arguments(existing, target, moved=moved), **policy}
    if existing.is_endpoint:
        tags = tags_of(existing, moved=moved)
        endpoint["tags"] = tags if "Name" in tags else {"Name": None, **tags}
    return target.file(endpoint, name)


def tags_of(existing: Existing, *, moved: bool) -> dict[str, str]:
    """Return the tags that the module has to set; Terraform takes no notice of those that AWS itself does."""
    tags = existing.own_tags if moved and existing.own_tags is not None else existing.tags
    return {key: value for key, value in sorted(tags.items()) if not key.startswith("aws:")}


def _arguments(existing: Existing, target: Target, *, moved: bool) -> dict[str, object]:
    """Return the arguments that are set; empty lists stay out, for the caller of the module to give.

    An import leaves timeouts and `auto_accept` to the provider: they would be the one change of its plan.
    """
    has_dns = existing.is_endpoint and target.kind not in _WITHOUT_DNS
    is_kept = moved or existing.carried is not None
    options: dict[str, object] = {}
    if existing.dns_record_ip_type and target.kind is not EndpointKind.GATEWAY_LOAD_BALANCER:
        options["dns_record_ip_type"] = existing.dns_record_ip_type
    if existing.for_inbound_resolver_only:
        options["private_dns_only_for_inbound_resolver_endpoint"] = True
    if existing.carried or (target.kind in _OF_LATTICE and existing.private_dns_enabled):
        options |= _private_domains(existing)
    given: dict[str, object] = {
        "service": None if target.is_of_aws or not existing.service_name else existing.service_name,
        "resource_configuration_arn": existing.resource_configuration_arn,
        "service_network_arn": existing.service_network_arn,
        "type": str(target.kind),
        "vpc_id": existing.vpc_id,
        "route_table_ids": sorted(existing.route_table_ids),
        "subnet_ids": sorted(existing.subnet_ids),
        "security_group_ids": sorted(existing.security_group_ids),
        "private_dns_enabled": existing.private_dns_enabled if has_dns else None,
        "ip_address_type": existing.ip_address_type,
        "dns_options": options,
        "subnet_configuration": [each.arguments for each in existing.subnet_configuration],
        "service_region": _other_region(existing, target),
        "auto_accept": (existing.auto_accept and is_kept) or None,
        "timeouts": dict(existing.timeouts) if is_kept else {},
        "prevent_destroy": existing.prevent_destroy or None,
    }
    return {name: value for name, value in given.items() if value not in (None, [], {})}


def _private_domains(existing: Existing) -> dict[str, object]:
    """Return of which domains the names are answered; AWS tells `*` where that is none of one's own."""
    preference, domains = existing.private_dns_preference, existing.private_dns_specified_domains
    if existing.carried:
        said = {"private_dns_preference": preference, "private_dns_specified_domains": sorted(domains)}
        return {name: value for name, value in said.items() if value}
    if preference is None:
        return {}
    if not preference.endswith(_WITH_DOMAINS):
        return {"private_dns_preference": preference}
    return {"private_dns_preference": preference, "private_dns_specified_domains": sorted(domains)}


def _other_region(existing: Existing, target: Target) -> str | None:
    region = existing.service_region or region_in(existing.service_name)
    return region if region != target.place.region else None


def accepted(draft: Mapping[str, object]) -> tuple[str, ...]:
    """Return the codes of all that `generate` finds in the intent, unless it cannot be loaded."""
    loaded = load_bytes("\n".join(block(draft, _WIDTH)).encode(errors="replace"), "intent.yaml")
    codes = {each.code for each in loaded.diagnostics} if loaded.intents else set()
    for intent in loaded.intents:
        compiled = compile_intent(intent)
        linted = lint_documents(compiled.documents, intent)
        grammar = chain.from_iterable(
            violations(document.kind, to_data(document.policy), document.holder)
            for document in compiled.documents
        )
        codes |= {each.code for each in (*compiled.diagnostics, *linted)} | {"GV404" for _ in grammar}
    return tuple(sorted(codes))
