"""What an editor completes, marks and shows beside an intent that `gen-vpce init` made."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.pipelines.test_pipelines_documentation import EDITOR, blocks
from tests.support.command import gen_vpce
from tests.support.modules import FOLDERS
from tests.support.outside.language_server import Document, LanguageServer

from gen_vpce import catalog

pytestmark = pytest.mark.long

HEAD = 'version: 1\nname: orders\nregion: us-east-1\naccount: "123456789012"\n'
DYNAMODB = f"{HEAD}endpoints:\n  dynamodb:\n    allow:\n"
KEYS = f"{HEAD}endpoints:\n  keys:\n    service: kms\n    allow:\n"
S3 = f"{HEAD}endpoints:\n  s3:\n    allow:\n"
INIT = (
    "--service",
    "dynamodb",
    "--preset",
    "full-access",
    "--region",
    "us-east-1",
    "--account",
    "123456789012",
)

ACCOUNT = "An account id has 12 digits; one that begins with 0 is written in quotes."

Open = Callable[[str], Document]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with a module that `init` made, and the schema that it left."""
    top = tmp_path_factory.mktemp("repository")
    (top / ".git").mkdir()
    made = gen_vpce("init", "modules/orders", *INIT, cwd=top)
    assert made.returncode == 0, made.stderr
    return top


@pytest.fixture(scope="module")
def opened(repository: Path) -> Iterator[Open]:
    """Return what opens a text as an intent of the repository, below the line that `init` wrote."""
    modeline = (repository / "modules/orders/intent.yaml").read_text(encoding="utf-8").partition("\n")[0]
    server = LanguageServer(repository)
    numbers = count(1)

    def open_(text: str) -> Document:
        return Document(server, repository / f"modules/n{next(numbers)}/intent.yaml", f"{modeline}\n{text}")

    yield open_
    server.stop()


COMPLETED = {
    "version: 1\nregion: |": (set(catalog.regions()), "eu-west-1", "region: eu-west-1"),
    "region: eu-|": (set(catalog.regions()), "eu-west-1", "region: eu-west-1"),
    f"{HEAD}endpoints:\n  orders:\n    service: |": (
        set(catalog.endpoint_services()),
        "ecr.api",
        "    service: ecr.api",
    ),
    f"{HEAD}endpoints:\n  orders:\n    service: ecr.|": (
        set(catalog.endpoint_services()),
        "ecr.api",
        "    service: ecr.api",
    ),
    f"{HEAD}endpoints:\n  |": (set(catalog.endpoint_services()), "ecr.api", "  ecr.api:"),
    f"{HEAD}endpoints:\n  ecr|": (set(catalog.endpoint_services()), "ecr.api", "  ecr.api:"),
    f"{DYNAMODB}      - actions:\n          - |": (
        set(catalog.expand("dynamodb:*")),
        "dynamodb:PutItem",
        "          - dynamodb:PutItem",
    ),
    f"{DYNAMODB}      - actions:\n          - dynamodb:P|": (
        set(catalog.expand("dynamodb:*")),
        "dynamodb:PutItem",
        "          - dynamodb:PutItem",
    ),
    f"{DYNAMODB}      - actions: [dynamodb:GetItem, dynamodb:P|]": (
        set(catalog.expand("dynamodb:*")),
        "dynamodb:PutItem",
        "      - actions: [dynamodb:GetItem, dynamodb:PutItem]",
    ),
    f"{HEAD}endpoints:\n  dynamodb:\n    deny:\n      - actions: [|]": (
        set(catalog.expand("dynamodb:*")),
        "dynamodb:PutItem",
        "      - actions: [dynamodb:PutItem]",
    ),
    f"{KEYS}      - actions: [|]": (
        set(catalog.expand("kms:*")),
        "kms:Decrypt",
        "      - actions: [kms:Decrypt]",
    ),
    f"{HEAD}endpoints:\n  kms:\n    statements:\n      - Effect: Allow\n        Action: kms:D|": (
        set(catalog.expand("kms:*")),
        "kms:Decrypt",
        "        Action: kms:Decrypt",
    ),
    f"{S3}      - service_owned: [|]": (
        set(catalog.owned_features("s3")),
        "al2023",
        "      - service_owned: [al2023]",
    ),
    f"{S3}      - service_owned:\n          - al|": (
        set(catalog.owned_features("s3")),
        "al2023",
        "          - al2023",
    ),
}
"""The text up to the cursor, all that must be offered, and the line once one of it is taken."""


@pytest.mark.parametrize("text", COMPLETED)
def test_completion(text: str, opened: Open) -> None:
    known, label, line = COMPLETED[text]
    offered = opened(text).offered()
    assert known <= offered.keys()
    assert offered[label].split("\n")[0] == line
    names = re.compile(r"[a-z0-9-]+:[A-Z]\w+")
    assert {each for each in offered if names.fullmatch(each)} <= known, "actions of another service"


