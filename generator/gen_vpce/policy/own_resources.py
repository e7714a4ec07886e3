"""A resource's policy with its resources said in full: `*`, and no Resource at all, mean the resource itself.

NotResource leaves a part of the resource out, and takes nothing in that lies elsewhere: beside it stands what
the policy is about. In the policy of a KMS key or a secret, `*` is this key or this secret; ECR takes no
Resource element.
https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
"""

from msgspec.structs import replace

from gen_vpce.policy.document import Policy, Statement


def said_in_full(policy: Policy, arns: tuple[str, ...]) -> Policy:
    """Return *policy*, attached to the resource of *arns*, as it is judged beside the policies of others."""
    statements = tuple(_in_full(statement, arns) for statement in policy)
    return policy if statements == policy.statements else replace(policy, statements=statements)


def _in_full(statement: Statement, arns: tuple[str, ...]) -> Statement:
    named = statement.resources
    if not arns or (named is not None and "*" not in named):
        return statement
    return replace(statement, resources=arns)
