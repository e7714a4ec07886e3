"""Taking over what stands in several deployments: an intent for all of them, and a root for each.

What is refused in one of them is refused in all, and nothing of it is written.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.module.discover import absolute, shown_name
from gen_vpce.terraform.adoption.addresses import OldAddresses
from gen_vpce.terraform.adoption.adopt import adopted_as, moved_from_of, refused, written
from gen_vpce.terraform.adoption.eligible import Eligible, Where, eligible, refusal, service_of
from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.neighbours import needs_of
from gen_vpce.terraform.adoption.places.joint import Joint, joint
from gen_vpce.terraform.adoption.places.matching import Group, matched
from gen_vpce.terraform.adoption.resource_policies import HeldPolicy
from gen_vpce.terraform.adoption.result import Adoption, Outcome
from gen_vpce.terraform.adoption.root import in_the_way, root_files, write_root

_WHICH = (
    "name those that are meant with --only; names that hold the name of the deployment are told apart by it"
)


class Stand(Struct, frozen=True):
    """One deployment: the endpoints that stand there, what they do not tell, and the root that calls them.

    `policies` are those of resources, `left` resources that say their own, as in `adopt` of one place.
    """

    name: str
    endpoints: tuple[Existing, ...]
    where: Where
    root: Path
    policies: tuple[HeldPolicy, ...] = ()
    left: tuple[str, ...] = ()


def adopt_together(
    stands: Sequence[Stand], into: Path, only: frozenset[str], old_addresses: OldAddresses
) -> Adoption:
    """Adopt the endpoints of all *stands*; each has an outcome, in the order of the stands.

    Modules are written below *into*. *only* are the ids to adopt, all where it is empty.
    """
    chosen = {
        stand.name: [each for each in stand.endpoints if not only or each.label in only] for stand in stands
    }
    fates: dict[int, Joint | tuple[Diagnostic, ...]] = {}
    found: dict[str, list[Eligible]] = {}
    for stand in stands:
        found[stand.name] = []
        for each in chosen[stand.name]:
            fit = _fit(each, stand, found[stand.name])
            if isinstance(fit, Eligible):
                found[stand.name].append(fit)
            else:
                fates[id(each)] = fit
    groups, lost = matched(found)
    for name, endpoint in lost:
        service = endpoint.target.service
        message = f"several endpoints of {service} are in {name}, and no name shows which of them is meant"
        fates[id(endpoint.existing)] = (refusal("GV684", message, _WHICH),)
    unfit = _unfit(chosen, fates)
    for group in groups:
        fate = _without(group, unfit) or _fate(group, old_addresses)
        fates |= {id(each.existing): fate for each in group.members.values()}
    _keep_blocks_whole(chosen, groups, fates)
    made = _written(stands, chosen, fates, into)
    if made.diagnostics:
        return made
    held = [
        _held(each, stand) for stand in stands for each in stand.policies if not only or each.label in only
    ]
    left = () if only else tuple(each for stand in stands for each in stand.left)
    return replace(made, outcomes=(*made.outcomes, *held), left=left)


def _held(policy: HeldPolicy, stand: Stand) -> Outcome:
    """Return the outcome of the policy of a resource, which is one resource's and stands in one place."""
    reason = refusal(
        "GV684",
        "the policy of a resource is not adopted with others of other deployments",
        "adopt it by itself, without --deployment",
    )
    return Outcome(
        policy.label,
        policy.holder.terraform,
        refusals=(reason,),
        resource=policy.resource,
        deployment=stand.name,
    )


def _fit(existing: Existing, stand: Stand, there: Sequence[Eligible]) -> Eligible | tuple[Diagnostic, ...]:
    """Return the endpoint where it stands in the one Region and account of its deployment."""
    found = eligible(existing, stand.where)
    if not isinstance(found, Eligible):
        return found
    place = found.target.place
    region = stand.where.region or (there[0].target.place.region if there else place.region)
    account = stand.where.account or (there[0].target.place.account if there else place.account)
    if (place.region, place.account) == (region, account):
        return found
    message = f"it is in {place.region} of account {place.account}, and {stand.name} in {region} of {account}"
    return (refusal("GV680", message, "give each Region and account a --deployment of its own"),)


def _unfit(
    chosen: Mapping[str, Sequence[Existing]], fates: Mapping[int, object]
) -> dict[tuple[str, str], dict[str, str]]:
    """Return by service and type, and then by deployment, an endpoint that is refused there already.

    What an AWS service manages is nobody's to adopt, and stands beside any number of others.
    """
    unfit: dict[tuple[str, str], dict[str, str]] = {}
    for name, those in chosen.items():
        for each in those:
            service = service_of(each)
            if id(each) in fates and service and not each.requester_managed:
                unfit.setdefault((service.name, each.type.lower()), {})[name] = each.label
    return unfit


