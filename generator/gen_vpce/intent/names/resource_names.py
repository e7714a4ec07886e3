"""The names of resources: what `table/Orders` and `bucket/archive` stand for in the endpoint's Region."""

import re
from collections.abc import Sequence

from gen_vpce import catalog
from gen_vpce.diagnostics.english import with_article
from gen_vpce.intent.model import ResourceRef
from gen_vpce.intent.names.arn import SYMBOL, Arn, is_arn, is_symbol, is_wild, read_arn
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.names.resource_forms import CALLED, Form, forms
from gen_vpce.intent.text.node import Node

EVERYTHING = "*"

_LISTED_FORMS = 8
# Names whose grammar AWS publishes, with wildcards: type -> pattern of the first variable, the rule in words.
_TABLE = re.compile(r"[A-Za-z0-9_.*?-]{1,255}")
_BUCKET = re.compile(r"[a-z0-9*?][a-z0-9.*?-]{0,62}")
_GRAMMAR = {
    ("dynamodb", "table"): (_TABLE, "3 to 255 letters, digits, `_`, `-` and `.` make the name of a table"),
    ("dynamodb", "index"): (_TABLE, "3 to 255 letters, digits, `_`, `-` and `.` make the name of a table"),
    ("s3", "bucket"): (_BUCKET, "3 to 63 small letters, digits, `-` and `.` make the name of a bucket"),
    ("s3", "object"): (_BUCKET, "3 to 63 small letters, digits, `-` and `.` make the name of a bucket"),
}

# What a name without a type most likely names.
_MAIN = {
    "dynamodb": "table/",
    "ecr": "repository/",
    "events": "event-bus/",
    "kinesis": "stream/",
    "kms": "key/",
    "lambda": "function:",
    "logs": "log-group:",
    "s3": "bucket/",
    "secretsmanager": "secret:",
    "sns": "topic/",
    "sqs": "queue/",
    "ssm": "parameter/",
    "states": "stateMachine:",
}
_PATHS = ("ecr", "logs", "s3", "secretsmanager", "ssm")  # whose names have slashes inside


