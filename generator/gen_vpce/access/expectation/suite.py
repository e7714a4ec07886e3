"""A file for `gen-vpce test`: an intent with its `expect`, or expectations in a file of their own."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.expectation.check import Checked, check_each
from gen_vpce.access.expectation.policies_held import Door, Holdings, held_policy, holdings
from gen_vpce.access.expectation.policy_files import beside, read_policy
from gen_vpce.access.expectation.wording import form_words
from gen_vpce.diagnostics import Diagnostic, Severity, in_order
from gen_vpce.intent.chosen import one_of, split
from gen_vpce.intent.expect_file import ExpectFile, is_expect_file, read_expect_file
from gen_vpce.intent.load import Loaded, load, load_source
from gen_vpce.intent.model import EndpointKind, Expectation, Intent
from gen_vpce.intent.places.alike import Values
from gen_vpce.intent.places.fold import fold
from gen_vpce.intent.text.source import read
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import PolicyKind


class Tested(Struct, frozen=True):
    """One expectation of a file, in words (`never dynamodb:DeleteTable through dynamodb`), and its result."""

    words: str
    checked: Checked


class Suite(Struct, frozen=True):
    """What came of one file. With `diagnostics` among which there are errors, nothing was tested."""

    tested: tuple[Tested, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def run_file(path: Path, shown: str, deployment: str | None = None) -> Suite:
    """Test the file at *path*, which findings call *shown*. Raises OSError when it cannot be read.

    Of an intent with deployments, all are tested, or the *deployment* alone.
    """
    source = read(path.read_bytes(), shown)
    if not is_expect_file(source):
        loaded = load_source(source)
        loaded = loaded if deployment is None else one_of(loaded, deployment, shown)
        if not loaded.intents:
            return unsound(loaded.diagnostics)
        return _together([(each, each.expect) for each in loaded.intents], loaded.values, path.parent)
    file, found = read_expect_file(source)
    if file is None:
        return unsound(found)
    return _of_policy(file, path.parent) if file.policy else _of_intent(file, path.parent, shown)


def unsound(found: Iterable[Diagnostic]) -> Suite:
    """Return what comes of a file in which something is wrong: its errors."""
    return Suite((), in_order([each for each in found if each.severity is Severity.ERROR]))


def _of_intent(file: ExpectFile, folder: Path, shown: str) -> Suite:
    loaded = _named_intent(file, folder, shown)
    if not loaded.intents:
        return unsound(loaded.diagnostics)
    expectations, found = file.of_intents(loaded.intents)
    if any(each.severity is Severity.ERROR for each in found):
        return unsound(found)
    return _together(list(zip(loaded.intents, expectations, strict=True)), loaded.values, folder)


def _named_intent(file: ExpectFile, folder: Path, shown: str) -> Loaded:
    name, deployment = split(file.intent.text if file.intent else "")
    loaded = load(folder / name, beside(shown, name))
    return loaded if deployment is None else one_of(loaded, deployment, beside(shown, name))


def _together(asked: Sequence[tuple[Intent, tuple[Expectation, ...]]], values: Values, folder: Path) -> Suite:
    """Test what is expected of each deployment; what is found alike in several is found once."""
    suites = [_on_intent(intent, expectations, folder) for intent, expectations in asked]
    if not values:
        return suites[0]
    names = [intent.deployment or "" for intent, _ in asked]
    tested = tuple(each for suite in suites for each in suite.tested)
    found = fold({name: suite.diagnostics for name, suite in zip(names, suites, strict=True)}, values)
    return Suite(tested, found)


def _on_intent(intent: Intent, expectations: tuple[Expectation, ...], folder: Path) -> Suite:
    compiled = compile_intent(intent)
    if any(each.severity is Severity.ERROR for each in compiled.diagnostics):
        return unsound(compiled.diagnostics)
    suite = _run(expectations, holdings(intent, compiled.documents), folder)
    return suite if intent.deployment is None else _located(suite, intent.deployment)


def _located(suite: Suite, deployment: str) -> Suite:
    """Return what was tested with the deployment in its words."""
    where = f"in {deployment}: "
    tested = tuple(
        Tested(
            f"{where}{each.words}",
            replace(
                each.checked,
                findings=tuple(
                    found._replace(message=f"{where}{found.message}") for found in each.checked.findings
                ),
            ),
        )
        for each in suite.tested
    )
    return replace(suite, tested=tested)


def _of_policy(file: ExpectFile, folder: Path) -> Suite:
    named, setting, service = file.policy, file.setting(), file.service()
    if named is None or setting is None:
        return unsound(file.found)
    expectations = file.of_policy(setting)
    policy_file = read_policy(named.text, folder, named.span)
    if policy_file.policy is None or file.found.stop:
        return unsound([*file.found, *policy_file.diagnostics])
    kind = file.endpoint_kind
    held = held_policy(
        PolicyKind.ENDPOINT,
        policy_file.policy,
        policy_file.place,
        roots_only=None if kind is None else kind is EndpointKind.GATEWAY,
    )
    door = Door(named.text, held, kind, service, setting.region if service else None)
    whole = Holdings(setting.account, setting.region, setting.partition, (door,), is_intent=False)
    return _run(expectations, whole, folder)


def _run(expectations: Iterable[Expectation], held: Holdings, folder: Path) -> Suite:
    checked = check_each(tuple(expectations), held, folder)
    return Suite(
        tuple(
            Tested(f"{each.expectation.claim} {form_words(each.expectation, held)}", each) for each in checked
        )
    )
