"""What becomes of policies: what they newly allow and deny, and whether the plan can be believed about it."""

from collections.abc import Iterator

from msgspec.structs import replace

from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES
from gen_vpce.lint.lock_out import locks
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.lint.rules.resources import ResourceElsewhere
from gen_vpce.lint.subject import Subject
from gen_vpce.module.discover import shown_name
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.limits import LIMITS
from gen_vpce.terraform import attached_policy
from gen_vpce.terraform.addresses import split
from gen_vpce.terraform.attached_policy import Attached, attachment, is_set, kinds
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings.traffic_policies import asked_of
from gen_vpce.terraform.findings.wording import named, side_in_words
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.policy_change import Difference, difference, is_full_access, policy_of
from gen_vpce.terraform.policy_parts import parts
from gen_vpce.terraform.replaced_policy import Replaced, replaced_policy
from gen_vpce.terraform.resource_change import FORGET, ResourceChange
from gen_vpce.terraform.resource_types import ENDPOINT_POLICY, INLINE, LAMBDA_PERMISSION, OF_TYPES

NEWLY_DENIED = "access-newly-denied"
_KIND_WORDS = {"scp": "service control policy", "rcp": "resource control policy"}


def find(context: GateContext) -> Iterator[Finding]:
    """Yield what happens to each policy that the plan keeps, makes or takes away."""
    for change in context.plan.changes:
        if change.actions in FORGET or change.actions == ("read",):
            continue
        for part in parts(change, context):
            attached = attachment(part, context)
            if attached is not None and not _has_nothing_to_say(part, context):
                for half in _halves(part):
                    yield from _policy(half, attached, context)


def _has_nothing_to_say(change: ResourceChange, context: GateContext) -> bool:
    """Whether there is no endpoint left to filter for, or a separate policy speaks for this one."""
    if change.type == ENDPOINT_POLICY:
        return change.after is None and change.old("vpc_endpoint_id") in context.ids_that_go
    if change.type not in INLINE:
        return False
    if not change.is_endpoint:
        return not change.remains or not is_set(change, context)
    sets_it = "policy" in (context.arguments(change) or {})
    return not change.remains or (context.has_separate_policy(change) and not sets_it)


def _halves(change: ResourceChange) -> tuple[ResourceChange, ...]:
    """Return a replacement as what goes and what comes: there is a time between, or another place.

    Of a resource that is more than its policy they are one: the policy goes and comes with it.
    """
    if not change.is_replaced or change.type in INLINE:
        return (change,)
    gone = replace(change, actions=("delete",), after=None, unknown=frozenset())
    return gone, replace(change, actions=("create",), before=None)


def _policy(change: ResourceChange, attached: Attachment, context: GateContext) -> Iterator[Finding]:
    old, new = attached_policy.before(change), attached_policy.after(change, context)
    replaced = replaced_policy(change, context)
    if replaced:
        yield _of_one(change, replaced)
        if replaced.shown:
            old = attached_policy.of_text(change, replaced.shown.policy)
            hidden = {change.policy_attribute or ""} if replaced.shown.is_sensitive else set()
            change = replace(change, sensitive=change.sensitive | hidden)
    if new.policy is None:
        yield _refused(change, new, "")
        return
    if new.file:
        yield Finding(
            "policy-from-file",
            f"{change.address}: its policy is not known until apply, and was read from {new.file}",
            change.address,
        )
    else:
        yield from _differs_from_file(change, attached, new, context)
    yield from _full_access(change, old, new)
    if change.before == change.after and not change.unknown:
        return
    yield from _too_long(change, attached, new)
    yield from _elsewhere(change, attached, new)
    if change.is_endpoint and change.before is None:
        return  # where there was no endpoint, nothing passed through it
    if old.policy is None:
        yield _refused(change, old, " before the change")
        return
    yield from _locks_out(change, old.policy, new.policy)
    found = difference(old.policy, new.policy, *kinds(attached))
    asked = asked_of(change, attached, old.policy, new.policy)
    for finding in changed(change, found, _whose(change, attached, context)):
        yield replace(finding, change=asked) if finding.kind == NEWLY_DENIED else finding
    if found.is_none and old.policy != new.policy:
        yield Finding(
            "policy-reworded",
            f"{change.address}: its policy is written otherwise and means the same",
            change.address,
        )


def _of_one(change: ResourceChange, replaced: Replaced) -> Finding:
    """Return what becomes of the policy that the resource has: known, or perhaps there."""
    if replaced.shown:
        return Finding(
            "policy-replaced",
            f"{change.address}: {replaced.resource} has a policy already, as {replaced.shown.address} shows, "
            "and this takes its place",
            change.address,
            change.policy_attribute,
            "repeat what must stay of it; `gen-vpce adopt` takes it over as it is",
        )
    return Finding(
        "policy-perhaps-replaced",
        f"{change.address}: the plan does not show whether {replaced.resource} has a policy already, "
        "which this would replace",
        change.address,
        hint="look at it first, and take it over as it is: gen-vpce adopt",
    )


def changed(change: ResourceChange, found: Difference, whose: str) -> Iterator[Finding]:
    """Yield what a policy, *whose* it is, newly allows and denies, or why that could not be decided."""
    for kind, doubtful, verb, side in (
        ("access-newly-allowed", "policy-undecided", "allows", found.allowed),
        (NEWLY_DENIED, NEWLY_DENIED, "denies", found.denied),
    ):
        if side.example:
            message = f"{change.address}: {whose} newly {verb} requests"
            details = side_in_words(change, side)
            yield Finding(kind, message, change.address, change.policy_attribute, details=details)
        elif side.doubt:
            message = f"{change.address}: what {whose} newly {verb} could not be decided"
            details = () if change.policy_attribute in change.sensitive else (side.doubt,)
            yield Finding(doubtful, message, change.address, change.policy_attribute, details=details)


