"""What is plain to see of which actions act on a resource is what the proof says."""

import pytest

from gen_vpce import catalog
from gen_vpce.access.expectation.request_form import possible_among
from gen_vpce.access.proof.exists import Claim, Party, exists
from gen_vpce.access.reach.acting_actions import acts_on, plain_to_see
from gen_vpce.access.reach.resources import OTHERS, Resource, ResourceKind, requests_on
from gen_vpce.policy.document import EVERYONE, Effect, Policy, PolicyKind, Statement

PLACE = "arn:aws:dynamodb:us-east-1:123456789012"
TABLE = Resource(ResourceKind.NAMED, (f"{PLACE}:table/Orders", f"{PLACE}:table/Orders/index/*"))
TABLES = Resource(ResourceKind.NAMED, (f"{PLACE}:table/*",))
OBJECTS = Resource(ResourceKind.NAMED, ("arn:aws:s3:::orders/*",))
OWNED = Resource(ResourceKind.ACCOUNT, ("123456789012",))
EVERYTHING = Resource(ResourceKind.NAMED, ("*",))
BY_TAG = Resource(ResourceKind.NAMED, (f"{PLACE}:table/${{aws:PrincipalTag/team}}",))

CASES = [
    ("dynamodb", TABLE, (TABLE,)),
    ("dynamodb", OTHERS, (TABLE, OTHERS)),
    ("dynamodb", OTHERS, (TABLES, OTHERS)),
    ("dynamodb", OTHERS, (EVERYTHING, OTHERS)),
    ("dynamodb", TABLES, (TABLE, TABLES, OTHERS)),
    ("dynamodb", OWNED, (TABLE, OWNED, OTHERS)),
    ("dynamodb", OTHERS, (TABLE, OWNED, OTHERS)),
    ("dynamodb", BY_TAG, (BY_TAG, OTHERS)),
    ("s3", OBJECTS, (OBJECTS, OTHERS)),
    ("s3", OTHERS, (OBJECTS, OTHERS)),
    ("kms", TABLE, (TABLE, OTHERS)),
]


@pytest.mark.parametrize(("prefix", "resource", "all_of_them"), CASES)
def test_it_is_what_the_proof_says(
    prefix: str, resource: Resource, all_of_them: tuple[Resource, ...]
) -> None:
    service = catalog.service(prefix)
    assert service
    arns, _, spared = requests_on(resource, all_of_them)
    asked = Statement(Effect.ALLOW, principals=EVERYONE, actions=("*",), resources=arns)
    by_types = {action.resource_types: action.name for action in service.actions.values()}
    for name in by_types.values():
        possible = possible_among((f"{prefix}:{name}",), "aws", "us-east-1")
        parties = (Party(Policy((asked, *spared)), PolicyKind.ENDPOINT), Party(possible, PolicyKind.ENDPOINT))
        proven = exists(Claim(parties)).answer is not False
        plain = plain_to_see(arns, spared, possible)
        assert plain in (None, proven), name
        assert acts_on((f"{prefix}:{name}",), resource, all_of_them, "aws", "us-east-1") is proven


def test_most_is_plain_to_see() -> None:
    service = catalog.service("dynamodb")
    assert service
    arns, _, spared = requests_on(OTHERS, (TABLE, OTHERS))
    plain = [
        plain_to_see(arns, spared, possible_among((f"dynamodb:{name}",), "aws", "us-east-1"))
        for name in (each.name for each in service.actions.values())
    ]
    assert plain.count(None) == 0
