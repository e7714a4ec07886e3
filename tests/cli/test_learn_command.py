"""`gen-vpce learn` as a person calls it."""

import json
from pathlib import Path

import pytest
from tests.support.command import here
from tests.support.trail import ACCOUNT, ENDPOINT, event, lines

PLACE = ("--region", "eu-west-1", "--account", ACCOUNT)
MADE = [
    *(
        event("GetItem", {"tableName": "Orders"}, eventTime=f"2026-11-{day:02}T00:00:00Z")
        for day in range(1, 11)
    ),
    event("PutItem", {"tableName": "Orders"}, errorCode="AccessDenied"),
    event("Decrypt", {}, service="kms", resources=[f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"]),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "events.json").write_bytes(lines(MADE))
    return tmp_path


def test_an_intent_is_written_that_makes_a_module_and_lets_pass_what_was_seen(folder: Path) -> None:
    done = here("learn", "events.json", *PLACE, "--into", "made", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    said = done.stderr.splitlines()
    assert said[0] == "12 events of 1 file, 2026-11-01T00:00:00Z to 2026-11-10T00:00:00Z"
    assert "not learned, since it was denied at the time: dynamodb PutItem 1" in said
    assert any(line.startswith("learned on the first 80 % of the time, 1 of 1 different") for line in said)
    made = here("generate", "made", cwd=folder)
    assert (made.returncode, "error" in made.stderr) == (0, False)
    again = here("replay", "made", "events.json", cwd=folder)
    assert again.returncode == 0
    assert "passes: 2 requests, 11 events; denied: 1 request, 1 event" in again.stdout


def test_without_a_folder_the_intent_is_printed_with_its_evidence(folder: Path) -> None:
    done = here("learn", "events.json", *PLACE, "--name", "orders", cwd=folder)
    assert done.returncode == 0
    assert (
        "      # 10 events of 1 caller, 2026-11-01T00:00:00Z to 2026-11-10T00:00:00Z, the latest 0000"
        in done.stdout
    )
    assert 'name: "orders"' in done.stdout
    assert f"through {ENDPOINT}." in done.stdout


def test_an_intent_that_exists_is_not_overwritten(folder: Path) -> None:
    (folder / "intent.yaml").write_text("mine")
    done = here("learn", "events.json", *PLACE, "--into", ".", cwd=folder)
    assert done.returncode == 2
    assert "`intent.yaml` exists and is not overwritten" in done.stderr
    assert "to add to it, write --merge intent.yaml; or name another folder" in done.stderr
    assert (folder / "intent.yaml").read_text() == "mine"


@pytest.fixture
def modules(folder: Path) -> Path:
    head = f"version: 1\nname: a\nregion: eu-west-1\naccount: '{ACCOUNT}'\n"
    for name in "ab":
        (folder / f"modules/{name}").mkdir(parents=True)
        text = f"{head}endpoints:\n  dynamodb:\n    allow:\n      - {{name: A, access: [list]}}\n"
        (folder / f"modules/{name}/intent.yaml").write_text(text)
    (folder / "empty").mkdir()
    return folder


HOLDS = "`modules` holds 2 intents (`modules/a/intent.yaml`, `modules/b/intent.yaml`)"
HOMES: list[tuple[tuple[str, ...], str, str]] = [
    ((*PLACE, "--into", "modules"), f"{HOLDS} already",
     "write --into modules/learned for one more beside them, or --merge modules/a/intent.yaml to add to one"),
    ((*PLACE, "--into", "modules", "--name", "stock"), HOLDS, "write --into modules/stock for one more"),
    (("--merge", "modules"), f"{HOLDS}, and one is changed", "name one: --merge modules/a/intent.yaml"),
    (("--merge", "modules/a", "--into", "modules"), f"{HOLDS} already", "or --merge modules/a/intent.yaml"),
    (("--merge", "empty"), "`empty` holds no intent.yaml", "or write --into empty"),
    (("--merge", "modules/a#dev"), "`modules/a/intent.yaml` has no deployments, and `#dev` names one",
     "write `modules/a/intent.yaml`"),
    ((*PLACE, "--into", "events.json"), "`events.json` is a file", "--into takes a folder"),
    ((*PLACE, "--into", "events.json/x"), "`events.json/x/intent.yaml` cannot be written: not a directory",
     "or leave --into out to have the intent printed"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "message", "hint"), HOMES)
def test_where_no_one_file_is_meant_it_is_told_what_to_write(
    options: tuple[str, ...], message: str, hint: str, modules: Path
) -> None:
    before = sorted(modules.rglob("*"))
    done = here("learn", "events.json", *options, cwd=modules)
    assert (done.returncode, done.stdout) in ((1, ""), (2, ""))
    told = " ".join(done.stderr.split())
    assert message in told
    assert hint in told
    assert sorted(modules.rglob("*")) == before


def test_one_more_intent_goes_beside_others_and_a_folder_is_its_intent(modules: Path) -> None:
    assert here("learn", "events.json", *PLACE, "--into", "modules/c", cwd=modules).returncode == 0
    assert (modules / "modules/c/intent.yaml").is_file()
    done = here("learn", "events.json", "--merge", "modules/a", cwd=modules)
    assert done.returncode == 0, done.stderr
    assert "GetItem" in (modules / "modules/a/intent.yaml").read_text()
    assert "GetItem" not in (modules / "modules/b/intent.yaml").read_text()


@pytest.mark.parametrize(
    ("events", "options", "said"),
    [
        ([event("Invent")], (), "nothing can be learned from these events"),
        ([event(), event(endpoint="vpce-1")], (), "the events came through several endpoints"),
        (
            [event()],
            ("--endpoint", "vpce-9"),
            (
                "no event of these files came through `vpce-9`: nothing can be learned\n"
                f"hint: they came through {ENDPOINT}"
            ),
        ),
        (
            [event()],
            ("--endpoint", ENDPOINT.replace("67890", "67891")),
            f"nothing can be learned\nhint: did you mean `{ENDPOINT}`?",
        ),
        (
            [event(endpoint=None)],
            (),
            (
                "no event of these files came through an endpoint: nothing can be learned\n"
                "hint: none of them names an endpoint"
            ),
        ),
        ([], (), "error: no events were read: nothing can be learned"),
        (
            MADE,
            ("--endpoint", f"a={ENDPOINT}", "--endpoint", ENDPOINT),
            f"error: `{ENDPOINT}` is given two names: `a` and none",
        ),
        (MADE, ("--endpoints", "missing.json"), "error: `missing.json` cannot be read: no such file"),
        (MADE, ("--endpoints", "."), "error: `.` cannot be read: is a directory"),
        (
            [event(vpcEndpointAccountId="444455556666")],
            (),
            (
                f"error: by these events {ENDPOINT} belongs to account 444455556666, and the intent is of "
                f"{ACCOUNT}\nhint: write --account 444455556666"
            ),
        ),
        (MADE, ("--account", "1"), "error: `1` is not an account id\nhint: an account id has 12 digits"),
        (MADE, ("--region", "mars"), "error: unknown Region `mars`"),
        (MADE, ("--name", "A b"), "error: `A b` is not"),
        (
            MADE,
            ("--region", "eu-west-2"),
            "in another Region than the endpoint: dynamodb GetItem 10, kms Decrypt 1",
        ),
    ],
)
def test_what_cannot_be_learned_is_told(
    events: list[dict[str, object]], options: tuple[str, ...], said: str, folder: Path
) -> None:
    (folder / "events.json").write_bytes(lines(events))
    done = here("learn", "events.json", *PLACE, *options, cwd=folder)
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert said in done.stderr


def test_an_intent_is_added_to_and_the_difference_printed(folder: Path) -> None:
    intent = folder / "intent.yaml"
    intent.write_text(
        f"# mine\nversion: 1\nname: a\nregion: eu-west-1\naccount: '{ACCOUNT}'\n"
        "endpoints:\n  dynamodb:\n    allow: everything\n"
    )
    done = here("learn", "events.json", "--merge", "intent.yaml", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "-    allow: everything\n" in done.stdout
    assert "dynamodb: `allow: everything` is replaced by what was seen" in done.stderr
    assert "compared with the policy in force:\ndynamodb (endpoint): narrower" in done.stderr
    assert intent.read_text().startswith("# mine\nversion: 1\n")
    again = here("learn", "events.json", "--merge", "intent.yaml", cwd=folder)
    assert (again.returncode, again.stdout) == (0, "")
    assert "nothing is added" in again.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--region", "eu-west-1"), "learn needs --region and --account"),
        (("--merge", "missing.yaml"), "`missing.yaml` cannot be read: no such file or directory"),
        (("--merge", "events.json"), "GV"),
        (("--merge", "intent.yaml", "--region", "eu-west-1"), "--merge takes the Region and the account"),
        (("--merge", "flow.yaml"), "error[GV907]"),
    ],
)
def test_wrong_ways_to_say_where_the_intent_is_are_told(
    options: tuple[str, ...], said: str, folder: Path
) -> None:
    head = f"version: 1\nname: a\nregion: eu-west-1\naccount: '{ACCOUNT}'\n"
    (folder / "intent.yaml").write_text(f"{head}endpoints:\n  dynamodb:\n    allow: everything\n")
    (folder / "flow.yaml").write_text(f"{head}endpoints: {{dynamodb: {{allow: everything}}}}\n")
    done = here("learn", "events.json", *options, cwd=folder)
    assert done.returncode in (1, 2)
    assert (done.stdout, said in done.stderr) == ("", True), done.stderr


def test_events_from_stdin_are_read_again_for_the_trial(folder: Path) -> None:
    events = (folder / "events.json").read_text()
    done = here("learn", "-", *PLACE, "--objects", "1", cwd=folder, stdin=events)
    assert done.returncode == 0
    assert "learned on the first 80 % of the time, 1 of 1 different" in done.stderr


def put(key: str, day: int) -> dict[str, object]:
    made = event("PutObject", {"bucketName": "b", "key": key}, service="s3")
    return made | {"eventTime": f"2026-11-{day:02}T00:00:00Z"}


@pytest.mark.parametrize("name", ["events.json", "-"])
def test_the_early_events_alone_say_what_was_a_prefix(name: str, folder: Path) -> None:
    early = [put("logs/1", 1), put("logs/2", 2)]
    late = [put(f"logs/{number}", 10) for number in (2, 3, 4, 5)]
    text = lines([*late, *early]).decode()
    (folder / "events.json").write_text(text)
    done = here("learn", name, *PLACE, "--objects", "4", cwd=folder, stdin=text)
    assert done.returncode == 0
    assert '- "arn:aws:s3:::b/logs/*"' in done.stdout
    assert "1 of 2 different requests since 2026-11-08T04:48:00Z would have passed (50 %)" in done.stderr
    assert "s3:PutObject on arn:aws:s3:::b/logs/3, made 3 times" in done.stderr


@pytest.mark.parametrize("kind", ["Gateway", "Interface"])
def test_the_type_of_the_endpoint_is_taken_from_its_description(kind: str, folder: Path) -> None:
    service = "com.amazonaws.eu-west-1.dynamodb"
    endpoints = [{"VpcEndpointId": ENDPOINT, "ServiceName": service, "VpcEndpointType": kind}]
    (folder / "described.json").write_text(json.dumps({"VpcEndpoints": endpoints}))
    done = here("learn", "events.json", *PLACE, "--endpoints", "described.json", cwd=folder)
    assert done.returncode == 0
    assert done.stdout.count("    type: interface\n") == (kind == "Interface")
