"""Codes of the rendered module: GV401 to GV406, found before anything is written."""

from gen_vpce.diagnostics.model import Code, Severity

_HCL = "https://developer.hashicorp.com/terraform/language/syntax/configuration"
_ENDPOINT = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint"
_GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"
_OURS = (
    " The earlier stages should have refused such an intent with a better message, so this is a fault of "
    "gen-vpce: please report it with the intent. Nothing was written."
)

CODES = (
    Code(
        "GV401",
        Severity.ERROR,
        "A rendered file is not valid HCL",
        "Every Terraform file is parsed, with HashiCorp's own parser, before it is written." + _OURS,
        _HCL,
    ),
    Code(
        "GV402",
        Severity.ERROR,
        "A rendered file does not fit the schema of the module",
        "The parsed files are held against schemas/module.schema.json: the blocks and arguments that "
        "a module may have, which of them exclude each other, and the form of their values." + _OURS,
        _ENDPOINT,
    ),
    Code(
        "GV403",
        Severity.ERROR,
        "The rendered module declares other resources than the intent",
        "main.tf must declare one resource for each endpoint, identity policy and resource policy of the "
        "intent, and none besides." + _OURS,
    ),
    Code(
        "GV404",
        Severity.ERROR,
        "A rendered policy does not fit the grammar of IAM",
        "Every policy file is held against the JSON schema of its kind before it is written: elements, "
        "operators, types of values, principals.\n\n"
        "What an intent says in grants fits it; a raw statement may not. AWS accepts some that do not, "
        "a Sid with hyphens in an endpoint policy for one: where AWS holds the policy already, say "
        "`accept: {GV404: reason}`.",
        _GRAMMAR,
    ),
    Code(
        "GV405",
        Severity.ERROR,
        "A rendered policy says something else than the intent",
        "Every policy file is read back and must give the very document that was made from the intent."
        + _OURS,
    ),
    Code(
        "GV406",
        Severity.ERROR,
        "A policy holds the stand-in for an endpoint's id where Terraform cannot fill it in",
        "In the policies of deny_unless_through, <vpce:NAME> stands for the id of an endpoint of the same "
        "file, and Terraform replaces it. An endpoint's own policy cannot hold its id, which is known only "
        "once the endpoint exists; and no policy can hold the id of an endpoint that the intent does not "
        "have. There the text would stay as it is, and the statement would never match.",
        "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    ),
)