def _whose(change: ResourceChange, attached: Attachment, context: GateContext) -> str:
    """Return the policy as a phrase: that of an endpoint, or one of its kind."""
    if change.is_endpoint:
        return f"the policy of {named(change)}"
    if change.type == ENDPOINT_POLICY:
        endpoint = context.endpoint_of(change)
        known = change.either("vpc_endpoint_id") or "its endpoint"
        shown = known if "vpc_endpoint_id" not in change.sensitive else "its endpoint"
        return f"the policy of {named(endpoint) if endpoint else shown}"
    if change.type == LAMBDA_PERMISSION:
        return "the permission"
    name = change.either("name")
    if name:  # a policy inside of its role
        return f"the inline policy {name}"
    return f"the {_KIND_WORDS.get(str(attached.kind), f'{attached.kind} policy')}"


def _refused(change: ResourceChange, attached: Attached, when: str) -> Finding:
    said = {
        "policy-unknown": f"its policy is not known until apply, and no file can tell: {attached.reason}",
        "policy-unreadable": f"its policy{when} cannot be read: {attached.reason}",
    }
    hint = {
        "policy-unknown": "apply the endpoint first, and plan again; --root names the folder of the files",
        "policy-unreadable": "`gen-vpce lint` on the plan says what is wrong with it",
    }
    kind = attached.kind
    return Finding(
        kind, f"{change.address}: {said[kind]}", change.address, change.policy_attribute, hint[kind]
    )


def _full_access(change: ResourceChange, old: Attached, new: Attached) -> Iterator[Finding]:
    of_endpoint = change.is_endpoint or change.type == ENDPOINT_POLICY
    if not of_endpoint or new.policy is None or not is_full_access(new.policy):
        return
    had_it = (
        change.before is not None and not change.is_replaced and old.policy and is_full_access(old.policy)
    )
    if had_it:
        message = f"{change.address}: everything may pass the endpoint, as before"
        yield Finding("full-access-kept", message, change.address, "policy")
        return
    why = "without a policy" if new.text is None else "with a policy that allows everything"
    yield Finding(
        "default-full-access",
        f"{change.address}: {why}, everyone may call everything through the endpoint",
        change.address,
        "policy",
        "give it a policy that says what may pass",
    )


def _differs_from_file(
    change: ResourceChange, attached: Attachment, new: Attached, context: GateContext
) -> Iterator[Finding]:
    """Yield that the plan's policy is not that of the file which the configuration names, if it is here."""
    folder = context.sources.folder(change.address) if new.text and change.remains else None
    file = context.files.of(folder, split(change.address)[1].partition("[")[0]) if folder else None
    if file and file.is_chosen:
        names = context.deployments(change) or file.deployments()
        file = file.of(names[0]) if names else None
    text = file.text(context.ids_beside(change.address)) if file else None
    if file is None or text is None or new.policy is None:
        return
    written = policy_of(text)
    if written is None or not difference(written, new.policy, *kinds(attached)).is_none:
        yield Finding(
            "policy-differs-from-file",
            f"{change.address}: its policy in the plan does not mean what {shown_name(file.path)} says",
            change.address,
            "policy",
            "make the plan again from the files as they are now",
        )


def _too_long(change: ResourceChange, attached: Attachment, new: Attached) -> Iterator[Finding]:
    if new.text is None or attached.kind is None:
        return
    limit = LIMITS[attached.kind]
    held = TERRAFORM_POLICIES.get(change.type)
    longest = held.longest if held and held.longest else limit.longest
    counted = "".join(new.text.split()) if attached.kind is PolicyKind.IDENTITY else new.text
    length = len(counted.encode()) if limit.unit == "bytes" else len(counted)
    if length > longest:
        yield Finding(
            "policy-too-long",
            f"{change.address}: its policy has {length:,} {limit.unit}, and AWS takes {longest:,}",
            change.address,
            change.policy_attribute,
        )


def _locks_out(change: ResourceChange, old: Policy, new: Policy) -> Iterator[Finding]:
    """Yield that nobody is left who can change the policy of a resource, where somebody was."""
    holder = OF_TYPES.get(change.type)
    if holder is None or not change.remains:
        return
    closed = [each for each in locks(new) if each.holder is holder and each.is_worth_asking]
    if not any(each.can() is False for each in closed):
        return
    if any(each.can() is False for each in locks(old) if each.holder is holder and each.is_worth_asking):
        return
    message, hint = closed[0].told(f"the {holder.title}")
    if change.policy_attribute in change.sensitive:
        message = f"nobody can change the policy of the {holder.title}"
    yield Finding(
        "policy-locks-out", f"{change.address}: {message}", change.address, change.policy_attribute, hint
    )


def _elsewhere(change: ResourceChange, attached: Attachment, new: Attached) -> Iterator[Finding]:
    """Yield the resources that lie in another Region than the endpoint."""
    if attached.kind is not PolicyKind.ENDPOINT or new.policy is None or change.new("service_region"):
        return
    subject = Subject(new.policy, attached.kind, attached.service, attached.endpoint_type, attached.region)
    for found in ResourceElsewhere().check(subject):
        shown = "a resource of its policy lies in another Region"
        message = shown if "policy" in change.sensitive else found.message
        yield Finding("region-mismatch", f"{change.address}: {message}", change.address, "policy", found.hint)
