"""What the policy of a resource says, in the keys of `resource_policies`: by name where that means it.

An entry is only proposed here; whether it makes the very statement again is for the compiler to say.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import POLICY_VERSION
from gen_vpce.intent.text.yaml_flow import flow
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, PolicyKind, Statement, to_data
from gen_vpce.policy.endpoint_tokens import endpoints_in, token
from gen_vpce.terraform.adoption.invert import Entry, Place, caller_name, unit_name
from gen_vpce.terraform.adoption.resource_policies import HeldPolicy
from gen_vpce.terraform.adoption.same_to_terraform import same_statements, text_of

_VPCE = "aws:sourcevpce"
_NEGATED = {"aws:PrincipalAccount": "account", "aws:PrincipalOrgID": "organization"}
_TAG = "aws:PrincipalTag/"
_OUR_SIDS = ("OnlyThroughEndpoint", "OnlyFromOrganization")


class About(Struct, frozen=True):
    """The resource of a policy, where it is, and the endpoints of the file by their names with services."""

    held: HeldPolicy
    place: Place
    endpoints: Mapping[str, str]

    def file(self, entry: Mapping[str, object]) -> dict[str, object]:
        """Return a whole intent that says *entry* of the resource."""
        data: dict[str, object] = {
            "version": 1,
            "name": "policy",
            "region": self.place.region,
            "account": self.place.account,
            "resource_policies": [{self.held.kind: self.held.name, **entry}],
        }
        if self.endpoints:
            data["endpoints"] = {
                name: {"service": service, "allow": "everything"} for name, service in self.endpoints.items()
            }
        return data


Proposal: TypeAlias = Callable[[Statement, About], "Entry | None"]
"""What may say a statement."""


def entries(policy: Policy, about: About) -> Iterator[dict[str, object]]:
    """Yield entries that may say *policy*: by name as far as that goes, then by raw statements alone."""
    head: dict[str, object] = {}
    if policy.version != POLICY_VERSION:
        head["policy_version"] = policy.version or "none"
    if policy.id is not None:
        head["policy_id"] = policy.id
    own = {about.held.kind: about.held.name, **head}
    for keys, said in _by_name(policy, about):
        rest = [each for each in policy if each not in said]
        yield {**own, **keys, **({"statements": [raw(each) for each in rest]} if rest else {})}
    yield {**own, "statements": [raw(each) for each in policy]}


def raw(statement: Statement) -> object:
    """Return a statement in IAM's own words."""
    (data,) = cast("list[dict[str, object]]", to_data(Policy((statement,)))["Statement"])
    return {name: value for name, value in data.items() if value != ""}


def _by_name(policy: Policy, about: About) -> Iterator[tuple[Entry, list[Statement]]]:
    """Yield what can be said by name, with the statements that it says: both kinds, then one alone."""
    through = _first(policy, about, _through)
    within = _first(policy, about, _within)
    if through and within:
        entry: Entry = {**within[0], **through[0]}
        if _means(entry, (through[1], within[1]), about):
            yield entry, _with_default([through[1], within[1]], policy, about, entry)
    for found in (through, within):
        if found:
            yield found[0], _with_default([found[1]], policy, about, found[0])


def _first(policy: Policy, about: About, proposed: Proposal) -> tuple[Entry, Statement] | None:
    for statement in policy:
        entry = proposed(statement, about)
        if entry and _means(entry, (statement,), about):
            return entry, statement
    return None


def _with_default(said: list[Statement], policy: Policy, about: About, entry: Entry) -> list[Statement]:
    """Return what is said, with the grant that a key's policy gets by itself where it is the only one."""
    made = _made(entry, about)
    grants = [each for each in policy if each.effect is Effect.ALLOW]
    ours = [each for each in made if each.effect is Effect.ALLOW]
    is_default = bool(ours) and same_statements(Policy(tuple(grants)), Policy(tuple(ours)))
    return [*said, *grants] if is_default else said


def _means(entry: Entry, statements: tuple[Statement, ...], about: About) -> bool:
    made = tuple(each for each in _made(entry, about) if each.effect is Effect.DENY)
    return same_statements(Policy(made), Policy(statements))


