"""A plan of Terraform as endpoints of the report, before and after, with the findings of the gate."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES
from gen_vpce.diagnostics import Diagnostic, Span
from gen_vpce.diagnostics.english import counted
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.overview.model import Network, NotRead, Source
from gen_vpce.overview.of_json import endpoint_of
from gen_vpce.overview.seen import Seen, SeenEndpoint, place_of
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.positions import Positions
from gen_vpce.policy.read import Read, read
from gen_vpce.terraform import attached_policy
from gen_vpce.terraform.attached_policy import Attached, attachment
from gen_vpce.terraform.gate import gate
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.plan import Plan
from gen_vpce.terraform.resource_change import FORGET, ResourceChange
from gen_vpce.terraform.resource_types import ENDPOINT_POLICY
from gen_vpce.terraform.settings import Settings

_SENSITIVE = "its policy is marked as sensitive, and is not shown"


def add_plan(seen: Seen, plan: Plan, root: Path, settings: Settings, shown: str) -> tuple[Diagnostic, ...]:
    """Add the endpoints of *plan*, whose file is *shown*, and return what the gate finds, in its order.

    *root* is the folder of the plan's root module, where its files are looked for.
    """
    found = gate(plan, root, settings)
    seen.add_findings(found, "gate")
    if plan.problems and not plan.changes:
        seen.not_read.append(NotRead(shown, "it cannot be read as a plan: see the findings"))
    changes = [each for each in plan.changes if _is_shown(each)]
    add_endpoints(seen, changes, plan, root, shown)
    seen.against = seen.against or f"the state before {shown}"
    seen.sources.append(Source("plan", shown, f"{counted(len(changes), 'endpoint')}, before and after"))
    context = GateContext(plan, root)
    seen.not_read += (_other(change, context) for change in plan.changes if _is_other(change))
    return found


def add_endpoints(seen: Seen, changes: Iterable[ResourceChange], plan: Plan, root: Path, shown: str) -> None:
    """Add the endpoints that *changes* of *plan* are about, before and after."""
    context = GateContext(plan, root)
    for change in changes:
        _add(seen, change, context, shown)
    seen.against = seen.against or f"the state before {shown}"


def changed_endpoints(plan: Plan, root: Path) -> list[ResourceChange]:
    """Return the changes of endpoints that come, go or are changed, their policy's own resource included."""
    context = GateContext(plan, root)
    moved = any(each.type == ENDPOINT_POLICY and _is_change(each) for each in plan.changes)
    return [
        each
        for each in plan.changes
        if _is_shown(each)
        and (_is_change(each) or (moved and any(map(_is_change, _separate(each, context)))))
    ]


def _is_shown(change: ResourceChange) -> bool:
    return change.is_endpoint and change.actions not in FORGET and change.actions != ("read",)


def _is_change(change: ResourceChange) -> bool:
    return change.actions != ("no-op",)


def _add(seen: Seen, change: ResourceChange, context: GateContext, shown: str) -> None:
    separate = next(_separate(change, context), None)
    holder = separate or change
    told = attachment(change, context) or Attachment(PolicyKind.ENDPOINT)
    key = f"{shown}#{change.address}"
    seen.compared.add(key)
    place = context.sources.place(change.address) or Span(shown)
    for values, side, attached in (
        (change.before, seen.before, attached_policy.before(holder)),
        (change.after, seen.endpoints, attached_policy.after(holder, context)),
    ):
        if values is None or change.deposed:
            continue
        found = _endpoint(change, told, attached, place, is_hidden="policy" in holder.sensitive)
        found = replace(found, module=shown)
        network = Network(
            _known(values, "vpc_id") if "vpc_id" not in change.sensitive else None,
            _list(values, "route_table_ids", change),
            _list(values, "subnet_ids", change),
            _list(values, "security_group_ids", change),
        )
        service = str(values.get("service_name") or "")
        known = _known(values, "id")
        side.append(
            replace(found, key=key, id=known, network=network, service_name=service, place=place_of(place))
        )


def _separate(change: ResourceChange, context: GateContext) -> Iterator[ResourceChange]:
    """Yield the `aws_vpc_endpoint_policy` of an endpoint, the one that stays first."""
    policies = [each for each in context.plan.changes if each.type == ENDPOINT_POLICY]
    names = context.names_of(change)
    for each in sorted(policies, key=lambda policy: policy.after is None):
        if each.old("vpc_endpoint_id") in names or set(context.endpoints_of(each)) & {*names}:
            yield each


def _endpoint(
    change: ResourceChange, told: Attachment, attached: Attached, place: Span, *, is_hidden: bool
) -> SeenEndpoint:
    """Return one side of an endpoint; without a policy that can be shown there is nothing to decide on."""
    doubt = _SENSITIVE if is_hidden else attached.reason or None
    policy = Policy(()) if doubt or attached.policy is None else attached.policy
    known = Read(policy, (), Positions("{}", place.file))
    if attached.file and attached.text and not doubt:
        known = replace(read(attached.text, attached.file), policy=policy)
    found = endpoint_of(change.address, known, told, place.file, None if attached.file else place)
    if doubt:
        return replace(found, doubt=doubt)
    name = f"the policy of {change.address}" if attached.text else "none: full access"
    return replace(found, policies=(name,))


def _is_other(change: ResourceChange) -> bool:
    """Whether *change* is one of a policy that is not an endpoint's."""
    is_own = change.is_endpoint or change.type == ENDPOINT_POLICY
    return change.type in TERRAFORM_POLICIES and not is_own


def _other(change: ResourceChange, context: GateContext) -> NotRead:
    kind = TERRAFORM_POLICIES[change.type].kind
    why = f"it is a policy of kind {kind}: the gate judges it, and the matrix is about policies of endpoints"
    return NotRead(change.address, why, place_of(context.sources.place(change.address)))


def _known(values: Mapping[str, object], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) and value else None


def _list(values: Mapping[str, object], name: str, change: ResourceChange) -> tuple[str, ...] | None:
    if name in change.sensitive:
        return None
    value = values.get(name)
    return tuple(sorted(map(str, value))) if isinstance(value, list) and value else None
