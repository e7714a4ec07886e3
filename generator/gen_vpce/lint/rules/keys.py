"""Condition keys: do they exist, and does the request carry them."""

from collections.abc import Iterator
from functools import lru_cache

from gen_vpce import catalog
from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.placeholder import placeholder_in
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.subject import Question, Subject

_CALLER_SAYS = ("aws:referer", "aws:useragent")


def _real(subject: Subject) -> Iterator[Question]:
    """Yield the conditions whose key is not a placeholder."""
    return (each for each in subject.questions if placeholder_in(each.condition.key) is None)


def _lacks_tag(question: Question) -> bool:
    """Whether the key is one of tags and names no tag."""
    template = catalog.condition_key(question.folded.rstrip("/") + "/tag")
    return question.key is None and template is not None and "${" in template.name


class KeyForm(Rule):
    """A condition key is not written as service and name.

    A key is `aws:Name` for the global ones, `service:Name` for those of a service.
    """

    code = "GV356"
    severity = Severity.ERROR
    source = pages.KEYS
    analyzer = ("Invalid condition key format",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the colon."""
        for question in _real(subject):
            before, colon, after = question.condition.key.partition(":")
            if not (before and colon and after):
                near = catalog.closest(f"aws:{question.folded}", catalog.global_condition_keys())
                known = catalog.condition_key(near) if near else None
                hint = f"did you mean `{known.name}`?" if known else "write service:Name"
                yield Finding(question.path, f"`{question.condition.key}` is not a condition key", hint)


class UnknownGlobalKey(Rule):
    """There is no such global condition key.

    A key that does not exist is absent from every request: positive conditions on it are never true, negated
    ones always.
    """

    code = "GV357"
    severity = Severity.WARNING
    source = pages.KEYS
    analyzer = ("Invalid global condition key", "Deprecated global condition key")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look up the keys that begin with `aws:`."""
        for question in _real(subject):
            if question.key is None and question.folded.startswith("aws:") and not _lacks_tag(question):
                names = [known.name for known in catalog.global_condition_keys().values()]
                near = catalog.closest(question.condition.key, names)
                hint = f"did you mean `{near}`?" if near else None
                yield Finding(question.path, f"unknown global condition key `{question.condition.key}`", hint)


class UnknownServiceKey(Rule):
    """The service has no such condition key.

    A key that does not exist is absent from every request: positive conditions on it are never true, negated
    ones always.
    """

    code = "GV358"
    severity = Severity.WARNING
    source = pages.REFERENCE
    analyzer = ("Invalid service condition key",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look up the keys of services that the catalogue has."""
        for question in _real(subject):
            service = catalog.service(question.folded.partition(":")[0])
            if question.key is None and service and not _lacks_tag(question):
                near = catalog.closest(question.condition.key, service.condition_keys)
                hint = f"did you mean `{near}`?" if near else None
                key = question.condition.key
                yield Finding(question.path, f"{service.title} has no condition key `{key}`", hint)


class TagKeyMissing(Rule):
    """A condition on a tag does not name the tag.

    The name of the tag is part of the condition key: `aws:PrincipalTag/team`.
    """

    code = "GV359"
    severity = Severity.ERROR
    source = pages.KEYS
    analyzer = ("Missing tag key in condition",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for keys of tags without a name."""
        for question in _real(subject):
            if _lacks_tag(question):
                key = question.condition.key
                hint = f"write `{key.rstrip('/')}/NAME`, with the name of the tag"
                yield Finding(question.path, f"the condition key `{key}` names no tag", hint)


class KeyNotForActions(Rule):
    """None of the statement's actions carries the condition key.

    A service fills its keys in for some of its actions: s3:prefix for listing, not for reading an object. For
    the others the key is absent: a positive condition is never true, a negated one always.
    """

    code = "GV360"
    severity = Severity.WARNING
    source = pages.REFERENCE
    analyzer = ("Unsupported action for condition key", "Missing action for condition key")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare with the keys of the actions, for keys that are listed by action at all."""
        for question in _real(subject):
            patterns = question.placed.statement.actions or ()
            if question.key is None or question.folded.startswith("aws:") or not patterns:
                continue
            name = question.key.name
            listed = name in _carried(f"{question.folded.partition(':')[0]}:*")
            if (
                listed
                and all(map(catalog.expand, patterns))
                and not any(name in _carried(p) for p in patterns)
            ):
                yield Finding(
                    question.path, f"no action of the statement carries the key `{question.condition.key}`"
                )


@lru_cache(maxsize=4096)
def _carried(pattern: str) -> frozenset[str]:
    """Return the condition keys of the actions that *pattern* matches."""
    found: set[str] = set()
    for action in catalog.expand(pattern):
        prefix, _, name = action.partition(":")
        service = catalog.service(prefix)
        found.update(service.actions[name.lower()].condition_keys if service else ())
    return frozenset(found)


class KeyNotFilledIn(Rule):
    """The service does not fill the condition key in.

    aws:VpceAccount, aws:VpceOrgID, aws:VpceOrgPaths and aws:SourceVpcArn exist on requests to some services
    only, and the list grows. Elsewhere the key is absent, and a Deny with a negated condition denies
    everything.
    """

    code = "GV361"
    severity = Severity.WARNING
    source = f"{pages.KEYS}#condition-keys-vpceorgid"
    hint = "ask for aws:SourceVpc or aws:SourceVpce, which every service fills in"
    analyzer = ("Use condition key only with supported services",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare the services of the actions, or the endpoint's, with those of the key."""
        for question in _real(subject):
            key = question.key
            if key is None or not key.services:
                continue
            # An exception by a key that some services lack is not a fault beside a fence that they know.
            beside = (other.key.services for other in question.placed.questions if other.key)
            known = key.services.union(*beside) if question.condition.if_exists else key.services
            lacking = sorted(_services(question, subject) - known)
            if lacking:
                yield Finding(question.path, f"`{key.name}` is absent from requests to {', '.join(lacking)}")


def _services(question: Question, subject: Subject) -> set[str]:
    """Return the IAM prefixes of a statement's actions that the catalogue knows; the endpoint's for `*`."""
    prefixes = {action.partition(":")[0].lower() for action in question.placed.statement.actions or ()}
    if prefixes & {"*"} and subject.service and subject.service.iam_prefix:
        prefixes.add(subject.service.iam_prefix)
    return {prefix for prefix in prefixes if catalog.service(prefix)}


class UntrustworthyKey(Rule):
    """A condition tests a value that the caller can choose.

    aws:Referer and aws:UserAgent are sent by the client, which can write anything there.
    """

    code = "GV362"
    severity = Severity.WARNING
    source = f"{pages.KEYS}#condition-keys-useragent"
    hint = "ask for the principal or for the network instead"
    analyzer = ("Untrustworthy condition key",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for those two keys."""
        for question in subject.questions:
            if question.folded in _CALLER_SAYS:
                yield Finding(question.path, f"the caller chooses the value of `{question.condition.key}`")


RULES: tuple[Rule, ...] = (
    KeyForm(),
    UnknownGlobalKey(),
    UnknownServiceKey(),
    TagKeyMissing(),
    KeyNotForActions(),
    KeyNotFilledIn(),
    UntrustworthyKey(),
)
