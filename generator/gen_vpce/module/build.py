"""The pure half of a run: from the bytes of an intent to the files of its module, all in memory."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from gen_vpce.access.comparison.output_proof import prove
from gen_vpce.diagnostics import Diagnostic, Severity, in_order
from gen_vpce.intent.load import Loaded, load_bytes
from gen_vpce.intent.model import Intent
from gen_vpce.intent.places.fold import fold
from gen_vpce.lint.documents import lint_documents
from gen_vpce.module.artefact import Built, Module
from gen_vpce.module.by_deployment import Part, whole
from gen_vpce.module.manifest import inputs
from gen_vpce.module.plan import plan_all
from gen_vpce.module.templates.render import render
from gen_vpce.module.validate import validate_policies, validate_terraform
from gen_vpce.policy.compiler.compile import Document, compile_intent


def build(raw: bytes, shown: str, folder: Path) -> Built:
    """Make the module of the intent *raw*, whose file is *shown*; a stage runs when those before it held.

    Files that the intent's expectations name are read relative to *folder*.
    """
    loaded = load_bytes(raw, shown)
    parts, findings = _compiled(loaded, folder)
    if _has_errors(findings) or not parts:
        return Built(None, in_order(findings))

    text, of_each = _rendered(parts)
    findings += validate_terraform(whole(parts), text)
    if _has_errors([*findings, *chain(*of_each.values())]):
        return Built(None, in_order([*findings, *_folded(of_each, loaded)]))
    for part in parts:
        texts = {(each.kind, each.subject): text[each.path] for each in part.documents}
        of_each[part.intent.deployment or ""] += prove(part.intent, texts)
    findings += _folded(of_each, loaded)

    files = {path: each.encode() for path, each in text.items()}
    intent = parts[0].intent
    standing = _not_accepted(intent, findings)
    digest = inputs(raw) if all(_is_repeatable(part.intent, standing) for part in parts) else None
    return Built(Module(files, digest), in_order(standing))


def load_stages(raw: bytes, shown: str, folder: Path) -> None:
    """Load what building loads, by building the intent *raw* in part: a process that is forked then has it.

    HCL is not parsed, since the threads of its parser would keep a fork from being safe.
    """
    parts, findings = _compiled(load_bytes(raw, shown), folder)
    if parts and not _has_errors(findings):
        _rendered(parts)


def _compiled(loaded: Loaded, folder: Path) -> tuple[list[Part], list[Diagnostic]]:
    """Return the intents that were *loaded* with their documents, and all that is found so far."""
    findings = list(loaded.diagnostics)
    parts = []
    of_each = {}
    for intent in loaded.intents:
        compiled = compile_intent(intent)
        own = list(compiled.diagnostics)
        if not _has_errors([*findings, *own]):
            own += lint_documents(compiled.documents, intent)
            own += _expected(intent, compiled.documents, folder)
        of_each[intent.deployment or ""] = own
        parts.append(Part(intent, compiled.documents))
    return parts, [*findings, *_folded(of_each, loaded)]


def _rendered(parts: Sequence[Part]) -> tuple[dict[str, str], dict[str, list[Diagnostic]]]:
    """Return the text of every file by its path, and what is found in the policies of each deployment."""
    text = {each.path: each.text for each in render(plan_all(parts))}
    return text, {
        part.intent.deployment or "": list(validate_policies(part.intent, part.documents, text))
        for part in parts
    }


def _folded(found: Mapping[str, Iterable[Diagnostic]], loaded: Loaded) -> Iterable[Diagnostic]:
    """Return the findings of all deployments, each once; those of a file without as they are."""
    return fold(found, loaded.values) if loaded.values else chain(*found.values())


def _expected(intent: Intent, documents: tuple[Document, ...], folder: Path) -> tuple[Diagnostic, ...]:
    if not intent.expect:
        return ()
    from gen_vpce.access.expectation.check import check_expectations

    return check_expectations(intent, documents, folder)


def _has_errors(findings: Iterable[Diagnostic]) -> bool:
    return any(found.severity is Severity.ERROR for found in findings)


def _not_accepted(intent: Intent, findings: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return *findings* without those that the intent accepts with a reason."""
    accepted = {each.code for each in intent.accept}
    return [found for found in findings if found.code not in accepted]


def _is_repeatable(intent: Intent, findings: Iterable[Diagnostic]) -> bool:
    """Whether nothing failed, and nothing but the inputs was read: an expectation may name a file."""
    outside = any(expectation.identity for expectation in intent.expect)
    return not outside and not any(found.severity.fails for found in findings)
