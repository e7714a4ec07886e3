"""One request, as somebody asks about it, and what a policy can know of it.

Which condition keys a request has (`facts`):

- those that the asker gives; a key given as None is certainly absent;
- unless `derive` is off, those that follow from the rest of the request: who calls, whose the resource is
  (an account's, or AWS's own), which endpoint the request comes through;
- some are there with a value that nobody can derive: the time, the unique id of an IAM caller, when a session
began, the owner of a resource whose ARN names no account. What needs one of these is undecided; - every other
key is absent, as it is for AWS when it is missing. Where the request is open, it may be there or not
(`key_presence` says which cannot be), and what needs it is undecided too.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct, field

from gen_vpce import catalog
from gen_vpce.access.decision.caller import Caller, CallerKind, caller
from gen_vpce.access.decision.condition_tests import point, text_of
from gen_vpce.access.decision.key_presence import Presence, presence
from gen_vpce.access.patterns.truth import Keys, Unknown, Values
from gen_vpce.policy.document import Scalar

_OWNER = Unknown("aws:ResourceAccount")

RESOURCE_OF_AWS: Mapping[str, Values] = MappingProxyType(
    {"aws:resourceaccount": ("aws",), "aws:resourceorgid": ("aws",)}
)
"""The keys of a resource that AWS owns: an account and an organization that are nobody else's."""

ContextValue = Scalar | list[Scalar] | tuple[Scalar, ...] | None


class Request(Struct, frozen=True):
    """Who does what to which resource. `resource` is an ARN, or `*` for an action without resources.

    `principal` is an ARN, an account id (its root user), a service (`ec2.amazonaws.com`), `anonymous`, or an
    entry of a Principal element with its type (`Federated:accounts.google.com`). `through` is the id of the
    endpoint that the request comes through, None outside every endpoint.
    """

    principal: str
    action: str
    resource: str
    resource_account: str | None = None
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    through: str | None = None
    derive: bool = True
    is_open: bool = False


class Home(Struct, frozen=True):
    """What is known of an account: the id of its organization, which AWS puts into every request about it."""

    account: str
    organization: str


class Facts(Struct, frozen=True):
    """A request made ready: what statements are matched against.

    `action` is in lower case. `owner` is the account of the resource, None where nothing tells it.
    """

    caller: Caller
    action: str
    resource: str
    owner: str | None
    keys: Keys

    @property
    def in_one_account(self) -> bool:
        """Whether the resource belongs to the caller's account, or nothing says that it does not."""
        return self.owner is None or self.owner == self.caller.account


class OpenKeys(dict[str, Values | Unknown]):
    """The keys of a request that may have more of them: what is not said is not known.

    `absent` are those that are missing by the asker's word. *asked* are those who may be the caller, one
    where that is known; the action; and whether the request came through an endpoint.
    """

    def __init__(
        self, keys: Keys, absent: Collection[str], asked: tuple[tuple[Caller, ...], str, bool]
    ) -> None:
        super().__init__(keys)
        self._absent = absent
        self._asked = asked

    def get(self, key: str, default: object = None) -> Values | Unknown | None:  # type: ignore[override]
        """Return the values of *key*, None where it is absent; *default* is not used."""
        del default
        if key in self.keys():
            return self[key]
        if key in self._absent:
            return None
        callers, action, through = self._asked
        via_service = super().get("aws:viaawsservice") != ("false",)
        there = {presence(key, who, action, through=through, via_service=via_service) for who in callers}
        if there == {Presence.NEVER}:
            return None
        return Unknown(_spelled(key), may_be_absent=there != {Presence.ALWAYS})

    def __contains__(self, key: object) -> bool:
        """Whether the request has *key*, or may have it."""
        return isinstance(key, str) and self.get(key) is not None


def _spelled(key: str) -> str:
    """Return *key*, in small letters, as AWS spells it; the name of a tag stays as it is."""
    known = catalog.condition_key(key)
    if known is None:
        return key
    fixed, variable, _ = known.name.partition("${")
    return fixed + key[len(fixed) :] if variable else known.name


