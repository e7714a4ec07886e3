"""How bad each kind of finding is: by default, by a file of the repository, by the command line."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from gen_vpce.catalog import closest
from gen_vpce.diagnostics import Setting, Severity
from gen_vpce.diagnostics.codes.plan import KINDS
from gen_vpce.terraform.addresses import matches
from gen_vpce.terraform.finding import Finding

_SEVERITY = {"deny": Severity.ERROR, "warn": Severity.WARNING, "allow": Severity.NOTE}
_FIXED = "unreadable"
_FORM = 'write it as in: allow = ["endpoint-replaced=module.sandbox*"]'


class SettingsError(ValueError):
    """A setting that cannot be meant: a sentence for the person who wrote it, with `hint` as the way out."""

    def __init__(self, message: str, hint: str = "gen-vpce explain lists the kinds, as GV6xx") -> None:
        """Say *message*, and *hint* beside it."""
        super().__init__(message)
        self.hint = hint


class Rule(Struct, frozen=True):
    """That findings of `kind` at addresses like `pattern` have this severity.

    `written` is the rule for people, `source` the file that it stands in, None for the command line.
    """

    kind: str
    severity: Severity
    pattern: str = "*"
    written: str = ""
    source: str | None = None

    @property
    def is_exception(self) -> bool:
        """Whether it speaks of some addresses alone."""
        return self.pattern != "*"

    def meets(self, finding: Finding) -> bool:
        """Whether it speaks of *finding*."""
        return self.kind == finding.kind and matches(self.pattern, finding.address)


class Settings(Struct, frozen=True):
    """Rules in the order in which they are asked: the first one that meets a finding decides.

    `source` names the file that was read for them, whatever it says, None where there is none.
    """

    rules: tuple[Rule, ...] = ()
    source: str | None = None

    def judged(self, finding: Finding) -> tuple[Severity, Setting | None]:
        """Return how bad *finding* is, and the setting that says so where its kind's default is another.

        The default is what the table of codes says.
        """
        default = KINDS[finding.kind].severity
        met = next((rule for rule in self.rules if rule.meets(finding)), None)
        if met is None or met.severity is default:
            return default, None
        return met.severity, Setting(default, met.written, met.source)

    def over(self, other: "Settings") -> "Settings":
        """Return these rules, and those of *other* for what they leave open."""
        return Settings((*self.rules, *other.rules), self.source or other.source)


def settings(
    *,
    deny: Iterable[str] = (),
    warn: Iterable[str] = (),
    allow: Iterable[str] = (),
    source: str | None = None,
) -> Settings:
    """Return the rules of three lists of `KIND` or, in *allow*, `KIND=ADDRESS`; `*` is a wildcard in it.

    They stand in the file *source*, or on the command line. A rule for an address comes before one for all,
    and the stricter one first. Raises `SettingsError`.
    """
    lists = (("deny", deny), ("warn", warn), ("allow", allow))
    rules = [_rule(how, written, source) for how, kinds in lists for written in kinds]
    return Settings(tuple(sorted(rules, key=lambda rule: not rule.is_exception)), source)


def _rule(how: str, written: str, source: str | None) -> Rule:
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
    return Rule(kind, _SEVERITY[how], pattern or "*", f"{how} {written}", source)


def of_table(table: Mapping[str, object], source: str) -> Settings:
    """Return the settings of gen-vpce's *table* in the file *source*. Raises `SettingsError`."""
    gate = table.get("gate", {})
    if not isinstance(gate, dict):
        lists = ", ".join(_SEVERITY)
        raise SettingsError(f"{source}: `gate` is a table with the lists {lists}", _FORM)
    for key in gate:
        if key not in _SEVERITY:
            near = closest(key, _SEVERITY)
            hint = f"did you mean `{near}`?" if near else f"known: {', '.join(_SEVERITY)}"
            raise SettingsError(f"{source}: the table `gate` has no key `{key}`; {hint}", _FORM)
    try:
        return settings(**{how: _strings(gate.get(how, [])) for how in _SEVERITY}, source=source)
    except SettingsError as error:
        raise SettingsError(f"{source}: {error}", error.hint) from None


def _strings(value: object) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SettingsError("deny, warn and allow are lists of strings", _FORM)
    return value
