"""Grants, references and conditions of an intent, built by hand."""

from msgspec.structs import replace

from gen_vpce.diagnostics import Span
from gen_vpce.intent.model import Grant, OwnerRef, PrincipalKind, PrincipalRef, ResourceRef

LINE = Span("intent.yaml", 7, 9)
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/Orders"


def grant(name: str = "Orders", **parts: object) -> Grant:
    """Return a grant of line 7 that allows everything unless *parts* say otherwise."""
    return replace(Grant(name, LINE), **parts)  # type: ignore[arg-type]


def by_arn(*arns: str) -> tuple[PrincipalRef, ...]:
    return tuple(PrincipalRef(PrincipalKind.ARN, arn, LINE) for arn in arns)


def by_account(*accounts: str) -> tuple[PrincipalRef, ...]:
    return tuple(PrincipalRef(PrincipalKind.ACCOUNT, account, LINE) for account in accounts)


def by_organization(*ids: str) -> tuple[PrincipalRef, ...]:
    return tuple(PrincipalRef(PrincipalKind.ORGANIZATION, each, LINE) for each in ids)


AWS_SERVICES = (PrincipalRef(PrincipalKind.AWS_SERVICES, "true", LINE),)


def owned_by(kind: PrincipalKind, *values: str) -> tuple[OwnerRef, ...]:
    return tuple(OwnerRef(kind, value, LINE) for value in values)


def full_arn(arn: str, kind: str | None = None) -> ResourceRef:
    """Return a resource that the intent names by its full ARN."""
    return ResourceRef(arn, (arn,), LINE, kind)


def table(name: str = "Orders") -> ResourceRef:
    """Return a table by its short name, which brings its indexes."""
    arn = TABLE.replace("Orders", name)
    return ResourceRef(f"table/{name}", (arn, f"{arn}/index/*"), LINE, "table")


def bucket(name: str) -> ResourceRef:
    """Return a bucket by its short name, which brings its objects."""
    arn = f"arn:aws:s3:::{name}"
    return ResourceRef(f"bucket/{name}", (arn, f"{arn}/*"), LINE, "bucket")
