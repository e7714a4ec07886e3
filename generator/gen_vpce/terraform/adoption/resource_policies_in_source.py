"""Policies of resources in Terraform source, as far as an intent can say them."""

from collections.abc import Callable, Iterator, Mapping

from gen_vpce.configuration.module.resource import Resource
from gen_vpce.configuration.policies.model import Configuration, FoundPolicy, NotRead
from gen_vpce.configuration.value.value import Failure, Null, String, TooLarge, Unknown
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.inquiry.symbol_values import filled_text
from gen_vpce.policy.symbols import markers_in
from gen_vpce.terraform.addresses import split
from gen_vpce.terraform.adoption.eligible import refusal
from gen_vpce.terraform.adoption.existing import Carried
from gen_vpce.terraform.adoption.resource_policies import OWNERS, HeldPolicy, named
from gen_vpce.terraform.adoption.source_arguments import Arguments, repeated_and_meta
from gen_vpce.terraform.resource_types import HOLDERS

_STATE = "adopt it from a state: terraform show -json | gen-vpce adopt - --root . --from-address state"
_TAKEN = frozenset(("policy", "provider", "count", "for_each", "depends_on", "region"))
"""Arguments that are said otherwise: by the file of the policy, the call of the module, the intent."""


def type_of(address: str) -> str:
    """Return the type in an address: `aws_s3_bucket_policy` of `module.a.aws_s3_bucket_policy.b`."""
    return split(address)[1].partition(".")[0]


def own_policies(root: Configuration) -> Iterator[str]:
    """Yield the resources of the root module that set their policy by an argument of their own."""
    for each in root.policies:
        if type_of(each.address) in OWNERS and not each.address.startswith("module."):
            yield each.address


def block_of(address: str) -> str:
    """Return an address without the key of its instance."""
    return address.partition("[")[0]


def held_policy(
    found: FoundPolicy,
    values: Mapping[str, str],
    place: tuple[str | None, str | None],
    text_of: Callable[[Arguments], str | None],
) -> HeldPolicy:
    """Return the policy that the source holds, with values for all but the ids of endpoints.

    *values* are those of its symbols, *place* is the Region and account of its provider. *text_of* gives its
    text with these, and notes what is wrong with it.
    """
    holder = HOLDERS[type_of(found.address)]
    block = block_of(found.address)
    key = found.address.removeprefix(block)
    resource = found.resource
    if resource is None or found.address.startswith("module."):
        return _refused(
            found, refusal("GV681", "it is declared in another module", f"adopt that folder, or {_STATE}")
        )
    made = repeated_and_meta(resource, key)
    made.problems += _unsaid(resource, holder.argument)
    said = _said(resource, holder.argument, values, made)
    text = text_of(made)
    own = named(holder, said or "") or HeldPolicy(holder.word, "", None)
    return HeldPolicy(
        holder.word,
        own.name or found.address,
        text,
        said,
        own.region or place[0],
        own.account or place[1],
        found.address.replace("[count.index]", "[0]"),
        Carried(block, found.place.span, made.passed, made.key),
        problems=tuple(made.problems),
    )


def not_read(found: NotRead) -> HeldPolicy:
    """Return a policy that is not known, with the reason."""
    return _refused(found, refusal("GV675", f"its policy is not read: {found.reason}", _STATE))


def _refused(found: FoundPolicy | NotRead, problem: Diagnostic) -> HeldPolicy:
    holder = HOLDERS[type_of(found.address)]
    carried = Carried(block_of(found.address), found.place.span, stops=True)
    return HeldPolicy(
        holder.word, found.address, None, address=found.address, carried=carried, problems=(problem,)
    )


def _unsaid(resource: Resource, argument: str) -> Iterator[Diagnostic]:
    for each in resource.block.body.arguments():
        if each.name in _TAKEN or each.name == argument:
            continue
        try:
            value = resource.configured(each.name)
        except (Failure, TooLarge):
            value = None
        if not isinstance(value, Null):
            yield refusal(
                "GV676", f"an intent cannot express its `{each.name}`", "take it out of the source first"
            )
    for name in ("lifecycle", "timeouts", "provisioner", "connection"):
        if next(resource.block.body.nested(name), None):
            yield refusal(
                "GV676", f"an intent cannot express its `{name}`", "take it out of the source first"
            )


def _said(resource: Resource, argument: str, values: Mapping[str, str], made: Arguments) -> str | None:
    """Return what the source calls the resource, None with the problem where that is not known."""
    try:
        value = resource.configured(argument)
    except (Failure, TooLarge) as error:
        made.problems.append(refusal("GV681", f"its `{argument}` has no value: {error}"))
        return None
    written = value.symbol.marker if isinstance(value, Unknown) else ""
    text = filled_text(value.text if isinstance(value, String) else written, values)
    if not text or markers_in(text):
        shown = f": {text}" if text else ""
        made.problems.append(refusal("GV681", f"its `{argument}` is not known{shown}", _STATE))
        return None
    return text
