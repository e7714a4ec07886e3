"""GV81x: policies of resources that nobody can change any more."""

from gen_vpce.diagnostics.model import Code, Severity

CODES = (
    Code(
        "GV812",
        Severity.ERROR,
        "Nobody can change the policy of a resource any more",
        "For all requests it is proven that no user, role or session of the account may replace the "
        "policy, nor delete it: what the policy denies counts for administrators and, but for buckets and "
        "queues, for the root user too, and what a key's policy does not allow nobody may do. AWS refuses "
        "such a policy of a key, a table or a repository from whoever could not replace it; for others, AWS "
        "Support alone can help. Callers of other accounts, AWS services and roles that AWS itself uses do "
        "not count.",
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html",
    ),
    Code(
        "GV813",
        Severity.WARNING,
        "Only the root user can change the policy of a resource any more",
        "For all requests it is proven that no user, role or session of the account may replace the "
        "policy of the bucket or the queue, nor delete it. The root user of the account can delete it; "
        "Terraform cannot.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html",
    ),
)
