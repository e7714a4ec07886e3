"""GV220 to GV239: names of an intent, of principals, resources, actions and features."""

from gen_vpce.diagnostics.model import Code, Severity

_GATEWAY = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"
_INTERFACE = "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html"
_ENDPOINT_POLICY = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"
_ARN = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html"
_KEYS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"
_ACTIONS = "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"
_S3 = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html"
_DYNAMODB = (
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-interface-endpoints.html"
)

CODES = (
    Code(
        "GV220",
        Severity.ERROR,
        "Unknown principal",
        "A principal is `role/NAME`, `user/NAME`, `account`, `account/ID`, `organization`, "
        "`organization/o-...`, `aws-services`, a full IAM ARN or `*`. Groups are not principals in"
        " IAM. A caller in `expect` is a role, a user, a full ARN, a service or `anonymous`.",
        _KEYS,
    ),
    Code(
        "GV221",
        Severity.ERROR,
        "Session in place of a role",
        "A role's session has an ARN of its own, `arn:aws:sts::ACCOUNT:assumed-"
        "role/ROLE/SESSION`, but `aws:PrincipalArn` holds the ARN of the role: "
        "`arn:aws:iam::ACCOUNT:role/PATH/ROLE`. A condition on the session's ARN never matches.",
        _KEYS,
    ),
    Code(
        "GV222",
        Severity.ERROR,
        "Malformed ARN",
        "An ARN has six parts between colons. Region and account may be empty; the account is 12 "
        "digits or a wildcard for the whole of it, not a mix.",
        _ARN,
    ),
    Code(
        "GV223",
        Severity.ERROR,
        "Another partition",
        "`aws`, `aws-cn`, `aws-us-gov` and the others are separate: no principal, resource or "
        "endpoint of one can be used from another. The file's Region decides the partition.",
        _ARN,
    ),
    Code(
        "GV224",
        Severity.ERROR,
        "Wildcard beside names",
        "`*` matches everything, so the names beside it have no effect. One of the two is a "
        "slip, and it is not possible to tell which.",
    ),
    Code(
        "GV225",
        Severity.WARNING,
        "Root user in place of an account",
        "`arn:aws:iam::ACCOUNT:root` in a Principal element means the whole account, but in "
        "`aws:PrincipalArn` it matches the root user alone. `account/ID` means everyone in the "
        "account.",
        _ENDPOINT_POLICY,
    ),
    Code(
        "GV226",
        Severity.ERROR,
        "Malformed resource name",
        "The name breaks the rules that AWS publishes for this type of resource, so that it can "
        "match nothing.",
    ),
    Code(
        "GV227",
        Severity.ERROR,
        "Resource of another service",
        "The ARN belongs to another service than the one behind the endpoint, so that no request "
        "can match it.",
        _ACTIONS,
    ),
    Code(
        "GV228",
        Severity.ERROR,
        "No organization",
        "The short name `organization` stands for the organization at the top of the file, and "
        "there is none.",
    ),
    Code(
        "GV229",
        Severity.ERROR,
        "Resource in another Region",
        "A gateway endpoint, and any endpoint of DynamoDB, reaches its own Region alone. A policy"
        " that names a resource elsewhere never matches it.",
        _GATEWAY,
    ),
    Code(
        "GV230",
        Severity.WARNING,
        "Resource in another Region",
        "An interface endpoint leads to one Region. A few services call across Regions "
        "themselves; for all others a resource elsewhere never matches.",
        _INTERFACE,
    ),
    Code(
        "GV231",
        Severity.ERROR,
        "Unknown resource",
        "The service has no type of resource that is written like this. Short names follow the "
        "resource part of the service's ARNs: `table/Orders`, `function:resize`, `key/ID`; "
        "`queue/NAME` where an ARN holds the name alone.",
        _ACTIONS,
    ),
    Code(
        "GV232",
        Severity.ERROR,
        "Unknown action",
        "The service has no such action, or a wildcard that matches none. Case does not matter to"
        " IAM, spelling does.",
        _ACTIONS,
    ),
    Code(
        "GV233",
        Severity.ERROR,
        "Action of another service",
        "Requests of one service come through an endpoint. An action of another service in its "
        "policy never matches; it belongs to another endpoint.",
        _ENDPOINT_POLICY,
    ),
    Code(
        "GV234",
        Severity.ERROR,
        "Access level without actions",
        "AWS gives every action one of five levels. This service has no action of this level, so "
        "that it adds nothing.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
    ),
    Code(
        "GV235",
        Severity.ERROR,
        "Two grants with one name",
        "The name of a grant becomes the Sid of its statement, which is unique in a policy.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
    ),
    Code(
        "GV236",
        Severity.ERROR,
        "Unknown feature",
        "`service_owned` names features of AWS that need resources of AWS's own: documents, images, layers, "
        "at S3 the buckets of container layers, package repositories and agents. Some of them are published "
        "from an account that differs by Region.",
        _S3,
    ),
    Code(
        "GV237",
        Severity.ERROR,
        "Misplaced `service_owned`",
        "The entry lets callers reach resources of AWS's own; it stands in `allow`, at an endpoint of the "
        "service whose resources they are. Beside it stand `principals` alone, and not even these at S3: "
        "AWS's buckets are read by requests without the caller's credentials.",
        _S3,
    ),
    Code(
        "GV238",
        Severity.ERROR,
        "Duplicate grant",
        "Two grants of one side say the same under two names.",
    ),
    Code(
        "GV239",
        Severity.ERROR,
        "DynamoDB in another Region",
        "Neither kind of DynamoDB endpoint leads to another Region.",
        _DYNAMODB,
    ),
)
