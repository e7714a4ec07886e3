"""What a file holds for its expectations to be decided on: its endpoints' policies, and what only denies.

A layer that is not held does not filter. The policies that an intent makes for callers deny and grant
nothing, since others grant: they are restrictions. Those of resources are restrictions, too, and all that the
resource has: they are guards, see `guards`. `identity: FILE` adds a layer that must allow.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct, field
from msgspec.structs import force_setattr, replace

from gen_vpce.access.decision.compiled_policy import CompiledPolicy, compile_policy
from gen_vpce.access.decision.policy_layers import Guard, Layers
from gen_vpce.access.decision.request import Facts, Home
from gen_vpce.access.decision.without_permission import OF_CALLERS
from gen_vpce.access.expectation.guards import GuardedResource, all_guards
from gen_vpce.access.patterns.policy_variables import variables_of
from gen_vpce.access.proof.exists import Party
from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.diagnostics import Span
from gen_vpce.intent.model import Endpoint, EndpointKind, Intent
from gen_vpce.policy.compiler.compile import Document
from gen_vpce.policy.document import FULL_ACCESS, Policy, PolicyKind
from gen_vpce.policy.endpoint_tokens import token
from gen_vpce.policy.own_resources import said_in_full

_GRANTED = compile_policy(FULL_ACCESS)

Origin: TypeAlias = Callable[[int], Span]


class Held(Struct, frozen=True):
    """One policy of the file, made ready for one request and for all of them.

    `origin` gives the place that asked for a statement, by the statement's number counted from 0.
    """

    kind: PolicyKind
    policy: Policy
    ready: CompiledPolicy
    origin: Origin

    def party(self) -> Party:
        """Return the policy as one that has a say in a claim."""
        return Party(self.policy, self.kind)

    def granting(self) -> Party:
        """Return the policy beside a grant of everything: a party that refuses what the policy denies."""
        return Party(Policy((*FULL_ACCESS, *self.policy.statements), self.policy.version), self.kind)


class Door(Struct, frozen=True):
    """An endpoint that requests can come through.

    `service` is the IAM prefix of the actions that it carries and `region` that of its resources, None where
    nobody tells; `id` is what `aws:SourceVpce` holds, `known_id` where somebody tells it.
    """

    name: str
    held: Held
    kind: EndpointKind | None = None
    service: str | None = None
    region: str | None = None
    known_id: str | None = None

    @property
    def id(self) -> str:
        """The id of the endpoint; one that only Terraform knows is a token."""
        return self.known_id or token(self.name)

    def party(self) -> Party:
        """Return the endpoint's policy as one that has a say in a claim."""
        return Party(self.held.policy, PolicyKind.ENDPOINT, self.kind)

    def carries(self, action: str | None) -> bool:
        """Whether requests for *action* come through at all."""
        prefix = (action or "*").partition(":")[0].lower()
        return self.service is None or prefix in ("*", self.service)


