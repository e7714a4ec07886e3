"""The rules over files: every policy that a text holds, each finding at its place in the text."""

import json
from collections.abc import Iterable, Iterator

from gen_vpce.diagnostics import Diagnostic, Span, in_order
from gen_vpce.lint.acceptance import Accepted, without
from gen_vpce.lint.check import check
from gen_vpce.lint.described_endpoints import needs_in
from gen_vpce.lint.extract import Extracted, policies_in
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.lint.subject import Subject
from gen_vpce.policy.positions import Path, Positions
from gen_vpce.policy.read import read_at


def lint_text(
    text: str, shown: str, given: Attachment, accepted: Iterable[Accepted] = ()
) -> tuple[Diagnostic, ...]:
    """Return the findings on every policy in *text*, whose file is *shown*.

    What is *given* goes before what the text or the name of the file tells of where a policy is attached.
    """
    policies, problems = policies_in(text, shown)
    found = [each for policy in policies for each in _found(policy, given)]
    found += _needs(text, shown)
    return in_order((*problems, *without(found, accepted)))


def _needs(text: str, shown: str) -> Iterator[Diagnostic]:
    """Yield what the endpoints of a text of AWS or Terraform need of each other."""
    source = Positions(text.removeprefix("\ufeff"), shown)
    try:
        data = json.loads(source.text)
    except (ValueError, RecursionError):
        return
    yield from needs_in(data, source)


def _found(policy: Extracted, given: Attachment) -> Iterator[Diagnostic]:
    read = read_at(policy.positions)
    yield from read.diagnostics
    if read.policy is None:
        return
    attachment = given.over(policy.attachment).settled(read.policy)
    if attachment.kind is None:
        return
    subject = Subject(
        read.policy,
        attachment.kind,
        attachment.service,
        attachment.endpoint_type,
        attachment.region,
        json.loads(policy.positions.text),
        len(policy.positions.text.strip()),
    )
    for rule, finding in check(subject):
        span = place_of(policy.positions, finding.path)
        yield Diagnostic(rule.code, rule.severity, finding.message, span, finding.hint or rule.hint)


def place_of(positions: Positions, path: Path) -> Span:
    """Return the place of a value; of the key where a condition key is meant."""
    about_key = "Condition" in path[:-1] and isinstance(path[-1], str)
    return positions.key_span(path) if about_key else positions.span(path)
