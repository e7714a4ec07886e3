"""A policy within its limit: as it is, else merged, else a finding that names the largest statements."""

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.catalog import POLICY_HOLDERS, PolicyLimit
from gen_vpce.diagnostics import Diagnostic, Related, Severity, Span
from gen_vpce.diagnostics.english import with_article
from gen_vpce.policy.compiler.merge import merged
from gen_vpce.policy.document import Policy, PolicyKind, Statement
from gen_vpce.policy.limits import LIMITS, size

_LARGEST = 3


class Fitted(Struct, frozen=True):
    """A policy with the origin of each statement, and what had to be done to it."""

    policy: Policy
    origins: tuple[Span, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def fitted(
    kind: PolicyKind,
    subject: str,
    policy: Policy,
    origins: tuple[Span, ...],
    limit: PolicyLimit | None = None,
) -> Fitted:
    """Return *policy* with its statements merged where it is longer than AWS accepts.

    *subject* names it in findings; *origins* holds the span of each statement; *limit* is that of its
    resource, if it is not the one of its kind. GV305 is an error when the merged policy is still too long,
    GV304 a note when merging was enough.
    """
    limit = limit or LIMITS[kind]
    length = size(kind, policy)
    if length <= limit.longest:
        return Fitted(policy, origins)
    pairs = merged(policy.statements)
    shorter = replace(policy, statements=tuple(statement for _, statement in pairs))
    left = tuple(origins[index] for index, _ in pairs)
    if size(kind, shorter) > limit.longest:
        return Fitted(shorter, left, (_too_long(kind, subject, shorter, left, limit),))
    return Fitted(shorter, left, (_was_merged(subject, policy, shorter, left, limit),))


def _too_long(
    kind: PolicyKind,
    subject: str,
    policy: Policy,
    origins: tuple[Span, ...],
    limit: PolicyLimit,
) -> Diagnostic:
    length = size(kind, policy)
    sizes = [size(kind, Policy((statement,))) - size(kind, Policy(())) for statement in policy]
    largest = sorted(range(len(sizes)), key=lambda place: (-sizes[place], place))[:_LARGEST]
    return Diagnostic(
        "GV305",
        Severity.ERROR,
        f"the policy of {subject} has {length:,} {limit.unit}, {length - limit.longest:,} more than "
        f"the {limit.longest:,} that AWS accepts for {_what(kind, subject)}",
        origins[largest[0]],
        "shorten the largest lists with wildcards (`dynamodb:Get*`, `table/Orders*`) or name fewer resources",
        tuple(
            Related(
                origins[place], f"{_name(policy.statements[place], place)}: {sizes[place]:,} {limit.unit}"
            )
            for place in largest
        ),
    )


def _what(kind: PolicyKind, subject: str) -> str:
    word = subject.partition("/")[0]
    holder = POLICY_HOLDERS.get(word) if "/" in subject else None
    return f"the policy of {with_article(holder.title)}" if holder else f"{kind} policies"


def _was_merged(
    subject: str, long: Policy, short: Policy, origins: tuple[Span, ...], limit: PolicyLimit
) -> Diagnostic:
    before, after = len(long.statements), len(short.statements)
    return Diagnostic(
        "GV304",
        Severity.NOTE,
        f"the {before} statements of the policy of {subject} were merged into {after} with the same meaning, "
        f"to stay within {limit.longest:,} {limit.unit}",
        origins[0],
    )


def _name(statement: Statement, place: int) -> str:
    return f"statement {statement.sid or place + 1}"
