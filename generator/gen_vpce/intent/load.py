"""From the file to the model: the first stage of every run, pure but for the one reading of the file."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.diagnostics import Diagnostic, Severity, Span, in_order
from gen_vpce.intent.build import build
from gen_vpce.intent.close_names import found_beside
from gen_vpce.intent.consistency import check_labels
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.model import Intent
from gen_vpce.intent.named_lists import with_lists
from gen_vpce.intent.places.alike import Values
from gen_vpce.intent.places.deployments import places
from gen_vpce.intent.places.fold import fold
from gen_vpce.intent.places.scopes import check_scopes
from gen_vpce.intent.places.shared_accounts import check_accounts
from gen_vpce.intent.places.values import without_deployments
from gen_vpce.intent.schema import check, intent_schema, open_schema, place_schema
from gen_vpce.intent.text.node import Node
from gen_vpce.intent.text.source import Read, read


class Loaded(Struct, frozen=True):
    """The intents of a file, and every finding in the order of the file.

    There is one, or one for each deployment of the file; none where there are errors.
    """

    intents: tuple[Intent, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def intent(self) -> Intent | None:
        """The one intent; None where there are errors, or several deployments."""
        return self.intents[0] if len(self.intents) == 1 else None

    @property
    def values(self) -> Values:
        """By the name of each deployment what `<key>` stands for in it; empty for a file without."""
        return {each.deployment: each.values for each in self.intents if each.deployment is not None}


def load(path: Path, shown: str) -> Loaded:
    """Read, check and resolve the intent at *path*; *shown* is its name in findings."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        message = f"`{shown}` cannot be read: {reason}"
        hint = (
            found_beside(path) or "`gen-vpce init` writes one"
            if isinstance(error, FileNotFoundError)
            else "see to the path and its permissions"
        )
        return Loaded((), (Diagnostic("GV101", Severity.ERROR, message, Span(shown), hint),))
    return load_bytes(raw, shown)


def load_bytes(raw: bytes, shown: str) -> Loaded:
    """Read, check and resolve an intent; *shown* is its name in findings. Every problem is found at once."""
    return load_source(read(raw, shown))


def load_elsewhere(raw: bytes, shown: str, deployment: str, place: str) -> Loaded:
    """Read an intent as if its *deployment* were in the Region and account, and had the values, of *place*.

    Both have to be deployments of the file. What is meant for the *deployment* alone stays its own.
    """
    source = read(raw, shown)
    deployments = source.root.get("deployments") if source.root else None
    if source.root is None or deployments is None or deployments.entries is None:
        return load_source(source)
    there = deployments.entries.get(place)
    moved = {
        name: there if there and name == deployment else each for name, each in deployments.entries.items()
    }
    entries = {**(source.root.entries or {}), "deployments": replace(deployments, entries=moved)}
    return load_source(Read(replace(source.root, entries=entries), source.diagnostics), {deployment: place})


def load_source(source: Read, called: Mapping[str, str] | None = None) -> Loaded:
    """Check and resolve an intent that was read already; *called* is as for `places`."""
    found = Findings(source.diagnostics)
    intents: tuple[Intent, ...] = ()
    if source.root:
        has_deployments = source.root.get("deployments") is not None
        sound = check(source.root, found, open_schema if has_deployments else intent_schema)
        if sound:
            whole = source.root
            root = with_lists(sound, whole, found)
            if has_deployments:
                intents = _of_deployments(root, whole, found, called or {})
            else:
                intents = _of_file(root, whole, found)
    if not intents or found.stop:
        return Loaded((), in_order(found))
    accepted = {acceptance.code for acceptance in intents[0].accept}
    return Loaded(intents, in_order([each for each in found if each.code not in accepted]))


def _of_file(root: Node, whole: Node, found: Findings) -> tuple[Intent, ...]:
    check_scopes(root, {}, found)
    intent = build(root, whole, found)
    found[:] = [without_deployments(each) for each in found]
    return (intent,)


def _of_deployments(
    root: Node, whole: Node, found: Findings, called: Mapping[str, str]
) -> tuple[Intent, ...]:
    """Return an intent for each deployment: what is wrong with several of them is found once."""
    intents: list[Intent] = []
    of_each: dict[str, Findings] = {}
    values: dict[str, Mapping[str, str]] = {}
    for place, own in places(root, whole, found, called):
        unknown = {each.span for each in own if each.code == "GV249"}
        tree = check(place.tree, own, place_schema, again=True)
        if tree is not None:
            intents.append(build(tree, place.whole, own, place))
        # What else is wrong with a text is wrong with the name of the value, which stands in for it.
        own[:] = [each for each in own if each.code == "GV249" or each.span not in unknown]
        of_each[place.name], values[place.name] = own, place.values
    found += fold(of_each, values)
    check_accounts(intents, found)
    check_labels(whole.items("endpoints"), found)
    return tuple(intents)
