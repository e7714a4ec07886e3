"""What a plain YAML scalar is: the YAML 1.2 core schema, cut down to what an intent needs.

Only `true`, `false`, `null`, decimal integers and decimal fractions are more than text. So `yes`, `on`,
`22:30`, `2012-10-17`, `0x10` and an account id with a leading zero stay what a person wrote.
https://yaml.org/spec/1.2.2/#103-core-schema
"""

import re

from gen_vpce.intent.text.node import Scalar

_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_FRACTION = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
# Python refuses to turn longer numerals into integers, and nothing in an intent is that large.
_LONGEST_NUMBER = 40


def resolve(text: str) -> Scalar:
    """Return the value of a plain (unquoted) scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "-0123456789" or len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FRACTION.fullmatch(text) else text