class Holdings(Struct, frozen=True):
    """Everything that a file holds; `account`, `region` and `partition` are its own.

    `organization` is the id of the organization of the account, where the file tells it.

    `is_intent` is False for a file about one policy alone: then every request comes through its endpoint.
    """

    account: str
    region: str
    partition: str
    doors: tuple[Door, ...]
    restrictions: tuple[Held, ...] = ()
    guarded: tuple[GuardedResource, ...] = ()
    is_intent: bool = True
    organization: str | None = None
    operators: Mapping[str, set[str]] = field(default_factory=dict)
    """What the policies ask of condition keys, see `operators_in`."""
    guards: tuple[Guard, ...] = ()
    """The policies of resources as a decision on one request sees them."""
    guarding: tuple[Party, ...] = ()
    """The same as one policy that must allow, for all requests; none where no resource is guarded."""

    def __post_init__(self) -> None:
        policies = (*(door.held.policy for door in self.doors), *(held.policy for held in self.restrictions))
        force_setattr(self, "operators", operators_in(policies))
        if self.guarded and not self.guards:
            force_setattr(self, "guards", tuple(each.guard() for each in self.guarded))
            force_setattr(self, "guarding", (Party(all_guards(self.guarded), PolicyKind.RESOURCE),))

    @property
    def home(self) -> Home | None:
        """What is known of the file's account."""
        return Home(self.account, self.organization) if self.organization else None

    @property
    def usual_door(self) -> Door | None:
        """The way of a request of which nothing is said."""
        return None if self.is_intent else self.doors[0]

    def ways(self, action: str | None) -> tuple[Door | None, ...]:
        """Return every way that a request for *action* can take; None is outside every endpoint."""
        through = tuple(door for door in self.doors if door.carries(action))
        return (*through, None) if self.is_intent else through

    def door(self, name: str) -> Door:
        """Return the door *name*, which the reader of the file has checked."""
        return next(door for door in self.doors if door.name == name)

    def denying(self, *, identity: bool) -> tuple[Held, ...]:
        """Return the restrictions, with those of callers or without: only callers of an account have any."""
        return tuple(held for held in self.restrictions if identity or held.kind is not PolicyKind.IDENTITY)

    def without_callers(self) -> "Holdings":
        """Return what counts for an action that needs no permission: nothing of the callers' own."""
        kept = tuple(held for held in self.restrictions if held.kind not in OF_CALLERS)
        return replace(self, restrictions=kept, guarded=(), guards=(), guarding=())

    def layers(self, door: Door | None, own: Held | None, asked: Facts) -> Layers:
        """Return the layers that what is *asked* passes through *door*, with the caller's *own* policies.

        Whose resource it is matters to the guards alone: another account's policy is taken to grant what the
        file does not hold.
        """
        strange = own is not None and not asked.in_one_account
        denying = self.denying(identity=asked.caller.is_iam)
        return Layers(
            endpoint=door.held.ready if door else None,
            identity=(own.ready,) if own else None,
            resource=_GRANTED if strange else None,
            restrictions=tuple((held.kind, held.ready) for held in denying),
            guards=self.guards,
        )


def operators_in(policies: Iterable[Policy]) -> dict[str, set[str]]:
    """Return each condition key, in lower case, in *policies*, with the operators that ask for it."""
    found: dict[str, set[str]] = {}
    for policy in policies:
        for key in variables_of(policy):
            found.setdefault(key, set())
        for statement in policy:
            for condition in statement.conditions:
                found.setdefault(condition.key.lower(), set()).add(condition.operator)
    return found


def held_policy(kind: PolicyKind, policy: Policy, origin: Origin, *, roots_only: bool | None = False) -> Held:
    """Return *policy* made ready; *roots_only* is the rule of gateway endpoints, see `compile_policy`."""
    return Held(kind, policy, compile_policy(policy, roots_only=roots_only), origin)


def holdings(intent: Intent, documents: Sequence[Document]) -> Holdings:
    """Return what *intent* holds; *documents* are those that it was compiled to."""
    doors = []
    restrictions = []
    guarded = []
    for document in documents:
        origin = document.origins.__getitem__
        if document.kind is not PolicyKind.ENDPOINT:
            policy = said_in_full(document.policy, document.arns)
            restrictions.append(held_policy(document.kind, policy, origin))
            if document.holder is not None:
                account = None if POLICY_HOLDERS[document.holder].needs_grant else intent.account
                guarded.append(GuardedResource(document.arns, policy, restrictions[-1].ready, account))
            continue
        endpoint = intent.endpoint(document.subject)
        gateway = endpoint.kind is EndpointKind.GATEWAY
        held = held_policy(document.kind, document.policy, origin, roots_only=gateway)
        region = endpoint.service_region or intent.region
        doors.append(Door(endpoint.name, held, endpoint.kind, endpoint.iam_prefix, region))
    doors += (_open_door(intent, each) for each in intent.endpoints_without_policy if each.service)
    return Holdings(
        intent.account,
        intent.region,
        intent.partition,
        tuple(doors),
        tuple(restrictions),
        tuple(guarded),
        organization=intent.organization,
    )


def _open_door(intent: Intent, endpoint: Endpoint) -> Door:
    """Return an endpoint to a service of AWS at which AWS takes no policy: everything passes it."""
    held = held_policy(PolicyKind.ENDPOINT, FULL_ACCESS, lambda _: endpoint.span)
    region = endpoint.service_region or intent.region
    return Door(endpoint.name, held, endpoint.kind, endpoint.iam_prefix, region)
