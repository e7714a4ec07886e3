"""Text that tries to become code, and every other text that Unicode allows."""

import re

from hypothesis import strategies as st

HOSTILE = (
    "",
    "${1 + 1}",
    "%{ if true }x%{ endif }",
    "$${escaped}",
    "%%{escaped}",
    "$$${three}",
    "$",
    "%",
    "${",
    "%{",
    "$${",
    "$%{x}",
    "%${x}",
    '"',
    '" }\nresource "aws_iam_user" "x" {\n  name = "',
    "\\",
    '\\"',
    "\\${x}",
    "$\\{x}",
    "\\u0024{x}",
    "<<EOT\nx\nEOT",
    "a\nb\r\nc\td",
    "\x00\x01\x1b[31m\x7f\x85",
    "#",
    "//",
    "/* */",
    "~}",
    "${~ x ~}",
    "$" * 5 + "{" * 5,
    "e\u0301",
    "\u0301x",
    "=\u0338",
    "{\u0301",
    "$\u0301{x}",
    "\u1100\u1161\u11a8",
    "\u202eabc\u202c",
    "\u200b\u2028\u2029\ufeff",
    "\U000e0041\U0010ffff",
    "\U0001f469\u200d\U0001f4bb",
    "path.module",
    "var.tags",
    "null",
    "for",
    "| a | b |",
    "`code` ``",
    "<script>alert(1)</script>",
    "[x](http://example.com)",
    "&lt; * _ ~ #",
    "{{ 7 * 7 }}{% raw %}",
    "<vpce:dynamodb>",
    "../../etc/passwd",
)

_PIECES = st.sampled_from(["$", "%", "{", "}", '"', "\\", "\n", "~", "${", "%{", "u0041", "`", "|", "\u0301"])
_CHARACTERS = st.characters(exclude_categories=["Cs"])
# HCL composes accents by the low 16 bits of the letter before: U+1043A with an acute becomes U+045C.
_MISCOMPOSED = re.compile("[\U00010000-\U0010ffff][\u0300-\u036f]")
texts = (
    st.lists(st.one_of(_PIECES, _CHARACTERS), max_size=12)
    .map("".join)
    .filter(lambda text: not _MISCOMPOSED.search(text))
)
"""Any text without lone surrogates, rich in what means something to HCL."""