@pytest.mark.parametrize(
    "text",
    [
        "|",
        f"{HEAD}endpoints:\n  kms:\n    |",
        f"{HEAD}endpoints:\n  kms:\n    allow:\n      - |",
        f"{HEAD}endpoints:\n  kms:\n    statements:\n      - |",
        f"{HEAD}identity_policies:\n  - |",
        f"{HEAD}expect:\n  - |",
        f"{HEAD}expect:\n  - allow:\n      |",
    ],
)
def test_keys_and_examples_are_yaml_once_taken(text: str, opened: Open) -> None:
    keys = opened(text).offered()
    assert keys
    for key, line in keys.items():
        assert ":" in line, key
        for label, taken in opened(text.replace("|", f"{key}: |")).offered().items():
            assert "[object" not in f"{label} {taken}"


MARKED = {
    HEAD.replace("us-east-1", "us-est-1"): [("us-est-1", "This is not a Region that gen-vpce knows.")],
    HEAD.replace('"123456789012"', "12345"): [("12345", ACCOUNT)],
    HEAD.replace('"123456789012"', '"12345"'): [('"12345"', ACCOUNT)],
    HEAD.replace("orders", "Orders App"): [
        (
            "Orders App",
            "This is not a name of a module: a small letter, then up to 62 small letters, digits and `-`.",
        )
    ],
    f"{HEAD}endpoints:\n  dynamodbb:\n    allow: everything\n": [
        (
            "dynamodbb",
            "This name is not that of a service: add `service`, which says what the endpoint leads to.",
        )
    ],
    f"{KEYS.replace('kms', 'kmss')}      - name: All\n": [
        ("kmss", "This is not a service with an endpoint; `gen-vpce catalog` lists them.")
    ],
    f"{DYNAMODB}      - actions: [dynamodb:GetItem, dynamodb:B*, dynamodb:Gettem]\n": [
        ("dynamodb:Gettem", "This is not an action of Amazon DynamoDB, as AWS spells it.")
    ],
    f"{DYNAMODB}      - actions: [s3:GetObject]\n": [
        ("s3:GetObject", "This is not an action of Amazon DynamoDB, as AWS spells it.")
    ],
    f"{KEYS}      - actions: [kms:Encript]\n": [
        ("kms:Encript", "This is not an action of AWS Key Management Service, as AWS spells it.")
    ],
    f"{S3}      - service_owned: [ecr, al2022]\n": [
        ("al2022", "This is not a feature of Amazon S3 with resources of AWS's own.")
    ],
    f"{KEYS}      - service_owned: [ecr]\n": [
        ("ecr", "No resources of this service are known to be AWS's own.")
    ],
}
"""The text, and what is marked in it with which words."""


@pytest.mark.parametrize("text", MARKED)
def test_marks(text: str, opened: Open) -> None:
    whole = text if "endpoints:" in text else f"{text}endpoints:\n  dynamodb: {{allow: everything}}\n"
    assert opened(whole).marked() == MARKED[text]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nothing_is_marked_in_a_good_intent(folder: Path, opened: Open) -> None:
    _, _, text = (folder / "intent.yaml").read_text(encoding="utf-8").partition("\n")
    assert opened(text).marked() == []


SHOWN = {
    HEAD.replace("region", "re|gion"): [
        "#### Region\n",
        "\nThe Region of the endpoints.",
        "`us-east-1`: US East",
    ],
    HEAD.replace("account", "acc|ount"): ["#### account id\n", "\nThe account of the endpoints, 12 digits"],
    DYNAMODB.replace("dyn", "d|yn"): ["#### endpoint\n", "\nOne `aws_vpc_endpoint`."],
    DYNAMODB.replace("allow", "all|ow"): ["\nWhat may pass: `everything` (AWS's default, stated), or a list"],
    f"{DYNAMODB}      - princi|pals: [role/App]\n": [
        "\nWho calls, any of: `role/NAME`, `user/NAME`, `account`"
    ],
    f"{DYNAMODB}      - actions: [dynamodb:Get|Item]\n": ["#### action\n", "`dynamodb:GetItem`\n"],
    f"{S3}      - service_owned: [al2|023]\n": ["#### feature\n", "`al2023`: "],
    f"{HEAD}endpoints:\n  x:\n    serv|ice: ecr.api\n": [
        "#### service\n",
        "\nThe AWS service behind the endpoint",
    ],
    f"{HEAD}ex|pect:\n  - allow: {{}}\n": ["\nWhat the policies must and must not let through."],
}
"""What the pointer rests on, and parts of what is shown."""


@pytest.mark.parametrize("text", SHOWN)
def test_hover(text: str, opened: Open) -> None:
    shown = opened(text).shown()
    assert [each for each in SHOWN[text] if each not in shown] == []
    assert "\\" not in shown


def test_the_settings_of_the_page_find_an_intent_without_the_line(repository: Path) -> None:
    """VS Code takes them from .vscode/settings.json, Neovim from the same words in Lua."""
    (shown,) = blocks(EDITOR, "json")
    server = LanguageServer(repository, schemas=json.loads(shown)["yaml.schemas"])
    try:
        intent = Document(server, repository / "deep/er/intent.yaml", "region: eu-|")
        assert ("eu-", "This is not a Region that gen-vpce knows.") in intent.marked()
        assert intent.offered()["eu-west-1"] == "region: eu-west-1"
        assert Document(server, repository / "deep/er/values.yaml", "region: eu-|").marked() == []
    finally:
        server.stop()
