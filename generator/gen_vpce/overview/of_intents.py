"""Intents as endpoints of the report, with their expectations and what the rules find in them."""

from collections.abc import Sequence

from gen_vpce.access.expectation.check import Checked, check_each
from gen_vpce.access.expectation.policies_held import Holdings, holdings
from gen_vpce.access.expectation.wording import form_words
from gen_vpce.diagnostics import Severity
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Endpoint, Intent
from gen_vpce.lint.documents import lint_documents
from gen_vpce.module.discover import Found
from gen_vpce.module.paths import INTENT
from gen_vpce.overview.model import Expectation, Network, NotRead, Source
from gen_vpce.overview.seen import Seen, SeenEndpoint, place_of
from gen_vpce.policy.compile import Document, compile_intent
from gen_vpce.policy.document import PolicyKind


def add_intents(seen: Seen, modules: Sequence[Found]) -> None:
    """Add the intents of *modules* to *seen*; one with errors is told, and adds no endpoint."""
    for module in modules:
        shown = module.name(INTENT)
        try:
            raw = (module.folder / INTENT).read_bytes()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            seen.not_read.append(NotRead(shown, f"it cannot be read: {reason}"))
            continue
        _add(seen, raw, shown, module)


def _add(seen: Seen, raw: bytes, shown: str, module: Found) -> None:
    loaded = load_bytes(raw, shown)
    seen.add_findings(loaded.diagnostics, "intent")
    if loaded.intent is None:
        seen.not_read.append(NotRead(shown, "it has errors: see the findings"))
        return
    intent = loaded.intent
    compiled = compile_intent(intent)
    if any(each.severity is Severity.ERROR for each in compiled.diagnostics):
        seen.add_findings(compiled.diagnostics, "intent")
        seen.not_read.append(NotRead(shown, "it has errors: see the findings"))
        return
    accepted = {each.code for each in intent.accept}
    linted = [each for each in lint_documents(compiled.documents, intent) if each.code not in accepted]
    seen.add_findings([*compiled.diagnostics, *linted], "lint")
    held = holdings(intent, compiled.documents)
    checked = tuple(check_each(intent.expect, held, module.folder))
    seen.add_findings([found for each in checked for found in each.findings], "test")
    seen.expectations += (_expectation(each, held, intent.name) for each in checked)
    seen.endpoints += (_endpoint(intent, each, held, compiled.documents, module) for each in intent.endpoints)
    kinds = dict.fromkeys(str(each.kind) for each in compiled.documents)
    seen.sources.append(Source("intent", shown, f"policies: {', '.join(kinds)}"))


def _expectation(checked: Checked, held: Holdings, module: str) -> Expectation:
    asked = checked.expectation
    return Expectation(
        module,
        f"{asked.claim} {form_words(asked, held)}",
        str(checked.result),
        place_of(asked.span),
        tuple(each.message for each in checked.findings),
    )


def _endpoint(
    intent: Intent, endpoint: Endpoint, held: Holdings, documents: Sequence[Document], module: Found
) -> SeenEndpoint:
    own = next(
        each.path for each in documents if each.kind is PolicyKind.ENDPOINT and each.subject == endpoint.name
    )
    others = (each.path for each in documents if each.kind is not PolicyKind.ENDPOINT)
    return SeenEndpoint(
        f"{module.shown}/{endpoint.name}",
        intent.name,
        held.door(endpoint.name),
        held,
        tuple(module.name(path) for path in (own, *others)),
        endpoint.service,
        endpoint.service_name,
        str(endpoint.kind),
        endpoint.service_region or intent.region,
        intent.account,
        Network(
            endpoint.vpc_id,
            endpoint.route_table_ids,
            endpoint.subnet_ids,
            endpoint.security_group_ids,
            endpoint.private_dns_enabled,
        ),
        place_of(endpoint.span),
    )
