"""Intents and documents built by hand, for tests of the stages that come after `load` and `compile`."""

from collections.abc import Mapping

from msgspec.structs import replace

from gen_vpce.diagnostics import Span
from gen_vpce.intent.model import (
    Endpoint,
    EndpointKind,
    IdentityPolicy,
    Intent,
    ResourcePolicy,
    ResourceRef,
    ThroughRef,
)
from gen_vpce.policy.compiler.compile import Document
from gen_vpce.policy.document import (
    EVERYONE,
    Condition,
    Effect,
    Policy,
    PolicyKind,
    Principals,
    Statement,
)
from gen_vpce.policy.endpoint_tokens import token

HERE = Span("intent.yaml")
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/Orders"


def gateway(name: str = "dynamodb", **changes: object) -> Endpoint:
    """Return a gateway endpoint that leaves out all that it can."""
    made = Endpoint(
        name=name,
        label=name,
        span=HERE,
        service="dynamodb",
        service_name="com.amazonaws.us-east-1.dynamodb",
        iam_prefix="dynamodb",
        kind=EndpointKind.GATEWAY,
        everything=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def interface(name: str = "kms", **changes: object) -> Endpoint:
    """Return an interface endpoint that leaves out all that it can."""
    made = Endpoint(
        name=name,
        label=name.replace(".", "_"),
        span=HERE,
        service="kms",
        service_name="com.amazonaws.us-east-1.kms",
        iam_prefix="kms",
        kind=EndpointKind.INTERFACE,
        everything=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def identity_policy(name: str, *endpoints: str) -> IdentityPolicy:
    """Return an identity policy that denies the table to whoever does not come through *endpoints*."""
    return IdentityPolicy(
        name=name,
        label=name.replace("-", "_"),
        span=HERE,
        deny_unless_through=_through(endpoints),
        actions=("dynamodb:*",),
        resources=(ResourceRef("table/Orders", (TABLE,), HERE),),
    )


def table_policy(table: str, *endpoints: str) -> ResourcePolicy:
    """Return a policy on *table* that denies it to whoever does not come through *endpoints*."""
    arn = TABLE.replace("Orders", table)
    return ResourcePolicy(
        kind="table",
        name=table,
        arns=(arn, f"{arn}/index/*"),
        value=arn,
        label=table.lower(),
        span=HERE,
        deny_unless_through=_through(endpoints),
    )


def _through(endpoints: tuple[str, ...]) -> tuple[ThroughRef, ...]:
    """Return references to these endpoints of the intent, or to one that exists already."""
    own = tuple(ThroughRef(HERE, endpoint=each) for each in endpoints)
    return own or (ThroughRef(HERE, vpce_id="vpce-0123456789abcdef0"),)


def intent(
    *endpoints: Endpoint,
    identity_policies: tuple[IdentityPolicy, ...] = (),
    resource_policies: tuple[ResourcePolicy, ...] = (),
    name: str = "orders",
    tags: Mapping[str, str] | None = None,
) -> Intent:
    """Return an intent for us-east-1 with these parts."""
    return Intent(
        name=name,
        region="us-east-1",
        account="123456789012",
        partition="aws",
        span=HERE,
        tags=tags or {},
        endpoints=endpoints,
        identity_policies=identity_policies,
        resource_policies=resource_policies,
    )


def documents(made: Intent) -> tuple[Document, ...]:
    """Return a document for each subject: everything for endpoints, else a Deny with tokens."""
    everything = Statement(
        Effect.ALLOW, sid="Everything", principals=EVERYONE, actions=("*",), resources=("*",)
    )
    return (
        *(_document(PolicyKind.ENDPOINT, each.name, everything) for each in made.endpoints),
        *(_document(PolicyKind.IDENTITY, each.name, _outside(each, None)) for each in made.identity_policies),
        *(
            _document(PolicyKind.RESOURCE, each.subject, _outside(each, EVERYONE))
            for each in made.resource_policies
        ),
    )


def _outside(policy: IdentityPolicy | ResourcePolicy, principals: Principals | None) -> Statement:
    ids = tuple(each.vpce_id or token(str(each.endpoint)) for each in policy.deny_unless_through)
    condition = Condition("StringNotEquals", "aws:SourceVpce", ids)
    return Statement(
        Effect.DENY,
        sid="Outside",
        principals=principals,
        actions=("dynamodb:*",),
        resources=(TABLE,),
        conditions=(condition,),
    )


def _document(kind: PolicyKind, subject: str, statement: Statement) -> Document:
    holder = "table" if kind is PolicyKind.RESOURCE else None
    path = f"policies/{subject}.{kind}.json"
    return Document(path, kind, subject, Policy((statement,)), (HERE,), holder=holder)
