"""GV2xx: what an intent says, and whether it can be so; its names apart, see `names.py`."""

from gen_vpce.diagnostics.model import Code, Severity

_GATEWAY = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"
_ENDPOINT_POLICY = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"
_KEYS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"
_ACTIONS = "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html"
_S3 = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html"
_DYNAMODB = (
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-interface-endpoints.html"
)

CODES = (
    Code(
        "GV201",
        Severity.ERROR,
        "Unknown key",
        "The language has no such key at this place. Keys of the same name elsewhere do not "
        "count: `principals` belongs to a grant, `vpc_id` to an endpoint. The reference lists "
        "every key.",
    ),
    Code(
        "GV202",
        Severity.ERROR,
        "Value of the wrong type",
        "The key takes another kind of value: a list, a mapping, text, true or false. A single "
        "value does not stand for a list, so that adding a second one is a change of one line.",
    ),
    Code(
        "GV203",
        Severity.ERROR,
        "Key is missing",
        "The entry cannot be understood without this key.",
    ),
    Code(
        "GV204",
        Severity.ERROR,
        "Not one of the values",
        "The key takes one of a few words.",
    ),
    Code(
        "GV205",
        Severity.ERROR,
        "Malformed value",
        "The value does not have the form that AWS or Terraform gives it: an id has its prefix "
        "and 8 or 17 hexadecimal digits, an account has 12 digits, a Sid has letters and digits "
        "only.",
    ),
    Code(
        "GV206",
        Severity.ERROR,
        "Empty list or mapping",
        "A list or mapping is there and holds nothing. An empty `allow` would let nothing pass; "
        "an empty list of principals or resources would match everything or nothing, depending on"
        " who reads it. Leave the key out, or fill it.",
    ),
    Code(
        "GV207",
        Severity.ERROR,
        "Duplicate value",
        "One list holds the same value twice, which says nothing and hides a slip.",
    ),
    Code(
        "GV208",
        Severity.ERROR,
        "Two claims in one expectation",
        "An entry of `expect` makes one claim: `allow`, `deny`, `always` or `never`. So each has "
        "a place of its own in reports.",
    ),
    Code(
        "GV210",
        Severity.ERROR,
        "Unknown Region",
        "AWS has no Region of this name, as far as the catalogue goes. The Region decides the "
        "partition, the full name of every service, and what short names stand for.",
        "https://docs.aws.amazon.com/general/latest/gr/rande.html",
    ),
    Code(
        "GV211",
        Severity.ERROR,
        "Intent is empty",
        "A module needs at least one of `endpoints`, `identity_policies` and `resource_policies`.",
    ),
    Code(
        "GV212",
        Severity.ERROR,
        "Unknown service",
        "No endpoint leads to a service of this name, as far as the catalogue goes. The name is "
        "that of the endpoint service, without `com.amazonaws.` and the Region, and often not "
        "that of the IAM prefix: `monitoring` and not `cloudwatch`, `kinesis-firehose` and not "
        "`firehose`.",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
    ),
    Code(
        "GV213",
        Severity.ERROR,
        "No endpoint of this kind",
        "Only DynamoDB, S3 and S3 Express have gateway endpoints; nearly every service has "
        "interface endpoints.",
        _GATEWAY,
    ),
    Code(
        "GV214",
        Severity.ERROR,
        "Argument of another kind of endpoint",
        "A gateway endpoint is a route: it has route tables, and no subnets, security groups or "
        "private DNS. An interface endpoint is a set of network interfaces: it has those, and no "
        "route tables. A Gateway Load Balancer endpoint has one subnet and neither of the rest. "
        "Terraform accepts either at validate and fails at apply.",
        _GATEWAY,
    ),
    Code(
        "GV215",
        Severity.ERROR,
        "No private DNS",
        "Interface endpoints of this service cannot take over the service's usual names. Callers "
        "address the endpoint by its own names, or a gateway endpoint serves the VPC beside it.",
        _DYNAMODB,
    ),
    Code(
        "GV216",
        Severity.ERROR,
        "Options of private DNS",
        "`private_dns_only_for_inbound_resolver_endpoint` is an option of S3 interface endpoints "
        "with private DNS: what comes in from on premises uses the interface endpoint, the VPC "
        "itself the gateway endpoint. `private_dns_preference` and `private_dns_specified_domains` are "
        "options of resource and service-network endpoints with private DNS.",
        _S3,
    ),
    Code(
        "GV217",
        Severity.ERROR,
        "Two endpoints for one service",
        "Two endpoints of one kind lead to the same service in what may be the same VPC. Routes "
        "or private DNS names of the second one would collide with those of the first.",
        _GATEWAY,
    ),
    Code(
        "GV218",
        Severity.ERROR,
        "Names collide",
        "Two names become the same once Terraform or a file system has taken them: characters "
        "other than letters, digits and underscores become underscores in Terraform's names, and "
        "some file systems ignore case.",
    ),
    Code(
        "GV219",
        Severity.ERROR,
        "Nothing said about access",
        "Without a policy AWS allows everything through an endpoint. This language wants that "
        "stated: `allow: everything`. With `statements` alone, only these count.",
        _ENDPOINT_POLICY,
    ),
    Code(
        "GV240",
        Severity.WARNING,
        "Cross-Region endpoint",
        "`service_region` makes an interface endpoint lead to another Region. AWS offers that for"
        " a few services, and the list grows; `aws ec2 describe-vpc-endpoint-services` knows it.",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html",
    ),
    Code(
        "GV241",
        Severity.WARNING,
        "IPv6 for S3",
        "AWS's pages contradict each other on whether S3 endpoints take `dualstack` and `ipv6`. "
        "What holds in a Region shows at apply.",
        _S3,
    ),
    Code(
        "GV242",
        Severity.ERROR,
        "Principal element at a gateway",
        "In the policy of a gateway endpoint, Principal is `*`. Callers are told apart by "
        "conditions on `aws:PrincipalArn`, `aws:PrincipalAccount` and the like, which is the "
        "default here.",
        _ENDPOINT_POLICY,
    ),
    Code(
        "GV243",
        Severity.ERROR,
        "Tags beyond AWS's limits",
        "A resource carries at most 50 tags, `Name` among them. Keys have 1 to 128 characters and"
        " do not begin with `aws:`, values have at most 256.",
        "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
    ),
    Code(
        "GV244",
        Severity.ERROR,
        "Unknown endpoint",
        "The name is that of no endpoint of the file. `deny_unless_through` takes literal ids of "
        "endpoints as well: `vpce-` and 17 (in older ones 8) hexadecimal digits.",
    ),
    Code(
        "GV245",
        Severity.ERROR,
        "Id of an endpoint service",
        "`vpce-svc-...` is the id of a service that somebody offers, `vpce-...` that of an "
        "endpoint. `aws:sourceVpce` always holds the latter, so that a policy on the former "
        "denies everything, or allows everything, depending on its operator.",
        _KEYS,
    ),
    Code(
        "GV246",
        Severity.ERROR,
        "Claim about many requests",
        "`allow` and `deny` are about one request, which has no wildcards. `always` and `never` "
        "are about all requests of a form.",
    ),
    Code(
        "GV247",
        Severity.ERROR,
        "Incomplete request",
        "The action works on a resource, and whether it passes depends on which one.",
        _ACTIONS,
    ),
    Code(
        "GV248",
        Severity.WARNING,
        "S3 gateway endpoint is needed",
        "With private DNS for inbound resolvers only, the VPC's own requests go to S3 by a "
        "gateway endpoint, and AWS refuses the setting in a VPC without one.",
        _S3,
    ),
    Code(
        "GV249",
        Severity.ERROR,
        "Unknown value of a deployment",
        "`<key>` stands for a value that each deployment gives under `values`; `<region>`, `<account>`, "
        "`<partition>` and `<deployment>` are there always. A deployment in which the text is used has no "
        "such value. Give it one, or exclude it with `only_in` or `not_in`."
        "deployment.",
    ),
    Code(
        "GV250",
        Severity.ERROR,
        "Unknown deployment",
        "`only_in`, `not_in` and, in expectations, `in` name deployments of the same file, and an entry "
        "has one of them. In a file without `deployments` they mean nothing.",
    ),
    Code(
        "GV251",
        Severity.ERROR,
        "Unknown list of grants",
        "`policy/NAME` in `allow` or `deny` stands for the grants that the file gives under `policies`.",
    ),
    Code(
        "GV252",
        Severity.WARNING,
        "Unused list of grants",
        "No endpoint names the list in `allow` or `deny`. Its grants are in no policy, and nothing was "
        "checked about them but their form.",
    ),
    Code(
        "GV253",
        Severity.WARNING,
        "Resources by a tag that the service does not report",
        "AWS's authorization reference names `aws:ResourceTag` for the services that tell the tags of a "
        "resource to policies. Where it does not, the key is absent from every request and the grant meets "
        "none.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html",
    ),
    Code(
        "GV254",
        Severity.ERROR,
        "Argument set in two ways",
        "A VPC, its route tables and its subnets are named by their ids or looked up by their tags, and "
        "security groups are named or made. One of the two would be lost.",
    ),
    Code(
        "GV256",
        Severity.ERROR,
        "A resource policy about two resources",
        "A policy belongs to one resource. Each entry of `resource_policies` names one, by the word "
        "of its type: `bucket`, `key` and so on.",
    ),
    Code(
        "GV257",
        Severity.ERROR,
        "A key's policy locks everybody out",
        "A KMS key is managed by its policy alone. One that denies every action outside of the "
        "endpoints denies replacing that policy as well, and not even the root user of the account "
        "can undo it. `except_principals` says who manages the key from elsewhere.",
        "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
    ),
    Code(
        "GV258",
        Severity.ERROR,
        "Not an organization",
        "`deny_unless_organization` lists organizations: `organization`, which stands for the file's "
        "own, or `organization/o-...`.",
    ),
    Code(
        "GV259",
        Severity.ERROR,
        "Policy where AWS takes none",
        "Endpoints to endpoint services of partners or your own, to Gateway Load Balancers, resources and "
        "service networks, and to a few services of AWS have no policy: everything passes them, and no "
        "grant or statement can be about it. They say `policy: none`.",
        _ENDPOINT_POLICY,
    ),
    Code(
        "GV260",
        Severity.ERROR,
        "Address of a network interface that AWS refuses",
        "`subnet_configuration` fixes the addresses of network interfaces. Each subnet there is one of "
        "`subnet_ids`, and gets an address of each kind that `ip_address_type` asks for: AWS takes "
        "all the addresses of a network interface or none.",
        "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SubnetConfiguration.html",
    ),
    Code(
        "GV261",
        Severity.ERROR,
        "What the endpoint leads to is in another Region",
        "The full name of an endpoint service holds its Region, as an ARN does. Another Region than the "
        "endpoint's own is reached by `service_region`, where the owner of the service allows it; a "
        "resource or a service network of another Region is not reached at all.",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html",
    ),
    Code(
        "GV262",
        Severity.WARNING,
        "No policy where AWS may take one",
        "AWS lets everything pass an endpoint without a policy. Only `describe-vpc-endpoint-services` "
        "shows whether a service takes one, and for this service its answer is not known.",
        _ENDPOINT_POLICY,
    ),
    Code(
        "GV263",
        Severity.WARNING,
        "Entry for no deployment",
        "`not_in` leaves out every deployment of the file. Nothing of the entry is in any policy, and "
        "nothing was checked about it but its form.",
    ),
    Code(
        "GV264",
        Severity.ERROR,
        "Exception to no Deny",
        "`except_principals`, `except_aws_services` and `sid` of a resource policy are about what "
        "`deny_unless_through` and `deny_unless_organization` deny, and `source_vpce_key` about the first of "
        "them. Without these they change nothing: a Deny under `statements` stays as it is written.",
    ),
    Code(
        "GV265",
        Severity.WARNING,
        "Endpoint to another service",
        "`deny_unless_through` denies every request that comes through none of the endpoints. One that "
        "leads to another service lets none in, and where it is the only one, everybody who is not "
        "excepted is shut out.",
        _KEYS,
    ),
    Code(
        "GV266",
        Severity.WARNING,
        "Deployments of one account share a policy",
        "An account has each name of an identity policy once, and a resource has one policy. Of two "
        "deployments in one account that both make it, the second fails to apply, or its policy takes the "
        "place of the first one's and shuts out who comes through the endpoints of that.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    ),
)
