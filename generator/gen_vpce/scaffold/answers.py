"""What a person answers to `init`: checked when it is given, with what is pasted brought into its form."""

import re
from collections.abc import Collection, Mapping

from gen_vpce import catalog
from gen_vpce.catalog.id_forms import ACCOUNT_ID, ORGANIZATION_ID
from gen_vpce.diagnostics.english import with_article

ALIASES: Mapping[str, tuple[str, ...]] = {
    "cloudwatch": ("monitoring", "logs"),
    "cloudwatch-logs": ("logs",),
    "ecr": ("ecr.api", "ecr.dkr"),
    "efs": ("elasticfilesystem",),
    "elb": ("elasticloadbalancing",),
    "eventbridge": ("events",),
    "ses": ("email",),
    "sso": ("identitystore",),
    "stepfunctions": ("states",),
}
"""What people call services, and the names of their endpoints."""

_FORMS = {
    "name": (r"[a-z][a-z0-9-]{0,62}", "a small letter, then up to 62 small letters, digits and `-`"),
    "deployment": (r"[a-z][a-z0-9-]{0,62}", "a small letter, then up to 62 small letters, digits and `-`"),
    "account": (ACCOUNT_ID, "12 digits"),
    "trusted_account": (ACCOUNT_ID, "12 digits"),
    "organization": (ORGANIZATION_ID, "`o-`, then 10 to 32 small letters and digits"),
    "table": (r"[A-Za-z0-9_.-]{3,255}", "3 to 255 letters, digits, `_`, `.` and `-`"),
    "bucket": (r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "3 to 63 small letters, digits, `.` and `-`"),
    "role": (r"(?:[\w+=,.@-]+/)*[\w+=,.@-]{1,64}", "up to 64 letters, digits and any of `_+=,.@-`"),
}
_NOUNS = {
    "name": "name of a module",
    "deployment": "name of a deployment",
    "account": "account id",
    "trusted_account": "account id",
    "organization": "organization id",
    "table": "name of a table",
    "bucket": "name of a bucket",
    "role": "name of a role",
}
_PASTED: Mapping[str, tuple[str, ...]] = {
    "role": (
        rf"(?:arn:(?P<partition>[\w-]+):iam::(?P<account>{ACCOUNT_ID}):)?role/(?P<name>.+)",
        rf"arn:(?P<partition>[\w-]+):sts::(?P<account>{ACCOUNT_ID}):assumed-role/(?P<name>[^/]+)(?:/.*)?",
    ),
    "table": (
        rf"arn:(?P<partition>[\w-]+):dynamodb:(?P<region>[\w-]+):(?P<account>{ACCOUNT_ID}):table/(?P<name>[^/]+)(?:/.*)?",
        r"table/(?P<name>[^/]+)(?:/.*)?",
    ),
    "bucket": (r"(?:arn:(?P<partition>[\w-]+):s3:::|s3://|bucket/)(?P<name>[^/]+)(?:/.*)?",),
    "organization": (rf"arn:[\w-]+:organizations::{ACCOUNT_ID}:organization/(?P<name>o-\w+)(?:/.*)?",),
    "trusted_account": (
        rf"arn:[\w-]+:iam::(?P<name>{ACCOUNT_ID}):root",
        rf"account/(?P<name>{ACCOUNT_ID})",
    ),
}
"""What is pasted instead of a name: forms with the name in them, and where an ARN says that it is."""
_ACCOUNT_LENGTH = 12


class AnswerError(ValueError):
    """An answer cannot be used; the text says why, without a full stop."""


def understood(name: str, text: str, known: Collection[str] = ()) -> str:
    """Return the answer *text* to the question *name* in the form that an intent has; one of *known* if any.

    Raises `AnswerError`.
    """
    if name == "region":
        return _one_of("Region", text, catalog.regions())
    if known:
        return _one_of(name, text, known)
    return _formed(name, text)


