"""The one promise: no byte is overwritten or deleted that gen-vpce does not own, whatever people do."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.support.folders import Snapshot, found, module, snapshot

from gen_vpce.module.paths import MANIFEST
from gen_vpce.module.reconcile import reconcile
from gen_vpce.module.result import Action, Status

OURS = ["main.tf", "README.md", "policies/a.json", "tests/policy.tftest.hcl"]
THEIRS = ["notes.md", "policies/readme.txt", "providers.tf", "terraform.tfstate"]

ours = st.sampled_from(OURS)
texts = st.sampled_from(["", "one\n", "two\n", "two\r\n"])
renderings = st.dictionaries(ours, texts, min_size=1)


def unturned(content: bytes | str | None) -> bytes | str | None:
    """Return *content* with its line breaks as line feeds."""
    return content.replace(b"\r\n", b"\n") if isinstance(content, bytes) else content


class Folder(RuleBasedStateMachine):
    """People write, edit and delete files while modules are generated into the same folder.

    `written` is what gen-vpce put there last, as a person would remember it.
    """

    @initialize(files=renderings)
    def start(self, files: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "intent.yaml").touch()
        self.written: dict[str, bytes] = {}
        self.generate(files, frozenset())

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(path=st.sampled_from(OURS + THEIRS), text=texts)
    def save(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(exist_ok=True)
        (self.folder / path).write_bytes(text.encode())

    @rule(path=ours)
    def edit(self, path: str) -> None:
        if (self.folder / path).exists():
            self.save(path, "edited\n")

    @rule(path=st.sampled_from(OURS + THEIRS))
    def delete(self, path: str) -> None:
        (self.folder / path).unlink(missing_ok=True)

    @rule()
    def lose_the_manifest(self) -> None:
        (self.folder / MANIFEST).unlink(missing_ok=True)
        self.written = {}

    @rule(files=renderings)
    def check(self, files: Mapping[str, str]) -> None:
        before = snapshot(self.folder)
        result = reconcile(found(self.folder), module(files), (), check=True)
        assert result.status in (Status.WOULD_CHANGE, Status.REFUSED, Status.UNCHANGED)
        assert snapshot(self.folder) == before

    @rule(files=renderings, forced=st.just(frozenset()) | st.frozensets(ours, min_size=1, max_size=2))
    def generate(self, files: Mapping[str, str], forced: frozenset[str]) -> None:
        before = snapshot(self.folder)
        result = reconcile(found(self.folder), module(files), forced, check=False)
        after = snapshot(self.folder)
        changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
        for path in changed - forced - {MANIFEST}:
            if isinstance(before.get(path), bytes):
                assert unturned(before[path]) == unturned(self.written[path])
        if result.status is Status.REFUSED:
            assert not changed
            assert result.diagnostics
            assert {each.action for each in result.changes} == {Action.REFUSED}
        else:
            assert bool(changed) == (result.status is not Status.UNCHANGED)
            assert changed <= {each.path[2:] for each in result.changes} | {MANIFEST, "policies", "tests"}
            self.is_as_rendered(files, after)

    def is_as_rendered(self, files: Mapping[str, str], after: Snapshot) -> None:
        for path, text in files.items():
            assert unturned(after[path]) == unturned(text.encode())
        assert not after.keys() & (self.written.keys() - files.keys())
        self.written = {path: text.encode() for path, text in files.items()}
        again = reconcile(found(self.folder), module(files), (), check=True)
        assert again.status is Status.UNCHANGED

    @invariant()
    def nothing_is_left_lying_about(self) -> None:
        expected = {"intent.yaml", MANIFEST, "policies", "tests", *OURS, *THEIRS}
        assert snapshot(self.folder).keys() <= expected


TestFolder = Folder.TestCase
TestFolder.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
