"""Starting points for an intent: what an AWS specialist would write today for each common wish.

A preset is data: which answers it needs, and what entries come out of them. The text is laid out by
`templates/scaffold/intent.yaml.j2`.
"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.intent.model import EndpointKind

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


class Answers(Struct, frozen=True):
    """What a person says about the new module; None and empty where nothing was said.

    `endpoint` is the literal id of an endpoint that exists already, `role` and `table` are names.
    """

    name: str
    service: str
    region: str
    account: str
    table: str | None = None
    bucket: str | None = None
    role: str | None = None
    trusted_account: str | None = None
    organization: str | None = None
    endpoint: str | None = None
    vpc_id: str | None = None
    route_table_ids: tuple[str, ...] = ()
    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()

    @property
    def iam_prefix(self) -> str:
        """The prefix of the service's actions."""
        service = catalog.endpoint_service(self.service)
        return (service and service.iam_prefix) or self.service

    @property
    def kind(self) -> EndpointKind:
        """The kind of endpoint: a gateway where there is one, unless subnets ask for an interface."""
        service = catalog.endpoint_service(self.service)
        kinds = service.kinds if service else frozenset({"interface"})
        asks_for_interface = bool(self.subnet_ids) and "interface" in kinds
        return (
            EndpointKind.GATEWAY if "gateway" in kinds and not asks_for_interface else EndpointKind.INTERFACE
        )


class Entry(Struct, frozen=True):
    """One entry of a list of the intent: what it is for, and its keys with their values."""

    note: str
    keys: Mapping[str, object]


class Draft(Struct, frozen=True):
    """What a preset puts into the intent; no `allow` and no `everything` means no endpoint of its own."""

    everything: str | None = None
    allow: tuple[Entry, ...] = ()
    identity_policies: tuple[Entry, ...] = ()
    resource_policies: tuple[Entry, ...] = ()

    @property
    def has_endpoint(self) -> bool:
        """Whether the module makes an endpoint."""
        return self.everything is not None or bool(self.allow)


class Preset(Struct, frozen=True):
    """A starting point: `needs` are answers beyond name, service, region and account.

    `service` is the only one that it is about, None where it fits others. `levels` are the access levels of
    which the service must have one, `options` are answers that it can do without.
    """

    name: str
    summary: str
    draft: Callable[[Answers], Draft]
    needs: tuple[str, ...] = ()
    service: str | None = None
    levels: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def takes(self) -> tuple[str, ...]:
        """The answers that it makes something of, needed or not."""
        return (*self.needs, *self.options)

    def fits(self, service: catalog.EndpointService) -> bool:
        """Whether the preset makes sense for a service."""
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


def _full_access(_: Answers) -> Draft:
    return Draft(
        everything="AWS's default, stated: everyone may do everything, with any account's resources."
    )


def _read_only(answers: Answers) -> Draft:
    levels = [level for level in _READING if level in _levels_of(answers.iam_prefix)]
    note = "Whatever AWS counts as listing and reading, and nothing that changes anything."
    return Draft(allow=(Entry(note, {"name": "ReadOnly", "access": levels}),))


def _table(answers: Answers) -> Draft:
    note = (
        "The items of one table, by way of its indexes too. `access: [read, write]` would be shorter, "
        "but AWS counts DeleteTable as writing."
    )
    keys = {"name": "Items", "actions": _ITEM_ACTIONS, "resources": [f"table/{answers.table}"]}
    return Draft(allow=(Entry(note, keys),))


_OWN_BUCKETS = Entry(
    "Buckets of AWS's own, read without the caller's credentials. Keep the features that are in use; "
    "`gen-vpce catalog s3` lists them.",
    {"name": "ServiceBuckets", "service_owned": _USUAL_FEATURES},
)


