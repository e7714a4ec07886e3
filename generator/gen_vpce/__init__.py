"""Safe change of AWS VPC endpoint policies.

An intent file is a set of allowed requests; every room of this package is a view on that set.
docs/design.md shows the rooms and the way that data takes through them.
"""

__version__ = "0.1.0"
