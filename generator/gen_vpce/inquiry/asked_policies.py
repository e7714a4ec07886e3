"""The policies that a request is asked of: from files and from an intent, with their places."""

from collections.abc import Callable

from msgspec import Struct

from gen_vpce.access.decision.compiled_policy import CompiledPolicy
from gen_vpce.access.decision.policy_layers import Guard
from gen_vpce.access.decision.request import Home, Request
from gen_vpce.diagnostics import Diagnostic, Span
from gen_vpce.policy.document import PolicyKind


class AtHand(Struct, frozen=True):
    """A policy that is asked; `origin` gives the place of a statement by its number counted from 0."""

    kind: PolicyKind
    ready: CompiledPolicy
    origin: Callable[[int], Span]


class OfIntent(Struct, frozen=True):
    """What an intent adds: its reading of the request, and its policies.

    `asking` must allow; of `restrictions` only the Deny statements count, but for what `guards` say.
    `ways` are the names of the endpoints that carry the request's action, where the request comes through
    none.
    """

    request: Request
    asking: tuple[AtHand, ...] = ()
    restrictions: tuple[AtHand, ...] = ()
    ways: tuple[str, ...] = ()
    home: Home | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    guards: tuple[Guard, ...] = ()
