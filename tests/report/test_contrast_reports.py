"""A comparison in every form: any two policies of any kind have their rows, and JSON that fits its schema."""

import json

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from tests.support.meaning.cases import policy, seeded

from gen_vpce.diagnostics.shipped import schema_file
from gen_vpce.inquiry.contrast import Contrast, contrasts
from gen_vpce.inquiry.part import Part
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.elements import policy_from
from gen_vpce.report.contrast import as_json, markdown, text

KINDS = tuple(PolicyKind)
SCHEMAS = {
    f"{name}.schema.json": json.loads(schema_file(name).read_text(encoding="utf-8"))
    for name in ("compare", "report")
}
VALIDATOR = Draft202012Validator(
    SCHEMAS["compare.schema.json"],
    registry=Registry().with_contents(SCHEMAS.items(), default_specification=DRAFT202012),
)


def contrast(seed: int) -> Contrast:
    """Return the contrast of a random pair, with work enough or too little."""
    random = seeded(seed)
    kind, principal = KINDS[seed % len(KINDS)], random.random() < 0.5
    old, new = (policy(random, principal=principal) for _ in range(2))
    new["Statement"] += old["Statement"][:2]
    before, after = (policy_from(each)[0] for each in (old, new))
    assert before is not None
    assert after is not None
    effort = random.choice((100_000, 300))
    found, *_ = contrasts([Part("p", kind, before)], [Part("p", kind, after)], effort=effort)
    return found


def test_any_comparison_can_be_told() -> None:
    rows = 0
    for seed in range(200):
        found = contrast(seed)
        data = json.loads(as_json([found]))
        VALIDATOR.validate(data)
        for side, title in (("newly_allowed", "newly allowed"), ("newly_denied", "newly denied")):
            told = data["comparisons"][0][side]
            assert bool(told["rows"]) is (told["answer"] is not False), seed
            for row in told["rows"]:
                assert row["exact"] is not row["text"].startswith(("part of", "undecided")), seed
                assert f"{title}: {row['text']}\n" in text([found])
            assert markdown([found]).count(f"\n- {title}: ") == len(told["rows"])
            rows += len(told["rows"])
    assert rows > 100