def _for_aws(answers: Answers, owners: str, role: str | None = None) -> tuple[Entry, ...]:
    """Return the entries without which features of AWS stop at an endpoint that is held to callers.

    *owners* are those whose resources are called without credentials; *role* is the only one that may be.
    """
    service = catalog.endpoint_service(answers.service)
    calls = catalog.unsigned_calls_at(service) if service else None
    entries = [_OWN_BUCKETS] if answers.service == "s3" else []
    if calls:
        held = (
            {"resources": [f"role/{role}"]}
            if role and answers.iam_prefix == "sts"
            else {"resource_owners": [owners]}
        )
        note = f"Called without credentials, so that nothing tells who calls, by {calls.users}."
        entries.append(Entry(note, {"name": "WithoutCredentials", "actions": calls.actions, **held}))
    return tuple(entries)


def _resources_of_aws(answers: Answers, principals: list[str]) -> tuple[Entry, ...]:
    """Return the entry for resources of AWS's own, which are no account's and no organization's."""
    service = catalog.endpoint_service(answers.service)
    partition = catalog.partition_of(answers.region) or "aws"
    names = [
        name
        for name, each in (catalog.features_at(service).items() if service else ())
        if each.signed and catalog.owned_resources(each, answers.region, partition)
    ]
    note = (
        "Resources of AWS's own, which belong to no organization. Keep the features that are in use; "
        f"`gen-vpce catalog {answers.service}` lists them."
    )
    keys = {"name": "ResourcesOfAws", "principals": principals, "service_owned": names}
    return (Entry(note, keys),) if names else ()


def _bucket(answers: Answers) -> Draft:
    note = (
        "The objects of one bucket. `access: [list, read, write]` would be shorter, but AWS counts "
        "DeleteBucket as writing."
    )
    keys = {"name": "Objects", "actions": _OBJECT_ACTIONS, "resources": [f"bucket/{answers.bucket}"]}
    return Draft(allow=(Entry(note, keys), *_for_aws(answers, "account")))


def _role(answers: Answers) -> Draft:
    note = "One role may do everything that its own policies allow; nobody else may use the endpoint."
    own = Entry(note, {"name": "OneRole", "principals": [f"role/{answers.role}"]})
    return Draft(allow=(own, *_for_aws(answers, "account", answers.role)))


def _account(answers: Answers) -> Draft:
    note = "Everyone in one account may do what their policies allow; nobody else may use the endpoint."
    account = f"account/{answers.trusted_account}"
    own = Entry(note, {"name": "OneAccount", "principals": [account]})
    return Draft(allow=(own, *_for_aws(answers, account)))


def _organization(answers: Answers) -> Draft:
    own = Entry(
        "The organization's own people and programs, with the organization's own resources.",
        {"name": "OwnOrganization", "principals": ["organization"], "resource_owners": ["organization"]},
    )
    services = Entry(
        "AWS services that call by themselves: they belong to no organization.",
        {"name": "AwsServices", "principals": ["aws-services"]},
    )
    of_aws = _resources_of_aws(answers, ["organization"])
    return Draft(allow=(own, services, *of_aws, *_for_aws(answers, "organization")))


def _only_through_endpoint(answers: Answers) -> Draft:
    through = [answers.endpoint or answers.service]
    own = (
        None if answers.endpoint else "Everything may pass; the policies below make the endpoint compulsory."
    )
    is_about_tables = answers.iam_prefix == "dynamodb"
    identity = Entry(
        "To attach to users, groups or roles: denies everything that comes another way.",
        {
            "name": f"{answers.name}-only-through-endpoint",
            "deny_unless_through": through,
            "actions": [f"{answers.iam_prefix}:*"],
            "resources": ["table/*" if is_about_tables else "*"],
        },
    )
    table = Entry(
        "On the table itself: denies everything that comes another way, except to the role that runs "
        "Terraform. Write that role's name: without it nobody could change this policy from elsewhere.",
        {
            "table": answers.table,
            "deny_unless_through": through,
            "except_principals": ["role/terraform"],
        },
    )
    return Draft(
        everything=own,
        identity_policies=(identity,),
        resource_policies=(table,) if answers.table and is_about_tables else (),
    )


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
            options=("table", "endpoint"),
        ),
    )
}