def _without(
    group: Group, unfit: Mapping[tuple[str, str], Mapping[str, str]]
) -> tuple[Diagnostic, ...] | None:
    """Return why a group stays: in a deployment that it lacks, an endpoint of the service is refused."""
    target = next(iter(group.members.values())).target
    for name, label in unfit.get((target.service, str(target.kind)), {}).items():
        if name not in group.members:
            message = f"{label} in {name} is refused, and one intent is for all of them"
            return (refusal("GV684", message, "fix that first, or leave it out with --only"),)
    return None


def _fate(group: Group, old_addresses: OldAddresses) -> Joint | tuple[Diagnostic, ...]:
    """Return the intent of a group, or why there is none."""
    moves = {name: moved_from_of(each, old_addresses) for name, each in group.members.items()}
    problems = tuple(each for each in moves.values() if isinstance(each, Diagnostic))
    known = {name: each for name, each in moves.items() if not isinstance(each, Diagnostic)}
    return problems or joint(group, known)


def _keep_blocks_whole(
    chosen: Mapping[str, Sequence[Existing]],
    groups: Sequence[Group],
    fates: dict[int, Joint | tuple[Diagnostic, ...]],
) -> None:
    """Refuse every instance of a block of source where one of them is refused, in all deployments."""
    changed = True
    while changed:
        changed = False
        staying = {
            (name, each.carried.block): each.label
            for name, those in chosen.items()
            for each in those
            if each.carried and not isinstance(fates[id(each)], Joint)
        }
        for group in groups:
            for name, member in group.members.items():
                carried = member.existing.carried
                label = staying.get((name, carried.block)) if carried else None
                if label and isinstance(fates[id(member.existing)], Joint):
                    message = f"{label} is refused in {name}, and its block has to stay for it"
                    reason = (refusal("GV681", message, "fix that first"),)
                    fates |= {id(each.existing): reason for each in group.members.values()}
                    changed = True


def _written(
    stands: Sequence[Stand],
    chosen: Mapping[str, Sequence[Existing]],
    fates: dict[int, Joint | tuple[Diagnostic, ...]],
    into: Path,
) -> Adoption:
    joints = list({id(each): each for each in fates.values() if isinstance(each, Joint)}.values())
    if problems := tuple(in_the_way(_roots(stands, joints, into))):
        return Adoption(diagnostics=problems)
    for each in joints:
        if failed := written(each.text, into / each.name):
            fates |= {id(made.adopted.existing): failed for made in each.candidates.values()}
    there = [each for each in joints if any(fate is each for fate in fates.values())]
    files = _roots(stands, there, into)
    outcomes = tuple(
        outcome for stand in stands for outcome in _outcomes(stand, chosen[stand.name], fates, into)
    )
    try:
        write_root(files)
    except OSError as error:
        message = f"a root cannot be written: {error.strerror} ({error.filename})"
        return Adoption(outcomes, (), (Diagnostic("GV678", Severity.ERROR, message),))
    return Adoption(outcomes, tuple(dict.fromkeys(shown_name(path.parent) for path in files)))


def _outcomes(
    stand: Stand,
    chosen: Sequence[Existing],
    fates: Mapping[int, Joint | tuple[Diagnostic, ...]],
    into: Path,
) -> list[Outcome]:
    needs = needs_of(stand.endpoints)
    outcomes = []
    for existing in chosen:
        fate = fates[id(existing)]
        if isinstance(fate, Joint):
            made = fate.candidates[stand.name]
            outcome = adopted_as(made, into / fate.name, stand.root)
        else:
            outcome = refused(existing, fate)
        found = (*outcome.findings, *needs.get(outcome.label, ()))
        outcomes.append(replace(outcome, findings=found, deployment=stand.name))
    return outcomes


def _roots(stands: Sequence[Stand], joints: Sequence[Joint], into: Path) -> dict[Path, str]:
    """Return the text of every file of the roots, of those that call anything."""
    files: dict[Path, str] = {}
    for stand in stands:
        made = [each.candidates[stand.name] for each in joints if stand.name in each.candidates]
        called = [each for each in made if each.adopted.existing.is_endpoint]
        if called:
            root = absolute(stand.root)
            files |= {
                root / name: text for name, text in root_files(called, (), absolute(into), root).items()
            }
    return files