def _made(entry: Entry, about: About) -> tuple[Statement, ...]:
    """Return the statements that the compiler makes of an entry, none where it is no entry."""
    loaded = load_bytes(flow(about.file(entry)).encode(errors="replace"), "intent.yaml")
    if loaded.intent is None:
        return ()
    documents = compile_intent(loaded.intent).documents
    (made,) = (each.policy for each in documents if each.kind is PolicyKind.RESOURCE)
    return made.statements


def _through(statement: Statement, about: About) -> Entry | None:
    """Return `deny_unless_through` out of a Deny of whoever comes another way."""
    return _shut_out(statement, about, lambda key: key.casefold() == _VPCE, _of_endpoints)


def _within(statement: Statement, about: About) -> Entry | None:
    """Return `deny_unless_organization` out of a Deny of whoever is of another organization."""
    return _shut_out(statement, about, lambda key: key == "aws:PrincipalOrgID", _of_organizations)


def _of_endpoints(condition: Condition) -> Entry:
    values = list(map(text_of, condition.values))
    names = [endpoints_in(value)[0] if endpoints_in(value) else value for value in values]
    spelled = {} if condition.key == "aws:sourceVpce" else {"source_vpce_key": condition.key}
    return {"deny_unless_through": names, **spelled}


def _of_organizations(condition: Condition) -> Entry:
    return {"deny_unless_organization": [f"organization/{text_of(each)}" for each in condition.values]}


def _shut_out(
    statement: Statement, about: About, is_main: Callable[[str], bool], said: Callable[[Condition], Entry]
) -> Entry | None:
    if statement.effect is not Effect.DENY or statement.principals != EVERYONE:
        return None
    main = [
        each
        for each in statement.conditions
        if each.written_operator == "StringNotEquals" and is_main(each.key)
    ]
    if len(main) != 1:
        return None
    entry: Entry = said(main[0])
    except_services = False
    excepted: list[str] = []
    for condition in statement.conditions:
        if condition is main[0]:
            continue
        if condition.written_operator == "BoolIfExists":
            except_services = True
            continue
        names = _excepted(condition, about)
        if names is None:
            return None
        excepted += names
    if excepted:
        entry["except_principals"] = excepted
    if not except_services:
        entry["except_aws_services"] = False
    if statement.sid not in _OUR_SIDS:
        entry["sid"] = statement.sid or False
    return entry


def _excepted(condition: Condition, about: About) -> list[str] | None:
    """Return whom a condition excepts, in the words of `except_principals`; None where none are for it."""
    values = list(map(text_of, condition.values))
    match condition.written_operator, condition.key:
        case "ArnNotLike", "aws:PrincipalArn":
            of_aws = {
                f"arn:{about.place.partition}:iam::*:role/{each}" for each in about.held.holder.roles_of_aws
            }
            return [caller_name(value, about.place) for value in values if value not in of_aws]
        case "StringNotEquals", key if key in _NEGATED:
            return [f"{_NEGATED[key]}/{value}" for value in values]
        case "ForAllValues:StringNotLike", "aws:PrincipalOrgPaths":
            units = [unit_name(value, about.place) for value in values]
            return None if None in units else [each for each in units if each]
        case "StringNotEquals" | "StringNotLike", key if key.startswith(_TAG):
            return [f"tag/{key.removeprefix(_TAG)}={value}" for value in values]
        case _:
            return None


def with_tokens(policy: Policy, names: Mapping[str, str]) -> Policy:
    """Return *policy* with the token of an endpoint for each id in *names*, where a condition asks for it."""

    def condition(each: Condition) -> Condition:
        if each.key.casefold() != _VPCE:
            return each
        values = tuple(token(names[str(value)]) if value in names else value for value in each.values)
        return replace(each, values=values)

    statements = (replace(each, conditions=tuple(map(condition, each.conditions))) for each in policy)
    return replace(policy, statements=tuple(statements))


def endpoint_ids(policy: Policy) -> tuple[str, ...]:
    """Return the ids of endpoints that the conditions of *policy* ask for, in their order."""
    found = (
        str(value)
        for statement in policy
        for condition in statement.conditions
        if condition.key.casefold() == _VPCE
        for value in condition.values
    )
    return tuple(dict.fromkeys(found))
