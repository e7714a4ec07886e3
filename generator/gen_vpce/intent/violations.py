"""What a violation of the schema means, in a sentence with the value and the exact mending.

The nouns and examples of the sentences are `title` and `examples` of the schema itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.diagnostics import Related
from gen_vpce.diagnostics.english import with_article
from gen_vpce.intent import endpoint_arguments
from gen_vpce.intent.annotations import Annotations, annotations
from gen_vpce.intent.findings import Findings, did_you_mean
from gen_vpce.intent.text.node import Node, Path
from gen_vpce.intent.text.yaml_flow import flow

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_KINDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}
_ACCOUNT_DIGITS = 12
_IN_BLOCK = 3  # endpoints, the name of one, a block such as dns_options
STATEMENTS_ALONE = "write the statements alone: what stands under `Statement`"


class Violation(Struct, frozen=True):
    """One broken rule: its keyword, what the rule wants, and the value (or the `key`) that breaks it."""

    keyword: str
    wanted: Any
    known: tuple[str, ...]
    path: Path
    node: Node
    noted: Annotations
    key: str | None = None

    @property
    def subject(self) -> str:
        """How to call the value: by its key, its own name, or its place in the list."""
        if not self.path:
            return f"the {(self.noted.title or 'file').split()[0].lower()}"
        title = f"{self.noted.title} " if self.noted.title and self.node.entries is not None else ""
        last = self.path[-1]
        if isinstance(last, str):
            return f"{title}`{last}`"
        name = self.node.string("name")
        return f"{title or 'entry '}{f'`{name}`' if name else last + 1}"

    @property
    def written(self) -> str:
        """The value in a sentence: a scalar as it is written, anything else by its kind."""
        if self.node.entries is not None:
            return "a mapping"
        return "a list" if self.node.elements is not None else f"`{self.node.text}`"

    @property
    def unknown(self) -> tuple[str, ...]:
        """The keys of the value that the schema does not know."""
        return tuple(name for name in self.node.entries or {} if name not in self.known)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The keys of which one is required; empty where the alternatives are about something else."""
        return tuple(name for branch in self.wanted for name in branch.get("required", ()))

    @property
    def broken(self) -> tuple[Path, ...]:
        """The paths of what cannot stay: unknown keys, or the value itself unless it only lacks something."""
        if self.key is not None:
            return ((*self.path, self.key),)
        if self.keyword == "anyOf" and self.alternatives:
            return ()
        if self.keyword == "additionalProperties":
            return tuple((*self.path, name) for name in self.unknown)
        return (self.path,)


def violations(error: "ValidationError", root: Node, schema: Mapping[str, Any]) -> Iterator[Violation]:
    """Yield what is really wrong: of alternatives, what breaks the only one of the value's own kind."""
    meant = _meant_branches(error)
    if len(meant) == 1:
        for inner in meant[0]:
            yield from violations(inner, root, schema)
        return
    path = tuple(error.absolute_path)
    holder: Any = error.schema
    is_key = "propertyNames" in error.absolute_schema_path
    yield Violation(
        keyword=str(error.validator),
        wanted=error.validator_value,
        known=tuple(holder.get("properties", ())),
        path=path,
        node=root.at(path),
        noted=annotations(schema, error.absolute_schema_path),
        key=str(error.instance) if is_key else None,
    )


def _meant_branches(error: "ValidationError") -> "list[list[ValidationError]]":
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    return [inners for inners in branches.values() if not any(map(_is_of_other_kind, inners))]


def _is_of_other_kind(error: "ValidationError") -> bool:
    return error.validator in ("type", "const") and not error.relative_path


def explain(broken: Violation, found: Findings) -> None:
    """Add the findings for one violation."""
    node = broken.node
    if broken.key is not None:
        key = node.at((broken.key,)).key or node.span
        message = f"`{broken.key}` is not {with_article(broken.noted.title or 'name')}"
        found.error("GV205", message, key, _form(broken.wanted, broken.noted))
    elif node.value is None and node.entries is None and node.elements is None:
        found.error("GV202", f"{broken.subject} has no value", node.place, "write one, or remove the key")
    else:
        _RULES[broken.keyword](broken, found)


def _unknown_keys(broken: Violation, found: Findings) -> None:
    for name in broken.unknown:
        hint = _argument(broken, name) or did_you_mean(name, broken.known)
        hint = hint or f"its keys are {', '.join(broken.known)}"
        if broken.noted.title == "grant" and name.lower() == "effect":
            hint = "leave it out: a grant stands under `allow` or `deny` of its endpoint"
        at = broken.node.at((name,))
        found.error("GV201", f"{broken.subject} has no key `{name}`", at.key or at.span, hint)


