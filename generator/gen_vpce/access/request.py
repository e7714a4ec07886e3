"""One request, as somebody asks about it, and what a policy can know of it.

Which condition keys a request has (`facts`):

- those that the asker gives; a key given as None is certainly absent;
- unless `derive` is off, those that follow from the rest of the request: who calls, whose the resource is,
  which endpoint the request comes through;
- some are there with a value that nobody can derive: the time, the unique id of an IAM caller, when a session
  began, the owner of a resource whose ARN names no account. What needs one of these is undecided;
- every other key is absent, as it is for AWS when it is missing.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from gen_vpce.access.caller import Caller, CallerKind, caller
from gen_vpce.access.operators import point, text_of
from gen_vpce.access.truth import Keys, Unknown, Values
from gen_vpce.policy.document import Scalar

ContextValue = Scalar | list[Scalar] | tuple[Scalar, ...] | None


@dataclass(frozen=True, slots=True)
class Request:
    """Who does what to which resource. `resource` is an ARN, or `*` for an action without resources.

    `principal` is an ARN, an account id (its root user), a service (`ec2.amazonaws.com`) or `anonymous`.
    `through` is the id of the endpoint that the request comes through, None outside every endpoint.
    """

    principal: str
    action: str
    resource: str
    resource_account: str | None = None
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    through: str | None = None
    derive: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
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


def facts(request: Request) -> Facts:
    """Return what a policy can know of *request*."""
    given, absent = _given(request.context)
    who = caller(request.principal, _role_of(given))
    told = given.get("aws:resourceaccount")
    owner, region = _place(request.resource)
    owner = request.resource_account or (told[0] if told else None) or owner
    keys: Keys = given
    if request.derive:
        derived = {**_of_caller(who), **_of_resource(owner, region), **_of_way(request.through), **given}
        _tell_time(derived, given)
        for key in absent:
            derived.pop(key, None)
        keys = derived
    return Facts(who, request.action.lower(), request.resource, owner, keys)


def _given(context: Mapping[str, ContextValue]) -> tuple[dict[str, Values], frozenset[str]]:
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
    return given, frozenset(absent)


def _role_of(given: Mapping[str, Values]) -> str | None:
    told = given.get("aws:principalarn")
    return told[0] if told and ":role/" in told[0] else None


@lru_cache(maxsize=8192)
def _place(resource: str) -> tuple[str | None, str | None]:
    """Return the account and the Region that an ARN names."""
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return None, None
    account, region = parts[4], parts[3]
    return (account if account.isdigit() else None), (region if region and "*" not in region else None)


@lru_cache(maxsize=8192)
def _of_caller(who: Caller) -> Keys:
    keys: dict[str, Values | Unknown] = {
        "aws:viaawsservice": ("false",),
        "aws:currenttime": Unknown("aws:CurrentTime"),
        "aws:epochtime": Unknown("aws:EpochTime"),
    }
    if who.kind is CallerKind.SERVICE:
        keys |= {"aws:principalisawsservice": ("true",), "aws:principalservicename": (who.name,)}
    if who.account is None or who.arn is None or who.kind is CallerKind.OTHER:
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


@lru_cache(maxsize=8192)
def _of_resource(owner: str | None, region: str | None) -> Keys:
    keys: dict[str, Values | Unknown] = {"aws:resourceaccount": Unknown("aws:ResourceAccount")}
    if owner:
        keys["aws:resourceaccount"] = (owner,)
    if region:
        keys["aws:requestedregion"] = (region,)
    return keys


@lru_cache(maxsize=1024)
def _of_way(through: str | None) -> Keys:
    if through is None:
        return {}
    return {
        "aws:sourcevpce": (through,),
        "aws:sourcevpc": Unknown("aws:SourceVpc"),
        "aws:vpcsourceip": Unknown("aws:VpcSourceIp"),
    }


def _tell_time(keys: dict[str, Values | Unknown], given: Mapping[str, Values]) -> None:
    """Say the time as a date and as seconds since 1970 where the asker says it in one way."""
    told = given.get("aws:currenttime") or given.get("aws:epochtime")
    if told is None:
        return
    from gen_vpce.access.axis import Axis, shown

    now = point(Axis.DATE, told[0])
    if now is not None:
        both = {"aws:currenttime": (shown(Axis.DATE, now),), "aws:epochtime": (str(int(now)),)}
        keys.update({key: value for key, value in both.items() if key not in given})
