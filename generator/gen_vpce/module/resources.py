"""The resources of main.tf: each with its address, its arguments in order, and its policy."""

import json
from collections.abc import Collection, Mapping

from msgspec import Struct, field

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.intent.endpoint_kinds import NETWORK_OF
from gen_vpce.intent.model import Endpoint, EndpointKind, IdentityPolicy, Intent, ResourcePolicy
from gen_vpce.module.hcl import INDENT, Expression, Value, call, module_file, reference, template
from gen_vpce.module.look_ups import Found, found
from gen_vpce.module.variables_and_outputs import Shared, by_endpoint, sharing
from gen_vpce.policy.compiler.compile import Document
from gen_vpce.policy.document import PolicyKind, to_data
from gen_vpce.policy.endpoint_tokens import endpoints_in, token

ACCOUNT = reference("data", "aws_caller_identity", "current")
REGION = reference("data", "aws_region", "current")
"""What is checked before any resource is looked at, even where Terraform reads it during apply alone."""

DEPLOYMENT = reference("var", "deployment")


class Resource(Struct, frozen=True):
    """A resource block. `document` is the policy that it carries, None for an endpoint that takes none.

    `arguments` are in the order in which they are written. `own_tags` are those of the intent, None for a
    type without tags. `count` is there for what some deployments alone have.
    `is_regional` says that it is for the Region of the intent alone. `depends_on` names what no argument
    refers to: what must be there first, and the checks of account and Region.
    """

    type: str
    label: str
    document: Document | None
    arguments: Mapping[str, Value]
    dns_options: Mapping[str, Value]
    own_tags: "Mapping[str, Value] | Expression | None"
    is_regional: bool
    depends_on: tuple[Expression, ...]
    count: Expression | None = None
    subnet_configuration: tuple[Mapping[str, Value], ...] = ()
    timeouts: Mapping[str, Value] = field(default_factory=dict)
    prevent_destroy: bool = False

    @property
    def address(self) -> Expression:
        """The address within the module: `aws_vpc_endpoint.orders`."""
        return reference(self.type, self.label)

    @property
    def tags(self) -> Expression | None:
        """The tags, with those of the caller over them."""
        variable = reference("var", "tags")
        if not self.own_tags:
            return None if self.own_tags is None else variable
        return call("merge", self.own_tags, variable, indent=INDENT)


def resources(
    intent: Intent,
    documents: tuple[Document, ...],
    ids: Mapping[str, Value] | None = None,
    counted: Collection[str] = (),
    shared: Shared | None = None,
) -> tuple[Resource, ...]:
    """Return the resources in the order of the intent: endpoints, identity policies, resource policies.

    *ids* are the expressions of the endpoints' ids by their names, if not those of `endpoint_ids`; *counted*
    are the addresses that some deployments alone have. *shared* is `sharing`, where
    it is of more than *intent*.
    """
    shared = sharing([intent]) if shared is None else shared
    ids = endpoint_ids(intent) if ids is None else ids
    look_ups = found(intent, counted)
    by_subject = {(document.kind, document.subject): document for document in documents}
    return (
        *(
            _endpoint(intent, each, by_subject[PolicyKind.ENDPOINT, each.name], look_ups, shared)
            for each in intent.endpoints
        ),
        *(_endpoint(intent, each, None, look_ups, shared) for each in intent.endpoints_without_policy),
        *(
            _identity_policy(intent, each, by_subject[PolicyKind.IDENTITY, each.name], ids)
            for each in intent.identity_policies
        ),
        *(
            _resource_policy(each, by_subject[PolicyKind.RESOURCE, each.subject], ids)
            for each in intent.resource_policies
        ),
    )


def policy_text(
    document: Document, ids: Mapping[str, Value], deployment: Expression | None = None
) -> Expression:
    """Return the policy as Terraform reads it from its file, with `ids` in place of the endpoints' tokens.

    In the path of the file, *deployment* takes the place of the name of the document's own. Decoding and
    encoding again makes white space in the file no difference in a plan. A token without an id stays:
    `validate` finds it.
    """
    if document.deployment and deployment:
        folder, _, name = document.path.split("/")
        text = module_file(f"{folder}/", deployment, f"/{name}")
    else:
        text = module_file(document.path)
    for name in tokens(document):
        if name in ids:
            text = call("replace", text, token(name), ids[name])
    return call("jsonencode", call("jsondecode", text))