def _argument(broken: Violation, name: str) -> str | None:
    """Return what there is to say of an argument of Terraform's that is no key of an endpoint."""
    if broken.noted.title == "endpoint":
        return endpoint_arguments.hint(name)
    block = (
        str(broken.path[-1]) if broken.path[:1] == ("endpoints",) and len(broken.path) == _IN_BLOCK else ""
    )
    return endpoint_arguments.hint(name, block) if block else None


def _meant(broken: Violation) -> frozenset[str | None]:
    """Return the keys that the unknown ones of the value were probably meant to be; each is a finding."""
    known = broken.known or tuple(broken.noted.of_keys)
    unknown = (name for name in broken.node.entries or {} if name not in known)
    return frozenset(catalog.closest(name, known) for name in unknown)


def _missing(broken: Violation, found: Findings) -> None:
    for name in broken.wanted:
        if not broken.node.get(name) and name not in _meant(broken):
            message = f"{broken.subject} has no `{name}`"
            found.error("GV203", message, broken.node.place, broken.noted.add(name))


def _neither(broken: Violation, found: Findings) -> None:
    node = broken.node
    if keys := broken.alternatives:
        if not _meant(broken).isdisjoint(keys):
            return
        named = [key for key in keys if "allow" not in keys or key != "policy"]
        message = f"{broken.subject} has neither {' nor '.join(f'`{key}`' for key in named)}"
        if "allow" in keys:
            hint = "state what may pass: `allow: everything`, AWS's default, or a list of grants"
            if endpoint_arguments.takes_no_policy(str(broken.path[-1]), node):
                hint = "write `policy: none`: AWS takes no policy there, and everything passes"
            found.error("GV219", message, node.place, hint)
        else:
            found.error("GV203", message, node.place, broken.noted.add(keys[0]))
        return
    constants = [branch["const"] for branch in broken.wanted if isinstance(branch.get("const"), str)]
    titles = " or ".join(branch["title"] for branch in broken.wanted)
    message = f"{broken.subject} is {broken.written}; it must be {titles}"
    found.error("GV202", message, node.place, did_you_mean(node.text, constants) or broken.noted.like())


def _kind(broken: Violation, found: Findings) -> None:
    if broken.path[-1:] == ("statements",) and whole_policy(broken.node):
        found.error("GV202", f"{broken.subject} is a whole policy", broken.node.place, STATEMENTS_ALONE)
        return
    kinds = [broken.wanted] if isinstance(broken.wanted, str) else broken.wanted
    must = " or ".join(_KINDS[kind] for kind in kinds)
    message = f"{broken.subject} is {broken.written}; it must be {must}"
    is_single = kinds == ["array"] and broken.node.text
    hint = f"write it as a list: `{flow([broken.node.text])}`" if is_single else broken.noted.like()
    if broken.path[:1] == ("policies",) and broken.node.text.startswith("policy/"):
        hint = "a list holds grants alone: name both lists at the endpoints that take them"
    found.error("GV202", message, broken.node.place, hint)


def whole_policy(node: Node) -> bool:
    """Whether the value is a policy where its statements are asked for."""
    return any(name.lower() == "statement" for name in node.entries or {})


def _choice(broken: Violation, found: Findings) -> None:
    choices = [str(each) for each in (broken.wanted if broken.keyword == "enum" else [broken.wanted])]
    listed = f"one of {', '.join(choices)}" if len(choices) > 1 else choices[0]
    if broken.noted.title:
        message = f"{broken.written} is not {with_article(broken.noted.title)}"
    else:
        message = f"{broken.subject} is {broken.written}; it must be {listed}"
    hint = did_you_mean(broken.node.text, choices) or f"write {listed}"
    if broken.path[:1] == ("endpoints",) and broken.path[-1] == "type":
        as_aws_does = {choice.replace("-", ""): choice for choice in choices}
        meant = as_aws_does.get(re.sub("[^a-z]", "", broken.node.text.lower()))
        hint = f"did you mean `{meant}`?" if meant else hint
    if broken.path[:1] == ("endpoints",) and broken.path[-1] == "policy":
        hint = "write `allow`, `deny` or `statements`; `policy: none` is for endpoints that take none"
    found.error("GV204", message, broken.node.place, hint)


