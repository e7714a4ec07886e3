"""AWS's own examples for DynamoDB endpoints can be said in an intent and come out as AWS prints them.

The documents lie beside this file: bare statements wrapped, the version added, placeholders filled in, and
the one invalid Sid spelled without its hyphens.
"""

import json
from pathlib import Path

import pytest
from tests.support.grants import LINE, by_account, by_arn, full_arn, grant
from tests.support.intents import gateway, intent

from gen_vpce.intent.model import IdentityPolicy, Intent, ThroughRef
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import to_data
from gen_vpce.policy.schema import violations

READ_ONLY = grant("ReadOnly", actions=("dynamodb:DescribeTable", "dynamodb:ListTables"))
ONE_TABLE = grant(
    "AccessToSpecificTable",
    actions=(
        "dynamodb:Batch*",
        "dynamodb:Delete*",
        "dynamodb:DescribeTable",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Update*",
    ),
    resources=(full_arn("arn:aws:dynamodb:us-east-1:123456789012:table/StockTable", "table"),),
)
ONLY_THROUGH = IdentityPolicy(
    name="only-through-endpoint",
    label="only_through_endpoint",
    span=LINE,
    deny_unless_through=(ThroughRef(LINE, vpce_id="vpce-11aa22bb"),),
    actions=("dynamodb:*",),
    resources=(full_arn("arn:aws:dynamodb:us-east-1:123456789012:table/*", "table"),),
    except_aws_services=False,
    sid="AccessFromSpecificEndpoint",
)
ONE_ROLE = grant(
    "RestrictacesstospecificIAMrole", principals=by_arn("arn:aws:iam::111122223333:role/SomeRole")
)
ONE_ACCOUNT = grant("AllowCallersFromAccount111122223333", principals=by_account("111122223333"))

INTENTS = {
    "full-access": intent(gateway()),
    "read-only": intent(gateway(everything=False, allow=(READ_ONLY,))),
    "one-table": intent(gateway(everything=False, allow=(ONE_TABLE,))),
    "only-through-endpoint": intent(identity_policies=(ONLY_THROUGH,)),
    "one-role": intent(gateway(everything=False, allow=(ONE_ROLE,))),
    "one-account": intent(gateway(everything=False, allow=(ONE_ACCOUNT,))),
}


@pytest.mark.parametrize("name", INTENTS)
def test_example_comes_out_as_aws_prints_it(name: str) -> None:
    made: Intent = INTENTS[name]
    compiled = compile_intent(made)
    expected = json.loads((Path(__file__).parent / "seed" / f"{name}.json").read_text())
    assert compiled.diagnostics == ()
    assert [to_data(document.policy) for document in compiled.documents] == [expected]
    assert violations(compiled.documents[0].kind, expected) == []
