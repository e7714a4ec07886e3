"""The forms of the ids that AWS gives to accounts and organizations, as regular expressions."""

import re

ACCOUNT_ID = "[0-9]{12}"
"""https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html"""

ORGANIZATION_ID = "o-[a-z0-9]{10,32}"
"""https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html"""

_ACCOUNT_ID = re.compile(ACCOUNT_ID)
_ORGANIZATION_ID = re.compile(ORGANIZATION_ID)


def is_account_id(text: str) -> bool:
    """Whether *text* is an account id: 12 digits."""
    return bool(_ACCOUNT_ID.fullmatch(text))


def is_organization_id(text: str) -> bool:
    """Whether *text* is the id of an organization, such as `o-a1b2c3d4e5`."""
    return bool(_ORGANIZATION_ID.fullmatch(text))
