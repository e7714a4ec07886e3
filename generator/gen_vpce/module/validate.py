"""The last check before anything is written: what was rendered is read back and held against the intent.

A finding here means that an intent found a way to a file that the earlier stages did not foresee. It
points at the line of the intent that the file, the resource or the statement comes from.
"""

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import Any, TypeAlias

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.diagnostics import Diagnostic, Severity, Span, in_order
from gen_vpce.diagnostics.schema import Validator, whole_schema
from gen_vpce.intent.model import Intent
from gen_vpce.module.artefact import Rendered
from gen_vpce.module.hcl import parsed
from gen_vpce.policy.compiler.compile import Document
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.endpoint_tokens import endpoints_in
from gen_vpce.policy.read import read
from gen_vpce.policy.schema import violations

Contents: TypeAlias = Mapping[str, Mapping[str, Any]]
"""The path of an HCL file -> what it holds: blocks and attributes by name."""

Misfit: TypeAlias = tuple[tuple[str, ...], str]
"""A place, as the path of a file and the names below it, and what is wrong there."""

_SCHEMA = "module.schema.json"
_KEPT = 256  # files that were checked and may come again, some kilobytes each
_LONGEST_MESSAGE = 300
_OURS = "this is a fault of gen-vpce: please report it with the intent"


def validate(
    intent: Intent, documents: Iterable[Document], rendered: Iterable[Rendered]
) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the rendered files; nothing may be written when there is anything."""
    texts = {each.path: each.text for each in rendered}
    return in_order([*validate_terraform(intent, texts), *validate_policies(intent, documents, texts)])


def validate_terraform(intent: Intent, texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the files of Terraform; *intent* is that of the whole module."""
    contents, unreadable = _parse(texts, intent.span)
    if unreadable:
        return in_order(unreadable)
    return in_order([*_structure(intent, texts, contents), *_declared(intent, contents)])


def validate_policies(
    intent: Intent, documents: Iterable[Document], texts: Mapping[str, str]
) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the policies of *intent*, which may be one deployment of many."""
    return in_order([*chain.from_iterable(_policy(intent, each, texts[each.path]) for each in documents)])


def _parse(texts: Mapping[str, str], span: Span) -> tuple[Contents, list[Diagnostic]]:
    contents: dict[str, Mapping[str, Any]] = {}
    unreadable = []
    for path, text in texts.items():
        if not path.endswith((".tf", ".hcl")):
            continue
        found = parsed(text)
        if found.fault is None:
            contents[path] = found.content
        else:
            unreadable.append(_fault("GV401", f"{path} would not be valid HCL: {_short(found.fault)}", span))
    return contents, unreadable


def _structure(intent: Intent, texts: Mapping[str, str], contents: Contents) -> Iterator[Diagnostic]:
    """Hold the parsed files against `schemas/module.schema.json`, file by file: many modules share some."""
    spans = _spans(intent)
    whole = _validator_of_set().errors(contents)
    misfits: Iterable[Misfit] = (((), error.message) for error in whole)
    for place, message in chain(misfits, *(_misfits(path, texts[path]) for path in contents)):
        yield _fault(
            "GV402",
            f"{' > '.join(place) or 'the module'} would not fit its schema: {_short(message)}",
            spans.get(place[2:4], intent.span),
        )


def _declared(intent: Intent, contents: Contents) -> Iterator[Diagnostic]:
    """Hold the declared resources against those of the intent: neither more nor fewer."""
    declared = {
        (kind, label) for kind, labels in contents["main.tf"].get("resource", {}).items() for label in labels
    }
    spans = _spans(intent)
    for kind, label in sorted(declared ^ spans.keys()):
        how = "would declare" if (kind, label) in declared else "would lack"
        yield _fault("GV403", f"main.tf {how} {kind}.{label}", spans.get((kind, label), intent.span))
    made = contents["main.tf"].get("resource", {}).get("aws_vpc_endpoint", {})
    for each in intent.every_endpoint:
        if each.label in made and ("policy" in made[each.label]) != each.has_policy:
            how = "would lack the policy of" if each.has_policy else "would have a policy for"
            yield _fault("GV403", f"main.tf {how} aws_vpc_endpoint.{each.label}", each.span)


def _spans(intent: Intent) -> dict[tuple[str, ...], Span]:
    """Return the place in the intent behind each resource's type and label."""
    return {
        **{("aws_vpc_endpoint", each.label): each.span for each in intent.every_endpoint},
        **{
            ("aws_security_group", each.label): each.span
            for each in intent.every_endpoint
            if each.security_group
        },
        **{("aws_iam_policy", each.label): each.span for each in intent.identity_policies},
        **{(POLICY_HOLDERS[each.kind].terraform, each.label): each.span for each in intent.resource_policies},
    }


def _policy(intent: Intent, document: Document, text: str) -> Iterator[Diagnostic]:
    """Hold a policy file against the grammar of its kind, and what it says against the document."""
    try:
        data = json.loads(text)
    except ValueError as error:
        yield _fault("GV404", f"{document.path} would not be valid JSON: {error}", document.origins[0])
        return
    if not any(each.code == "GV404" for each in intent.accept):
        for violation in violations(document.kind, data, document.holder):
            message = f"{document.path} would break the grammar of IAM: {violation.message}"
            origin = document.origins[violation.statement or 0]
            hint = "fix it; where AWS holds the policy already, accept this finding"
            yield Diagnostic("GV404", Severity.ERROR, message, origin, hint)
    if read(text).policy != document.policy:
        yield _fault(
            "GV405", f"{document.path}, read back, would not say what the intent says", document.origins[0]
        )
    yield from _stray_tokens(intent, document, text)


def _stray_tokens(intent: Intent, document: Document, text: str) -> Iterator[Diagnostic]:
    known = set() if document.kind is PolicyKind.ENDPOINT else {each.name for each in intent.every_endpoint}
    for name in endpoints_in(text):
        if name not in known:
            yield Diagnostic(
                "GV406",
                Severity.ERROR,
                f"{document.path} would keep the text <vpce:{name}>, for which Terraform has no id",
                document.origins[0],
                "write the id itself, or say deny_unless_through in identity_policies or resource_policies",
            )


@lru_cache(maxsize=_KEPT)
def _misfits(path: str, text: str) -> tuple[Misfit, ...]:
    """Return what does not fit the schema of the file *path*, which can be parsed."""
    content = parsed(text).content
    return tuple(
        ((path, *map(str, error.absolute_path)), error.message)
        for error in _validator_of(path).errors(content)
    )


@cache
def _validator_of(path: str) -> Validator:
    return Validator(whole_schema(_SCHEMA)["properties"].get(path, True))


@cache
def _validator_of_set() -> Validator:
    """Return the validator that says which files a module has, and nothing about any of them."""
    schema = whole_schema(_SCHEMA)
    return Validator(schema | {"properties": dict.fromkeys(schema["properties"], True)})


def _fault(code: str, message: str, span: Span) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, span, _OURS)


def _short(text: str) -> str:
    return textwrap.shorten(text, _LONGEST_MESSAGE, placeholder=" ...")
