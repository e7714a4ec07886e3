"""Conditions on the network: endpoints, VPCs and addresses."""

import re
from collections.abc import Iterator

from gen_vpce.catalog.id_forms import ACCOUNT_ID, ORGANIZATION_ID
from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import ENDPOINT, EVERY_KIND, Finding, Rule
from gen_vpce.lint.subject import Question, Subject, Value
from gen_vpce.policy.endpoint_tokens import endpoints_in
from gen_vpce.policy.operators import Family

SOURCES = ("aws:sourcevpce", "aws:sourcevpc", "aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgid")
_OWN = ("aws:sourcevpce", "aws:sourcevpc")
_FORMS = {
    "aws:sourcevpce": (
        re.compile(r"vpce-([0-9a-f]{8}|[0-9a-f]{17})"),
        "vpce- and 8 or 17 hexadecimal digits",
    ),
    "aws:sourcevpc": (re.compile(r"vpc-([0-9a-f]{8}|[0-9a-f]{17})"), "vpc- and 8 or 17 hexadecimal digits"),
}
_ACCOUNT = (re.compile(ACCOUNT_ID), "an account id of 12 digits")
_ORGANIZATION = (re.compile(ORGANIZATION_ID), "an organization id such as o-a1b2c3d4e5")
_SYSTEM_FORMS = {
    **dict.fromkeys(
        ("aws:principalaccount", "aws:resourceaccount", "aws:sourceaccount", "aws:vpceaccount"), _ACCOUNT
    ),
    **dict.fromkeys(
        ("aws:principalorgid", "aws:resourceorgid", "aws:sourceorgid", "aws:vpceorgid"), _ORGANIZATION
    ),
}
_LITERAL = re.compile(r"[^*?$]*")


def _compared(subject: Subject, forms: dict[str, tuple[re.Pattern[str], str]]) -> Iterator[tuple[Value, str]]:
    """Yield the plain values of those keys that do not have the form of the key, with its description."""
    for question in subject.questions:
        form, description = forms.get(question.folded, (None, ""))
        if form and question.operator.family is Family.STRING:
            for value in question.values:
                plain = _LITERAL.fullmatch(value.text) and not endpoints_in(value.text)
                if plain and not form.fullmatch(value.text):
                    yield value, description


class InvertedNetwork(Rule):
    """An Allow is for every network but the one named.

    `StringNotEquals` with aws:SourceVpce or aws:SourceVpc is the form of a Deny. On an Allow it allows every
    other endpoint and VPC, and requests that come through none.
    """

    code = "GV381"
    severity = Severity.WARNING
    source = f"{pages.KEYS}#condition-keys-network-properties"
    hint = "write StringEquals, or make the statement a Deny"

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for negated operators on keys of the network, other than exceptions for addresses."""
        for question in subject.questions:
            if question.placed.allows and question.operator.negated and question.folded in SOURCES:
                yield Finding(
                    question.path,
                    f"the Allow {question.placed.name} is for all but the `{question.condition.key}` named",
                )


class ServiceId(Rule):
    """The id of an endpoint service is used as that of an endpoint.

    `vpce-svc-...` is the service that a provider offers; requests carry the id of the endpoint, `vpce-...`.
    A condition that asks for the service is never true, and a negated one always.
    """

    code = "GV382"
    severity = Severity.ERROR
    source = f"{pages.KEYS}#condition-keys-sourcevpce"
    hint = "write the id of the endpoint: aws ec2 describe-vpc-endpoints"
    analyzer = ("Invalid vpce format",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for such ids under aws:SourceVpce."""
        for question in subject.questions:
            if question.folded == "aws:sourcevpce":
                for value in question.values:
                    if value.text.startswith("vpce-svc-"):
                        yield Finding(value.path, f"`{value.text}` is an endpoint service, not an endpoint")