class Resources:
    """Resolves the resources of one endpoint, policy or expectation.

    `prefixes` are the IAM prefixes that short names are looked up in, `region` the Region of the service.
    `must_match` says that a resource in another Region can never be reached: an error and not a warning.
    """

    def __init__(self, prefixes: Sequence[str], region: str, setting: Setting, *, must_match: bool) -> None:
        self._prefixes = prefixes
        self._region = region
        self._setting = setting
        self._must_match = must_match

    def all(self, nodes: Sequence[Node]) -> tuple[ResourceRef, ...]:
        """Return what the names stand for; `*` stands for every resource, which is nothing to say."""
        everything = next((node for node in nodes if node.text == EVERYTHING), None)
        if everything and len(nodes) > 1:
            message = "`*` is every resource, so the others in this list have no effect"
            self._setting.found.error(
                "GV224", message, everything.span, "remove `*`, or everything beside it"
            )
        resolved = (self.one(node) for node in nodes)
        return tuple(ref for ref in resolved if ref)

    def one(self, node: Node) -> ResourceRef | None:
        """Return what one name stands for, or None with the finding why for nothing."""
        if node.text == EVERYTHING:
            return ResourceRef(EVERYTHING, (EVERYTHING,), node.span)
        if self._setting.is_open and node.text.startswith(SYMBOL):
            return ResourceRef(node.text, (node.text,), node.span)
        if is_arn(node.text):
            return self._full(node)
        known = [form for prefix in self._prefixes for form in forms(prefix)]
        fitting = [(form, match) for form in known if (match := form.matches(node.text))]
        if not fitting:
            self._unknown(node, known)
            return None
        form, match = max(fitting, key=lambda fit: fit[0].literals)
        if not self._is_named_well(form, match, node):
            return None
        return ResourceRef(node.text, form.arns(node.text, self._region, self._setting), node.span, form.type)

    def _full(self, node: Node) -> ResourceRef | None:
        arn = read_arn(node, self._setting)
        if arn is None:
            return None
        self._check_region(arn, node)
        known = [form for prefix in self._prefixes for form in forms(prefix)]
        services = {form.arn.split(":")[2] for form in known} | set(self._prefixes)
        if known and not (is_wild(arn.service) or arn.service in services or any(map(is_wild, services))):
            message = f"`{node.text}` is a resource of {arn.service}, not of {' or '.join(self._prefixes)}"
            self._setting.found.error("GV227", message, node.span, _forms_hint(known))
            return None
        kind = next((form.type for form in known if form.shape.fullmatch(arn.resource)), None)
        bare = self._bare(arn.resource, known) if kind is None and not is_wild(arn.resource) else None
        if bare:
            whole = node.text.removesuffix(arn.resource) + bare
            message = f"`{node.text}` names no type of resource"
            self._setting.found.error("GV231", message, node.span, f"write `{whole}`, or `{bare}`")
            return None
        return ResourceRef(node.text, (node.text,), node.span, kind)

    def _check_region(self, arn: Arn, node: Node) -> None:
        if not arn.region or is_wild(arn.region) or arn.region == self._region or self._setting.is_open:
            return
        message = f"`{node.text}` is in {arn.region}, but the endpoint leads to {self._region}"
        if self._must_match:
            hint = f"an endpoint in {arn.region} is needed for it"
            self._setting.found.error("GV229", message, node.span, hint)
        else:
            hint = "remove it, unless the service itself calls across Regions"
            self._setting.found.warning("GV230", message, node.span, hint)

    def _unknown(self, node: Node, known: Sequence[Form]) -> None:
        head, rest, *_ = (*re.split("(?=[/:])", node.text, maxsplit=1), "")
        close = catalog.closest(head, {form.head for form in known})
        like = min((form.shown for form in known if form.head == head), key=len, default=None)
        # `orders-table` holds the word and is a name, `tabel/Orders` is the word misspelt.
        bare = self._bare(node.text, known) if not close or close in head else None
        if meant := self._with_other_head(head, rest, known):
            hint = f"write `{meant}`"
        elif like:
            hint = f"write it like `{like}`"
        elif bare:
            hint = f"write `{bare}`"
        elif close:
            hint = f"did you mean `{close}{rest}`?"
        else:
            hint = _forms_hint(known)
        services = [catalog.service(prefix) for prefix in self._prefixes]
        titles = " or ".join(service.short_title for service in services if service)
        what = with_article(f"{titles} resource" if titles else "resource")
        self._setting.found.error("GV231", f"`{node.text}` is not {what}", node.span, hint)

    def _with_other_head(self, head: str, rest: str, known: Sequence[Form]) -> str | None:
        """Return the name with the other separator, or as an object is called, where that is a name."""
        called = {kind: word for (prefix, kind), word in CALLED.items() if prefix in self._prefixes}
        swapped = f"{head}{':' if rest.startswith('/') else '/'}{rest[1:]}"
        for name in (f"{called.get(head, '')}{rest}", swapped) if rest[1:] else ():
            if any(form.matches(name) for form in known if form.head in (head, called.get(head))):
                return name
        return None

    def _bare(self, text: str, known: Sequence[Form]) -> str | None:
        """Return *text* with the type in front that a bare name most likely means, None where none fits."""
        parted = "/" in text or ":" in text
        fit = (
            prefix for prefix in self._prefixes if prefix in _MAIN and not (parted and prefix not in _PATHS)
        )
        named = (f"{_MAIN[prefix]}{text}" for prefix in fit)
        return next((name for name in named if any(form.matches(name) for form in known)), None)

    def _is_named_well(self, form: Form, match: re.Match[str], node: Node) -> bool:
        prefix = form.arn.split(":")[2]
        pattern, rule = _GRAMMAR.get((prefix, form.type), (None, ""))
        name = match[1] if match.re.groups else ""
        if pattern is None or "${" in name or is_symbol(name) or pattern.fullmatch(name):
            return True
        self._setting.found.error("GV226", f"`{name}` is not a valid {form.head} name", node.span, rule)
        return False


def _forms_hint(known: Sequence[Form]) -> str:
    shown = sorted({form.shown for form in known}, key=lambda text: (len(text), text))
    listed = ", ".join(f"`{text}`" for text in shown[:_LISTED_FORMS])
    return f"short names are {listed}" if listed else "write a full ARN"
