"""Codes of the policy compiler: GV300 to GV309. The rules of lint follow from GV310, on their classes."""

from gen_vpce.diagnostics.model import Code, Severity

_GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"
_LOGIC = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
    "reference_policies_condition-logic-multiple-context-keys-or-values.html"
)
_OPERATORS = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"
)
_QUOTAS = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html"
_SID = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html"

CODES = (
    Code(
        "GV300",
        Severity.ERROR,
        "The policy of an endpoint has no statement",
        "A policy needs at least one statement. To let everything pass, which is what AWS does without a "
        "policy, say `allow: everything`; to let nothing pass, write a Deny under `statements`.",
        _GRAMMAR,
    ),
    Code(
        "GV301",
        Severity.ERROR,
        "A raw condition asks what the grant asks already",
        "`condition` is added with AND. But the values under one operator and one key are alternatives, so "
        "the question of the grant and the raw one cannot stand under the same operator. Where an operator "
        "that means the same is free (StringLike for StringEquals, ArnLike for ArnEquals) it is used; here "
        "none is.",
        _LOGIC,
    ),
    Code(
        "GV302",
        Severity.ERROR,
        "Two raw statements share a Sid",
        "A Sid must be unique in its policy. The Sids that are made from the names of grants get a number "
        "where they collide; those of raw statements are kept as written.",
        _SID,
    ),
    Code(
        "GV303",
        Severity.ERROR,
        "A grant selects no action",
        "None of the access levels holds an action that can act on the resources. Some actions act on no "
        "resource at all, such as dynamodb:ListTables: they need a grant without `resources`.",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    ),
    Code(
        "GV304",
        Severity.NOTE,
        "Statements were merged to fit the limit",
        "The policy was longer than AWS accepts. Statements that differ in one list alone (actions, "
        "resources, principals, or the values of one condition) became one statement with both lists, which "
        "means the same. A merged statement has the Sid of the first one.",
        _QUOTAS,
    ),
    Code(
        "GV305",
        Severity.ERROR,
        "A policy is longer than AWS accepts",
        "An endpoint policy may have 20,480 characters, a managed IAM policy 6,144, the policy of a "
        "DynamoDB table or an S3 bucket 20,480 bytes, that of an SQS queue 8,192. The text counted is the "
        "one that Terraform sends, after statements were merged. The largest statements are named; wildcards "
        "make lists shorter, a second endpoint splits them.",
        _QUOTAS,
    ),
    Code(
        "GV306",
        Severity.SUGGESTION,
        "An access level adds no action",
        "The grant names resources, and no action of this level acts on resources of their types: nothing "
        "can be listed on a DynamoDB stream. Actions that act on no resource, such as dynamodb:ListTables, "
        "need a grant of their own without `resources`.",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html",
    ),
    Code(
        "GV307",
        Severity.ERROR,
        "Unknown condition operator",
        "IAM has the operators String, Numeric, Date, Bool, Binary, IpAddress, Arn and Null, most of them "
        "with IfExists at the end and ForAllValues: or ForAnyValue: in front.",
        _OPERATORS,
    ),
    Code(
        "GV308",
        Severity.ERROR,
        "The service refuses the statement",
        "A resource's policy is about that resource alone, and each service takes its own actions. ECR "
        "refuses a Resource element, SNS every action that is not about a topic, SQS more than 7 actions in "
        "a statement and more than 20 statements. NotResource would be about everything but the resource.",
        "https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html",
    ),
    Code(
        "GV309",
        Severity.ERROR,
        "A condition key occurs twice under one operator",
        "IAM reads operators and condition keys without regard to case, so `aws:PrincipalArn` and "
        "`aws:principalarn` under one operator are one key given twice, and one of the two would be lost.",
        _OPERATORS,
    ),
)