def services(text: str) -> tuple[str, ...]:
    """Return the services that *text* names, each once: short names, full ones, and what people call them.

    Several stand behind commas or spaces. Raises `AnswerError` at the first that has no endpoint, or one that
    takes no policy: there is nothing to begin with.
    """
    named = [each for word in re.split(r"[\s,;]+", text.strip()) if word for each in _service(word)]
    without = [each for each in named if catalog.endpoint_services()[each].policy_support is False]
    if without:
        raise AnswerError(
            f"an endpoint of `{without[0]}` takes no policy: an intent has nothing to say of it"
        )
    return tuple(dict.fromkeys(named))


class Whereabouts:
    """Where the module is, and where what was pasted says that it is: all of it has to agree.

    A short name in an intent stands for what is in the endpoint's own partition, Region and account. So what
    an ARN says beyond the name would be lost without a word.
    """

    def __init__(self, said_by: str = "the endpoint") -> None:
        """Begin with nothing known; *said_by* is what its Region and account are told of."""
        self._said_by = said_by
        self._known: dict[str, tuple[str, str]] = {}

    def told(self, name: str) -> str | None:
        """Return the Region or the account, whichever *name* is, where anything told it."""
        return self._known[name][0] if name in self._known else None

    def agree(self, name: str, text: str, answer: str) -> None:
        """Take in the *answer* to *name*, written as *text*; raise `AnswerError` where others contradict."""
        said_by = self._said_by if name in ("region", "account") else f"`{text}`"
        claims = {noun: (place, said_by) for noun, place in _claims(name, text, answer).items()}
        for noun, claim in claims.items():
            if noun in self._known and self._known[noun][0] != claim[0]:
                pasted, other = sorted((claim, self._known[noun]), key=lambda each: each[1] == self._said_by)
                raise AnswerError(
                    f"{pasted[1]} is in {_PLACES[noun]} {pasted[0]}, and {other[1]} in {other[0]}"
                )
        self._known = claims | self._known


_PLACES = {"partition": "the partition", "region": "Region", "account": "account"}


def _claims(name: str, text: str, answer: str) -> dict[str, str]:
    """Return what an answer says of places: `partition`, `region` and `account`."""
    if name == "region":
        return {"region": answer, "partition": catalog.partition_of(answer) or "aws"}
    if name == "account":
        return {"account": answer}
    found = _match(name, text.strip())
    return (
        {noun: place for noun, place in found.groupdict().items() if noun in _PLACES and place}
        if found
        else {}
    )


def _service(word: str) -> tuple[str, ...]:
    if meant := ALIASES.get(word.lower()):
        return meant
    full = catalog.from_service_name(word.lower())
    return (full.name if full else _one_of("service", word, catalog.endpoint_services()),)


def _one_of(noun: str, text: str, known: Collection[str]) -> str:
    for each in (text, text.lower()):
        if each in known:
            return each
    close = catalog.as_close(text, known) or tuple(catalog.nearest(text, known, 5))
    raise AnswerError(f"unknown {noun} `{text}`; did you mean {' or '.join(f'`{each}`' for each in close)}?")


def unpasted(name: str, text: str) -> str:
    """Return the name in what was pasted for it, such as an ARN; *text* itself for another form."""
    plain = text.strip()
    found = _match(name, plain)
    return found["name"] if found else plain


def _formed(name: str, text: str) -> str:
    plain = unpasted(name, text)
    digits = plain.replace("-", "").replace(" ", "")
    if name in ("account", "trusted_account") and len(digits) == _ACCOUNT_LENGTH:
        plain = digits
    pattern, rule = _FORMS[name]
    if not re.fullmatch(pattern, plain, re.ASCII):
        raise AnswerError(f"`{text}` is not {with_article(_NOUNS[name])}: {rule}")
    return plain


def _match(name: str, text: str) -> re.Match[str] | None:
    return next((found for each in _PASTED.get(name, ()) if (found := re.fullmatch(each, text))), None)
