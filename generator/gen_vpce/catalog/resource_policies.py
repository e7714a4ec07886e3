"""The resources whose policies an intent can say: one entry a type, from which all else about it comes.

The words of the language, the ARNs, the Terraform type with its argument, the actions of a Deny and those
that change the policy, the limit of size, what the service refuses: no other file lists these types.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from msgspec import Struct

from gen_vpce.catalog.actions import service
from gen_vpce.catalog.model import PolicyLimit
from gen_vpce.catalog.places import partitions
from gen_vpce.catalog.store import read

_TOPIC_ACTIONS = (
    "sns:AddPermission",
    "sns:DeleteTopic",
    "sns:GetDataProtectionPolicy",
    "sns:GetTopicAttributes",
    "sns:ListSubscriptionsByTopic",
    "sns:ListTagsForResource",
    "sns:Publish",
    "sns:PutDataProtectionPolicy",
    "sns:RemovePermission",
    "sns:SetTopicAttributes",
    "sns:Subscribe",
)
"""https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html"""


class PolicyHolder(Struct, frozen=True):
    """A type of resource that has one policy.

    `word` is its key in an intent (`bucket`), `prefix` and `type` are those of the catalogue. `names` is the
    pattern of a name, `rule` the same in words, `example` a name. `argument` is that of the Terraform type
    which says whose policy it is, `value` the template of what stands there, see `value_of`.
    `endings` are those of the ARNs that the policy is about, the resource itself first. `is_named` says that
    its Resource element holds these ARNs; where it is False the element is `*`, and None where there is none.
    `takes_star` says that `*` may stand in the element, `has_parts` that what lies in the resource has ARNs
    of its own, which NotResource can leave out. `actions` are denied where a caller is shut out, and all that
    a policy may be about where `only_these` says so, with `old_actions`, which AWS takes and documents no
    more; `changes` replace or delete the policy.
    `needs_grant` says that nobody may do anything which the policy does not allow. `roles_of_aws` are roles
    by which AWS acts for the account, from its own networks. `most_actions` and `most_statements` are AWS's
    limits, `source` is the AWS page about the policies. `own` is the Terraform type of the resource itself
    where that can set the policy too, and the attribute that says what `argument` does. `is_checked` says
    that AWS takes no policy which its caller could not replace; `way_back` is how the root user of the
    account gets rid of one that shuts everybody out, None where AWS Support alone can help.
    """

    word: str
    prefix: str
    type: str
    title: str
    names: str
    rule: str
    example: str
    terraform: str
    argument: str
    value: str
    endings: tuple[str, ...]
    is_named: bool | None
    takes_star: bool
    actions: tuple[str, ...]
    changes: tuple[str, ...]
    source: str
    has_parts: bool = False
    only_these: bool = False
    old_actions: tuple[str, ...] = ()
    needs_grant: bool = False
    roles_of_aws: tuple[str, ...] = ()
    most_actions: int | None = None
    most_statements: int | None = None
    own: tuple[str, str] | None = None
    is_checked: bool = False
    way_back: str | None = None

    @property
    def plural(self) -> str:
        """The word for several: `repositories`."""
        return f"{self.word[:-1]}ies" if self.word == "repository" else f"{self.word}s"

    @property
    def replacing(self) -> tuple[str, ...]:
        """What gets rid of a policy that denies too much; to add and remove permissions does not."""
        return tuple(each for each in self.changes if not each.endswith("Permission"))

    @property
    def limit(self) -> PolicyLimit:
        """How long a policy of it may be."""
        return _limits()[self.word]

    def arns(self, name: str, partition: str, region: str, account: str) -> tuple[str, ...]:
        """Return the ARNs that the policy of *name* is about, the resource itself first."""
        known = service(self.prefix)
        form = known.resource_types[self.type].arn if known else ""
        for variable, text in (("Partition", partition), ("Region", region), ("Account", account)):
            form = form.replace(f"${{{variable}}}", text)
        own = form.partition("${")[0] + name
        return tuple(own + ending for ending in self.endings)

    def patterns_of(self, value: str) -> tuple[str, ...]:
        """Return the ARNs of the resource that *value* names, as patterns: what *value* does not tell is `*`.

        *value* is what the argument of the Terraform type holds: a name, an ARN, or the URL of a queue.
        """
        if value.startswith("arn:"):
            return tuple(value + ending for ending in self.endings)
        place, _, name = value.rpartition("/") if "://" in value else ("", "", value)
        account = place.rpartition("/")[2] or "*"
        return self.arns(name, "*", "*", account)

    def value_of(self, name: str, partition: str, region: str, account: str) -> str:
        """Return what the argument of the Terraform type holds for the resource *name*."""
        suffix = partitions()[partition].dns_suffix
        arn = self.arns(name, partition, region, account)[0]
        return self.value.format(name=name, arn=arn, region=region, account=account, suffix=suffix)


_HOLDERS = (
    PolicyHolder(
        word="table",
        prefix="dynamodb",
        type="table",
        title="DynamoDB table",
        names="^[A-Za-z0-9_.-]{3,255}$",
        rule="3 to 255 letters, digits, `_`, `.` and `-`",
        example="Orders",
        terraform="aws_dynamodb_resource_policy",
        argument="resource_arn",
        value="{arn}",
        endings=("", "/index/*"),
        is_named=True,
        takes_star=False,
        actions=("dynamodb:*",),
        changes=("dynamodb:PutResourcePolicy", "dynamodb:DeleteResourcePolicy"),
        source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html",
        # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html
        is_checked=True,
    ),
    PolicyHolder(
        word="bucket",
        prefix="s3",
        type="bucket",
        title="S3 bucket",
        names="^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
        rule="3 to 63 small letters, digits, `.` and `-`, a letter or digit at both ends",
        example="orders-archive",
        terraform="aws_s3_bucket_policy",
        argument="bucket",
        value="{name}",
        endings=("", "/*"),
        is_named=True,
        takes_star=False,
        actions=("s3:*",),
        changes=("s3:PutBucketPolicy", "s3:DeleteBucketPolicy"),
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html",
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
        way_back="the root user of the account can delete it: aws s3api delete-bucket-policy",
        has_parts=True,  # https://repost.aws/knowledge-center/s3-allow-certain-file-types
    ),
    PolicyHolder(
        word="key",
        prefix="kms",
        type="key",
        title="KMS key",
        names="^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$",
        rule="32 of 0-9 and a-f in five groups, or `mrk-` and 32 of them; an alias has no policy",
        example="1234abcd-12ab-34cd-56ef-1234567890ab",
        terraform="aws_kms_key_policy",
        argument="key_id",
        value="{name}",
        endings=("",),
        is_named=False,
        takes_star=True,
        actions=("kms:*",),
        changes=("kms:PutKeyPolicy",),
        source="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
        needs_grant=True,
        is_checked=True,  # https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
        # EC2 decrypts volumes by a role of its own, and service-linked roles use keys too, none of them from
        # a VPC: https://github.com/aws-samples/data-perimeter-policy-examples
        roles_of_aws=("aws-service-role/*", "aws:ec2-infrastructure*"),
        own=("aws_kms_key", "key_id"),
    ),
    PolicyHolder(
        word="queue",
        prefix="sqs",
        type="queue",
        title="SQS queue",
        names=r"^([A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\.fifo)$",
        rule="1 to 80 letters, digits, `_` and `-`, with `.fifo` at the end of a FIFO queue's",
        example="orders",
        terraform="aws_sqs_queue_policy",
        argument="queue_url",
        value="https://sqs.{region}.{suffix}/{account}/{name}",
        endings=("",),
        is_named=True,
        takes_star=True,
        actions=("sqs:*",),
        changes=("sqs:SetQueueAttributes", "sqs:AddPermission", "sqs:RemovePermission"),
        source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html",
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
        way_back="a root session can delete it: aws sts assume-root with the task SQSUnlockQueuePolicy",
        most_actions=7,
        most_statements=20,
        own=("aws_sqs_queue", "url"),
    ),
    PolicyHolder(
        word="topic",
        prefix="sns",
        type="topic",
        title="SNS topic",
        names=r"^([A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo)$",
        rule="1 to 256 letters, digits, `_` and `-`, with `.fifo` at the end of a FIFO topic's",
        example="orders",
        terraform="aws_sns_topic_policy",
        argument="arn",
        value="{arn}",
        endings=("",),
        is_named=True,
        takes_star=True,
        actions=_TOPIC_ACTIONS,
        changes=("sns:SetTopicAttributes", "sns:AddPermission", "sns:RemovePermission"),
        source="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html",
        only_these=True,
        # In the default policies of topics that are some years old.
        old_actions=("sns:Receive",),
        most_statements=100,
        own=("aws_sns_topic", "arn"),
    ),
    PolicyHolder(
        word="secret",
        prefix="secretsmanager",
        type="Secret",
        title="Secrets Manager secret",
        names="^[A-Za-z0-9/_+=.@-]{1,512}-[A-Za-z0-9]{6}$",
        rule="the name with the hyphen and the six characters that Secrets Manager added, as the ARN ends",
        example="orders/database-a1B2c3",
        terraform="aws_secretsmanager_secret_policy",
        argument="secret_arn",
        value="{arn}",
        endings=("",),
        is_named=False,
        takes_star=True,
        actions=("secretsmanager:*",),
        changes=("secretsmanager:PutResourcePolicy", "secretsmanager:DeleteResourcePolicy"),
        source="https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
        own=("aws_secretsmanager_secret", "arn"),
    ),
    PolicyHolder(
        word="repository",
        prefix="ecr",
        type="repository",
        title="ECR repository",
        names="^[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*$",
        rule="small letters and digits, with `.`, `_`, `-` and `/` between",
        example="team/orders",
        terraform="aws_ecr_repository_policy",
        argument="repository",
        value="{name}",
        endings=("",),
        is_named=None,
        takes_star=False,
        actions=("ecr:*",),
        changes=("ecr:SetRepositoryPolicy", "ecr:DeleteRepositoryPolicy"),
        source="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
        is_checked=True,  # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html
    ),
)

POLICY_HOLDERS: Mapping[str, PolicyHolder] = MappingProxyType({each.word: each for each in _HOLDERS})
"""Each type under its word."""


@cache
def _limits() -> Mapping[str, PolicyLimit]:
    data = read("limits.json")
    return MappingProxyType(
        {word: PolicyLimit(**entry, as_of=data["as_of"]) for word, entry in data["resources"].items()}
    )
