"""The manifest: what is written is read again, and nothing else is believed."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.module.manifest import LARGEST, Manifest, dump, fingerprint, inputs, parse, unowned
from gen_vpce.module.paths import ownable

SCHEMA = Draft202012Validator(json.loads((shipped("schemas") / "manifest.schema.json").read_text("utf-8")))
HASH = "a" * 64

hashes = st.binary(max_size=4).map(fingerprint)
names = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True)
owned_paths = st.one_of(
    st.sampled_from(["main.tf", "variables.tf", "outputs.tf", "versions.tf", "imports.tf", "README.md"]),
    names.map("policies/{}.json".format),
    names.map("tests/{}.tftest.hcl".format),
)
manifests = st.builds(
    Manifest,
    st.none() | hashes,
    st.lists(owned_paths, unique_by=str.lower).flatmap(
        lambda paths: st.fixed_dictionaries(dict.fromkeys(paths, hashes))
    ),
)


@given(manifests)
def test_what_is_written_is_read_again(manifest: Manifest) -> None:
    assert parse(dump(manifest), "m/.gen-vpce.json") == manifest


@given(manifests)
def test_there_is_one_spelling(manifest: Manifest) -> None:
    turned = Manifest(manifest.digest, dict(reversed(manifest.files.items())))
    text = dump(manifest).decode()
    assert dump(turned).decode() == text
    assert text == json.dumps(json.loads(text), indent=2) + "\n"
    assert list(json.loads(text)["files"]) == sorted(manifest.files)


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, 1, 1.0, 2]),
    hashes,
    st.sampled_from(["", HASH.upper(), f"{HASH}\n"]),
)
strange_paths = st.sampled_from(
    ["main.tf\n", "/main.tf", "../main.tf", "policies/../main.tf", "MAIN.TF", "é.tf", ""]
)
lookalikes = st.fixed_dictionaries(
    {},
    optional={
        "version": scalars,
        "digest": scalars,
        "files": scalars | st.dictionaries(owned_paths | strange_paths, scalars | hashes, max_size=3),
        "more": scalars,
    },
)


@given(lookalikes | scalars | manifests.map(lambda manifest: json.loads(dump(manifest))))
@example({"version": 1, "digest": None, "files": {"main.tf": HASH}})
@example({"version": True, "digest": None, "files": {}})
def test_the_check_in_code_and_the_schema_say_the_same(data: object) -> None:
    believed = isinstance(parse(json.dumps(data).encode(), "x"), Manifest)
    files = data.get("files") if isinstance(data, dict) else None
    collide = isinstance(files, dict) and len({path.lower() for path in files}) != len(files)
    assert believed == (SCHEMA.is_valid(data) and not collide)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "it is not JSON: "),
        (b"\xff\xfe{}", "it is not JSON: "),
        (b"[" * 100_000, "it is not JSON: "),
        (b'{"version": 1, "version": 1}', "it is not JSON: a key occurs twice in one object"),
        (b"<<<<<<< HEAD\n{}", "it is not JSON: "),
        (b" " * (LARGEST + 1), f"it is larger than {LARGEST} bytes"),
        (b"[]", "it is not an object of version, digest and files"),
        (b'{"version": 1, "files": {}}', "it is not an object of version, digest and files"),
        (b'{"version": 2, "digest": null, "files": {}}', "its version is 2, and this gen-vpce reads 1"),
        (b'{"version": 1, "digest": "abc", "files": {}}', "its digest is 'abc', not a SHA-256"),
        (b'{"version": 1, "digest": null, "files": []}', "its files are [], not an object"),
        (
            b'{"version": 1, "digest": null, "files": {"main.tf": 1}}',
            "the hash of 'main.tf' is 1, not a SHA-256",
        ),
    ],
)
def test_what_is_wrong_is_said(raw: bytes, problem: str) -> None:
    said = parse(raw, "m/.gen-vpce.json")
    assert isinstance(said, Diagnostic)
    assert said.code == "GV503"
    assert said.message.startswith(f"m/.gen-vpce.json cannot be believed: {problem}")
    assert len(said.message) < 200


NEVER_OURS = [
    *(
        "/etc/passwd",
        "//host/share/main.tf",
        "C:\\main.tf",
        "C:main.tf",
        "c:/main.tf",
        "\\main.tf",
        "./main.tf",
    ),
    *("../main.tf", "policies/../main.tf", "policies/..", "policies/../../a.json", "policies//a.json"),
    *(
        "policies\\a.json",
        "policies/a\\b.json",
        "policies/a/b/c.json",
        "policies/.a/b.json",
        "policies/.json",
        "policies/.a.json",
    ),
    *("intent.yaml", ".gen-vpce.json", ".gen-vpce.tmp/new-0", "gen-vpce-interrupted.tf.json", ".git/config"),
    *("main.tf.json", "terraform.tfstate", "terraform.tfvars", "providers.tf", "a/main.tf", "main.tf/a"),
    *("Main.tf", "readme.md", "main.tf ", "main.tf\n", "main.tf\0", " main.tf", "", "policies", "policies/"),
    *("policies/a.json:stream", "policies/a\u2215b.json", f"policies/{'a' * 300}.json", "tests/policy.tf"),
]


@pytest.mark.parametrize("path", NEVER_OURS)
def test_no_manifest_makes_such_a_path_ours(path: str) -> None:
    assert not ownable(path)
    assert unowned({path: HASH})
    data = {"version": 1, "digest": None, "files": {path: HASH}}
    assert isinstance(parse(json.dumps(data).encode(), "x"), Diagnostic)
    assert not SCHEMA.is_valid(data)


@given(owned_paths)
def test_an_owned_path_stays_in_the_folder(path: str) -> None:
    folder = Path("/some/folder")
    inside = (folder / path).resolve().relative_to(folder)
    assert inside.as_posix() == path
    assert not inside.name.startswith(".")


def test_two_paths_that_are_one_on_some_disks_are_refused() -> None:
    assert unowned({"policies/Orders.json": HASH, "policies/orders.json": HASH})


@given(st.text(alphabet="ab\n"), st.text(alphabet="ab\n"))
def test_line_breaks_do_not_count_and_everything_else_does(one: str, two: str) -> None:
    turned = two.replace("\n", "\r\n")
    assert (fingerprint(one.encode()) == fingerprint(turned.encode())) == (one == two)


def test_the_digest_follows_the_intent_and_not_its_line_breaks() -> None:
    assert inputs(b"version: 1\n") == inputs(b"version: 1\r\n")
    assert inputs(b"version: 1\n") != inputs(b"version: 1\n\n")


@pytest.mark.parametrize("kind", ["templates", "schemas"])
def test_the_digest_follows_templates_and_schemas(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gen_vpce.module import manifest

    for each in ("templates", "schemas"):
        (tmp_path / each / "module").mkdir(parents=True)
    monkeypatch.setattr(manifest, "shipped", lambda name: tmp_path / name)

    def digest() -> str:
        manifest._surroundings.cache_clear()
        return inputs(b"")

    seen = [digest()]
    file = tmp_path / kind / "module" / "a.j2"
    for change in (
        lambda: file.write_text("one"),
        lambda: file.write_text("two"),
        lambda: file.rename(file.with_name("b.j2")),
    ):
        change()
        seen.append(digest())
    manifest._surroundings.cache_clear()
    assert len(set(seen)) == len(seen)
