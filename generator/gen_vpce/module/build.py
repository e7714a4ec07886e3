"""The pure half of a run: from the bytes of an intent to the files of its module, all in memory."""

from collections.abc import Iterable
from pathlib import Path

from gen_vpce.access.comparison.output_proof import prove
from gen_vpce.diagnostics import Diagnostic, Severity, in_order
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Intent
from gen_vpce.lint.documents import lint_documents
from gen_vpce.module.artefact import Built, Module
from gen_vpce.module.manifest import inputs
from gen_vpce.module.plan import plan
from gen_vpce.module.render import render
from gen_vpce.module.validate import validate
from gen_vpce.policy.compile import Document, compile_intent


def build(raw: bytes, shown: str, folder: Path) -> Built:
    """Make the module of the intent *raw*, whose file is *shown*; a stage runs when those before it held.

    Files that the intent's expectations name are read relative to *folder*.
    """
    loaded = load_bytes(raw, shown)
    if loaded.intent is None:
        return Built(None, in_order(loaded.diagnostics))
    intent = loaded.intent

    compiled = compile_intent(intent)
    findings = [*loaded.diagnostics, *compiled.diagnostics]
    if not _has_errors(findings):
        findings += lint_documents(compiled.documents, intent)
        findings += _expected(intent, compiled.documents, folder)
    if _has_errors(findings):
        return Built(None, in_order(findings))

    rendered = render(plan(intent, compiled.documents))
    findings += validate(intent, compiled.documents, rendered)
    if _has_errors(findings):
        return Built(None, in_order(findings))

    text = {each.path: each.text for each in rendered}
    findings += prove(intent, {(each.kind, each.subject): text[each.path] for each in compiled.documents})

    files = {path: each.encode() for path, each in text.items()}
    standing = _not_accepted(intent, findings)
    digest = inputs(raw) if _is_repeatable(intent, standing) else None
    return Built(Module(files, digest), in_order(standing))


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
