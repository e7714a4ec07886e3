"""What becomes of the policies of resources, with all that the gate says about it."""

from typing import Any

from tests.support.plans import allow, change, configured, plan_data, policy

KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
KEY_ARN = f"arn:aws:kms:us-east-1:123456789012:key/{KEY_ID}"
KEY = {"key_id": KEY_ID, "policy": policy(allow("kms:*"))}
KEY_BY_ARN = KEY | {"key_id": KEY_ARN}
TO_BUCKET = {"bucket": "orders", "policy": policy(allow("s3:GetObject"))}
TO_OTHER = TO_BUCKET | {"bucket": "others"}
OTHER_POLICY = TO_BUCKET | {"policy": policy(allow("s3:PutObject"))}
BUCKET = "arn:aws:s3:::orders"
DENY_BUCKET = allow("s3:*", resource=BUCKET) | {"Effect": "Deny"}
TO_REPOSITORY = {"repository": "orders", "policy": policy(allow("ecr:*"))}
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/orders"
TO_QUEUE = {"queue_url": URL, "policy": policy(allow("sqs:SendMessage"))}
QUEUE = {"url": URL, "policy": policy(allow("sqs:*"))}


def updated_policy(address: str, values: dict[str, Any], new: str) -> dict[str, Any]:
    """Return a plan that changes the policy of a resource."""
    made = change("update", values, values | {"policy": new}, address=address)
    return plan_data(made, configuration=configured({address: {"policy": []}}))


