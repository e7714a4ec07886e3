"""The codes of this room: those of the rules, and of what keeps a file from being linted."""

from gen_vpce.diagnostics import Code, Severity
from gen_vpce.lint.rules import rules

_OWN = (
    Code(
        "GV396",
        Severity.ERROR,
        "No policy found",
        "The file holds no policy: it is neither a policy itself, nor the output of `aws ec2 "
        "describe-vpc-endpoints`, nor a Terraform plan (`terraform show -json PLAN`), nor a state, nor a "
        "template of CloudFormation; or the folder holds neither Terraform nor a template.",
    ),
    Code(
        "GV397",
        Severity.WARNING,
        "Policy not read",
        "A policy of Terraform source or of a template could not be read, and the message says why: a "
        "variable or a parameter without a value, a module whose files are not here, a file outside of the "
        "folder, a reference to what is not there. Nothing is known of it, so "
        "nothing is found in it. Give what is missing (--var, --var-file, --allow-files, `terraform init`), "
        "or lint the plan: terraform show -json PLAN | gen-vpce lint -",
        "https://developer.hashicorp.com/terraform/cli/commands/show",
    ),
    Code(
        "GV398",
        Severity.ERROR,
        "Acceptances cannot be read",
        "`.gen-vpce-lint.yaml` maps names of files in its folder, or `*` for all of them, to codes, and each "
        "code to the reason why the finding is accepted. The reason is what the next reader needs.",
    ),
    Code(
        "GV399",
        Severity.SUGGESTION,
        "Acceptance of nothing",
        "A finding is accepted, in `accept` of an intent or in `.gen-vpce-lint.yaml`, and there is none with "
        "that code. The fault was fixed, or the code is wrong. An acceptance that stays hides the next one.",
    ),
)


def codes() -> tuple[Code, ...]:
    """Return every code of the room, in order."""
    return tuple(sorted((*(rule.entry() for rule in rules()), *_OWN), key=lambda entry: entry.code))
