"""Taking endpoints over: each gets an intent and its module, all of them a root that imports or moves them.

An endpoint that is refused keeps no other one from being adopted. Nothing that is there is overwritten.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.module.discover import absolute, shown_name
from gen_vpce.module.generate import Options as Generation
from gen_vpce.module.generate import generate
from gen_vpce.module.hcl import Expression
from gen_vpce.module.paths import INTENT
from gen_vpce.module.result import Run
from gen_vpce.scaffold.new_module import made as is_made
from gen_vpce.scaffold.new_module import make, way_to_schema
from gen_vpce.terraform.adoption.addresses import OldAddresses
from gen_vpce.terraform.adoption.adopted_resource_policies import Joined, joined
from gen_vpce.terraform.adoption.candidate import Candidate, candidate, findings
from gen_vpce.terraform.adoption.eligible import Eligible, Where, eligible, refusal
from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.naming import folder_names
from gen_vpce.terraform.adoption.neighbours import needs_of
from gen_vpce.terraform.adoption.resource_policies import HeldPolicy
from gen_vpce.terraform.adoption.resource_policy_candidate import HeldCandidate, held_findings
from gen_vpce.terraform.adoption.result import Adoption, Outcome
from gen_vpce.terraform.adoption.root import by_region, in_the_way, root_files, write_root
from gen_vpce.terraform.adoption.source_todo import held_todo, todo
from gen_vpce.terraform.adoption.tighten import tighten
from gen_vpce.terraform.adoption.whole_blocks import whole_blocks


class Options(Struct, frozen=True):
    """Where to write, and what the input does not tell.

    Modules are written below `into`, the root that calls them into `root`. `only` are the ids to adopt, all
    where it is empty. `tighten` asks for a second version of each intent.
    """

    into: Path
    root: Path
    where: Where = field(default_factory=Where)
    only: frozenset[str] = frozenset()
    old_addresses: OldAddresses = field(default_factory=OldAddresses)
    tighten: bool = False


def adopt(
    endpoints: Sequence[Existing],
    options: Options,
    policies: Sequence[HeldPolicy] = (),
    left: Sequence[str] = (),
) -> Adoption:
    """Adopt *endpoints* and *policies* of resources; every one has an outcome in the result, in their order.

    What endpoints need of each other is told of each, since each gets a module of its own. *left* are
    resources that say their own policy, which nobody takes over.
    """
    chosen = [each for each in endpoints if not options.only or each.label in options.only]
    prepared = whole_blocks(chosen, list(_prepared(chosen, options)))
    wanted = [each for each in policies if not options.only or each.label in options.only]
    ready = [each for each in prepared if isinstance(each, Candidate)]
    found = joined(wanted, ready, options.where, options.old_addresses)
    grown = {each.adopted.existing.label: each for each in found.beside}
    prepared = [
        grown[each.adopted.existing.label] if isinstance(each, Candidate) else each for each in prepared
    ]
    planned = _root_paths(found.beside, found.alone, options)
    if problems := tuple(in_the_way(planned)):
        return Adoption(diagnostics=problems)
    outcomes = [_write(each, options) if isinstance(each, Candidate) else each for each in prepared]
    there = {outcome.label for outcome in outcomes if outcome.folder}
    hosts = [each for each in found.beside if each.adopted.existing.label in there]
    held = [*_held_outcomes(found, outcomes, options)]
    kept = {outcome.label for outcome in held if outcome.folder}
    alone = [each for each in found.alone if each.held.label in kept]
    files = _root_paths(hosts, alone, options)
    try:
        write_root(files)
    except OSError as error:
        message = f"the root cannot be written: {error.strerror} ({error.filename})"
        return Adoption(tuple(outcomes), (), (Diagnostic("GV678", Severity.ERROR, message),))
    roots = dict.fromkeys(shown_name(path.parent) for path in files)
    needs = needs_of(endpoints)
    told = (replace(each, findings=(*each.findings, *needs.get(each.label, ()))) for each in outcomes)
    order = {each.label: place for place, each in enumerate(wanted)}
    held.sort(key=lambda each: order[each.label])
    shown_left = () if options.only else tuple(left)
    return Adoption((*told, *held), tuple(roots), left=shown_left)


def _prepared(chosen: Iterable[Existing], options: Options) -> Iterator[Candidate | Outcome]:
    """Yield for each endpoint the intent that is to be written, or the outcome of being refused."""
    fit = [(each, eligible(each, options.where)) for each in chosen]
    accounts = [found.target.place.account for _, found in fit if isinstance(found, Eligible)]
    named = [(each, found.target.service) for each, found in fit if isinstance(found, Eligible)]
    names = iter(folder_names(named))
    for existing, found in fit:
        if not isinstance(found, Eligible):
            yield refused(existing, found)
            continue
        name = next(names)
        if found.target.place.account != accounts[0]:
            yield refused(existing, (_foreign(found, accounts[0]),))
            continue
        yield _candidate(found, name, options)


def _candidate(adopted: Eligible, name: str, options: Options) -> Candidate | Outcome:
    moved_from = moved_from_of(adopted, options.old_addresses)
    if isinstance(moved_from, Diagnostic):
        return refused(adopted.existing, (moved_from,))
    made = candidate(adopted, name, moved_from)
    return made if isinstance(made, Candidate) else refused(adopted.existing, made)


def moved_from_of(adopted: Eligible, old_addresses: OldAddresses) -> Expression | Diagnostic | None:
    """Return where the endpoint is in a state; None where it is imported, a finding where nothing tells."""
    existing = adopted.existing
    if not old_addresses.covers(existing):
        return None
    moved_from = old_addresses.of(existing, adopted.target.service)
    hint = f"say --from-address {existing.id}=ADDRESS"
    return moved_from or refusal("GV679", "its address in the state is unknown", hint)


def _foreign(adopted: Eligible, account: str) -> Diagnostic:
    message = f"it belongs to account {adopted.target.place.account}, others to {account}"
    return refusal("GV680", message, "a root works in one account: adopt each with a --root of its own")


def refused(existing: Existing, reasons: tuple[Diagnostic, ...]) -> Outcome:
    """Return the outcome of an endpoint that is not adopted."""
    return Outcome(existing.label, existing.service_name, refusals=reasons)


def _root_paths(
    made: Sequence[Candidate], alone: Sequence[HeldCandidate], options: Options
) -> dict[Path, str]:
    """Return the text of every file of the roots: one root, or one for each of several Regions."""
    regions = by_region((each for each in made if each.adopted.existing.is_endpoint), alone)
    into = absolute(options.into)
    files: dict[Path, str] = {}
    for region, (hosts, held) in regions.items():
        carried = [*(each.adopted.existing.carried for each in hosts), *(each.held.carried for each in held)]
        is_apart = len(regions) > 1 and not any(carried)
        root = absolute(options.root / region if is_apart else options.root)
        files |= {root / name: text for name, text in root_files(hosts, held, into, root).items()}
    return files


def _write(made: Candidate, options: Options) -> Outcome:
    """Write one module, and its tightened intent where that is asked for."""
    folder = options.into / made.name
    if problems := written(made.text, folder):
        return refused(made.adopted.existing, problems)
    outcome = adopted_as(made, folder, options.root)
    tightened = tighten(made, outcome.findings, folder) if options.tighten else None
    return replace(outcome, tightened=tightened)


def written(text: Callable[[str], str], folder: Path) -> tuple[Diagnostic, ...]:
    """Write the module of an intent into *folder*; return what kept it from being written."""
    try:
        run = _module(text, folder)
    except OSError as error:
        return (refusal("GV678", f"its folder cannot be written: {error.strerror} ({error.filename})"),)
    if is_made(run):
        return ()
    return (*run.diagnostics, *(each for result in run.results for each in result.diagnostics))


def adopted_as(made: Candidate, folder: Path, root: Path) -> Outcome:
    """Return the outcome of an endpoint whose module was written into *folder*, and is called in *root*."""
    return Outcome(
        made.adopted.existing.label,
        made.adopted.target.service,
        folder=shown_name(absolute(folder)),
        proof=str(made.proof),
        address=made.address.text if made.adopted.existing.is_endpoint else None,
        moved_from=made.moved_from.text if made.moved_from else None,
        findings=findings(made.adopted, shown_name(absolute(folder / INTENT))),
        todo=todo(made, root),
    )


def _held_outcomes(found: Joined, outcomes: Sequence[Outcome], options: Options) -> Iterator[Outcome]:
    """Yield the outcome of every policy of a resource; those beside an endpoint share its fate."""
    yield from found.refused
    fates = {outcome.label: outcome for outcome in outcomes}
    for host in found.beside:
        fate = fates[host.adopted.existing.label]
        for each in host.beside:
            reasons = () if fate.folder else fate.refusals
            yield _held_outcome(each, options, reasons)
    for each in found.alone:
        yield _held_outcome(each, options, tuple(_problems_of_module(each, options)))


def _held_outcome(made: HeldCandidate, options: Options, reasons: tuple[Diagnostic, ...]) -> Outcome:
    held = made.held
    if reasons:
        return Outcome(held.label, held.holder.terraform, refusals=reasons, resource=held.resource)
    folder = absolute(options.into / made.name)
    return Outcome(
        held.label,
        held.holder.terraform,
        folder=shown_name(folder),
        proof=str(made.proof),
        address=made.address.text,
        moved_from=made.moved_from.text if made.moved_from else None,
        findings=held_findings(made.holding, shown_name(folder / INTENT)),
        todo=held_todo(made, options.root),
        resource=held.resource,
    )


def _problems_of_module(made: HeldCandidate, options: Options) -> Iterator[Diagnostic]:
    """Write the module of a policy alone, and yield what keeps it from being written."""
    yield from written(made.text, options.into / made.name)


def _module(text: Callable[[str], str], folder: Path) -> Run:
    """Write the module; where its very intent is there from an earlier run, only bring it up to date.

    *text* makes the intent, given the way to the schema.
    """
    intent = folder / INTENT
    if intent.is_file() and intent.read_bytes() == text(way_to_schema(folder, folder.parent)).encode():
        return generate([intent], Generation())
    return make(folder, text, folder.parent)
