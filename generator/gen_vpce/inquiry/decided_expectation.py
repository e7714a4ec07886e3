"""One expectation about one endpoint of source, in every world: passed or failed where all of them agree."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.access.expectation.check import Checked, Result, check_each
from gen_vpce.access.expectation.findings import undecided
from gen_vpce.access.expectation.policies_held import Door, Holdings, held_policy
from gen_vpce.configuration.evaluation.world import conditions
from gen_vpce.configuration.policies.model import Home
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.inquiry.asked_form import asked_form, with_values
from gen_vpce.inquiry.coincidence import TooManyError
from gen_vpce.inquiry.source_endpoints import Reading, SourceEndpoint
from gen_vpce.inquiry.symbol_values import filled, filled_text
from gen_vpce.inquiry.symbol_worlds import World, depends_on, named_in, worlds
from gen_vpce.intent.model import Claim, EndpointKind, Expectation
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.symbols import is_marker, marker, markers_in

_SOMEBODY = "998887315964"  # the account of the source, where nothing that is asked depends on it
_VPC = "aws:SourceVpc"
_GIVE = "give what is not known a value: --var NAME=VALUE, or `region` and `account` in the file"


class Asked(Struct, frozen=True):
    """The endpoint that is asked, where it works, and what is given of both; *folder* has files of callers.

    `name` is what expectations and messages call the endpoint.
    """

    name: str
    endpoint: SourceEndpoint
    home: Home
    folder: Path
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def holdings(self) -> Holdings:
        """What is known without the policies: enough to word an expectation."""
        return Holdings(self.home.account, self.home.region, self.home.partition, (), is_intent=False)

    @property
    def id(self) -> str:
        """The id of the endpoint, as its symbol is named in source."""
        return marker(f"{self.endpoint.address}.id".replace('"', "″"))

    @property
    def region(self) -> str:
        """The Region that the endpoint leads to."""
        return self.endpoint.region or self.home.region


def decide(expectation: Expectation, asked: Asked) -> Checked:
    """Return whether *expectation* holds at the endpoint that is *asked*."""
    named = replace(expectation, through=asked.name)
    if asked.endpoint.doubt:
        return _open(named, asked, asked.endpoint.doubt, "fix that first")
    found = [(reading, _in_reading(named, asked, reading)) for reading in asked.endpoint.readings]
    for _, checked in found:
        if checked.result is Result.UNDECIDED:
            return checked
    results = {checked.result for _, checked in found}
    if len(results) > 1:
        return _open(named, asked, f"it depends on {_deciding([reading for reading, _ in found])}", _GIVE)
    return found[0][1]


def _deciding(readings: Sequence[Reading]) -> str:
    """Return the conditions that have different answers in *readings*."""
    names = dict.fromkeys(name for each in readings for name in each.assumed)
    told = [name for name in names if len({each.assumed.get(name) for each in readings}) > 1]
    return " and ".join(conditions(told)) or "which of its policies is attached"


def _in_reading(expectation: Expectation, asked: Asked, reading: Reading) -> Checked:
    policy = filled(reading.policy, asked.given)
    about = _with_vpc(expectation, asked, policy)
    form = asked_form(about, way=asked.id, region=asked.region, partition=asked.home.partition)
    forms = {**reading.forms, **_forms_of(asked.home), asked.id[1:-1]: Form.ENDPOINT}
    first: Checked | None = None
    try:
        for world in worlds(policy, form, forms, between=expectation.claim in (Claim.ALLOW, Claim.DENY)):
            checked = _in_world(about, asked, reading, world)
            if first is None:
                first = checked
            elif checked.result is not first.result:
                return _open(expectation, asked, depends_on(named_in(world)), _GIVE)
    except TooManyError:
        first = None
    return first or _open(expectation, asked, depends_on(_names(policy, about)), _GIVE)


def _forms_of(home: Home) -> dict[str, Form]:
    """Return the forms of the symbols that stand for Region, account and partition."""
    told = ((home.region, Form.REGION), (home.account, Form.ACCOUNT), (home.partition, Form.PARTITION))
    return {name: form for text, form in told if is_marker(text) for name in markers_in(text)}


def _names(policy: Policy, expectation: Expectation) -> Sequence[str]:
    """Return the symbols of a policy and of an expectation."""
    return sorted(set(markers_in(f"{policy} {expectation}")))


def _with_vpc(expectation: Expectation, asked: Asked, policy: Policy) -> Expectation:
    """Return the expectation with the VPC of the endpoint, where the policy asks for it."""
    given = {key.casefold() for key in expectation.context}
    keys = {each.key.casefold() for statement in policy for each in statement.conditions}
    if asked.endpoint.found.vpc is None or _VPC.casefold() in given or _VPC.casefold() not in keys:
        return expectation
    return replace(expectation, context={**expectation.context, _VPC: (asked.endpoint.found.vpc,)})


def _in_world(expectation: Expectation, asked: Asked, reading: Reading, world: World) -> Checked:
    kind, service = asked.endpoint.kind, asked.endpoint.service
    gateway = None if kind is None else kind is EndpointKind.GATEWAY
    held = held_policy(PolicyKind.ENDPOINT, world.old, reading.origin, roots_only=gateway)
    region = filled_text(asked.region, world.values)
    door = Door(
        asked.name,
        held,
        kind,
        service.iam_prefix if service else None,
        region,
        filled_text(asked.id, world.values),
    )
    home = asked.home
    account = filled_text(home.account, world.values)
    holdings = Holdings(
        _SOMEBODY if is_marker(account) else account,
        filled_text(home.region, world.values),
        filled_text(home.partition, world.values),
        (door,),
        is_intent=False,
    )
    (checked,) = check_each([with_values(expectation, world.values)], holdings, asked.folder)
    return replace(checked, findings=tuple(_shown(each, world, home) for each in checked.findings))


def _shown(finding: Diagnostic, world: World, home: Home) -> Diagnostic:
    message, hint = (
        world.shown(text).replace(_SOMEBODY, home.account) for text in (finding.message, finding.hint or "")
    )
    return finding._replace(message=message, hint=hint or None)


def _open(expectation: Expectation, asked: Asked, reason: str, hint: str) -> Checked:
    finding = undecided(expectation, reason, asked.holdings)._replace(hint=hint)
    return Checked(expectation, Result.UNDECIDED, (finding,))
