"""All functions by name."""

from gen_vpce.configuration.functions.collections import COLLECTIONS
from gen_vpce.configuration.functions.encoding import ENCODING
from gen_vpce.configuration.functions.registry import Family
from gen_vpce.configuration.functions.strings import STRINGS

FUNCTIONS: Family = {**STRINGS, **COLLECTIONS, **ENCODING}
"""What is known of its arguments alone; `file` and its like are the evaluator's, as `try` and `can` are."""