def read_by_data(type_: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return a state in which a data source of a module has read something."""
    entry = {"address": f"module.m.data.{type_}.it", "mode": "data", "type": type_, "values": values}
    managed = {"address": f"{type_}.it", "mode": "managed", "type": type_, "values": values | {"policy": "x"}}
    module = {"address": "module.m", "resources": [entry]}
    return {"values": {"root_module": {"resources": [managed], "child_modules": [module]}}}


CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "two policies of one bucket": (
        plan_data(
            change("no-op", TO_BUCKET, TO_BUCKET, address="aws_s3_bucket_policy.a"),
            change("no-op", TO_BUCKET, TO_BUCKET, address="aws_s3_bucket_policy.b"),
            change("no-op", TO_OTHER, TO_OTHER, address="aws_s3_bucket_policy.c"),
        ),
        ["warning two-policies aws_s3_bucket_policy.b"],
    ),
    "a key that sets its policy itself, by its id and by its ARN": (
        plan_data(
            change("no-op", KEY, KEY, address="aws_kms_key.own"),
            change(
                "no-op", KEY | {"key_id": KEY_ARN}, KEY | {"key_id": KEY_ARN}, address="aws_kms_key_policy.b"
            ),
            configuration=configured({"aws_kms_key.own": {"policy": []}, "aws_kms_key_policy.b": {}}),
        ),
        ["warning two-policies aws_kms_key_policy.b"],
    ),
    "two policies of a queue that is made beside them, one of them its own": (
        plan_data(
            *(
                change("create", None, {"policy": QUEUE["policy"]}, address="aws_sqs_queue.q"),
                change("create", None, {"policy": QUEUE["policy"]}, address="aws_sqs_queue_policy.a"),
                change("create", None, {"policy": QUEUE["policy"]}, address="aws_sqs_queue_policy.b"),
                change("create", None, {"policy": QUEUE["policy"]}, address='aws_sqs_queue_policy.each["x"]'),
            ),
            configuration=configured(
                {
                    "aws_sqs_queue.q": {"policy": []},
                    "aws_sqs_queue_policy.a": {"queue_url": ["aws_sqs_queue.q.url", "aws_sqs_queue.q"]},
                    "aws_sqs_queue_policy.b": {
                        "queue_url": ["aws_sqs_queue.other.url", "aws_sqs_queue.other"]
                    },
                    "aws_sqs_queue_policy.each": {"queue_url": ["aws_sqs_queue.q", "each.key"]},
                }
            ),
        ),
        [
            "error access-newly-allowed aws_sqs_queue.q",
            "error access-newly-allowed aws_sqs_queue_policy.a",
            "error access-newly-allowed aws_sqs_queue_policy.b",
            'error access-newly-allowed aws_sqs_queue_policy.each["x"]',
            "warning two-policies aws_sqs_queue_policy.a",
        ],
    ),
    "a policy of a bucket of which the plan knows nothing": (
        plan_data(change("create", None, TO_BUCKET, address="aws_s3_bucket_policy.a")),
        [
            "error access-newly-allowed aws_s3_bucket_policy.a",
            "note policy-perhaps-replaced aws_s3_bucket_policy.a",
        ],
    ),
    "a policy of a bucket that shows one, which says the same": (
        plan_data(
            change("create", None, TO_BUCKET, address="aws_s3_bucket_policy.a"),
            change("no-op", TO_BUCKET, TO_BUCKET, address="aws_s3_bucket.b"),
        ),
        ["warning policy-replaced aws_s3_bucket_policy.a"],
    ),
    "a policy of a bucket that shows another one": (
        plan_data(
            change("create", None, TO_BUCKET, address="aws_s3_bucket_policy.a"),
            change("no-op", OTHER_POLICY, OTHER_POLICY, address="aws_s3_bucket.b"),
        ),
        [
            "error access-newly-allowed aws_s3_bucket_policy.a",
            "warning access-newly-denied aws_s3_bucket_policy.a",
            "warning policy-replaced aws_s3_bucket_policy.a",
        ],
    ),
    "a policy of a bucket whose policy a data source has read": (
        plan_data(
            change("create", None, TO_BUCKET, address="aws_s3_bucket_policy.a"),
            prior_state=read_by_data("aws_s3_bucket_policy", TO_BUCKET),
        ),
        ["warning policy-replaced aws_s3_bucket_policy.a"],
    ),
    "a policy of a bucket beside the policy of another one": (
        plan_data(
            change("create", None, TO_BUCKET, address="aws_s3_bucket_policy.a"),
            change("no-op", TO_OTHER, TO_OTHER, address="aws_s3_bucket.b"),
            prior_state=read_by_data("aws_s3_bucket_policy", TO_OTHER),
        ),
        [
            "error access-newly-allowed aws_s3_bucket_policy.a",
            "note policy-perhaps-replaced aws_s3_bucket_policy.a",
        ],
    ),
    "a policy of a bucket that has none": (
        plan_data(
            change("create", None, TO_BUCKET, address="aws_s3_bucket_policy.a"),
            change(
                "no-op", TO_BUCKET | {"policy": ""}, TO_BUCKET | {"policy": ""}, address="aws_s3_bucket.b"
            ),
        ),
        ["error access-newly-allowed aws_s3_bucket_policy.a"],
    ),
    "a policy of a bucket that is made with it": (
        plan_data(
            change("create", None, TO_BUCKET, address="aws_s3_bucket_policy.a"),
            change("create", None, {"bucket": "orders"}, address="aws_s3_bucket.b"),
        ),
        ["error access-newly-allowed aws_s3_bucket_policy.a"],
    ),
    "a policy of a bucket that shuts everybody out": (
        updated_policy("aws_s3_bucket_policy.a", TO_BUCKET, policy(DENY_BUCKET)),
        [
            "error policy-locks-out aws_s3_bucket_policy.a",
            "warning access-newly-denied aws_s3_bucket_policy.a",
        ],
    ),
    "a policy of a bucket that shut everybody out before": (
        updated_policy(
            "aws_s3_bucket_policy.a",
            TO_BUCKET | {"policy": policy(DENY_BUCKET)},
            policy(DENY_BUCKET, allow("s3:GetObject", resource=f"{BUCKET}/*")),
        ),
        ["error access-newly-allowed aws_s3_bucket_policy.a"],
    ),
    "a key that sets its own policy, which shuts everybody out": (
        updated_policy("aws_kms_key.a", KEY, policy(allow("kms:Decrypt", resource="*"))),
        [
            "error policy-locks-out aws_kms_key.a",
            "warning access-newly-denied aws_kms_key.a",
        ],
    ),
    "a policy of a repository that is made with it, by reference": (
        plan_data(
            change("create", None, TO_REPOSITORY, address="aws_ecr_repository_policy.a"),
            change("create", None, {"name": "orders"}, address="aws_ecr_repository.b"),
            configuration=configured(
                {
                    "aws_ecr_repository_policy.a": {
                        "repository": ["aws_ecr_repository.b.name"],
                        "policy": [],
                    },
                    "aws_ecr_repository.b": {"name": []},
                }
            ),
        ),
        ["error access-newly-allowed aws_ecr_repository_policy.a"],
    ),
    "a policy of a queue that has one of its own": (
        plan_data(
            change("create", None, TO_QUEUE, address="aws_sqs_queue_policy.a"),
            change("no-op", QUEUE, QUEUE, address="aws_sqs_queue.b"),
            configuration=configured({"aws_sqs_queue_policy.a": {"policy": []}, "aws_sqs_queue.b": {}}),
        ),
        [
            "warning access-newly-denied aws_sqs_queue_policy.a",
            "warning policy-replaced aws_sqs_queue_policy.a",
        ],
    ),
    "a policy of a queue whose other policy goes": (
        plan_data(
            change("create", None, TO_QUEUE, address="aws_sqs_queue_policy.a"),
            change("delete", TO_QUEUE, None, address="aws_sqs_queue_policy.b"),
        ),
        [
            "error access-newly-allowed aws_sqs_queue_policy.a",
            "warning access-newly-denied aws_sqs_queue_policy.b",
        ],
    ),
    "a key with the policy that AWS gave it": (
        plan_data(
            change("no-op", KEY, KEY, address="aws_kms_key.own"),
            change("no-op", KEY, KEY, address="aws_kms_key_policy.b"),
            configuration=configured({"aws_kms_key.own": {}, "aws_kms_key_policy.b": {}}),
        ),
        [],
    ),
    "one policy that moves from one address to another": (
        plan_data(
            change("delete", TO_BUCKET, None, address="aws_s3_bucket_policy.a"),
            change("no-op", TO_BUCKET, TO_BUCKET, address="aws_s3_bucket_policy.b"),
        ),
        ["warning access-newly-denied aws_s3_bucket_policy.a"],
    ),
}
