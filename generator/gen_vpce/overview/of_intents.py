"""Intents as endpoints of the report, with their expectations and what the rules find in them."""

from collections.abc import Mapping, Sequence
from itertools import chain

from gen_vpce.access.expectation.check import Checked, check_each
from gen_vpce.access.expectation.policies_held import Holdings, holdings
from gen_vpce.access.expectation.wording import form_words
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.intent.load import Loaded, load_bytes
from gen_vpce.intent.model import Endpoint, Intent
from gen_vpce.intent.places.fold import fold
from gen_vpce.lint.documents import lint_documents
from gen_vpce.module.discover import Found
from gen_vpce.module.paths import INTENT
from gen_vpce.overview.model import Expectation, Network, NotRead, Source
from gen_vpce.overview.seen import Seen, SeenEndpoint, place_of
from gen_vpce.policy.compiler.compile import Document, compile_intent
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
    compiled = [(intent, compile_intent(intent)) for intent in loaded.intents]
    found = {intent.deployment or "": each.diagnostics for intent, each in compiled}
    if not compiled or any(each.severity is Severity.ERROR for held in found.values() for each in held):
        seen.add_findings(_folded(found, loaded), "intent")
        seen.not_read.append(NotRead(shown, "it has errors: see the findings"))
        return
    linted: dict[str, list[Diagnostic]] = {}
    failed: dict[str, list[Diagnostic]] = {}
    for intent, each in compiled:
        where = intent.deployment or ""
        accepted = {every.code for every in intent.accept}
        of_rules = lint_documents(each.documents, intent)
        linted[where] = [*each.diagnostics, *(one for one in of_rules if one.code not in accepted)]
        held = holdings(intent, each.documents)
        checked = tuple(check_each(intent.expect, held, module.folder))
        failed[where] = [one for every in checked for one in every.findings]
        seen.expectations += (_expectation(every, held, _name(intent)) for every in checked)
        seen.endpoints += (
            _endpoint(intent, every, held, each.documents, module)
            for every in intent.every_endpoint
            if every.service
        )
    seen.add_findings(_folded(linted, loaded), "lint")
    seen.add_findings(_folded(failed, loaded), "test")
    kinds = dict.fromkeys(str(each.kind) for _, made in compiled for each in made.documents)
    others = dict.fromkeys(
        each.name for intent, _ in compiled for each in intent.endpoints_without_policy if not each.service
    )
    without = f"; endpoints to no service of AWS: {', '.join(others)}" if others else ""
    seen.sources.append(Source("intent", shown, f"policies: {', '.join(kinds) or 'none'}{without}"))


def _folded(found: Mapping[str, Sequence[Diagnostic]], loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Return the findings of all deployments, each once; those of a file without as they are."""
    return fold(found, loaded.values) if loaded.values else tuple(chain(*found.values()))


def _name(intent: Intent) -> str:
    """Return what the module is called, with its deployment where it has some."""
    return f"{intent.name}#{intent.deployment}" if intent.deployment else intent.name


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
    own = [
        each.path for each in documents if each.kind is PolicyKind.ENDPOINT and each.subject == endpoint.name
    ] or [INTENT]
    others = (each.path for each in documents if each.kind is not PolicyKind.ENDPOINT)
    return SeenEndpoint(
        f"{module.shown}{f'#{intent.deployment}' if intent.deployment else ''}/{endpoint.name}",
        _name(intent),
        held.door(endpoint.name),
        held,
        tuple(module.name(path) for path in (*own, *others)),
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