FORMS: Mapping[str, str] = {
    r"^GV[0-9]{3}$": "GV and 3 digits make a code",
    r"[^\s\u001c-\u001f\u0085\ufeff]": "a text that is not blank",
    r"^[a-z][a-z0-9-]{0,62}$": "a small letter, then up to 62 small letters, digits and `-`",
    r"^[a-z][a-z0-9_-]{0,62}$": "a small letter, then up to 62 small letters, digits, `_` and `-`",
    r"^(?!(region|account|deployment)$)[a-z][a-z0-9_-]{0,62}$": (
        "a small letter, then up to 62 small letters, digits, `_` and `-`; "
        "`region`, `account` and `deployment` are there already"
    ),
    r"^([0-9]+(\.[0-9]+)?(h|m|s))+$": "numbers, each with `h`, `m` or `s` behind it",
    r"^policy/": "`policy/` and the name of a list under `policies`",
    r"^[0-9]{12}$": "12 digits, in quotes",
    r"^o-[a-z0-9]{10,32}$": "`o-`, then 10 to 32 small letters and digits",
    r"^[a-z][a-z0-9._-]{0,62}$": "a small letter, then up to 62 small letters, digits, `.`, `_` and `-`",
    r"^[A-Za-z][A-Za-z0-9._-]{0,127}$": "a letter, then up to 127 letters, digits, `.`, `_` and `-`",
    r"^[A-Za-z0-9]{1,100}$": "1 to 100 letters and digits, without blanks",
    r"^vpc-([0-9a-f]{8}|[0-9a-f]{17})$": "`vpc-`, then 8 or 17 of 0-9 and a-f",
    r"^rtb-([0-9a-f]{8}|[0-9a-f]{17})$": "`rtb-`, then 8 or 17 of 0-9 and a-f",
    r"^subnet-([0-9a-f]{8}|[0-9a-f]{17})$": "`subnet-`, then 8 or 17 of 0-9 and a-f",
    r"^arn:aws[a-z-]*:vpc-lattice:[a-z0-9-]+:[0-9]{12}:resourceconfiguration/rcfg-[0-9a-f]{17}$": (
        "the id is `rcfg-`, then 17 of 0-9 and a-f"
    ),
    r"^arn:aws[a-z-]*:vpc-lattice:[a-z0-9-]+:[0-9]{12}:servicenetwork/sn-[0-9a-f]{17}$": (
        "the id is `sn-`, then 17 of 0-9 and a-f"
    ),
    r"^(\*|(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*)$": (
        "words of letters, digits, `-` and `_` with dots between; in front, `*` stands for any"
    ),
    r"^sg-([0-9a-f]{8}|[0-9a-f]{17})$": "`sg-`, then 8 or 17 of 0-9 and a-f",
    r"^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$": "a service and an action with `:` between, or `*`",
    **{holder.names: holder.rule for holder in catalog.POLICY_HOLDERS.values()},
}
"""The patterns of the schemas in words."""


def _form(pattern: object, noted: Annotations) -> str | None:
    """Return the rule that a pattern stands for, with the example of the schema."""
    rule, like = FORMS.get(str(pattern)), noted.like()
    return f"{like}: {rule}" if rule and like else rule or like


def _malformed(broken: Violation, found: Findings) -> None:
    text, title = broken.node.text, broken.noted.title
    if not text.strip():
        message = f"{broken.subject} is empty"
    else:
        message = (
            f"`{text}` is not {with_article(title)}" if title else f"{broken.subject} cannot be `{text}`"
        )
    hint = _account_hint(text) if title == "account id" else None
    found.error("GV205", message, broken.node.place, hint or _form(broken.wanted, broken.noted))


def _account_hint(text: str) -> str | None:
    digits = text.replace("-", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _ACCOUNT_DIGITS:
        return None
    if len(digits) == _ACCOUNT_DIGITS:
        return f"write {digits}"
    if len(digits) == _ACCOUNT_DIGITS - 1:
        return f"an account id has 12 digits; if a leading zero was lost, write 0{digits}"
    return f"an account id has 12 digits, and this one has {len(digits)}"


def _empty(broken: Violation, found: Findings) -> None:
    hint = broken.noted.like() or "remove it, or fill it"
    found.error("GV206", f"{broken.subject} is empty", broken.node.place, hint)


def _too_many(broken: Violation, found: Findings) -> None:
    claims = list(broken.node.entries or {})
    message = f"{broken.subject} makes {len(claims)} claims, {' and '.join(f'`{claim}`' for claim in claims)}"
    found.error("GV208", message, broken.node.place, "give each claim an entry of its own")


def _repeated(broken: Violation, found: Findings) -> None:
    first: dict[str, Node] = {}
    for element in broken.node.elements or ():
        if element.text and element.text in first:
            related = Related(first[element.text].span, "it is here already")
            message = f"{broken.subject} holds `{element.text}` twice"
            found.error("GV207", message, element.span, "remove one of the two", related)
        first.setdefault(element.text, element)


_RULES: Mapping[str, Callable[[Violation, Findings], None]] = {
    "additionalProperties": _unknown_keys,
    "anyOf": _neither,
    "const": _choice,
    "enum": _choice,
    "maxProperties": _too_many,
    "maximum": _malformed,
    "minItems": _empty,
    "minLength": _malformed,
    "minProperties": _empty,
    "minimum": _malformed,
    "pattern": _malformed,
    "required": _missing,
    "type": _kind,
    "uniqueItems": _repeated,
}
