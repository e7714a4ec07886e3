"""Starting points for an intent: what an AWS specialist would write today for each common wish.

A preset is data: which answers it needs, and what entries come out of them. The text is laid out by
`templates/scaffold/intent.yaml.j2`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.scaffold.draft import Answers, Draft, Entry, Policies, Wanted

_ITEM_ACTIONS = (
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
)
_OBJECT_ACTIONS = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:GetBucketLocation",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
)
_READING = ("list", "read")
_LEVELS = (*_READING, "write", "tagging", "permissions-management")
_USUAL_FEATURES = ("ecr", "al2023", "ssm")


class Preset(Struct, frozen=True):
    """A starting point: `needs` are answers beyond name, service, region and account.

    `service` is the only one that it is about, None where it fits others. `levels` are the access levels of
    which the service must have one. `options` are answers that it can do without, each with the prefix of the
    only actions that it is about, None where it is about any. `policies` are made for all endpoints that lead
    to one service.
    """

    name: str
    summary: str
    draft: Callable[[Wanted], Draft]
    needs: tuple[str, ...] = ()
    service: str | None = None
    levels: tuple[str, ...] = ()
    options: Mapping[str, str | None] = MappingProxyType({})
    policies: Callable[[tuple[Wanted, ...], str], Policies] | None = None

    def takes(self, service: catalog.EndpointService) -> tuple[str, ...]:
        """Return the answers that it makes something of at a service, needed or not."""
        options = (name for name, prefix in self.options.items() if prefix in (None, service.iam_prefix))
        return (*self.needs, *options)

    def fits(self, service: catalog.EndpointService) -> bool:
        """Whether the preset makes sense for a service; none does where AWS takes no endpoint policy."""
        if service.policy_support is False:
            return False
        if self.service:
            return service.name == self.service
        return not self.levels or bool(_levels_of(service.iam_prefix).intersection(self.levels))

    def missing(self, answers: Answers) -> tuple[str, ...]:
        """Return the answers that the preset still needs."""
        return tuple(need for need in self.needs if not getattr(answers, need))


def presets_for(service: catalog.EndpointService) -> tuple[str, ...]:
    """Return the names of the presets that make sense for a service."""
    return tuple(name for name, preset in PRESETS.items() if preset.fits(service))


def _levels_of(iam_prefix: str | None) -> frozenset[str]:
    known = catalog.service(iam_prefix) if iam_prefix else None
    return frozenset(action.level for action in known.actions.values()) if known else frozenset()


def _full_access(_: Wanted) -> Draft:
    return Draft(
        everything="AWS's default, stated: everyone may do everything, with any account's resources."
    )


def _read_only(wanted: Wanted) -> Draft:
    levels = [level for level in _READING if level in _levels_of(wanted.endpoint_service.iam_prefix)]
    note = "Whatever AWS counts as listing and reading, and nothing that changes anything."
    return Draft(allow=(Entry(note, {"name": "ReadOnly", "access": levels}),))


def _table(wanted: Wanted) -> Draft:
    note = (
        "The items of one table, by way of its indexes too. `access: [read, write]` would be shorter, "
        "but AWS counts DeleteTable as writing."
    )
    keys = {"name": "Items", "actions": _ITEM_ACTIONS, "resources": [f"table/{wanted.answers.table}"]}
    return Draft(allow=(Entry(note, keys),))


def _is_everywhere(feature: catalog.OwnedFeature, wanted: Wanted) -> bool:
    """Whether AWS has resources of the *feature* in every place of the module."""
    return all(
        catalog.owned_resources(feature, region, catalog.partition_of(region) or "aws")
        for region in wanted.answers.regions
    )


def _own_buckets(wanted: Wanted) -> Entry:
    """Return the entry for buckets of AWS's own: the usual ones, and those that the other services show."""
    features = catalog.owned_features("s3")
    shown = [
        name
        for name, need in catalog.bucket_needs().items()
        if name not in _USUAL_FEATURES
        and not need.shown_by.isdisjoint(wanted.services)
        and _is_everywhere(features[name], wanted)
    ]
    note = (
        "Buckets of AWS's own, read without the caller's credentials. Keep the features that are in use; "
        "`gen-vpce catalog s3` lists them."
    )
    return Entry(note, {"name": "ServiceBuckets", "service_owned": (*_USUAL_FEATURES, *shown)})


def _for_aws(wanted: Wanted, owners: str, role: str | None = None) -> tuple[Entry, ...]:
    """Return the entries without which features of AWS stop at an endpoint that is held to callers.

    *owners* are those whose resources are called without credentials; *role* is the only one that may be.
    """
    calls = catalog.unsigned_calls_at(wanted.endpoint_service)
    entries = [_own_buckets(wanted)] if wanted.service == "s3" else []
    if calls:
        held = (
            {"resources": [f"role/{role}"]}
            if role and wanted.iam_prefix == "sts"
            else {"resource_owners": [owners]}
        )
        note = f"Called without credentials, so that nothing tells who calls, by {calls.users}."
        entries.append(Entry(note, {"name": "WithoutCredentials", "actions": calls.actions, **held}))
    return tuple(entries)