def facts(request: Request, home: Home | None = None) -> Facts:
    """Return what a policy can know of *request*; *home* tells the organization of its account."""
    given, absent = _given(request.context)
    arn, told = given.get("aws:principalarn"), given.get("aws:resourceaccount")
    who, of_caller = _calling(request.principal, arn[0] if arn else None)
    parts = request.resource.split(":", 5)
    region, account = (parts[3], parts[4]) if len(parts) == 6 else ("", "")
    owner = request.resource_account or (told[0] if told else "") or (account if account.isdigit() else None)
    action = request.action.lower()
    keys: Keys = given
    if request.derive:
        keys = {**of_caller, "aws:resourceaccount": (owner,) if owner else _OWNER}
        if owner is None and catalog.belongs_to_aws(request.resource):
            keys.update(RESOURCE_OF_AWS)
        if region and "*" not in region:
            keys["aws:requestedregion"] = (region,)
        if request.through is not None:
            keys.update(_of_way(request.through))
        if home is not None:
            keys.update(_of_home(home, who, owner))
        keys.update(given)
        for key in absent:
            keys.pop(key, None)
        if "aws:currenttime" in given or "aws:epochtime" in given:
            keys.update(_time(given))
        if request.is_open:
            keys = OpenKeys(keys, absent, ((who,), action, request.through is not None))
    return Facts(who, action, request.resource, owner, keys)


def _of_home(home: Home, who: Caller, owner: str | None) -> dict[str, Values | Unknown]:
    keys: dict[str, Values | Unknown] = {}
    if who.account == home.account:
        keys["aws:principalorgid"] = (home.organization,)
    if owner == home.account:
        keys["aws:resourceorgid"] = (home.organization,)
    return keys


@lru_cache(maxsize=8192)
def _calling(principal: str, arn: str | None) -> tuple[Caller, Mapping[str, Values | Unknown]]:
    """Return who calls, and the keys that follow from it."""
    who = caller(principal, arn)
    return who, _of_caller(who)


def _given(context: Mapping[str, ContextValue]) -> tuple[dict[str, Values], list[str]]:
    """Return the keys that the asker gives, and those that are absent by the asker's word."""
    given: dict[str, Values] = {}
    absent = []
    for key, value in context.items():
        name = key.lower()
        if isinstance(value, str):
            given[name] = (value,)
        elif isinstance(value, (list, tuple)) and value:
            given[name] = tuple(text_of(each) for each in value)
        elif value is None or isinstance(value, (list, tuple)):
            absent.append(name)
        else:
            given[name] = (text_of(value),)
    return given, absent


def _of_caller(who: Caller) -> dict[str, Values | Unknown]:
    keys: dict[str, Values | Unknown] = {
        "aws:viaawsservice": ("false",),
        "aws:currenttime": Unknown("aws:CurrentTime"),
        "aws:epochtime": Unknown("aws:EpochTime"),
    }
    if who.kind is CallerKind.SERVICE:
        keys |= {"aws:principalisawsservice": ("true",), "aws:principalservicename": (who.text,)}
    if who.account is None or who.arn is None:
        return keys
    keys |= {
        "aws:principalarn": (who.arn,),
        "aws:principalaccount": (who.account,),
        "aws:principaltype": (who.kind.value,),
        "aws:principalisawsservice": ("false",),
        "aws:userid": Unknown("aws:userid"),
    }
    name = who.arn.rpartition("/")[2]
    if who.kind is CallerKind.USER:
        keys["aws:username"] = (name,)
    elif who.kind is CallerKind.ROOT:
        keys["aws:userid"] = (who.account,)
    else:
        keys["aws:tokenissuetime"] = Unknown("aws:TokenIssueTime")
    if who.kind is CallerKind.FEDERATED_USER:
        keys["aws:userid"] = (f"{who.account}:{name}",)
    return keys


def _of_way(through: str) -> dict[str, Values | Unknown]:
    return {
        "aws:sourcevpce": (through,),
        "aws:sourcevpc": Unknown("aws:SourceVpc"),
        "aws:vpcsourceip": Unknown("aws:VpcSourceIp"),
    }


def _time(given: Mapping[str, Values]) -> dict[str, Values]:
    """Return the time as a date and as seconds since 1970, where the asker says it in one of the two ways."""
    from gen_vpce.access.patterns.value_ranges import Axis, shown

    told = given.get("aws:currenttime") or given["aws:epochtime"]
    now = point(Axis.DATE, told[0])
    if now is None:
        return {}
    ways = {"aws:currenttime": (shown(Axis.DATE, now),), "aws:epochtime": (str(int(now)),)}
    return {key: value for key, value in ways.items() if key not in given}


def request_in_words(request: Request) -> str:
    """Return a request as a clause: `arn:...:role/App calling s3:GetObject on arn:..., with KEY = VALUE`."""
    keys = "".join(
        f", {'without' if value is None else 'with'} {_with_value(key, value)}"
        for key, value in request.context.items()
    )
    on = "" if request.resource == "*" else f" on {request.resource}"
    return f"{request.principal} calling {request.action}{on}{keys}"


def _with_value(key: str, value: ContextValue) -> str:
    if value is None:
        return key
    return f"{key} = {' and '.join(map(str, value)) if isinstance(value, list | tuple) else value}"
