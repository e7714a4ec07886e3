"""What a text is that was to be JSON, or TOML: what a program prints for people, or JSON with comments.

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


def why(error: ValueError | RecursionError) -> str:
    """Return why a text is not read, where Python's own words would speak of Python."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, UnicodeDecodeError):
        return f"byte 0x{error.object[error.start]:02x} at offset {error.start} is not UTF-8"
    if str(error).startswith("Exceeds the limit"):
        return "a number has too many digits"
    return str(error)


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
