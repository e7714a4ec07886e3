"""What a person answers to `init`: checked when it is given, with what is pasted brought into its form."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from gen_vpce import catalog
from gen_vpce.diagnostics.english import with_article
from gen_vpce.module.discover import absolute, shown_name
from gen_vpce.module.paths import INTENT

ALIASES: Mapping[str, tuple[str, ...]] = {
    "cloudwatch": ("monitoring", "logs"),
    "cloudwatch-logs": ("logs",),
    "ecr": ("ecr.api", "ecr.dkr"),
    "efs": ("elasticfilesystem",),
    "elb": ("elasticloadbalancing",),
    "eventbridge": ("events",),
    "ses": ("email", "email-smtp"),
    "sso": ("identitystore",),
    "stepfunctions": ("states",),
}
"""What people call services, and the names of their endpoints."""

_FORMS = {
    "name": (r"[a-z][a-z0-9-]{0,62}", "a small letter, then up to 62 small letters, digits and `-`"),
    "account": (r"[0-9]{12}", "12 digits"),
    "trusted_account": (r"[0-9]{12}", "12 digits"),
    "organization": (r"o-[a-z0-9]{10,32}", "`o-`, then 10 to 32 small letters and digits"),
    "table": (r"[A-Za-z0-9_.-]{3,255}", "3 to 255 letters, digits, `_`, `.` and `-`"),
    "bucket": (r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "3 to 63 small letters, digits, `.` and `-`"),
    "role": (r"(?:[\w+=,.@-]+/)*[\w+=,.@-]{1,64}", "up to 64 letters, digits and any of `_+=,.@-`"),
}
_NOUNS = {
    "name": "name of a module",
    "account": "account id",
    "trusted_account": "account id",
    "organization": "organization id",
    "table": "name of a table",
    "bucket": "name of a bucket",
    "role": "name of a role",
}
_PASTED = {
    "role": re.compile(r"(?:arn:[\w-]+:iam::(?P<account>[0-9]{12}):)?role/(?P<name>.+)"),
    "table": re.compile(
        r"(?:arn:[\w-]+:dynamodb:[\w-]*:(?P<account>[0-9]{12}):)?table/(?P<name>[^/]+)(?:/.*)?"
    ),
    "bucket": re.compile(r"(?:arn:[\w-]+:s3:::|s3://|bucket/)(?P<name>[^/]+)(?:/.*)?"),
    "organization": re.compile(r"arn:[\w-]+:organizations::[0-9]{12}:organization/(?P<name>o-\w+)"),
    "trusted_account": re.compile(r"(?:arn:[\w-]+:iam::(?P<name>[0-9]{12}):root|account/(?P<id>[0-9]{12}))"),
}
_ACCOUNT_LENGTH = 12


class AnswerError(ValueError):
    """An answer cannot be used; the text says why, without a full stop."""


def understood(name: str, text: str, known: Collection[str] = ()) -> str:
    """Return the answer *text* to the question *name* in the form that an intent has; one of *known* if any.

    Raises `AnswerError`.
    """
    if name == "service":
        return _service(text, known)
    if name == "region":
        return _one_of("Region", text, catalog.regions())
    if known:
        return _one_of(name, text, known)
    return _formed(name, text)


def pasted_account(name: str, text: str) -> str | None:
    """Return the account that a pasted ARN names, None where it names none."""
    found = _PASTED[name].fullmatch(text.strip()) if name in _PASTED else None
    return found.groupdict().get("account") if found else None


def free_folder(folder: Path) -> None:
    """Raise `AnswerError` where a new module in *folder* would meet an intent or Terraform of somebody."""
    place = absolute(folder)
    files = sorted(each.name for each in place.glob("*.tf")) if place.is_dir() else []
    if files and not (place / INTENT).exists():
        raise AnswerError(f"{shown_name(place)} holds Terraform already: {', '.join(files[:3])}")


def _service(text: str, known: Collection[str]) -> str:
    meant = ALIASES.get(text.lower(), ())
    if len(meant) == 1:
        return meant[0]
    if meant:
        names = " and ".join(f"`{each}`" for each in meant)
        raise AnswerError(f"`{text}` has {len(meant)} endpoints, {names}: name one of them")
    short = text.lower().rpartition("com.amazonaws.")[2].partition(".")[2] if "com.amazonaws." in text else ""
    return _one_of("service", short or text, known)


def _one_of(noun: str, text: str, known: Collection[str]) -> str:
    if text in known:
        return text
    close = catalog.as_close(text, known) or tuple(catalog.nearest(text, known, 5))
    raise AnswerError(f"unknown {noun} `{text}`; did you mean {' or '.join(f'`{each}`' for each in close)}?")


def _formed(name: str, text: str) -> str:
    plain = text.strip()
    if found := (_PASTED[name].fullmatch(plain) if name in _PASTED else None):
        plain = next(value for key, value in found.groupdict().items() if value and key != "account")
    digits = plain.replace("-", "").replace(" ", "")
    if name in ("account", "trusted_account") and len(digits) == _ACCOUNT_LENGTH:
        plain = digits
    pattern, rule = _FORMS[name]
    if not re.fullmatch(pattern, plain, re.ASCII):
        raise AnswerError(f"`{text}` is not {with_article(_NOUNS[name])}: {rule}")
    return plain