def _resources_of_aws(wanted: Wanted, principals: list[str]) -> tuple[Entry, ...]:
    """Return the entry for resources of AWS's own, which are no account's and no organization's."""
    names = [
        name
        for name, each in catalog.features_at(wanted.endpoint_service).items()
        if each.signed and _is_everywhere(each, wanted)
    ]
    note = (
        "Resources of AWS's own, which belong to no organization. Keep the features that are in use; "
        f"`gen-vpce catalog {wanted.service}` lists them."
    )
    keys = {"name": "ResourcesOfAws", "principals": principals, "service_owned": names}
    return (Entry(note, keys),) if names else ()


def _bucket(wanted: Wanted) -> Draft:
    note = (
        "The objects of one bucket. `access: [list, read, write]` would be shorter, but AWS counts "
        "DeleteBucket as writing."
    )
    keys = {"name": "Objects", "actions": _OBJECT_ACTIONS, "resources": [f"bucket/{wanted.answers.bucket}"]}
    return Draft(allow=(Entry(note, keys), *_for_aws(wanted, "account")))


def _role(wanted: Wanted) -> Draft:
    note = "One role may do everything that its own policies allow; nobody else may use the endpoint."
    own = Entry(note, {"name": "OneRole", "principals": [f"role/{wanted.answers.role}"]})
    return Draft(allow=(own, *_for_aws(wanted, "account", wanted.answers.role)))


def _account(wanted: Wanted) -> Draft:
    note = "Everyone in one account may do what their policies allow; nobody else may use the endpoint."
    account = f"account/{wanted.answers.trusted_account}"
    own = Entry(note, {"name": "OneAccount", "principals": [account]})
    return Draft(allow=(own, *_for_aws(wanted, account)))


def _organization(wanted: Wanted) -> Draft:
    own = Entry(
        "The organization's own people and programs, with the organization's own resources.",
        {"name": "OwnOrganization", "principals": ["organization"], "resource_owners": ["organization"]},
    )
    services = Entry(
        "AWS services that call by themselves: they belong to no organization.",
        {"name": "AwsServices", "principals": ["aws-services"]},
    )
    of_aws = _resources_of_aws(wanted, ["organization"])
    return Draft(allow=(own, services, *of_aws, *_for_aws(wanted, "organization")))


def _only_through_endpoint(wanted: Wanted) -> Draft:
    if wanted.answers.endpoint:
        return Draft()
    return Draft("Everything may pass; the policies below make the endpoint compulsory.")


def _compulsory(endpoints: tuple[Wanted, ...], name: str) -> Policies:
    """Return the policies that deny what comes another way than through *endpoints*, of one service.

    One for each endpoint would deny what comes through the other ones.
    """
    first, answers = endpoints[0], endpoints[0].answers
    apart = "-<deployment>" if answers.shares_an_account else ""
    through = [answers.endpoint] if answers.endpoint else [each.service for each in endpoints]
    identity = Entry(
        "To attach to users, groups or roles: denies everything that comes another way.",
        {
            "name": f"{name}{apart}-only-through-endpoint",
            "deny_unless_through": through,
            "actions": [f"{first.iam_prefix}:*"],
            "resources": ["*"],
        },
    )
    named = {"dynamodb": ("table", answers.table), "s3": ("bucket", answers.bucket)}
    word, resource = named.get(first.iam_prefix, ("", None))
    itself = Entry(
        f"On the {word} itself: denies everything that comes another way, except to the role that runs "
        "Terraform. Write that role's name: without it nobody could change this policy from elsewhere.",
        {
            word: resource,
            "deny_unless_through": through,
            "except_principals": ["role/terraform"],
        },
    )
    return Policies((identity,), (itself,) if resource else ())


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("full-access", "Everything may pass, as AWS has it by default.", _full_access),
        Preset(
            "read-only",
            "Everyone may list and read, nobody may change anything.",
            _read_only,
            levels=_READING,
        ),
        Preset("table", "Everyone may work with the items of one table.", _table, ("table",), "dynamodb"),
        Preset("bucket", "Everyone may work with the objects of one bucket.", _bucket, ("bucket",), "s3"),
        Preset("role", "One role may use the endpoint.", _role, ("role",)),
        Preset("account", "One account may use the endpoint.", _account, ("trusted_account",)),
        Preset(
            "organization",
            "One organization may use the endpoint, with its own resources.",
            _organization,
            ("organization",),
        ),
        Preset(
            "only-through-endpoint",
            "The service may be used through the endpoint and no other way.",
            _only_through_endpoint,
            levels=_LEVELS,
            options={"table": "dynamodb", "bucket": "s3", "endpoint": None},
            policies=_compulsory,
        ),
    )
}
