"""The deployments of a new intent, as the options of `init` name them: `NAME=REGION:ACCOUNT`."""

import re
from collections.abc import Mapping, Sequence

from gen_vpce.policy.short_names import these
from gen_vpce.scaffold.answers import AnswerError, Whereabouts, understood, unpasted
from gen_vpce.scaffold.draft import Deployment
from gen_vpce.scaffold.questions import WrongUsageError, option

_FORM = "write NAME=REGION:ACCOUNT, such as dev=us-east-1:111111111111"
_OF_ONE_PLACE = (
    "region",
    "account",
    "endpoint",
    "vpc_id",
    "route_table_ids",
    "subnet_ids",
    "security_group_ids",
)
"""What is said of one place, and goes with no list of them."""
_NAMES = ("table", "bucket", "role", "trusted_account")
"""The answers in which `<key>` stands for what each deployment has of it."""
_KEY = re.compile(r"<([^<>]*)>")


def deployments(texts: Sequence[str], given: Mapping[str, object]) -> tuple[Deployment, ...]:
    """Return the deployments that *texts* name, in their order.

    Raises `AnswerError` for a text of another form and for a name that is there already, `WrongUsageError`
    where what is *given* beside them is about one place.
    """
    found: dict[str, Deployment] = {}
    for text in texts:
        each = _deployment(text)
        if each.name in found:
            raise AnswerError(f"two deployments are called `{each.name}`")
        found[each.name] = each
    spare = [name for name in _OF_ONE_PLACE if given.get(name)] if found else []
    if spare:
        options = these([option(name.removesuffix("s")) for name in spare])
        raise WrongUsageError(
            f"{options} {'is' if len(spare) == 1 else 'are'} about one place, and --deployment names its own",
            f"leave out {options}; ids of a network can be written into each deployment of the intent",
        )
    return tuple(found.values())


def in_each(name: str, text: str, there: Sequence[Deployment]) -> str:
    """Return the answer *text* to the question *name* in its form, with `<key>` where *text* has it.

    It has to be one, and to agree with the place, in every deployment *there*. Raises `AnswerError`.
    """
    answer = ""
    for each in there:
        filled = _filled(text, each) if name in _NAMES else text
        places = Whereabouts(f"deployment `{each.name}`")
        places.agree("region", each.region, each.region)
        places.agree("account", each.account, each.account)
        answer = understood(name, filled)
        places.agree(name, filled, answer)
    if name not in _NAMES or "<" not in text:
        return answer
    stand_ins = _stand_ins(text)
    plain = unpasted(name, _KEY.sub(lambda found: stand_ins[found[1]], text))
    for key, value in stand_ins.items():
        plain = plain.replace(value, f"<{key}>")
    return plain


def _deployment(text: str) -> Deployment:
    name, equals, place = text.partition("=")
    region, colon, account = place.partition(":")
    if not (equals and colon):
        raise AnswerError(f"`{text}` is not a deployment: {_FORM}")
    return deployment(name, region, account)


def deployment(name: str, region: str, account: str) -> Deployment:
    """Return a deployment of what a person says of it; raises `AnswerError`."""
    return Deployment(
        understood("deployment", name),
        understood("region", region.strip()),
        understood("account", account),
    )


def _filled(text: str, deployment: Deployment) -> str:
    """Return *text* with the values of the deployment in place of their keys."""
    values = {"region": deployment.region, "account": deployment.account, "deployment": deployment.name}
    for found in _KEY.finditer(text):
        if found[1] not in values:
            known = these([f"<{key}>" for key in values], "or")
            raise AnswerError(f"`{found[0]}` is not a value of a deployment: say {known}")
    return _KEY.sub(lambda found: values[found[1]], text)


def _stand_ins(text: str) -> dict[str, str]:
    """Return for each key a text of the form of its values that *text* does not hold."""
    digits = next(each for number in range(len(text) + 1) if (each := f"9{number:011}") not in text)
    return {"region": f"r{digits}", "deployment": f"d{digits}", "account": digits}
