"""From the witness of a proof to requests that can be made, the ones that a person would think of first.

A pattern cannot say that an account has twelve digits, nor that a caller without an account is most likely
an anonymous one. So a witness may name what is not an account; another one is then put in its place, and
whoever asks sees to it that the decision is the same.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.access.decision.caller import CallerKind, caller
from gen_vpce.access.decision.request import ContextValue, Request, facts
from gen_vpce.access.expectation.policies_held import Door, Holdings
from gen_vpce.intent.model import Expectation

_OF_THE_WAY = frozenset({"aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip", "aws:sourceip"})
_OF_HOME = frozenset({"aws:principalorgid", "aws:resourceorgid"})
_OWNER = "aws:resourceaccount"
_ARN_PARTS = 6
ON_NOTHING = "*"
"""The resource of an action that names none."""
_STRANGE_ACCOUNTS = ("210987654321", "111122223333")


def requests(
    witness: Request, expectation: Expectation, door: Door | None, held: Holdings
) -> Iterator[Request]:
    """Yield what *witness* may stand for, as requests through *door* with the context of *expectation*."""
    context: dict[str, ContextValue] = {**expectation.context}
    given = {key.lower() for key in context}
    derived = facts(replace(witness, context={}), held.home).keys if held.home else {}
    for key, value in witness.context.items():
        follows = key.lower() == "aws:sourcevpce" or (key.lower() in _OF_THE_WAY and value is None)
        follows = follows or (key.lower() in _OF_HOME and derived.get(key.lower()) == (value,))
        if not follows and key.lower() not in given:
            context[key] = value
    request = replace(witness, context=context, through=door.id if door else None)
    if expectation.resource in (None, ON_NOTHING) and is_on_nothing(witness.action):
        yield replace(request, resource=ON_NOTHING)
    for placed in _in_accounts(request, held):
        if caller(placed.principal).kind in (CallerKind.PROVIDER, CallerKind.CANONICAL_USER):
            yield replace(placed, principal="anonymous")
        yield placed


def is_on_nothing(action: str) -> bool:
    """Whether *action* names no resource, as the catalogue has it: its requests are on `*`."""
    prefix, _, name = action.partition(":")
    service = catalog.service(prefix)
    known = service.actions.get(name.lower()) if service else None
    return known is not None and not known.resource_types


def _in_accounts(request: Request, held: Holdings) -> Iterator[Request]:
    """Yield *request*, about resources of real accounts where its resource names what is none."""
    parts = request.resource.split(":", _ARN_PARTS - 1)
    account = parts[4] if len(parts) == _ARN_PARTS else ""
    if not account or (len(account) == len(held.account) and account.isdigit()):
        yield request
        return
    context = {key: value for key, value in request.context.items() if key.lower() != _OWNER}
    told = [value for key, value in request.context.items() if key.lower() == _OWNER and value]
    for owner in (*(str(each) for each in told if isinstance(each, str)), held.account, *_STRANGE_ACCOUNTS):
        resource = ":".join((*parts[:4], owner, parts[5]))
        yield replace(request, resource=resource, context=context)