class NetworkIdForm(Rule):
    """The id of an endpoint or VPC is malformed.

    Ids are `vpce-` or `vpc-` with 17 hexadecimal digits, with 8 for old ones. No request carries another, so
    the condition is never true, and a negated one always.
    """

    code = "GV383"
    severity = Severity.ERROR
    source = pages.CHECKS
    analyzer = ("Invalid vpce format", "Invalid vpc format")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the values of the two keys."""
        for value, description in _compared(subject, _FORMS):
            if not value.text.startswith("vpce-svc-"):
                yield Finding(value.path, f"malformed id `{value.text}`", f"write {description}")


class SystemIdForm(Rule):
    """The id of an account or organization is malformed.

    Account ids have 12 digits, with their leading zeros; ids of organizations look like o-a1b2c3d4e5. No
    request carries another.
    """

    code = "GV384"
    severity = Severity.WARNING
    source = pages.KEYS

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the values of the keys that hold such ids."""
        for value, description in _compared(subject, _SYSTEM_FORMS):
            yield Finding(value.path, f"malformed id `{value.text}`", f"write {description}")


class PrivateSourceIp(Rule):
    """aws:SourceIp is compared with private addresses.

    The key holds a public address. Requests from private addresses reach AWS through an endpoint, where the
    key is absent: the condition is never true, and a negated one always.
    """

    code = "GV385"
    severity = Severity.WARNING
    source = f"{pages.KEYS}#condition-keys-sourceip"
    hint = "ask for aws:VpcSourceIp, together with aws:SourceVpc"
    kinds = EVERY_KIND - ENDPOINT
    analyzer = (
        "Private IP address",
        "Private NotIpAddress",
        "Private IP address subset",
        "Private NotIpAddress subset",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the ranges that are set aside for private networks."""
        for question in subject.questions:
            if question.folded == "aws:sourceip" and question.operator.family is Family.IP:
                for value in question.values:
                    if _is_private(value.text):
                        yield Finding(value.path, f"aws:SourceIp is never an address of `{value.text}`")


def _is_private(text: str) -> bool:
    from ipaddress import ip_network

    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return False
    ranges = (
        ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
        if network.version == 4
        else ("fc00::/7",)
    )
    first, last = network.network_address, network.broadcast_address
    return any(first in each and last in each for each in map(ip_network, ranges))


class SourceIpAtEndpoint(Rule):
    """An endpoint policy asks for aws:SourceIp.

    Requests through an endpoint do not carry the key: a positive condition is never true, a negated one
    always. The address inside of the VPC is aws:VpcSourceIp.
    """

    code = "GV386"
    severity = Severity.WARNING
    source = f"{pages.KEYS}#condition-keys-sourceip"
    hint = "ask for aws:VpcSourceIp"
    kinds = ENDPOINT

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the key."""
        for question in subject.questions:
            if question.folded == "aws:sourceip" and question.operator.family is not Family.NULL:
                yield Finding(question.path, "no request through an endpoint carries `aws:SourceIp`")


class AddressWithoutVpc(Rule):
    """aws:VpcSourceIp is used without the VPC.

    Every VPC may use the same private addresses. The key says something only together with aws:SourceVpc or
    aws:SourceVpce.
    """

    code = "GV387"
    severity = Severity.WARNING
    source = f"{pages.KEYS}#condition-keys-vpcsourceip"
    hint = "add aws:SourceVpc to the same statement"
    kinds = EVERY_KIND - ENDPOINT
    analyzer = ("Missing paired condition keys",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the key without its companion."""
        for question in subject.questions:
            if question.folded == "aws:vpcsourceip" and not _names_network(question):
                yield Finding(question.path, "`aws:VpcSourceIp` may be an address of any VPC")


def _names_network(question: Question) -> bool:
    return any(other.folded in SOURCES for other in question.placed.questions)


class OwnNetwork(Rule):
    """An endpoint policy asks through which endpoint or VPC the request came.

    Every request that the policy decides on came through its own endpoint, and that endpoint's VPC. The
    answer is always the same, so the condition does nothing, or shuts everything out once an id changes.
    """

    code = "GV388"
    severity = Severity.SUGGESTION
    source = pages.ENDPOINT_POLICIES
    hint = "leave the condition out; it belongs in identity and resource policies"
    kinds = ENDPOINT

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the two keys."""
        for question in subject.questions:
            if question.folded in _OWN:
                key = question.condition.key
                yield Finding(question.path, f"`{key}` is the same for every request through the endpoint")


RULES: tuple[Rule, ...] = (
    InvertedNetwork(),
    ServiceId(),
    NetworkIdForm(),
    SystemIdForm(),
    PrivateSourceIp(),
    SourceIpAtEndpoint(),
    AddressWithoutVpc(),
    OwnNetwork(),
)
