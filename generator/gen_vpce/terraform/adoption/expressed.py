"""What an endpoint's policy says, in the keys of an intent: grants where they mean it, else statements."""

from collections.abc import Iterator
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import POLICY_VERSION, EndpointKind
from gen_vpce.intent.text.yaml_flow import flow
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import FULL_ACCESS, Effect, Policy, Statement, to_data
from gen_vpce.terraform.adoption.invert import Entry, Place, grants
from gen_vpce.terraform.adoption.same_to_terraform import same_statements

_SIDES = {Effect.ALLOW: "allow", Effect.DENY: "deny"}
_NAME = "endpoint"
_NOBODY = "000000000000"


class Target(Struct, frozen=True):
    """The endpoint that a policy belongs to: its `service` by short name, its kind, and where it is.

    What leads to no service of AWS's is called by its kind, or `partner`; `is_of_aws` is false then.
    """

    service: str
    kind: EndpointKind
    place: Place
    is_of_aws: bool = True

    def file(
        self, endpoint: dict[str, object], name: str = _NAME, key: str | None = None
    ) -> dict[str, object]:
        """Return a whole intent of one endpoint, whose own name is *key*, by default that of the service."""
        return {
            "version": 1,
            "name": name,
            "region": self.place.region,
            "account": self.place.account,
            "endpoints": {key or self.service: endpoint},
        }


def expressed(policy: Policy | None, target: Target, *, in_full: bool = False) -> Iterator[dict[str, object]]:
    """Yield the keys of an endpoint that say *policy*: with grants, and with raw statements alone.

    The second one is for what no grant can say beside another one, such as a statement that stands twice.
    *in_full* asks for grants without short names between the two: for a policy that speaks of the account by
    its number, which is another one's elsewhere. Where AWS takes no policy there is one way to say that.
    """
    if policy is None:
        yield {"policy": "none"}
        return
    head: dict[str, object] = {}
    if policy.version != POLICY_VERSION:
        head["policy_version"] = policy.version or "none"
    if policy.id is not None:
        head["policy_id"] = policy.id
    yield {**head, **_in_grants(policy, target, target.place)}
    if in_full:
        yield {**head, **_in_grants(policy, target, replace(target.place, account=_NOBODY))}
    yield {**head, **_in_statements(policy)}


def _in_grants(policy: Policy, target: Target, names: Place) -> dict[str, object]:
    full_access = _full_access(policy)
    sides: dict[str, list[object]] = {"allow": [], "deny": [], "statements": []}
    said: set[tuple[Effect, str]] = set()
    for statement in policy:
        if statement is full_access:
            continue
        entry = _grant(statement, target, names)
        if entry and (meaning := (statement.effect, _meaning(entry))) not in said:
            said.add(meaning)
            sides[_SIDES[statement.effect]].append(entry)
        else:
            sides["statements"].append(_raw(statement))
    keys: dict[str, object] = {key: entries for key, entries in sides.items() if entries}
    if full_access:
        return {"allow": "everything", **keys}
    return keys if sides["allow"] or sides["statements"] else _in_statements(policy)


def _in_statements(policy: Policy) -> dict[str, object]:
    return {"statements": [_raw(statement) for statement in policy]}


def _full_access(policy: Policy) -> Statement | None:
    """Return the statement that `allow: everything` makes again; no other Allow may stand beside it."""
    allows = [each for each in policy if each.effect is Effect.ALLOW]
    return allows[0] if same_statements(Policy(tuple(allows)), FULL_ACCESS) else None


def _grant(statement: Statement, target: Target, names: Place) -> Entry | None:
    """Return the grant that compiles to *statement* without a word of doubt, None where none does.

    Short names are those of the place *names*.
    """
    return next((entry for entry in grants(statement, names) if _means(entry, statement, target)), None)


def _meaning(entry: Entry) -> str:
    """Return what a grant says without its name; an intent takes no two grants that say the same."""
    return flow({key: value for key, value in entry.items() if key not in ("name", "sid")})


def _means(entry: Entry, statement: Statement, target: Target) -> bool:
    endpoint: dict[str, object] = {"type": str(target.kind), "allow": "everything"}
    endpoint[_SIDES[statement.effect]] = [entry]
    loaded = load_bytes(flow(target.file(endpoint)).encode(), "intent.yaml")
    if loaded.intent is None or loaded.diagnostics:
        return False
    compiled = compile_intent(loaded.intent)
    same = tuple(each for each in compiled.documents[0].policy if each.effect is statement.effect)
    return not compiled.diagnostics and same_statements(Policy(same), Policy((statement,)))


def _raw(statement: Statement) -> object:
    (data,) = cast("list[dict[str, object]]", to_data(Policy((statement,)))["Statement"])
    return {name: value for name, value in data.items() if value != ""}
