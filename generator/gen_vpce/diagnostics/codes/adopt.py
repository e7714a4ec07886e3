"""GV67x and GV68x: what keeps an endpoint that exists from being adopted."""

from gen_vpce.diagnostics.model import Code, Severity

_DESCRIBE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html"
_IMPORT = "https://developer.hashicorp.com/terraform/language/import"
_MOVED = "https://developer.hashicorp.com/terraform/language/moved"
_RESOURCE = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint"


def _error(code: str, title: str, explanation: str, source: str | None = None) -> Code:
    return Code(code, Severity.ERROR, title, explanation, source)


CODES = (
    _error(
        "GV670",
        "The input of adopt is not JSON",
        "adopt reads a folder of Terraform source, what `aws ec2 describe-vpc-endpoints` prints (several "
        "pages may stand one after the other), `terraform show -json` of a state or a plan, a state file of "
        "version 4, or one policy.",
    ),
    _error(
        "GV671",
        "There is nothing to adopt in the input",
        "No endpoint was found. Of a plan, the state before it counts (`prior_state`): what a plan is about "
        "to create does not exist yet.",
    ),
    _error(
        "GV672",
        "The endpoint is of a kind that cannot be adopted",
        "An intent is about endpoints that work, of the types that AWS documents. Those that an AWS service "
        "made for itself (RequesterManaged) are managed by that service.",
        _DESCRIBE,
    ),
    _error(
        "GV673",
        "The endpoint leads to an unknown target",
        "The catalogue knows the services of AWS, and the name of an endpoint service of somebody else ends "
        "in vpce-svc-... An endpoint to a resource or a service network has the ARN of that.",
    ),
    _error(
        "GV674",
        "The endpoint's Region or account is unknown",
        "A state tells both by the ARN. The answer of describe-vpc-endpoints tells the account, and the "
        "Region only by the name of the service, which `iam` and some others do not have in theirs.",
    ),
    _error(
        "GV675",
        "The endpoint has no policy that can be read",
        "A module sets a policy wherever AWS takes one, for leaving it out keeps the old one silently. Where "
        "AWS takes none, the endpoint must have none.",
        _RESOURCE,
    ),
    _error(
        "GV676",
        "An intent cannot express the endpoint",
        "Every argument, every tag and the policy to the letter are read back from the intent and compared "
        "with the endpoint, because Terraform would change whatever differs. Something cannot be said, and "
        "the message names it.",
        _RESOURCE,
    ),
    _error(
        "GV677",
        "The new policy could not be proven to mean what the old one does",
        "Both policies are compared for all requests. Where that cannot be decided and the statements are "
        "not the same either, the endpoint is refused: adopting is not the time to change a policy.",
    ),
    _error(
        "GV678",
        "A file is in the way of adoption",
        "adopt creates files and never overwrites any. The files of the root are yours once they are "
        "written. Choose another folder by --into or --root, or adopt only what is new: --only ID.",
    ),
    _error(
        "GV679",
        "The endpoint's address in the state is unknown",
        "With --from-address, an endpoint moves within its state and is not imported. `state` takes "
        "the address from the input, which has to be a state or a plan then; ID=ADDRESS gives it for one "
        "endpoint.",
        _MOVED,
    ),
    _error(
        "GV680",
        "The endpoints belong to several accounts",
        "A root of Terraform works in one account. Adopt the endpoints of each account by themselves, by "
        "--only or from an input of their own, each with its own --root.",
        _IMPORT,
    ),
    _error(
        "GV681",
        "The source leaves open what an intent would have to say",
        "An intent names everything by its value. From source, values for the account, the Region and the "
        "organization are given by options and those of variables by --var; what is known after apply alone, "
        "or depends on a condition, cannot be said in a policy. Arguments such as vpc_id are passed on to "
        "the module as they stand. An endpoint that a called module declares belongs to that module.",
        "https://developer.hashicorp.com/terraform/language/expressions/references",
    ),
    _error(
        "GV682",
        "The folder holds several root modules",
        "Endpoints move within the state of one root module, and `moved` blocks stand in its folder.",
        _MOVED,
    ),
    _error(
        "GV684",
        "One intent cannot express all the deployments",
        "With `--deployment`, the endpoints of several accounts or Regions become one intent. It is written "
        "where what they say differs by Region, account and names alone, which is proven of each of them; a "
        "policy that allows more or less in one place, or an argument that is another, is refused in all.",
    ),
)
