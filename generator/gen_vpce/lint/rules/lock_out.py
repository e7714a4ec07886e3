"""Policies of resources that nobody can change any more, decided for all requests."""

from collections.abc import Iterator

from gen_vpce.diagnostics import Severity
from gen_vpce.diagnostics.english import with_article
from gen_vpce.lint.lock_out import NOBODY, ROOT_ALONE, locks
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.subject import Subject
from gen_vpce.policy.document import PolicyKind


class NobodyLeft(Rule):
    """Nobody can change the policy of a resource any more.

    For all requests it is proven that no user, role or session may replace the policy, nor delete it: what
    the policy denies counts for administrators and, but for buckets and queues, for the root user too, and
    what a key's policy does not allow nobody may do. AWS refuses such a policy of a key, a table or a
    repository from whoever could not replace it; for others, AWS Support alone can help. AWS services and
    roles that AWS itself uses do not count, nor, where the account is known, callers of other accounts.
    """

    code = NOBODY
    severity = Severity.ERROR
    source = "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html"
    kinds = frozenset({PolicyKind.RESOURCE})
    needs_all = True

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Ask whether a request passes that replaces the policy."""
        yield from _found(subject, by_root=False)


class RootAlone(Rule):
    """Only the root user can still change the policy of a resource.

    For all requests it is proven that no user, role or session may replace the policy of the bucket or the
    queue, nor delete it. The root user of the account can delete it; Terraform cannot.
    """

    code = ROOT_ALONE
    severity = Severity.WARNING
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html"
    kinds = frozenset({PolicyKind.RESOURCE})
    needs_all = True

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Ask the same of buckets and queues."""
        yield from _found(subject, by_root=True)


def _found(subject: Subject, *, by_root: bool) -> Iterator[Finding]:
    unsure = frozenset(each.index for each in subject.statements if each.has_placeholder)
    for lock in locks(subject.policy, unsure):
        if bool(lock.holder.way_back) is by_root and lock.is_worth_asking and lock.can() is False:
            message, hint = lock.told(with_article(lock.holder.title))
            yield Finding(("Statement", lock.denying[0] if lock.denying else 0), message, hint)


RULES: tuple[Rule, ...] = (NobodyLeft(), RootAlone())
