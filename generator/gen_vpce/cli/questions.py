"""The answers that `init` needs: taken from the options, asked for on a terminal, or listed as missing."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gen_vpce.cli.console import ask, is_interactive, tell, usage_error

if TYPE_CHECKING:
    from gen_vpce.intent.presets import Answers, Preset

_QUESTIONS = {
    "name": "Name of the module",
    "service": "Service",
    "preset": "Preset",
    "table": "Table",
    "bucket": "Bucket",
    "role": "Role that may use the endpoint",
    "trusted_account": "Account that may use the endpoint",
    "organization": "Organization (o-...)",
    "region": "Region",
    "account": "Account of the endpoint (12 digits)",
}
_OF_PRESETS = ("table", "bucket", "role", "trusted_account", "endpoint")


class Questions:
    """Collects answers by option name; what stays open is named in one message, with all that was said."""

    def __init__(self, given: Mapping[str, str | None]) -> None:
        self._given = given
        self._said: dict[str, str] = {}
        self._open: list[str] = []
        self._is_over = not is_interactive()

    def need(self, name: str, known: Collection[str] = ()) -> str | None:
        """Return the answer to *name*, one of *known* if there are any, or None where it stays open."""
        answer = self._given.get(name)
        if answer is not None:
            answer = self.checked(name, answer, known)
        elif not self._is_over:
            answer = self._asked(name, known)
        if answer is None:
            self._open.append(_option(name))
        else:
            self._said[name] = answer
        return answer

    def checked(self, name: str, answer: str, known: Collection[str] = ()) -> str:
        """Return an answer of the command line in its form; raise the exit for wrong usage otherwise."""
        from gen_vpce.scaffold.answers import AnswerError, understood

        try:
            return understood(name, answer, known)
        except AnswerError as error:
            raise usage_error(str(error), f"give another {_option(name)}") from None

    def close(self, folder: Path) -> None:
        """Raise the exit for wrong usage if an answer stayed open; what was said stands in the hint."""
        if not self._open:
            return
        from shlex import join

        words = [word for name, answer in self._said.items() for word in (_option(name), answer)]
        hint = "give the options, or run init in a terminal to be asked"
        if words:
            hint += f"; so far: gen-vpce init {join([str(folder), *words])}"
        raise usage_error(f"missing: {', '.join(self._open)}", hint)

    def _asked(self, name: str, known: Collection[str]) -> str | None:
        """Ask until the answer can be used; None where the terminal was closed, with Ctrl-D."""
        from gen_vpce.scaffold.answers import AnswerError, understood

        choices = f" ({', '.join(known)})" if 0 < len(known) < 10 else ""
        while (line := ask(f"{_QUESTIONS[name]}{choices}")) is not None:
            if not line:
                tell("an answer is needed; Ctrl-D ends the questions\n")
                continue
            try:
                return understood(name, line, known)
            except AnswerError as error:
                tell(f"{error}\n")
        self._is_over = True
        tell("\n")
        return None


def complete(folder: Path, given: Mapping[str, str | None], more: dict[str, Any]) -> "tuple[Preset, Answers]":
    """Return the preset and all of its answers: *given* ones, which may be None, and *more* as they are."""
    from gen_vpce.catalog import endpoint_service, endpoint_services
    from gen_vpce.intent.presets import PRESETS, Answers, presets_for

    _check_folder(folder)
    questions = Questions({**given, "name": given.get("name") or _name_of(folder)})
    name = questions.need("name")
    service = questions.need("service", endpoint_services())
    endpoint = endpoint_service(service) if service else None
    fitting = presets_for(endpoint) if endpoint else tuple(PRESETS)
    preset = questions.need("preset", PRESETS if given["preset"] else fitting)
    if preset and preset not in fitting:
        raise usage_error(
            f"the preset {preset} is not for {service}", f"presets for {service}: {', '.join(fitting)}"
        )
    if preset:
        _check_taken(PRESETS[preset], {**given, **more})
    needs = PRESETS[preset].needs if preset else ()
    asked = {each: questions.need(each) for each in (*needs, "region", "account")}
    questions.close(folder)
    _check_accounts(given, asked["account"])
    said = {each: answer for each, answer in given.items() if each != "preset" and answer is not None}
    said = {each: questions.checked(each, said[each]) for each in said if each not in ("name", "service")}
    return PRESETS[str(preset)], Answers(**more | said | asked | {"service": service, "name": name})


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _name_of(folder: Path) -> str | None:
    """Return the folder's name where it can be a module's; on a terminal, another one is asked for."""
    from gen_vpce.scaffold.answers import AnswerError, understood

    name = folder.resolve().name
    try:
        return understood("name", name)
    except AnswerError as error:
        tell(f"the folder's name cannot be the module's: {error}\n")
        return None


def _check_folder(folder: Path) -> None:
    from gen_vpce.scaffold.answers import AnswerError, free_folder

    try:
        free_folder(folder)
    except AnswerError as error:
        beside = (folder / "endpoint").as_posix()
        hint = f"give the module a folder of its own, such as: gen-vpce init {beside}"
        raise usage_error(str(error), hint) from None


def _check_taken(preset: "Preset", given: Mapping[str, Any]) -> None:
    spare = [_option(name) for name in _OF_PRESETS if given.get(name) and name not in preset.takes]
    if spare:
        raise usage_error(
            f"the preset {preset.name} does not take {', '.join(spare)}",
            f"it takes {', '.join(map(_option, preset.takes))}" if preset.takes else "leave it out",
        )


def _check_accounts(given: Mapping[str, str | None], account: str | None) -> None:
    from gen_vpce.scaffold.answers import pasted_account

    for name in ("role", "table"):
        other = pasted_account(name, given.get(name) or "")
        if other and other != account:
            message = f"`{given[name]}` is in account {other}, and the endpoint in {account}"
            raise usage_error(message, f"name a {name} of the account of the endpoint")
