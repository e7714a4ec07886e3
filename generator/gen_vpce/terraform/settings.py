"""How bad each kind of finding is: by default, by a file of the repository, by the command line."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from gen_vpce.catalog import closest
from gen_vpce.diagnostics import Severity
from gen_vpce.diagnostics.codes.plan import KINDS
from gen_vpce.terraform.addresses import matches
from gen_vpce.terraform.finding import Finding

FILE = "gen-vpce.toml"
_PROJECT = "pyproject.toml"
_SEVERITY = {"deny": Severity.ERROR, "warn": Severity.WARNING, "allow": Severity.NOTE}
_FIXED = "unreadable"


class SettingsError(ValueError):
    """A setting that cannot be meant; the text is a sentence for the person who wrote it."""


class Rule(Struct, frozen=True):
    """That findings of `kind` at addresses like `pattern` have this severity."""

    kind: str
    severity: Severity
    pattern: str = "*"

    @property
    def is_exception(self) -> bool:
        """Whether it speaks of some addresses alone."""
        return self.pattern != "*"

    def meets(self, finding: Finding) -> bool:
        """Whether it speaks of *finding*."""
        return self.kind == finding.kind and matches(self.pattern, finding.address)


class Settings(Struct, frozen=True):
    """Rules in the order in which they are asked: the first one that meets a finding decides."""

    rules: tuple[Rule, ...] = ()

    def severity(self, finding: Finding) -> Severity:
        """Return how bad *finding* is; a kind without a rule is as bad as the table of codes says."""
        met = (rule.severity for rule in self.rules if rule.meets(finding))
        return next(met, KINDS[finding.kind].severity)

    def over(self, other: "Settings") -> "Settings":
        """Return these rules, and those of *other* for what they leave open."""
        return Settings((*self.rules, *other.rules))


def settings(*, deny: Iterable[str] = (), warn: Iterable[str] = (), allow: Iterable[str] = ()) -> Settings:
    """Return the rules of three lists of `KIND` or, in *allow*, `KIND=ADDRESS`; `*` is a wildcard in it.

    A rule for an address comes before one for all, and the stricter one first. Raises `SettingsError`.
    """
    lists = (("deny", deny), ("warn", warn), ("allow", allow))
    rules = [_rule(how, written) for how, kinds in lists for written in kinds]
    return Settings(tuple(sorted(rules, key=lambda rule: not rule.is_exception)))


def _rule(how: str, written: str) -> Rule:
    kind, equals, pattern = written.partition("=")
    if kind not in KINDS:
        near = closest(kind, KINDS)
        raise SettingsError(
            f"unknown kind of finding `{kind}`; "
            + (f"did you mean `{near}`?" if near else f"known: {', '.join(KINDS)}")
        )
    if kind == _FIXED and how != "deny":
        raise SettingsError(f"`{kind}` stays refused: what was not read was not judged")
    if equals and (how != "allow" or not pattern):
        raise SettingsError(
            f"`{written}`: {how} takes " + ("KIND=ADDRESS" if how == "allow" else "a KIND alone")
        )
    return Rule(kind, _SEVERITY[how], pattern or "*")


def find_settings(folder: Path) -> Settings:
    """Return the settings of the nearest `gen-vpce.toml` or `pyproject.toml` with a table for it.

    The table is `[gate]` in the one and `[tool.gen-vpce.gate]` in the other; *folder* and those above it are
    searched. Raises `SettingsError` that names the file, and OSError.
    """
    for above in (folder, *folder.parents):
        for name in (FILE, _PROJECT):
            table = _table(above / name)
            if table is not None:
                return _of_table(table, above / name)
    return Settings()


def _table(file: Path) -> Mapping[str, object] | None:
    """Return gen-vpce's table in *file*, None where there is none."""
    if not file.is_file():
        return None
    import tomllib

    try:
        data: object = tomllib.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        if file.name == _PROJECT:
            return None  # other tools will say it, and it may hold nothing of ours
        raise SettingsError(f"{file}: this is not TOML: {error}") from None
    for key in ("tool", "gen-vpce") if file.name == _PROJECT else ():
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else None


def _of_table(table: Mapping[str, object], file: Path) -> Settings:
    gate = table.get("gate", {})
    if not isinstance(gate, dict):
        raise SettingsError(f"{file}: `gate` is a table with the lists {', '.join(_SEVERITY)}")
    for key in gate:
        if key not in _SEVERITY:
            near = closest(key, _SEVERITY)
            hint = f"did you mean `{near}`?" if near else f"known: {', '.join(_SEVERITY)}"
            raise SettingsError(f"{file}: the table `gate` has no key `{key}`; {hint}")
    try:
        return settings(**{how: _strings(gate.get(how, [])) for how in _SEVERITY})
    except SettingsError as error:
        raise SettingsError(f"{file}: {error}") from None


def _strings(value: object) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SettingsError("deny, warn and allow are lists of strings")
    return value
