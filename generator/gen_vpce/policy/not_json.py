"""What a text is that was to be JSON: what a program prints for people, or JSON with comments.

https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-output-format.html
https://developer.hashicorp.com/terraform/cli/commands/show
"""

import re

_COMMENT = re.compile(r"//|/\*|#")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_TERRAFORM = re.compile(
    r"\s*(?:(?:Terraform|OpenTofu) (?:used|will)\b|No changes\. |Note: Objects have changed outside"
    r"|# [\w.\[\]\"-]+(?: will be| must be|:\s)|[\w.\[\]\"-]+: (?:Reading|Refreshing state)\.\.\.)"
)
_AWS_FORMS = (
    ("a table", re.compile(r"\s*(?:-{4,}|\+-|\|)")),
    ("text in columns", re.compile(r"[A-Z][A-Z0-9_]*\t")),
    ("YAML", re.compile(r"\s*(?:---\s|- |[\"']?[\w-]+[\"']?\s*:(?:\s|$))")),
)


def way_out(text: str, at: int = 0) -> str | None:
    """Return the hint for *text*, which stops being JSON at the offset *at*; None where nothing is sure."""
    shown = _COLOUR.sub("", text)
    if _TERRAFORM.match(shown):
        return "it looks like what Terraform prints for people; `terraform show -json PLANFILE` prints JSON"
    if _COMMENT.match(text, at):
        return "JSON has no comments: remove this one"
    for form, pattern in _AWS_FORMS:
        if pattern.match(shown):
            return f"it looks like {form}; the AWS command line prints JSON with --output json"
    return None
