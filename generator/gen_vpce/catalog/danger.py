"""Which actions do harm where nobody meant them: they change permissions, destroy, or hand out secrets.

AWS's access levels tell the first of these in part: `sqs:SetQueueAttributes` writes the queue's policy and
counts as Write. The rest is told by the names, which AWS's services form alike.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
"""

import re
from functools import lru_cache

from gen_vpce.catalog.actions import service

_PERMITS_BY_LEVEL = "permissions-management"
_READS = re.compile(r"(?:Get|List|Describe|Batch(?:Get|Describe)|Simulate|Check|Validate|Search|Head)")
_PERMITS = re.compile(
    r"Polic(?:y|ies)|Permission|Acl(?:s|$)|PublicAccess|Ownership|Grant(?:s|$)"
    r"|^Set(?:Queue|Topic)Attributes$|^PassRole$|^Assume"
)
_DESTROYS = re.compile(
    r"Delet|Destroy|Terminat|Purge|Deregister|^Disable|^Remove|^Revoke|^Reset|^Replace|^Stop|^Cancel|^Detach"
)
_HANDS_OUT = re.compile(r"Secret|Password|Credential|Token|Decrypt|PrivateKey|ParametersByPath|GetParameter")


@lru_cache(maxsize=4096)
def changes_permissions(action: str) -> bool:
    """Whether *action*, `s3:PutBucketPolicy`, changes who may do what; what is not known is taken to."""
    prefix, _, name = action.partition(":")
    known = service(prefix)
    found = known.actions.get(name.lower()) if known else None
    if found is None or found.level == _PERMITS_BY_LEVEL:
        return True
    return not _READS.match(found.name) and bool(_PERMITS.search(found.name))


@lru_cache(maxsize=4096)
def is_dangerous(action: str) -> bool:
    """Whether *action* changes permissions, destroys something, or hands out secrets."""
    name = action.partition(":")[2]
    destroys = not _READS.match(name) and bool(_DESTROYS.search(name))
    return changes_permissions(action) or destroys or bool(_HANDS_OUT.search(name))
