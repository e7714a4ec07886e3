"""ARNs: six parts, each of which exists."""

import re
from collections.abc import Iterator

from gen_vpce import catalog
from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.acting_resources import Form, forms, types_met
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.subject import Subject, Value
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.patterns import has_wildcard

_ACCOUNT = re.compile(r"[0-9]{12}|aws|aws-managed|cloudfront|")
_PARTS = 6


def _parts(value: Value) -> list[str]:
    """Return the six parts of an ARN; those that are open hold a wildcard or nothing."""
    parts = value.text.split(":", _PARTS - 1)
    return parts + [""] * (_PARTS - len(parts))


def _is_open(part: str) -> bool:
    return not part or has_wildcard(part) or "${" in part


class ArnSyntax(Rule):
    """A resource is not an ARN.

    A resource is `*` or `arn:partition:service:region:account:resource`, six parts with five colons. Region
    and account may be empty, their colons may not be left out: `arn:aws:s3:::bucket/*`.
    """

    code = "GV340"
    severity = Severity.ERROR
    source = pages.ARNS
    analyzer = ("Invalid ARN prefix", "Missing ARN field", "Invalid ARN resource")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Count the parts; a wildcard at the end stands for those that are missing."""
        for placed in subject.statements:
            for value in placed.all_resources:
                text = value.text
                if not text.strip("*") or (subject.kind is PolicyKind.RESOURCE and _is_relative(text)):
                    continue
                if not text.startswith("arn:"):
                    yield Finding(
                        value.path, f"the resource `{text}` is neither an ARN nor `*`", _as_arn(text)
                    )
                elif text.count(":") < _PARTS - 1 and not text.endswith("*"):
                    yield Finding(
                        value.path,
                        f"the ARN `{text}` has {text.count(':') + 1} parts of six",
                        "write arn:partition:service:region:account:resource",
                    )


def _is_relative(text: str) -> bool:
    """Whether an API's own policy names a method of itself, as API Gateway allows."""
    return text.startswith("execute-api:/")


def _as_arn(text: str) -> str:
    if text.lower().startswith("arn:"):
        return f"write `arn:{text[4:]}`"
    return 'write the full ARN, such as arn:aws:dynamodb:us-east-1:111122223333:table/Orders, or "*"'


class UnknownPartition(Rule):
    """The partition of an ARN does not exist.

    The second part of an ARN is its partition: `aws`, `aws-cn` for China, `aws-us-gov` for GovCloud.
    """

    code = "GV341"
    severity = Severity.ERROR
    source = pages.ARNS
    analyzer = ("Invalid partition",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look up the second part."""
        for value in subject.widest_arns():
            partition = _parts(value)[1]
            if not _is_open(partition) and partition not in catalog.partitions():
                near = catalog.closest(partition, catalog.partitions())
                hint = f"did you mean `{near}`?" if near else f"known: {', '.join(catalog.partitions())}"
                yield Finding(value.path, f"unknown partition `{partition}` in `{value.shown}`", hint)


class UnknownRegion(Rule):
    """The Region of an ARN does not exist.

    The fourth part of an ARN is its Region. Where the resource is global the part stays empty.
    """

    code = "GV342"
    severity = Severity.WARNING
    source = pages.ARNS
    analyzer = ("Invalid ARN Region", "Invalid Region")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look up the fourth part."""
        for value in subject.widest_arns():
            region = _parts(value)[3]
            if not _is_open(region) and region not in catalog.regions():
                near = catalog.closest(region, catalog.regions())
                hint = f"did you mean `{near}`?" if near else None
                yield Finding(value.path, f"unknown Region `{region}` in `{value.shown}`", hint)


class ArnAccount(Rule):
    """The account of an ARN is not an account id.

    The fifth part of an ARN is an account id of 12 digits. An alias or a name does not work, and a leading
    zero belongs to the id.
    """

    code = "GV343"
    severity = Severity.ERROR
    source = pages.ARNS
    hint = "write the 12 digits"
    analyzer = ("Invalid ARN account",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the fifth part."""
        for value in subject.widest_arns():
            account = _parts(value)[4]
            if not _is_open(account) and not _ACCOUNT.fullmatch(account):
                yield Finding(value.path, f"`{account}` in `{value.shown}` is not an account id")


class NoSuchResource(Rule):
    """No resource of the service has such an ARN.

    The ARN fits none of the forms of its service: a Region or an account too many or too few (the ARN of a
    bucket has neither), another type than the service has, or upper and lower case, which count.
    """

    code = "GV344"
    severity = Severity.WARNING
    source = pages.REFERENCE
    analyzer = (
        "ARN account not allowed",
        "ARN Region not allowed",
        "Missing ARN Region",
        "Missing ARN account",
        "Invalid service",
        "Invalid ARN service case",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Hold each resource against the forms of the service that it names."""
        for placed in subject.statements:
            for value in placed.all_widest_resources:
                prefix = value.text.split(":", 3)[2] if value.text.count(":") >= _PARTS - 1 else ""
                own = [form for form in forms(prefix) if form.head[0] == prefix.lower()]
                if own and value.text.startswith("arn:") and not _exists(prefix, value.text):
                    yield Finding(
                        value.path,
                        f"no resource of {prefix} has the ARN `{value.shown}`",
                        _nearest(value.text, own),
                    )


def _exists(prefix: str, arn: str) -> bool:
    """Whether a resource can have the ARN; what AWS owns has forms that the catalogue does not list."""
    return catalog.belongs_to_aws(arn) or bool(types_met(prefix, arn))


def _nearest(text: str, own: list[Form]) -> str:
    """Name the form that begins like the resource, or one that looks like it."""
    begun = text.split(":", _PARTS - 1)[5].partition("/")[0]
    known = [form.arn for form in own]
    same = [form.arn for form in own if begun and form.body.startswith(begun)]
    near = same[0] if same else catalog.closest(text, known)
    return f"the form is {near}" if near else f"the forms are {', '.join(sorted(known)[:3])} and so on"


class MixedPartitions(Rule):
    """One policy holds ARNs of two partitions.

    Nothing crosses the border of a partition: one that is used in `aws` has no resources and callers in
    `aws-cn` or `aws-us-gov`. One of the ARNs was copied from elsewhere.
    """

    code = "GV345"
    severity = Severity.WARNING
    source = pages.ARNS
    hint = "write all of them with the partition of the account"

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare each partition with the first one."""
        first: str | None = None
        for value in subject.widest_arns():
            partition = _parts(value)[1]
            if _is_open(partition) or partition not in catalog.partitions():
                continue
            first = first or partition
            if partition != first:
                yield Finding(
                    value.path,
                    f"`{value.shown}` is of the partition {partition}, others of the policy of {first}",
                )


RULES: tuple[Rule, ...] = (
    ArnSyntax(),
    UnknownPartition(),
    UnknownRegion(),
    ArnAccount(),
    NoSuchResource(),
    MixedPartitions(),
)
