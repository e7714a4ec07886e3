"""Actions and resources of one statement: do they have anything to do with one another."""

from collections.abc import Iterator

from gen_vpce import catalog
from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.acting_resources import types_acted_on, types_met
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.rules.actions import passes
from gen_vpce.lint.subject import Placed, Subject


class ActionOnOtherResource(Rule):
    """An action acts on none of the resources that its statement names.

    Each action acts on certain types of resources: s3:GetObject on objects and not on buckets, s3:ListBucket
    on buckets and not on objects, dynamodb:ListTables on nothing that has an ARN, so that it needs `*`.
    The action never matches.
    """

    code = "GV337"
    severity = Severity.WARNING
    source = pages.REFERENCE

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare the types that an action acts on with those that the ARNs can be."""
        for placed in subject.statements:
            if _names_arns(placed):
                named = _named(placed)
                for value in placed.actions:
                    if _is_to_act(value.text, subject) and types_acted_on(value.text).isdisjoint(named):
                        yield Finding(
                            value.path,
                            f"`{value.text}` acts on none of the resources named",
                            _needed(value.text),
                        )


def _is_to_act(pattern: str, subject: Subject) -> bool:
    """Whether *pattern* is known and no action of another service than the endpoint's."""
    prefix = pattern.partition(":")[0].lower()
    return bool(catalog.expand(pattern)) and (subject.service is None or passes(prefix, subject.service))


def _named(placed: Placed) -> frozenset[tuple[str, str]]:
    """Return the IAM prefix and the resource type of everything that the resources can be."""
    prefixes = {prefix for value in placed.actions for prefix, _ in types_acted_on(value.text)}
    return frozenset(
        (prefix, kind)
        for value in placed.widest_resources
        for prefix in prefixes
        for kind in types_met(prefix, value.text)
    )


def _names_arns(placed: Placed) -> bool:
    """Whether the resources are ARNs whose parts are known: with `*` or a placeholder anything may match."""
    written = placed.statement.resources or ()
    texts = [value.text for value in placed.widest_resources]
    return bool(texts) and len(texts) == len(written) and all(map(_is_arn, texts))


def _is_arn(text: str) -> bool:
    return text.count(":") > 4 and text.startswith("arn:")


def _needed(pattern: str) -> str:
    kinds = sorted({kind for _, kind in types_acted_on(pattern)})
    if not kinds:
        return 'it needs a statement of its own with "Resource": "*"'
    return f"it acts on: {', '.join(kinds)}"


class ResourceOfNoAction(Rule):
    """A resource is named on which none of the statement's actions acts.

    It is of another service, or of a type that these actions do not touch. The entry changes nothing. A
    bucket beside its objects, or a table beside its indexes, is not a finding.
    """

    code = "GV338"
    severity = Severity.WARNING
    source = pages.REFERENCE
    hint = "leave it out, or add the actions that were meant"

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for such resources where the actions are known and act on others of the list."""
        for placed in subject.statements:
            patterns = [value.text for value in placed.actions]
            if not patterns or not _names_arns(placed) or not all(map(catalog.expand, patterns)):
                continue
            kinds = frozenset[tuple[str, str]]().union(*map(types_acted_on, patterns))
            acts = {value: _meets(value.text, kinds) for value in placed.widest_resources}
            touched = [value.text for value, does in acts.items() if does]
            if touched:
                for value, does in acts.items():
                    if not does and not any(_belong_together(value.text, other) for other in touched):
                        yield Finding(value.path, f"no action of the statement acts on `{value.shown}`")


def _belong_together(one: str, other: str) -> bool:
    """Whether one ARN lies under the other: a bucket and its objects are named together out of habit."""
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _meets(arn: str, kinds: frozenset[tuple[str, str]]) -> bool:
    return any(
        (prefix, kind) in kinds for prefix in {each for each, _ in kinds} for kind in types_met(prefix, arn)
    )


RULES: tuple[Rule, ...] = (ActionOnOtherResource(), ResourceOfNoAction())
