"""GV6xx: what the gate finds in a Terraform plan. Each kind has a name, which `--deny` and the like take."""

from collections.abc import Mapping
from types import MappingProxyType

from gen_vpce.diagnostics.model import Code, Severity

_CHANGES = "https://developer.hashicorp.com/terraform/internals/json-format#change-representation"
_FORMAT = "https://developer.hashicorp.com/terraform/internals/json-format"
_DEFAULT = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"
_GATEWAY = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"
_INTERFACE = "https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html"
_LIMITS = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html"
_PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint"
_IMPORT = "https://developer.hashicorp.com/terraform/language/import"
_DRIFT = "https://developer.hashicorp.com/terraform/tutorials/state/resource-drift"

_KINDS = {
    "unreadable": Code(
        "GV600",
        Severity.ERROR,
        "unreadable: the plan cannot be read",
        "The gate reads what `terraform show -json PLANFILE` prints. It refuses everything else, a part "
        "of a plan, and a plan whose parts are not of the form that schemas/plan.schema.json describes: "
        "what was not read was not judged. This kind cannot be allowed.",
        _FORMAT,
    ),
    "unknown-action": Code(
        "GV601",
        Severity.ERROR,
        "unknown-action: an action that is not known",
        "Terraform wants to do something with a resource that this version of gen-vpce has no name for. "
        "It may be harmless, but that is not known.",
        _CHANGES,
    ),
    "plan-incomplete": Code(
        "GV602",
        Severity.ERROR,
        "plan-incomplete: the plan does not hold all that would change",
        "Planning failed half-way, or changes were deferred or left out by -target. What is not in the "
        "plan cannot be judged.",
        _FORMAT,
    ),
    "newer-format": Code(
        "GV603",
        Severity.NOTE,
        "newer-format: the plan's format is newer than this gen-vpce",
        "A newer minor version of the format adds parts and changes none. The parts that are read mean "
        "what they did; what is new is not looked at.",
        _FORMAT,
    ),
    "endpoint-destroyed": Code(
        "GV610",
        Severity.ERROR,
        "endpoint-destroyed: an endpoint is destroyed",
        "Its routes and network interfaces go with it. Open connections through it drop, requests take "
        "another way out of the VPC, with other source addresses, or none; its policy no longer filters "
        "them, and policies that name its id refuse them.",
        _GATEWAY,
    ),
    "endpoint-replaced": Code(
        "GV611",
        Severity.ERROR,
        "endpoint-replaced: an endpoint is replaced by another one",
        "The new endpoint has a new id: policies that name the old one, in this account or in others, "
        "refuse what comes through it. In between there is no endpoint, and open connections drop. If "
        "only the address changed, a `moved` block keeps the endpoint.",
        _PROVIDER,
    ),
    "endpoint-forgotten": Code(
        "GV612",
        Severity.ERROR,
        "endpoint-forgotten: an endpoint is forgotten",
        "A `removed` block takes the endpoint out of the state. It stays in AWS as it is, with its "
        "policy, and nobody watches it from here on.",
        "https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources",
    ),
    "endpoint-created": Code(
        "GV613",
        Severity.NOTE,
        "endpoint-created: an endpoint is created",
        "A new endpoint comes with the apply.",
    ),
    "endpoint-moved": Code(
        "GV614",
        Severity.NOTE,
        "endpoint-moved: an endpoint gets another address",
        "A `moved` block gives the endpoint another address in the state. Nothing happens in AWS.",
        "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring",
    ),
    "endpoint-imported": Code(
        "GV615",
        Severity.NOTE,
        "endpoint-imported: an endpoint is imported as it is",
        "An endpoint that exists comes under Terraform's care. Nothing happens in AWS.",
        _IMPORT,
    ),
    "import-with-changes": Code(
        "GV616",
        Severity.ERROR,
        "import-with-changes: an import changes what it imports",
        "The configuration does not say what is there, so that the apply changes it. Take over what "
        "exists without a change first, and change it in a step of its own.",
        _IMPORT,
    ),
    "access-newly-allowed": Code(
        "GV620",
        Severity.ERROR,
        "access-newly-allowed: a policy newly allows requests",
        "The policy before and the policy after were compared for all requests. The message says which "
        "are new, and gives one of them as evidence. For a policy that is attached to identities, "
        "resources or an organization, a Deny that is removed counts: another policy may grant what it "
        "refused. An endpoint policy grants nothing by itself, it lets pass what others grant. A policy that "
        "AWS manages is known by its name: where one that grants everything of a service is newly attached, "
        "that is newly allowed.",
    ),
    "access-newly-denied": Code(
        "GV621",
        Severity.WARNING,
        "access-newly-denied: a policy newly denies requests",
        "As access-newly-allowed, for requests that pass today and no longer after the apply.",
    ),
    "policy-undecided": Code(
        "GV622",
        Severity.ERROR,
        "policy-undecided: what a policy newly allows could not be decided",
        "The comparison of the policy before and after is exact or says that it does not know, usually "
        "because of a policy variable or an unusual condition. What cannot be shown to be safe is "
        "refused.",
    ),
    "policy-unknown": Code(
        "GV623",
        Severity.ERROR,
        "policy-unknown: a policy is not known until apply",
        "One unknown value hides the whole text of a policy in a plan. It is judged all the same where "
        "it refers to nothing but ids of endpoints of its own module, and the module is generated, "
        "found on the disk and as its intent renders it: then the text is that of the file. --root says "
        "where the configuration lies. Otherwise apply the endpoint first; the next plan knows the "
        "policy.",
    ),
    "policy-from-file": Code(
        "GV624",
        Severity.NOTE,
        "policy-from-file: a policy was read from its file",
        "The policy is not known until apply. It refers to nothing but ids of endpoints, so it was read "
        "from the generated file, which is what the intent renders to.",
    ),
    "policy-differs-from-file": Code(
        "GV625",
        Severity.ERROR,
        "policy-differs-from-file: the plan and the file differ",
        "The argument reads a file, and the policy in the plan does not mean what the file says. The "
        "plan is older than the file, or was made of another revision: make it again.",
    ),
    "policy-unreadable": Code(
        "GV626",
        Severity.ERROR,
        "policy-unreadable: a policy cannot be read",
        "The text in the plan is not a policy in the grammar of IAM. AWS would refuse it; what it means "
        "cannot be compared. `gen-vpce lint PLAN.json` says what is wrong with it.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
    ),
    "policy-reworded": Code(
        "GV627",
        Severity.NOTE,
        "policy-reworded: a policy changes, its meaning does not",
        "The text differs; for all requests, the policy allows and denies what it did before.",
    ),
    "policy-too-long": Code(
        "GV628",
        Severity.ERROR,
        "policy-too-long: a policy is longer than AWS takes",
        "The apply would fail half-way. Endpoint policies take 20,480 characters, managed policies "
        "6,144 and policies of a role 10,240 without white space, policies of tables, buckets and secrets "
        "20 KB, of keys 32 KB, of queues and REST APIs 8 KB, of topics 30 KB, of image repositories 10 KB, "
        "service control policies 10,240, resource control policies 5,120.",
        _LIMITS,
    ),
    "policies-unread": Code(
        "GV629",
        Severity.NOTE,
        "policies-unread: policies change that are not judged",
        "The plan changes policies in arguments that the gate does not know, such as the trust policy of a "
        "role or the access policy of a search domain. They are counted by type and not judged. A repository "
        "that wants none of them to pass denies this kind.",
    ),
    "policy-drift": Code(
        "GV630",
        Severity.ERROR,
        "policy-drift: a policy was changed outside Terraform",
        "Somebody changed the policy in AWS since the last apply, and it no longer means what the state "
        "says. The apply would undo it, or has already lost it from the plan. Find out who and why "
        "first.",
        _DRIFT,
    ),
    "routes-drift": Code(
        "GV631",
        Severity.ERROR,
        "routes-drift: route tables were changed outside Terraform",
        "Somebody changed which route tables lead to the endpoint since the last apply.",
        _DRIFT,
    ),
    "network-drift": Code(
        "GV632",
        Severity.WARNING,
        "network-drift: subnets or security groups were changed outside Terraform",
        "Somebody changed the endpoint's network interfaces since the last apply.",
        _DRIFT,
    ),
    "endpoint-drift": Code(
        "GV633",
        Severity.ERROR,
        "endpoint-drift: an endpoint was deleted outside Terraform",
        "The endpoint is in the state and no longer in AWS. The apply makes a new one, with another id.",
        _DRIFT,
    ),
    "default-full-access": Code(
        "GV640",
        Severity.ERROR,
        "default-full-access: an endpoint newly has full access",
        "The endpoint gets no policy, or one that says the same: then everyone may call every action on "
        "every resource through it, those of strangers' accounts among them.",
        _DEFAULT,
    ),
    "full-access-kept": Code(
        "GV641",
        Severity.NOTE,
        "full-access-kept: an endpoint has full access as before",
        "As default-full-access, for an endpoint that has it already.",
        _DEFAULT,
    ),
    "policy-unmanaged": Code(
        "GV642",
        Severity.WARNING,
        "policy-unmanaged: a policy stays that the configuration no longer sets",
        "The endpoint has a policy of its own, and its configuration sets none: the line was deleted, is "
        "null, or is empty. Terraform plans no change then, and the policy stays as it is. Who deleted the "
        "line may believe in full access, or in none. Write the policy that is meant; one that allows "
        "everything gives full access.",
        "https://github.com/hashicorp/terraform-provider-aws/issues/40973",
    ),
    "feature-stopped": Code(
        "GV645",
        Severity.WARNING,
        "feature-stopped: an S3 endpoint refuses what another endpoint shows the need of",
        "As GV801, for the endpoints of a VPC as they will be: image layers of ECR, files of Systems Manager "
        "and answers to CloudFormation pass an S3 endpoint only with a statement that asks for no caller.",
        _DEFAULT,
    ),
    "partner-missing": Code(
        "GV646",
        Severity.WARNING,
        "partner-missing: an endpoint will lack its partner",
        "As GV803 and GV804, for the endpoints of a VPC as they will be: one that does nothing without "
        "another, such as ecr.dkr without ecr.api and S3, or that clients do not reach by its usual name.",
        _INTERFACE,
    ),
    "feature-perhaps-stopped": Code(
        "GV647",
        Severity.NOTE,
        "feature-perhaps-stopped: an S3 endpoint that is held to callers refuses AWS's own buckets",
        "As GV802, for an S3 endpoint that the plan creates or changes: nothing in the plan shows that the "
        "buckets are in use, and the endpoint may be the only way to them.",
        _DEFAULT,
    ),
    "duplicate-endpoint": Code(
        "GV650",
        Severity.WARNING,
        "duplicate-endpoint: two endpoints for one service in a VPC",
        "Which of the two a request takes depends on its route table or on DNS, and so does the policy "
        "that it meets. Two interface endpoints cannot both have private DNS.",
        _INTERFACE,
    ),
    "inline-and-separate": Code(
        "GV651",
        Severity.WARNING,
        "inline-and-separate: an argument and a resource set the same",
        "An endpoint's policy, route tables, subnets and security groups can be set inline or by "
        "resources of their own, never by both: they undo each other at every apply.",
        _PROVIDER,
    ),
    "two-policies": Code(
        "GV654",
        Severity.WARNING,
        "two-policies: two policies of one resource",
        "A bucket, table, key, queue, topic, secret or repository has one policy. Where two resources of "
        "Terraform set it, each apply puts the one in the place of the other, and a Deny is there or not by "
        "chance.",
        _PROVIDER,
    ),
    "policy-locks-out": Code(
        "GV648",
        Severity.ERROR,
        "policy-locks-out: nobody can change the policy of a resource any more",
        "As GV812 and GV813, of a policy that the plan sets or changes: it is proven for all requests that "
        "no user, role or session may replace it afterwards, Terraform included.",
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html",
    ),
    "policy-replaced": Code(
        "GV643",
        Severity.WARNING,
        "policy-replaced: a policy that is there already makes place for another",
        "A bucket, table, key, queue, topic, secret or repository has one policy. The plan sets it for the "
        "first time, and shows one that is there: in an attribute of the resource, or by a data source. It "
        "goes, with all that it grants to other accounts and services.",
        _PROVIDER,
    ),
    "policy-perhaps-replaced": Code(
        "GV644",
        Severity.NOTE,
        "policy-perhaps-replaced: the plan does not show whether there is a policy already",
        "As policy-replaced, of a resource that the plan does not show: what it has for a policy is known to "
        "AWS alone, and goes without a word. A data source shows it (`aws_s3_bucket_policy`), so does "
        "`aws s3api get-bucket-policy` and the like.",
        _PROVIDER,
    ),
    "region-mismatch": Code(
        "GV652",
        Severity.WARNING,
        "region-mismatch: the Region is another one",
        "The endpoint lies in another Region than its service, or its policy names resources in another "
        "Region, which no request through the endpoint reaches.",
        _GATEWAY,
    ),
    "quota": Code(
        "GV653",
        Severity.WARNING,
        "quota: more endpoints than the quota",
        "An account has 20 gateway endpoints in a Region unless AWS raised the quota. The apply would "
        "fail half-way.",
        _LIMITS,
    ),
    "routes-changed": Code(
        "GV660",
        Severity.WARNING,
        "routes-changed: route tables begin or cease to lead to an endpoint",
        "When a route to a gateway endpoint comes or goes, open TCP connections to the service drop, "
        "from all subnets with that route table. With the endpoint the service sees private source "
        "addresses, without it public ones; policies that ask for addresses or for the endpoint answer "
        "otherwise.",
        _GATEWAY,
    ),
    "subnets-changed": Code(
        "GV661",
        Severity.WARNING,
        "subnets-changed: subnets of an endpoint change, or its addresses there",
        "In each subnet an interface endpoint has a network interface with an address of its own. Where "
        "it goes, open connections drop, and its address answers no more. Where `subnet_configuration` "
        "gives it another address, AWS replaces it.",
        _INTERFACE,
    ),
    "security-groups-changed": Code(
        "GV662",
        Severity.WARNING,
        "security-groups-changed: security groups of an endpoint change",
        "They decide who in the network reaches the endpoint, on port 443 as a rule. Open connections "
        "that the new groups do not allow may drop.",
        _INTERFACE,
    ),
    "private-dns-changed": Code(
        "GV663",
        Severity.WARNING,
        "private-dns-changed: private DNS of an endpoint changes",
        "With private DNS, the service's usual name leads to the endpoint, for the whole VPC. Switching "
        "it sends requests another way, past the endpoint's policy or into it.",
        _INTERFACE,
    ),
}

KINDS: Mapping[str, Code] = MappingProxyType(_KINDS)
"""What `--deny`, `--warn` and `--allow` can name; the severity is what holds without them."""

CODES = tuple(KINDS.values())
