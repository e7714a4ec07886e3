"""The short names of a service's resources, taken from the catalogue's ARN patterns.

A short name is the resource part of the pattern: `table/Orders`, `function:resize`, `key/1234...`. Patterns
that begin with a variable take the type's name in front: `queue/jobs`, `bucket/archive`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.intent.names.name_context import Setting

_VARIABLE = re.compile(r"(\$\{\w+\})")
CALLED = {("s3", "object"): "bucket"}
"""What people call an object of a bucket: `bucket/archive/2024/*`."""
# What a thing brings along when it is named whole: (prefix, type) -> ending of its ARN.
_BRINGS = {("dynamodb", "table"): "/index/*", ("s3", "bucket"): "/*"}


class Form(Struct, frozen=True):
    """One way to write resources of a type: `prefix` and then text of `shape`, one group a variable.

    `literals` counts the fixed characters: of two forms that fit, the one with more of them is meant.
    """

    type: str
    arn: str
    prefix: str
    shape: re.Pattern[str]
    literals: int
    brings: str | None

    @property
    def shown(self) -> str:
        """The form for a person: `table/TableName`."""
        part = self.arn.split(":", 5)[5]
        return self.prefix + _VARIABLE.sub(lambda found: found[0][2:-1], part)

    @property
    def head(self) -> str:
        """The word that the form begins with: `table`."""
        return re.split("[/:]", self.shown)[0]

    def matches(self, text: str) -> re.Match[str] | None:
        """Return how *text* fills the variables, None where it does not fit."""
        return self.shape.fullmatch(text, len(self.prefix)) if text.startswith(self.prefix) else None

    def arns(self, text: str, region: str, setting: Setting) -> tuple[str, ...]:
        """Return the ARNs that a fitting short name stands for: the thing, and what it brings along."""
        *head, _ = self.arn.split(":", 5)
        own = {"${Partition}": setting.partition, "${Region}": region}
        parts = [own.get(part, setting.account if part.startswith("${") else part) for part in head]
        arn = ":".join((*parts, text[len(self.prefix) :]))
        return (arn, arn + self.brings) if self.brings and not arn.endswith("*") else (arn,)


@cache
def forms(iam_prefix: str) -> tuple[Form, ...]:
    """Return the short names that the resources of a service have.

    Those with most fixed text come first, among equals those whose ARN is the service's own.
    """
    known = catalog.service(iam_prefix)
    made = _made(iam_prefix, known.resource_types.values()) if known else ()
    own = f":{iam_prefix}:"
    return tuple(sorted(made, key=lambda form: (-form.literals, own not in form.arn, form.arn)))


def _made(iam_prefix: str, types: Iterable[catalog.ResourceType]) -> Iterator[Form]:
    for kind in types:
        for arn in kind.arn.split(", "):
            part = arn.split(":", 5)[5]
            prefix = f"{CALLED.get((iam_prefix, kind.name), kind.name)}/" if part.startswith("${") else ""
            yield Form(
                type=kind.name,
                arn=arn,
                prefix=prefix,
                shape=_shape(part),
                literals=len(prefix) + sum(len(piece) for piece in _VARIABLE.split(part)[::2]),
                brings=_BRINGS.get((iam_prefix, kind.name)),
            )


def _shape(part: str) -> re.Pattern[str]:
    """Return the pattern of a resource part: a variable ends at the character that follows it."""
    pieces = _VARIABLE.split(part)
    text = re.escape(pieces[0])
    for literal in pieces[2::2]:
        text += f"([^{re.escape(literal[0])}]+){re.escape(literal)}" if literal else "(.+)"
    return re.compile(text)
