"""The interview of `init`: what is asked, in which order, with a person who answers from a list."""

from collections.abc import Collection
from pathlib import Path

import pytest

from gen_vpce.scaffold.interview import Begun, Given, interview
from gen_vpce.scaffold.questions import WrongUsageError

ROLE = "arn:aws:iam::123456789012:role/App"
HOME = {"region": "us-east-1", "account": "123456789012"}


class Person:
    """Answers in order, and leaves behind the last one."""

    def __init__(self, *answers: str, is_there: bool = True) -> None:
        self.is_there = is_there
        self.asked: list[str] = []
        self.told: list[str] = []
        self._answers = list(answers)

    def ask(self, question: str, default: str | None, known: Collection[str]) -> str | None:  # noqa: ARG002
        self.asked.append(question)
        if not self._answers:
            return None
        return self._answers.pop(0) or default or ""

    def tell(self, text: str) -> None:
        self.told.append(text)


def held(person: Person, given: Given, folder: Path = Path("stock")) -> Begun:
    return interview(folder, given, person)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# What is given, what a person answers, and the questions that this takes, by their beginnings.
SESSIONS: dict[str, tuple[Given, tuple[str, ...], tuple[str, ...]]] = {
    "nothing is given": (
        Given(),
        ("kms", "role", ROLE, "us-east-1", ""),
        ("Services", "Preset", "Role", "Region", "Account"),
    ),
    "all is given": (Given(("kms",), ("role",), (), {**HOME, "role": "App"}), (), ()),
    "the pasted place is offered": (
        Given(("dynamodb",), ("table",)),
        ("arn:aws:dynamodb:eu-west-1:123456789012:table/Orders", "", ""),
        ("Table", "Region", "Account"),
    ),
    "an alias of two services": (
        Given((), (), (), HOME),
        ("cloudwatch", "full-access"),
        ("Services", "Preset for monitoring and logs"),
    ),
    "a partner that is there": (
        Given(("ecr",), ("full-access",), (), HOME),
        ("perhaps", "y"),
        ("Has the VPC one of s3", "Has the VPC one of s3"),
    ),
    "a partner that was named": (Given(("ecr",), ("full-access",), ("s3",), HOME), (), ()),
    "one service has no partner asked for": (Given(("ssm",), ("full-access",), (), HOME), (), ()),
    "a preset that is for one of the services": (
        Given(("dynamodb", "kms"), ("table",), (), HOME),
        ("full-access", "Orders"),
        ("Preset for kms", "Table"),
    ),
    "what contradicts is asked again": (
        Given(("kms",), ("role",)),
        (ROLE, "cn-north-1", "us-east-1", "111122223333", ""),
        ("Role", "Region", "Region", "Account", "Account"),
    ),
    "what was given is held against at once": (
        Given(("kms",), ("role",), (), {**HOME, "account": "111122223333"}),
        (ROLE, "App"),
        ("Role", "Role"),
    ),
    "an empty answer": (
        Given(("kms",), (), (), HOME),
        ("", "full-access"),
        ("Preset", "Preset"),
    ),
}


@pytest.mark.parametrize("case", SESSIONS)
def test_no_more_is_asked_than_is_open(case: str) -> None:
    given, answers, questions = SESSIONS[case]
    person = Person(*answers)
    begun = held(person, given)
    assert len(person.asked) == len(questions), person.asked
    assert all(asked.startswith(begins) for asked, begins in zip(person.asked, questions, strict=True))
    assert begun.choices
    assert len(begun.answers.account) == 12


@pytest.mark.parametrize("case", SESSIONS)
def test_who_leaves_early_keeps_what_was_said(case: str) -> None:
    """After any number of answers: nothing is lost, and the message tells all that is missing."""
    given, answers, _ = SESSIONS[case]
    for number in range(len(answers)):
        person = Person(*answers[:number])
        with pytest.raises(WrongUsageError, match="missing: ") as caught:
            held(person, given)
        for each in (*given.services, *given.presets):
            assert each in caught.value.hint.replace("ecr.api", "ecr")


