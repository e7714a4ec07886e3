"""The intent becomes policy documents: the stage between `intent.load` and the plan of the module."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.diagnostics import Diagnostic, Span, in_order
from gen_vpce.intent.model import Intent, ResourcePolicy
from gen_vpce.policy.compiler.deny_outside_endpoint import identity_statement
from gen_vpce.policy.compiler.fit_to_limit import fitted
from gen_vpce.policy.compiler.located_statements import Draft, endpoint_drafts
from gen_vpce.policy.compiler.resource_policy import resource_drafts
from gen_vpce.policy.document import Policy, PolicyKind


class Document(Struct, frozen=True):
    """One policy file of a module.

    `path` is relative to the module's folder (`policies/orders.endpoint.json`), `subject` is what the policy
    belongs to: the name of an endpoint, of an identity policy or of a table, `bucket/orders` and the like.
    `origins` holds for each statement the place in the intent that asked for it. Files of a `deployment` lie
    in a folder of its name. The policy of a resource says its type in `holder`, a word of
    `catalog.POLICY_HOLDERS`, and in `arns` what it is about.
    """

    path: str
    kind: PolicyKind
    subject: str
    policy: Policy
    origins: tuple[Span, ...]
    deployment: str | None = None
    holder: str | None = None
    arns: tuple[str, ...] = ()


class Compiled(Struct, frozen=True):
    """Every document of an intent in the order of the file, and what was found on the way."""

    documents: tuple[Document, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def compile_intent(intent: Intent) -> Compiled:
    """Return the policy documents that *intent* asks for.

    The same intent gives the same documents, whatever the order of its mappings. The id of an endpoint of
    the same file stands as a token, see `policy.endpoint_tokens`. With an error among the diagnostics (GV300
    to GV309) the documents are not to be used.
    """
    documents: list[Document] = []
    found: list[Diagnostic] = []
    for kind, subject, unfilled, drafts, problems in _drafted(intent):
        policy = Policy(tuple(draft.statement for draft in drafts))
        if kind is PolicyKind.ENDPOINT:
            endpoint = intent.endpoint(subject)
            policy = replace(policy, version=endpoint.policy_version, id=endpoint.policy_id)
        fit = fitted(kind, subject, policy, tuple(draft.origin for draft in drafts))
        path = _path(intent, unfilled or subject, kind)
        documents.append(Document(path, kind, subject, fit.policy, fit.origins, intent.deployment))
        found += (*problems, *fit.diagnostics)
    for on in intent.resource_policies:
        document, problems = _of_resource(intent, on)
        documents.append(document)
        found += problems
    return Compiled(tuple(documents), in_order(found))


def _path(intent: Intent, name: str, kind: PolicyKind) -> str:
    """Return the path of the file of a policy; it is called the same in every deployment."""
    folder = f"policies/{intent.deployment}" if intent.deployment else "policies"
    return f"{folder}/{name.replace('<', '').replace('>', '')}.{kind}.json"


def _of_resource(intent: Intent, policy: ResourcePolicy) -> tuple[Document, tuple[Diagnostic, ...]]:
    drafts, problems = resource_drafts(policy)
    kind = PolicyKind.RESOURCE
    statements = tuple(draft.statement for draft in drafts)
    text = Policy(statements, policy.policy_version, policy.policy_id)
    origins = tuple(draft.origin for draft in drafts)
    fit = fitted(kind, policy.subject, text, origins, POLICY_HOLDERS[policy.kind].limit)
    document = Document(
        _path(intent, policy.file_name, kind),
        kind,
        policy.subject,
        fit.policy,
        fit.origins,
        intent.deployment,
        policy.kind,
        policy.arns,
    )
    return document, (*problems, *fit.diagnostics)


def _drafted(
    intent: Intent,
) -> Iterable[tuple[PolicyKind, str, str | None, tuple[Draft, ...], tuple[Diagnostic, ...]]]:
    for endpoint in intent.endpoints:
        yield PolicyKind.ENDPOINT, endpoint.name, None, *endpoint_drafts(intent, endpoint)
    for each in intent.identity_policies:
        yield (
            PolicyKind.IDENTITY,
            each.name,
            each.unfilled,
            (Draft(identity_statement(each), each.span),),
            (),
        )
