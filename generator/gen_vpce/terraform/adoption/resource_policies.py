"""Policies of resources that exist, as AWS describes them or as a Terraform state holds them.

What `aws` prints for one names its resource in ECR, Secrets Manager, SNS and SQS; for buckets, keys and
tables it does not, and `--resource` has to.
https://docs.aws.amazon.com/cli/latest/reference/ecr/get-repository-policy.html
https://docs.aws.amazon.com/cli/latest/reference/secretsmanager/get-resource-policy.html
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.catalog import POLICY_HOLDERS, PolicyHolder
from gen_vpce.catalog.id_forms import ACCOUNT_ID
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.terraform.adoption.existing import Carried
from gen_vpce.terraform.adoption.fields import Fields
from gen_vpce.terraform.resource_types import HOLDERS

OWNERS: Mapping[str, PolicyHolder] = MappingProxyType(
    {each.own[0]: each for each in POLICY_HOLDERS.values() if each.own}
)
"""The types that can set their own policy."""

_ARN_PARTS = 6
_QUEUE = re.compile(rf"https://sqs\.([a-z0-9-]+)\.amazonaws\.[a-z.]+/({ACCOUNT_ID})/([^/]+)")
_ONCE_ONLY = (
    "bypass_policy_lockout_safety_check",
    "block_public_policy",
    "confirm_remove_self_resource_access",
)


class HeldPolicy(Struct, frozen=True):
    """The policy of one resource; what nobody says of it is None.

    `kind` is a word of `catalog.POLICY_HOLDERS` and `said` what Terraform calls the resource, `policy` JSON
    text. `address` is the one in the state, `carried` what source adds, `said_once` the arguments that are
    set and that no intent has.
    """

    kind: str
    name: str
    policy: str | None
    said: str | None = None
    region: str | None = None
    account: str | None = None
    address: str | None = None
    carried: Carried | None = None
    said_once: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()

    @property
    def resource(self) -> str:
        """What the policy is about: `bucket/orders`."""
        return f"{self.kind}/{self.name}"

    @property
    def label(self) -> str:
        """What it is called: its address in source, else its resource."""
        return self.address if self.carried and self.address else self.resource

    @property
    def holder(self) -> PolicyHolder:
        """What is known of the type of the resource."""
        return POLICY_HOLDERS[self.kind]


def held_from_state(type_: str, values: Fields, address: str | None) -> HeldPolicy | None:
    """Return a policy out of the attributes of its resource, None where they name no resource."""
    holder = HOLDERS[type_]
    said = values.text(holder.argument)
    found = named(holder, said) if said else None
    if found is None:
        return None
    return replace(
        found,
        policy=values.text("policy"),
        region=found.region or values.text("region"),
        account=found.account or values.text("registry_id"),
        address=address,
        said_once=tuple(name for name in _ONCE_ONLY if values.flag(name)),
    )


def named(holder: PolicyHolder, said: str) -> HeldPolicy | None:
    """Return a policy of the resource that Terraform calls *said*, without its text."""
    arn = said.split(":", _ARN_PARTS - 1)
    if said.startswith("arn:") and len(arn) == _ARN_PARTS:
        name = arn[-1].removeprefix(f"{holder.type.lower()}/").removeprefix(f"{holder.type.lower()}:")
        return HeldPolicy(holder.word, name, None, said, arn[3] or None, arn[4] or None)
    if queue := _QUEUE.fullmatch(said):
        region, account, name = queue.groups()
        return HeldPolicy(holder.word, name, None, said, region, account)
    return HeldPolicy(holder.word, said, None, said)


def held_described(answer: Fields) -> HeldPolicy | None:
    """Return a policy out of an answer of AWS that names its resource."""
    attributes = answer.inside("Attributes")
    for word, arn, text in (
        ("secret", answer.text("ARN"), answer.text("ResourcePolicy")),
        ("topic", attributes.text("TopicArn"), attributes.text("Policy")),
        ("queue", attributes.text("QueueArn"), attributes.text("Policy")),
    ):
        found = named(POLICY_HOLDERS[word], arn) if arn and text else None
        if found:
            return replace(found, policy=text, said=None)
    name, text = answer.text("repositoryName"), answer.text("policyText")
    if name and text:
        return HeldPolicy("repository", name, text, account=answer.text("registryId"))
    return None


def bare_policy(answer: Fields) -> str | None:
    """Return the policy of an answer of AWS that does not name the resource."""
    return answer.text("Policy") if answer.data.keys() <= {"Policy", "PolicyName", "RevisionId"} else None
