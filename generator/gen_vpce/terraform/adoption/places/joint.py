"""From one endpoint in several deployments to an intent that is proven to say what each of them has."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import cast

from msgspec import Struct

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.access.decision.request import request_in_words
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.intent.places.deployments import NETWORK
from gen_vpce.module.hcl import Expression
from gen_vpce.policy.document import Policy, PolicyKind, to_data
from gen_vpce.policy.read import read
from gen_vpce.terraform.adoption.candidate import Candidate
from gen_vpce.terraform.adoption.check import held, made_of
from gen_vpce.terraform.adoption.draft import REASON, accepted, draft, intent_text
from gen_vpce.terraform.adoption.eligible import Eligible, refusal
from gen_vpce.terraform.adoption.expressed import expressed
from gen_vpce.terraform.adoption.places.joined import DifferError, Joining
from gen_vpce.terraform.adoption.places.matching import Group, values_of
from gen_vpce.terraform.adoption.places.words import moved

Moves = Mapping[str, Expression | None]
"""Where the endpoint of each deployment is in a state, None where it is imported."""


class Joint(Struct, frozen=True):
    """One intent for several deployments, with what is proven of each."""

    name: str
    draft: dict[str, object]
    candidates: Mapping[str, Candidate]

    def text(self, schema: str | None = None) -> str:
        """Return the intent as the text of its file; *schema* is where editors find its schema."""
        return intent_text(
            self.draft, _head({name: each.adopted for name, each in self.candidates.items()}), schema
        )


def joint(group: Group, moves: Moves) -> Joint | tuple[Diagnostic, ...]:
    """Return the first intent that says exactly what is so in each deployment, or why there is none."""
    problems: tuple[Diagnostic, ...] = ()
    variants = (expressed(each.policy, each.target, in_full=True) for each in group.members.values())
    for policies in zip(*variants, strict=True):
        joining = Joining(values_of({name: [each] for name, each in group.members.items()}))
        try:
            data = _draft(group, dict(zip(group.members, policies, strict=True)), moves, joining)
        except DifferError as error:
            problems = _apart(group, joining, str(error))
            continue
        found = _checked(group, data, moves)
        if isinstance(found, Joint):
            return found
        problems = found
    return problems


def _checked(group: Group, data: dict[str, object], moves: Moves) -> Joint | tuple[Diagnostic, ...]:
    if codes := accepted(data):
        data["accept"] = dict.fromkeys(codes, REASON)
    made = made_of(intent_text(data, _head(group.members), None))
    if isinstance(made, tuple):
        return made
    candidates = {}
    problems: list[Diagnostic] = []
    for name, adopted in group.members.items():
        checked = held(made, adopted, moved=moves[name] is not None, deployment=name)
        if checked.intent and checked.proof:
            candidates[name] = Candidate(
                adopted, group.name, data, checked.intent, checked.proof, moves[name]
            )
        problems += (refusal(each.code, f"in {name}: {each.message}", each.hint) for each in checked.problems)
    return tuple(problems) or Joint(group.name, data, candidates)


def _draft(
    group: Group, policies: Mapping[str, Mapping[str, object]], moves: Moves, joining: Joining
) -> dict[str, object]:
    """Return the data of the intent; raises `DifferError` where what the deployments have is not alike."""
    places: dict[str, dict[str, object]] = {}
    tags: dict[str, Mapping[str, object]] = {}
    endpoints: dict[str, object] = {}
    for name, adopted in group.members.items():
        target = adopted.target
        endpoint = draft(adopted, group.name, policies[name], moved=moves[name] is not None)["endpoints"]
        own = dict(endpoint[target.service])  # type: ignore[index]
        tags[name] = own.pop("tags", {})
        places[name] = {"region": target.place.region, "account": target.place.account}
        places[name] |= {key: own.pop(key) for key in NETWORK if key in own}
        endpoints[name] = own
    joined = joining.join(endpoints)
    shared, apart = _tags(tags, joining)
    service = next(iter(group.members.values())).target.service
    whole = {**joined, **({"tags": shared} if shared else {})}  # type: ignore[dict-item]
    values = joining.used(whole)
    deployments = {
        name: {
            **place,
            **({"values": values[name]} if values[name] else {}),
            **({"tags": apart[name]} if apart[name] else {}),
        }
        for name, place in places.items()
    }
    return {
        "version": 1,
        "name": group.name,
        "deployments": deployments,
        "endpoints": {service: whole},
    }


def _tags(
    tags: Mapping[str, Mapping[str, object]], joining: Joining
) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """Return the tags that all deployments have, and those that are each one's own."""
    shared: dict[str, object] = {}
    own: dict[str, dict[str, object]] = {name: {} for name in tags}
    for key in dict.fromkeys(key for each in tags.values() for key in each):
        here = {name: each[key] for name, each in tags.items() if key in each}
        try:
            if len(here) == len(tags):
                shared[key] = joining.join(here, ("tags", key), may_add=False)
                continue
        except DifferError:
            pass
        without = next((name for name in tags if tags[name].get(key) is None), None)
        if key == "Name" and without is not None:  # only an endpoint's own tags can say that there is none
            there = next(name for name in tags if tags[name].get(key) is not None)
            raise DifferError(f"tags.Name is {here[there]} in {there} and is not there in {without}")
        for name, value in here.items():
            own[name][key] = value
    return shared, own


