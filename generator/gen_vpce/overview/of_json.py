"""Endpoints and policies in JSON as endpoints of the report: of AWS, of a state, of a plan, alone."""

import json
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.expectation.policies_held import Door, Holdings, held_policy
from gen_vpce.catalog import partition_of
from gen_vpce.catalog.id_forms import ACCOUNT_ID
from gen_vpce.diagnostics import Severity, Span
from gen_vpce.intent.model import EndpointKind
from gen_vpce.lint.described_endpoints import GONE, objects
from gen_vpce.lint.extract import Extracted, policies_in, policy_at
from gen_vpce.lint.files import lint_text
from gen_vpce.lint.json_source import Spot, instances
from gen_vpce.lint.policy_kind import Attachment, of_endpoint
from gen_vpce.overview.model import Network, NotRead, Source
from gen_vpce.overview.seen import Seen, SeenEndpoint, place_of
from gen_vpce.policy.document import FULL_ACCESS, Policy, PolicyKind
from gen_vpce.policy.positions import Path, Positions
from gen_vpce.policy.read import Read, read_at

_ACCOUNT = re.compile(rf"(?<![0-9]){ACCOUNT_ID}(?![0-9])")
_PARTITION = re.compile(r"\barn:(aws[a-z-]*):")
_REGION = re.compile(r"\barn:aws[a-z-]*:[a-z0-9-]*:([a-z]{2,4}(?:-[a-z]+)+-[0-9]):")
_ANY_ACCOUNT = "123456789012"
_NO_POLICY = Read(FULL_ACCESS, (), Positions("{}", ""))


class _Found(Struct, frozen=True):
    """An endpoint in JSON: what is said of it, and the ways to the object and to its policy."""

    values: Mapping[str, object]
    path: Path
    policy: Path | None


def add_json(seen: Seen, text: str, shown: str) -> None:
    """Add the endpoints and policies in *text*, whose file is *shown*; what is none of them is told."""
    seen.add_findings(lint_text(text, shown, Attachment()), "lint")
    source = Positions(text.removeprefix("\ufeff"), shown)
    try:
        data = json.loads(source.text)
    except (ValueError, RecursionError):
        seen.not_read.append(NotRead(shown, "it is not JSON: see the findings"))
        return
    found = list(_endpoints(data))
    used = set()
    for each in found:
        seen.endpoints.append(_seen(each, source))
        used.add(each.policy)
    extracted, _ = policies_in(text, shown)
    for number, policy in enumerate(extracted):
        if found and (policy.attachment.kind is PolicyKind.ENDPOINT or policy.attachment.service):
            continue
        _bare(seen, policy, shown, number)
    seen.sources.append(Source("json", shown, f"{len(found)} endpoints, {len(extracted)} policies"))


def _endpoints(data: object) -> Iterator[_Found]:
    """Yield every endpoint in *data*, with its own policy or the separate one that names it."""
    separate = {
        str(values["vpc_endpoint_id"]): (*below, *inside, "policy")
        for found, below in objects(data, ())
        for inside, values in instances(found)
        if found.get("type") == "aws_vpc_endpoint_policy" and isinstance(values.get("vpc_endpoint_id"), str)
    }
    for found, below in objects(data, ()):
        if "VpcEndpointId" in found and "ServiceName" in found and found.get("State") not in GONE:
            policy = (*below, "PolicyDocument") if found.get("PolicyDocument") else None
            yield _Found(_as_terraform(found), below, policy)
        if found.get("type") == "aws_vpc_endpoint":
            for inside, values in instances(found):
                place = (*below, *inside)
                own = (*place, "policy") if values.get("policy") else None
                name = {"address": found.get("address") or f"aws_vpc_endpoint.{found.get('name')}"}
                yield _Found({**name, **values}, place, separate.get(str(values.get("id"))) or own)


