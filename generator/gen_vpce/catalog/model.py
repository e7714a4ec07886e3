"""What the catalogue knows, as frozen values."""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

GATEWAY = "gateway"
INTERFACE = "interface"


class Partition(Struct, frozen=True):
    """A separate set of AWS Regions with its own ARNs: `aws`, `aws-cn`, `aws-us-gov`, ...

    `region_pattern` is the regular expression of its Region names, also of those newer than the data.
    """

    name: str
    dns_suffix: str
    region_pattern: str
    regions: tuple[str, ...]


class Region(Struct, frozen=True):
    """One Region: `us-east-1`, where it lies, and its partition's name."""

    name: str
    title: str
    partition: str


class PortRange(Struct, frozen=True):
    """TCP ports from `first` to `last`, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


class EndpointService(Struct, frozen=True):
    """An AWS service that a VPC endpoint can lead to.

    `name` is the short name (`ecr.api`), `kinds` holds `gateway`, `interface` or both, `iam_prefix` the
    prefix of the actions behind it (`ecr`), None where nobody says. `policy_support` is None where it is
    unknown: AWS tells it only in the answer of `describe-vpc-endpoint-services`, see `catalog.from_describe`.
    `cross_region` says that `service_region` may name another Region, `private_dns` whether an interface
    endpoint can have private DNS. `pattern` is the full name with `${Region}` left open, `exceptions` the
    names of interface endpoints in the Regions where they differ.
    """

    name: str
    kinds: frozenset[str]
    iam_prefix: str | None
    pattern: str
    ports: tuple[PortRange, ...] = (PortRange(443, 443),)
    policy_support: bool | None = None
    cross_region: bool = False
    private_dns: bool = True
    exceptions: Mapping[str, str] = field(default_factory=dict)

    def service_name(self, region: str, kind: str | None = None) -> str:
        """Return the full name in *region*, as `service_name` of `aws_vpc_endpoint` wants it.

        *kind* matters where one service has two names: S3 in China is `com.amazonaws.cn-north-1.s3` as a
        gateway and `cn.com.amazonaws.cn-north-1.s3` as an interface. Left out, a gateway is preferred.
        """
        wanted = kind or (GATEWAY if GATEWAY in self.kinds else INTERFACE)
        pattern = self.pattern if wanted == GATEWAY else self.exceptions.get(region, self.pattern)
        return pattern.replace("${Region}", region)


class Action(Struct, frozen=True):
    """One IAM action of a service, its name without the prefix.

    `level` is one of `list`, `read`, `write`, `tagging`, `permissions-management`. `resource_types` and
    `condition_keys` name entries of the service; no resource type means that `Resource` must be `*`.
    """

    name: str
    level: str
    resource_types: tuple[str, ...]
    condition_keys: tuple[str, ...]


class ResourceType(Struct, frozen=True):
    """A type of resource and its ARN: `arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}`."""

    name: str
    arn: str


class Service(Struct, frozen=True):
    """Everything that IAM knows about one prefix.

    `actions` is keyed by the name in lower case, `resource_types` by the type's name. `condition_keys` gives
    the type of each key (`String`, `ArrayOfString`, `ARN`, ...) in AWS's spelling; `catalog.condition_key`
    finds a key in any spelling.
    """

    prefix: str
    title: str
    actions: Mapping[str, Action]
    resource_types: Mapping[str, ResourceType]
    condition_keys: Mapping[str, str]

    @property
    def short_title(self) -> str:
        """The name without the company's: `DynamoDB`, `S3`, `Key Management Service`."""
        return self.title.removeprefix("Amazon ").removeprefix("AWS ")


class OwnedFeature(Struct, frozen=True):
    """A feature of AWS that needs resources which AWS owns.

    `service` is the IAM prefix, `resources` are ARNs with `${Partition}`, `${Region}`,
    `${RegionWithoutDashes}` and `${Account}` left open; `accounts` gives the Regions of each account that
    stands for the latter. `actions` are those that the feature needs. Where `signed` is false the requests
    carry no credentials of the caller, so that no key tells who calls. `condition` holds for AWS's resources
    alone, where the ARN does not tell them. `endpoints` are the endpoints that the requests come through,
    empty for all of the service. `breaks` says what stops without them, `note` what the ARNs leave out;
    `source` is the AWS page, read on the day `as_of`.
    """

    name: str
    service: str
    title: str
    resources: tuple[str, ...]
    actions: tuple[str, ...]
    source: str
    as_of: str
    note: str = ""
    breaks: str = ""
    signed: bool = True
    accounts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    condition: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    endpoints: tuple[str, ...] = ()


class UnsignedCalls(Struct, frozen=True):
    """Actions of one service that are called without AWS credentials, and who calls them so.

    `endpoints` are the endpoints that they come through, None for all of the service.
    """

    actions: tuple[str, ...]
    users: str
    source: str
    as_of: str
    endpoints: tuple[str, ...] | None = None


class Partners(Struct, frozen=True):
    """The endpoint services without which one does not do its work, and what breaks then."""

    needs: tuple[str, ...]
    breaks: str
    source: str


class BucketNeed(Struct, frozen=True):
    """What stops where the buckets of a feature cannot be read.

    `shown_by` are the endpoint services whose presence shows that the feature is in use; `is_usual` says
    that it is likely in any VPC.
    """

    breaks: str
    shown_by: frozenset[str]
    is_usual: bool


class ConditionKey(Struct, frozen=True):
    """A condition key: AWS's spelling, its type, and whether a request carries a set of values.

    `type` is one of `String`, `ARN`, `Bool`, `Date`, `IPAddress`, `Numeric`. A name may have a variable part
    (`aws:PrincipalTag/${TagKey}`). `identifier` marks keys that hold the id of an account, organization, VPC
    or endpoint, where an endpoint policy takes no wildcard; `always` those that every request carries.
    `services` are the IAM prefixes that fill the key in, empty where all do. `aws:EpochTime`, a `Date`, also
    takes numeric operators.
    """

    name: str
    type: str
    multivalued: bool
    identifier: bool = False
    always: bool = False
    services: frozenset[str] = frozenset()


class PolicyLimit(Struct, frozen=True):
    """The longest policy of a kind: `longest` in `unit` (`characters` or `bytes`).

    `source` is the AWS page, read on the day `as_of`.
    """

    longest: int
    unit: str
    source: str
    as_of: str