def test_options_are_checked_before_the_first_question() -> None:
    for singles, reason in (
        ({"account": "12"}, "`12` is not an account id"),
        ({"region": "us-est-1"}, "unknown Region `us-est-1`"),
        ({"bucket": "Archive"}, "`Archive` is not a name of a bucket"),
        ({"role": ROLE, "account": "111122223333"}, "is in account 123456789012"),
    ):
        person = Person("kms")
        with pytest.raises(WrongUsageError, match=reason):
            held(person, Given((), (), (), singles))
        assert person.asked == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Given(("ecr",), (), ("kms",), HOME), "waits for an endpoint of kms that the VPC has"),
        (Given(("kms", "sqs"), ("table",), (), HOME), "the preset table is not for kms or sqs"),
        (Given(("ecr",), ("role", "account"), (), HOME), "the preset account is left without a service"),
        (Given(("kms",), ("role",), (), {**HOME, "table": "Orders"}), "does not take --table"),
    ],
)
def test_options_of_no_use_are_refused_before_the_first_question(
    given: Given, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "stock").mkdir()
    (tmp_path / "stock/main.tf").touch()
    person = Person("")
    with pytest.raises(WrongUsageError, match=reason):
        held(person, given)
    assert (person.asked, person.told) == ([], [])


def test_a_preset_for_a_partner_waits_for_it() -> None:
    given = Given(("ecr",), ("role", "bucket"), (), {**HOME, "role": "App", "bucket": "layers"})
    begun = held(Person("no"), given)
    assert {service: preset.name for service, preset in begun.choices.items()} == {
        "ecr.api": "role",
        "ecr.dkr": "role",
        "s3": "bucket",
    }
    with pytest.raises(WrongUsageError, match=r"the preset bucket is not for ecr\.api or ecr\.dkr"):
        held(Person("yes"), given)


def test_without_a_person_all_that_is_missing_is_named() -> None:
    person = Person(is_there=False)
    with pytest.raises(WrongUsageError) as caught:
        held(person, Given(("ecr",), ("role",), (), {"region": "us-east-1"}))
    assert str(caught.value) == (
        "missing: --service s3, which ecr.dkr needs (or --has s3 where the VPC has it), --role, --account"
    )
    assert caught.value.hint.endswith(
        "so far: gen-vpce init stock --service ecr.api --service ecr.dkr --name stock --preset role"
        " --region us-east-1"
    )
    assert person.asked == []


@pytest.mark.parametrize(
    "there", ["main.tf", "net.tf.json", "a.tofu", "README.md", "policies/a.json", "tests/a.tftest.hcl"]
)
def test_what_is_in_the_way_is_told_before_anything_is_asked(there: str, tmp_path: Path) -> None:
    (tmp_path / "stock" / there).parent.mkdir(parents=True)
    (tmp_path / "stock" / there).touch()
    person = Person("", "")
    begun = held(person, Given(("kms",), ("full-access",), (), HOME))
    assert person.told == [
        f"stock holds {there}, which stays as it is: the module goes into stock/endpoints",
    ]
    assert person.asked == ["Folder of the module"]
    assert (begun.place.folder.as_posix(), begun.answers.name) == ("stock/endpoints", "stock-endpoints")
    assert begun.place.has_caller is there.endswith((".tf", ".tf.json", ".tofu"))


@pytest.mark.parametrize("there", ["tests/test_app.py", "policies/readme.txt", "docs/a.md", ".gitignore"])
def test_what_is_not_in_the_way_is_left_alone(there: str, tmp_path: Path) -> None:
    (tmp_path / "stock" / there).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "stock" / there).touch()
    begun = held(Person(), Given(("kms",), ("full-access",), (), HOME))
    assert begun.place.folder == Path("stock")


def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stock").mkdir()
    (tmp_path / "stock/main.tf").touch()
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders/intent.yml").touch()
    (tmp_path / "notes").touch()
    person = Person("stock", "orders", "notes", "new/orders")
    begun = held(person, Given(("kms",), ("full-access",), (), HOME))
    assert person.told[1:] == [
        "stock holds main.tf",
        "orders/intent.yml exists already",
        "notes exists already",
    ]
    assert begun.place.folder == Path("new/orders")


def test_the_presets_are_shown_with_what_they_mean() -> None:
    person = Person("full-access")
    held(person, Given(("kms", "s3"), (), (), HOME))
    shown = "\n".join(person.told)
    assert "  role                   One role may use the endpoint.\n" in shown
    assert "  bucket                 Everyone may work with the objects of one bucket. (s3)\n" in shown
    assert "table" not in shown
