"""The policy that a resource has before a plan sets it for the first time: a resource has one, so it goes."""

from msgspec import Struct

from gen_vpce.terraform.addresses import split
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.resource_change import ResourceChange
from gen_vpce.terraform.resource_types import HOLDERS, OF_RESOURCES, SHOWN
from gen_vpce.terraform.shown_policies import ShownPolicy


class Replaced(Struct, frozen=True):
    """What is known of the policy that goes: `shown` where the plan holds it, None where it does not tell."""

    resource: str
    shown: ShownPolicy | None


def replaced_policy(change: ResourceChange, context: GateContext) -> Replaced | None:
    """Return the policy of which *change* takes the place, None where there cannot be one.

    That is so where the resource shows that it has none or is made by the same plan, and where another
    resource of Terraform set the policy.
    """
    holder = HOLDERS.get(change.type)
    if holder is None or change.before is not None or not change.remains or change.imported:
        return None
    said = change.new(OF_RESOURCES[change.type])
    if said is None or _is_new(change, said, context):
        return None
    resource = f"the {holder.word} {_name(holder.word, said)}"
    if OF_RESOURCES[change.type] in change.sensitive:
        resource = f"the {holder.word}"
    found = [
        each for each in _shown(context) if each.word == holder.word and _same(each.said, said, holder.word)
    ]
    if found and not any(each.policy for each in found):
        return None
    return Replaced(resource, next((each for each in found if each.policy), None))


def _shown(context: GateContext) -> tuple[ShownPolicy, ...]:
    """Return the policies that the plan shows: in resources that it keeps, and read by data sources.

    The text of one is empty where a resource shows that it has none.
    """
    kept = []
    for each in context.about_policies:
        if each.type in SHOWN and each.before is not None and each.remains:
            word, attribute = SHOWN[each.type]
            said = each.old(attribute)
            if said and "policy" in each.before:
                text = each.old("policy") or ""
                kept.append(ShownPolicy(word, said, text, each.address, "policy" in each.sensitive))
    return (*kept, *context.plan.shown)


def _is_new(change: ResourceChange, said: str, context: GateContext) -> bool:
    """Whether the resource itself is made by the plan, or its policy was set by Terraform until now."""
    argument = OF_RESOURCES[change.type]
    word = HOLDERS[change.type].word
    for each in context.about_policies:
        if each.type == change.type and each is not change and _same(each.old(argument) or "", said, word):
            return True
        if each.type in SHOWN and each.before is None and each.remains and SHOWN[each.type][0] == word:
            named = each.new(SHOWN[each.type][1])
            if named and _same(named, said, word):
                return True
    refers = (context.arguments(change) or {}).get(argument, ())
    made = context.made.get(split(change.address)[0], frozenset())
    return any(".".join(reference.split(".")[:2]).partition("[")[0] in made for reference in refers)


def _same(one: str, other: str, word: str) -> bool:
    return _name(word, one) == _name(word, other)


def _name(word: str, said: str) -> str:
    """Return the name of a resource, which Terraform may call by its ARN as well."""
    return said.rpartition("/")[2] if word == "key" else said