def _head(members: Mapping[str, Eligible]) -> tuple[str, ...]:
    whose = ", ".join(f"{name}: {each.existing.label}" for name, each in members.items())
    return (
        f"Adopted from {whose}",
        "What it says of each deployment is what was there.",
        "Edit this file, then run: gen-vpce generate",
    )


def _in_place(policy: Policy, other: Policy, here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return the text of *policy* as it would be in the place of *other*, but for what both have."""
    data, both = to_data(policy), _statements(other)
    statements = [
        each if each in both else json.loads(moved(json.dumps(each, ensure_ascii=False), here, there))
        for each in _statements(policy)
    ]
    return json.dumps({**data, "Statement": statements})


def _statements(policy: Policy) -> list[object]:
    return cast("list[object]", to_data(policy)["Statement"])


def _statements_of(adopted: Eligible) -> object:
    return to_data(adopted.policy) if adopted.policy else None


def _apart(group: Group, joining: Joining, where: str) -> tuple[Diagnostic, ...]:
    """Return why one intent cannot say it: a request that shows the difference, or else the texts."""
    titles = {name: dict(each.existing.tags) for name, each in group.members.items()}
    with suppress(DifferError):  # they may tell words that the policies did not come to
        joining.join(titles, ("tags",))
    (first, one), *others = group.members.items()
    for name, other in others:
        if one.policy is None or other.policy is None:
            continue  # AWS takes none
        there = read(_in_place(one.policy, other.policy, joining.values[first], joining.values[name])).policy
        if there is None:
            continue
        answer = compare(there, other.policy, kind=PolicyKind.ENDPOINT, endpoint_kind=other.target.kind)
        if answer.verdict in (Verdict.EQUIVALENT, Verdict.UNDECIDED):
            continue
        sides = (
            (answer.newly_allowed, f"{name} allows what {first} would not allow there"),
            (answer.newly_denied, f"{name} denies what {first} would allow there"),
        )
        said = [
            f"{what}: {request_in_words(proof.witness)}"
            for proof, what in sides
            if proof.answer and proof.witness
        ]
        message = f"its deployments differ: {'; '.join(said) or where}"
        return (refusal("GV684", message, f"{where}; adopt it by itself, or make the policies one"),)
    is_same = all(_statements_of(each) == _statements_of(one) for _, each in others)
    hint = "adopt it by itself" if is_same else "adopt it by itself, or apply one text to all of them first"
    return (refusal("GV684", f"one intent cannot express it: {where}", hint),)
