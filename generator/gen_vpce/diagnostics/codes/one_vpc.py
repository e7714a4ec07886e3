"""GV8xx: what endpoints of one VPC need of each other."""

from gen_vpce.diagnostics.model import Code, Severity

_ECR = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html"
_DNS = "https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html"

CODES = (
    Code(
        "GV801",
        Severity.WARNING,
        "An S3 endpoint refuses what another endpoint needs",
        "Features of AWS read buckets of AWS's own by presigned or unsigned requests, which carry no key of "
        "yours: image layers of ECR, the files of Systems Manager, answers to CloudFormation. They go "
        "through the S3 endpoint of the VPC, whose policy lets them pass only with a statement of their own "
        "that does not ask who calls. An endpoint of the service beside it shows that the feature is in use.",
        _ECR,
    ),
    Code(
        "GV802",
        Severity.SUGGESTION,
        "An S3 endpoint that is limited to callers refuses AWS's own buckets",
        "Every Allow of the policy asks for a caller, an account or an organization. Package repositories of "
        "Amazon Linux, patches of Systems Manager, answers to CloudFormation, image layers and packages of "
        "CodeArtifact are read by requests that carry none of these.",
        _ECR,
    ),
    Code(
        "GV803",
        Severity.WARNING,
        "An endpoint lacks its partner",
        "Some services work through several endpoints: image pulls through ecr.dkr, ecr.api and S3, Systems "
        "Manager through ssm and ssmmessages. Where the VPC has no other way to AWS, one without the other "
        "does nothing.",
        _ECR,
    ),
    Code(
        "GV804",
        Severity.WARNING,
        "Private DNS is off on an endpoint that clients reach by its usual name",
        "Without private DNS the usual name of a service leads to its public addresses. Docker, the kubelet "
        "and SSM Agent use the usual names, so their requests do not come through the endpoint.",
        _DNS,
    ),
    Code(
        "GV811",
        Severity.SUGGESTION,
        "Nothing is said about private DNS",
        "Left out, private DNS is off, as in Terraform and in the API of EC2; the console turns it on. "
        "Off, the usual name of a service leads to its public addresses. SDKs and the CLI use that name, so "
        "that their requests go around the endpoint and its policy. Gateway endpoints, and services without "
        "such names, have nothing to say.",
        _DNS,
    ),
)
