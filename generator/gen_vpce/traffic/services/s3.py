"""S3: versions, copies, access points, and headers that ask for more than the operation.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import unquote

from gen_vpce import catalog
from gen_vpce.traffic.arn_forms import forms_of
from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.resources import resources_of
from gen_vpce.traffic.services.pairs import Pairs

_OF_VERSION = {
    "GetObject": "GetObjectVersion",
    "GetObjectAcl": "GetObjectVersionAcl",
    "GetObjectAttributes": "GetObjectVersionAttributes",
    "GetObjectTagging": "GetObjectVersionTagging",
    "PutObjectAcl": "PutObjectVersionAcl",
    "PutObjectTagging": "PutObjectVersionTagging",
    "DeleteObject": "DeleteObjectVersion",
    "DeleteObjectTagging": "DeleteObjectVersionTagging",
}
_GRANTS = (
    "accesscontrollist",
    "x-amz-grant-full-control",
    "x-amz-grant-read",
    "x-amz-grant-read-acp",
    "x-amz-grant-write",
    "x-amz-grant-write-acp",
)
"""How an event tells that grants stand in the headers of a request."""

_BYPASS = {"x-amz-bypass-governance-retention": ("BypassGovernanceRetention",)}
_WITH_HEADERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "PutObject": {
        "x-amz-acl": ("PutObjectAcl",),
        **dict.fromkeys(_GRANTS, ("PutObjectAcl",)),
        "x-amz-tagging": ("PutObjectTagging",),
        "x-amz-object-lock-mode": ("PutObjectRetention",),
        "x-amz-object-lock-legal-hold": ("PutObjectLegalHold",),
    },
    "CreateBucket": {
        "x-amz-acl": ("PutBucketAcl",),
        **dict.fromkeys(_GRANTS, ("PutBucketAcl",)),
        "x-amz-bucket-object-lock-enabled": ("PutBucketObjectLockConfiguration", "PutBucketVersioning"),
        "x-amz-object-ownership": ("PutBucketOwnershipControls",),
    },
    "DeleteObject": _BYPASS,
    "DeleteObjectVersion": _BYPASS,
    "PutObjectRetention": _BYPASS,
}
"""What headers ask for beside an action: the header in an event, and the actions for it.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
"""

_FOR_NOTHING = (("CreateBucket", "x-amz-acl", "private"),)
"""Headers that ask for no more than there is without them."""


def s3(request: EventRequest) -> Pairs | None:
    """Return what the operation needs, and what its headers and its source need beside that."""
    actions = [each.partition(":")[2] for each in catalog.event_actions("s3", request.name)]
    if not actions:
        return []
    if request.text("versionid"):
        actions = [_OF_VERSION.get(action, action) for action in actions]
    actions += dict.fromkeys(more for action in tuple(actions) for more in _beside(action, request))
    pairs: Pairs = [(f"s3:{action}", _acted_on(f"s3:{action}", request)) for action in actions]
    if request.name in ("CopyObject", "UploadPartCopy"):
        pairs.append(_copied(request))
    return pairs


def _beside(action: str, request: EventRequest) -> Iterator[str]:
    """Yield what the headers of the request ask for beside *action*."""
    for header, more in _WITH_HEADERS.get(action, {}).items():
        value = request.value(header)
        is_asked = value not in (None, False, "false", "False")
        if is_asked and (action, header, value) not in _FOR_NOTHING:
            yield from more


def _acted_on(action: str, request: EventRequest) -> tuple[str, ...] | None:
    """Return what *action* acts on; through an access point, that as well.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
    """
    key, bucket = request.text("key"), request.text("bucketname")
    found: tuple[str, ...] | None = None
    if key and bucket and _is_on_objects(action) and not _is_access_point(bucket):
        found = (f"arn:{request.partition}:s3:::{bucket}/{key}",)  # nearly all events of S3 are of this kind
    else:
        found = resources_of(action, request)
    points = [arn for arn in request.named if ":accesspoint/" in arn and "/object/" not in arn]
    if not points or found is None:
        return found
    return (*found, *(f"{point}/object/{key}" if key else point for point in points if point not in found))


def _is_access_point(bucket: str) -> bool:
    """Whether what stands for the bucket is the ARN or the alias of an access point.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html
    """
    return bucket.startswith("arn:") or bucket.endswith(("-s3alias", "--ol-s3"))


@cache
def _is_on_objects(action: str) -> bool:
    return any(form.type == "object" for form in forms_of(action) or ())


def _copied(request: EventRequest) -> tuple[str, tuple[str, ...] | None]:
    """Return the reading of the object that is copied."""
    source = request.text("x-amz-copy-source") or ""
    path, _, query = source.partition("?")
    action = "s3:GetObjectVersion" if "versionId=" in query else "s3:GetObject"
    name = unquote(path).removeprefix("/")
    if name.startswith("arn:"):
        return action, (name,)
    return action, (f"arn:{request.partition}:s3:::{name}",) if "/" in name else None
