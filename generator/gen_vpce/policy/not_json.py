"""What a text is that was to be JSON: another form that the AWS command line prints, or JSON with comments.

https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-output-format.html
"""

import re

_COMMENT = re.compile(r"//|/\*|#")
_TABLE = re.compile(r"\s*(?:-{4,}|\+-|\|)")
_TABS = re.compile(r"[A-Z][A-Z0-9_]*\t")
_YAML = re.compile(r"\s*(?:---\s|- |[\"']?[\w-]+[\"']?\s*:(?:\s|$))")


def way_out(text: str, at: int = 0) -> str | None:
    """Return the hint for *text*, which stops being JSON at the offset *at*; None where nothing is sure."""
    if _COMMENT.match(text, at):
        return "JSON has no comments: remove this one"
    for form, pattern in (("a table", _TABLE), ("text in columns", _TABS), ("YAML", _YAML)):
        if pattern.match(text):
            return f"it looks like {form}; the AWS command line prints JSON with --output json"
    return None