def tokens(document: Document | None) -> tuple[str, ...]:
    """Return the names of the endpoints of this file whose ids stand in the document.

    An endpoint cannot hold its own id, nor ids of others that may hold its own: what looks like a token in an
    endpoint policy is text.
    """
    if document is None or document.kind is PolicyKind.ENDPOINT:
        return ()
    return endpoints_in(json.dumps(to_data(document.policy), ensure_ascii=False))


def endpoint_ids(intent: Intent) -> dict[str, Value]:
    """Return for the name of each endpoint the expression of its id."""
    return {each.name: reference("aws_vpc_endpoint", each.label, "id") for each in intent.every_endpoint}


def _endpoint(
    intent: Intent, endpoint: Endpoint, document: Document | None, look_ups: Found, shared: Shared
) -> Resource:
    looked_up = {
        **{name: by_endpoint(name, endpoint.name) for name in shared if endpoint.name in shared[name]},
        **look_ups.arguments[endpoint.name],
    }
    network: dict[str, Value] = {
        name: _given(getattr(endpoint, name), name, looked_up) for name in NETWORK_OF[endpoint.kind][1:]
    }
    return Resource(
        type="aws_vpc_endpoint",
        label=endpoint.label,
        document=document,
        arguments={
            "vpc_id": _given(endpoint.vpc_id, "vpc_id", looked_up),
            **_set(
                service_name=endpoint.service_name or None,
                resource_configuration_arn=endpoint.resource_configuration_arn,
                service_network_arn=endpoint.service_network_arn,
                service_region=endpoint.service_region,
            ),
            "vpc_endpoint_type": endpoint.kind.terraform,
            **network,
            **_set(
                private_dns_enabled=endpoint.private_dns_enabled,
                ip_address_type=endpoint.ip_address_type,
                auto_accept=endpoint.auto_accept,
            ),
            **({"policy": policy_text(document, {}, DEPLOYMENT)} if document else {}),
        },
        dns_options=_set(
            dns_record_ip_type=endpoint.dns_record_ip_type,
            private_dns_only_for_inbound_resolver_endpoint=(
                endpoint.private_dns_only_for_inbound_resolver_endpoint
            ),
            private_dns_preference=endpoint.private_dns_preference,
            private_dns_specified_domains=endpoint.private_dns_specified_domains or None,
        ),
        own_tags={
            key: value
            for key, value in {
                "Name": f"{intent.name}-{endpoint.name}",
                **intent.tags,
                **endpoint.tags,
            }.items()
            if value is not None
        },
        is_regional=True,
        depends_on=(*_gateway_before(intent, endpoint), ACCOUNT, REGION),
        subnet_configuration=tuple(each.arguments for each in endpoint.subnet_configuration),
        timeouts=endpoint.timeouts,
        prevent_destroy=endpoint.prevent_destroy,
    )


def _gateway_before(intent: Intent, endpoint: Endpoint) -> tuple[Expression, ...]:
    """Return the gateway endpoint that the private DNS of an S3 interface endpoint needs to be there first.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#private-dns
    """
    if endpoint.kind is EndpointKind.GATEWAY or not endpoint.private_dns_only_for_inbound_resolver_endpoint:
        return ()
    return tuple(
        reference("aws_vpc_endpoint", other.label)
        for other in intent.endpoints
        if other.kind is EndpointKind.GATEWAY and other.service == endpoint.service
    )


def _identity_policy(
    intent: Intent, policy: IdentityPolicy, document: Document, ids: Mapping[str, Value]
) -> Resource:
    return Resource(
        type="aws_iam_policy",
        label=policy.label,
        document=document,
        arguments={
            "name": template(reference("var", "identity_policy_prefix"), policy.name),
            "policy": policy_text(document, ids, DEPLOYMENT),
        },
        dns_options={},
        own_tags=intent.tags,
        is_regional=False,
        depends_on=(ACCOUNT,),
    )


def _resource_policy(policy: ResourcePolicy, document: Document, ids: Mapping[str, Value]) -> Resource:
    holder = POLICY_HOLDERS[policy.kind]
    return Resource(
        type=holder.terraform,
        label=policy.label,
        document=document,
        arguments={
            holder.argument: policy.value,
            "policy": policy_text(document, ids, DEPLOYMENT),
        },
        dns_options={},
        own_tags=None,
        is_regional=True,
        depends_on=(ACCOUNT, REGION),
    )


def _given(value: Value, argument: str, looked_up: Mapping[str, Value]) -> Value:
    """Return what the intent gives for an argument, what the module finds, or the variable."""
    return looked_up.get(argument, reference("var", argument)) if value is None else value


def _set(**arguments: Value) -> dict[str, Value]:
    return {name: value for name, value in arguments.items() if value is not None}
