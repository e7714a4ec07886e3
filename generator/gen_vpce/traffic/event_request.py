"""What a request says of itself: the event, its parameters and the place that short names belong to."""

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec
from msgspec import DecodeError

from gen_vpce import catalog
from gen_vpce.traffic.event import Essentials
from gen_vpce.traffic.usual import Usual

ARNS = "arn:"
"""What stands among the names of parameters that were read for all ARNs among them."""

_PARAMETERS = msgspec.json.Decoder()
_DEFAULT_PARTITION = "aws"


class EventRequest:
    """One event as a request: its parameters by name in lower case, and where its short names are.

    `account` is the caller's own, the one a name without an account belongs to; None where it is not told.
    `read` are the names of the parameters that somebody asked for: the others had no say in what is needed.
    """

    def __init__(self, event: Essentials, prefix: str) -> None:
        self.event, self.prefix = event, prefix
        self.read: set[str] = set()
        self.name = event.event_name or ""
        identity = event.user_identity
        own = identity.account_id if identity else None
        self.account = own if own and own.isdigit() else event.recipient_account_id
        self.region = event.aws_region or ""
        self.partition = catalog.partition_of(self.region) or _DEFAULT_PARTITION

    @cached_property
    def _parameters(self) -> Mapping[str, Any]:
        return by_lower_name(self.event)

    def value(self, name: str) -> Any:  # noqa: ANN401 -- any JSON value
        """Return the value of the parameter *name*, in lower case; None where there is none."""
        self.read.add(name)
        return self._parameters.get(name)

    def texts(self, name: str) -> list[str]:
        """Return the texts of the parameter *name*, in lower case: one, several of a list, or none.

        A number, such as the version of a layer, is as good as its text.
        """
        value = self.value(name)
        if isinstance(value, str) and value:
            return [value]
        if type(value) is int:
            return [str(value)]
        return [each for each in value if isinstance(each, str) and each] if isinstance(value, list) else []

    def text(self, name: str) -> str | None:
        """Return the one text of the parameter *name*, None where there is none or several."""
        texts = self.texts(name)
        return texts[0] if len(texts) == 1 else None

    @cached_property
    def arns(self) -> tuple[str, ...]:
        """Each ARN among the parameters."""
        self.read.add(ARNS)
        return arns_among(self._parameters)

    @cached_property
    def named(self) -> list[str]:
        """The ARNs under `resources`."""
        return [each.arn for each in self.event.resources or () if each.arn and each.arn.startswith("arn:")]

    def owner(self, arn: str) -> str | None:
        """Return the account that `resources` names for *arn*, or for what it is in."""
        for each in self.event.resources or ():
            if each.account and each.arn and (each.arn == arn or arn.startswith(f"{each.arn}/")):
                return each.account
        return None

    def arn(self, service: str, rest: str, *, account: str | None = None) -> str | None:
        """Return the ARN of *rest* at this place, None where the account is not told."""
        home = self.account if account is None else account
        return None if home is None else f"arn:{self.partition}:{service}:{self.region}:{home}:{rest}"


def parameters_of(event: Essentials | Usual) -> Mapping[str, Any]:
    """Return the parameters of the request as the event has them; empty where it has none."""
    try:
        given = _PARAMETERS.decode(event.request_parameters)
    except (DecodeError, UnicodeDecodeError):  # numbers out of range and bytes that are no text
        text = bytes(event.request_parameters).decode("utf-8", errors="replace")
        given = json.loads(text, parse_int=str, parse_float=str)
    return given if isinstance(given, dict) else {}


def by_lower_name(event: Essentials) -> Mapping[str, Any]:
    """Return the parameters by their names in lower case; empty where the event has none."""
    return {name.lower(): value for name, value in parameters_of(event).items()}


def arns_among(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """Return each ARN that is a value of *parameters*, or in a list there."""
    found: list[str] = []
    for value in parameters.values():
        if isinstance(value, str):
            if value.startswith(ARNS):
                found.append(value)
        elif isinstance(value, list):
            found += [each for each in value if isinstance(each, str) and each.startswith(ARNS)]
    return tuple(found)
