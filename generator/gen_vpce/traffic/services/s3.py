"""S3: versions, copies, access points, and headers that ask for more than the operation.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
"""

from functools import cache
from urllib.parse import unquote

from gen_vpce import catalog
from gen_vpce.traffic.asking import Asking
from gen_vpce.traffic.forms import forms_of
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
_WITH_HEADERS = {"x-amz-acl": "PutObjectAcl", "x-amz-tagging": "PutObjectTagging"}


def s3(asking: Asking) -> Pairs | None:
    """Return what the operation needs, and what its headers and its source need beside that."""
    actions = [each.partition(":")[2] for each in catalog.event_actions("s3", asking.name)]
    if not actions:
        return []
    if asking.text("versionid"):
        actions = [_OF_VERSION.get(action, action) for action in actions]
    if "PutObject" in actions:
        actions += [more for header, more in _WITH_HEADERS.items() if asking.value(header) is not None]
    pairs: Pairs = [(f"s3:{action}", _acted_on(f"s3:{action}", asking)) for action in actions]
    if asking.name in ("CopyObject", "UploadPartCopy"):
        pairs.append(_copied(asking))
    return pairs


def _acted_on(action: str, asking: Asking) -> tuple[str, ...] | None:
    """Return what *action* acts on; through an access point, that as well.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
    """
    key, bucket = asking.text("key"), asking.text("bucketname")
    found: tuple[str, ...] | None = None
    if key and bucket and _is_on_objects(action) and not bucket.startswith("arn:"):
        found = (f"arn:{asking.partition}:s3:::{bucket}/{key}",)  # nearly all events of S3 are of this kind
    else:
        found = resources_of(action, asking)
    points = [arn for arn in asking.named if ":accesspoint/" in arn and "/object/" not in arn]
    if not points or found is None:
        return found
    return (*found, *(f"{point}/object/{key}" if key else point for point in points if point not in found))


@cache
def _is_on_objects(action: str) -> bool:
    return any(form.type == "object" for form in forms_of(action) or ())


def _copied(asking: Asking) -> tuple[str, tuple[str, ...] | None]:
    """Return the reading of the object that is copied."""
    source = asking.text("x-amz-copy-source") or ""
    path, _, query = source.partition("?")
    action = "s3:GetObjectVersion" if "versionId=" in query else "s3:GetObject"
    name = unquote(path).removeprefix("/")
    if name.startswith("arn:"):
        return action, (name,)
    return action, (f"arn:{asking.partition}:s3:::{name}",) if "/" in name else None