def _as_terraform(found: Mapping[str, object]) -> Mapping[str, object]:
    groups = found.get("Groups")
    return {
        "id": found["VpcEndpointId"],
        "service_name": found["ServiceName"],
        "vpc_endpoint_type": found.get("VpcEndpointType"),
        "vpc_id": found.get("VpcId"),
        "route_table_ids": found.get("RouteTableIds"),
        "subnet_ids": found.get("SubnetIds"),
        "security_group_ids": [
            each.get("GroupId") for each in groups if isinstance(each, dict) and each.get("GroupId")
        ]
        if isinstance(groups, list)
        else None,
        "private_dns_enabled": found.get("PrivateDnsEnabled"),
    }


def _seen(found: _Found, source: Positions) -> SeenEndpoint:
    values = found.values
    attachment = of_endpoint(values.get("service_name"), values.get("vpc_endpoint_type") or "Gateway")
    read = _NO_POLICY
    if found.policy is not None:
        read = read_at(policy_at(source, Spot(found.policy, attachment)).positions)
    name = str(values.get("address") or values.get("id") or "endpoint")
    dns = values.get("private_dns_enabled")
    plain = endpoint_of(name, read, attachment, source.shown)
    return replace(
        plain,
        key=f"{source.shown}#{name}",
        policies=(f"{name} in {source.shown}" if found.policy else "none: full access",),
        service_name=str(values.get("service_name") or ""),
        id=_text(values.get("id")),
        network=Network(
            _text(values.get("vpc_id")),
            _texts(values.get("route_table_ids")),
            _texts(values.get("subnet_ids")),
            _texts(values.get("security_group_ids")),
            dns if isinstance(dns, bool) else None,
        ),
        place=place_of(source.span(found.path)),
    )


def _bare(seen: Seen, policy: Extracted, shown: str, number: int) -> None:
    read = read_at(policy.positions)
    if read.policy is None:
        seen.not_read.append(NotRead(shown, "a policy has errors: see the findings"))
        return
    attachment = policy.attachment.settled(read.policy)
    place = place_of(policy.positions.span())
    if attachment.kind is not PolicyKind.ENDPOINT:
        why = f"it is a policy of kind {attachment.kind}: the matrix is about policies of endpoints"
        seen.not_read.append(NotRead(shown, why, place))
        return
    name = shown.replace("\\", "/").rpartition("/")[2].split(".")[0]
    found = endpoint_of(name, read, attachment, shown)
    seen.endpoints.append(replace(found, key=f"{shown}#{number}", place=place))


def endpoint_of(
    name: str, read: Read, attachment: Attachment, shown: str, origin: Span | None = None
) -> SeenEndpoint:
    """Return an endpoint of which the policy alone is known; *shown* names the file.

    *origin* is the place of all its statements where the text has none of its own.

    The partition, the Region and the account that its resources are taken to be of are those that the policy
    names.
    """
    policy = read.policy or Policy(())
    wrong = any(each.severity is Severity.ERROR for each in read.diagnostics) or read.policy is None
    service = attachment.service
    kind = next((each for each in EndpointKind if each == attachment.endpoint_type), None)
    roots_only = None if kind is None else kind is EndpointKind.GATEWAY
    held = held_policy(
        PolicyKind.ENDPOINT,
        policy,
        lambda place: origin or read.positions.span(("Statement", place)),
        roots_only=roots_only,
    )
    text = repr(policy)
    account = _first(_ACCOUNT, text) or _ANY_ACCOUNT
    region = attachment.region or _first(_REGION, text) or ""
    partition = partition_of(region) or _first(_PARTITION, text) or "aws"
    door = Door(name, held, kind, service.iam_prefix if service else None, region or None)
    return SeenEndpoint(
        shown,
        shown,
        door,
        Holdings(account, region, partition, (door,), is_intent=False),
        (shown,),
        service.name if service else "",
        type=str(kind or ""),
        region=region,
        doubt="its policy has errors: see the findings" if wrong else None,
    )


def _first(wanted: re.Pattern[str], text: str) -> str | None:
    found = wanted.search(text)
    return found[found.lastindex or 0] if found else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: object) -> tuple[str, ...] | None:
    return tuple(sorted(str(each) for each in value)) if isinstance(value, list) else None
