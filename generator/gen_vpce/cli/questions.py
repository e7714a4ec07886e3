"""The answers that `init` needs: taken from the options, asked for on a terminal, or listed as missing."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from gen_vpce.cli.console import ask, is_interactive, tell, unknown, usage_error

if TYPE_CHECKING:
    from gen_vpce.intent.presets import Answers, Preset

_QUESTIONS = {
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


class Questions:
    """Collects answers by option name; what stays open is named in one message."""

    def __init__(self, given: Mapping[str, str | None]) -> None:
        self._given = given
        self._open: list[str] = []

    def need(self, name: str, known: Collection[str] = ()) -> str | None:
        """Return the answer to *name*, one of *known* if there are any, or None where it stays open."""
        answer = self._given.get(name)
        if answer is not None:
            if known and answer not in known:
                raise usage_error(unknown(name, answer, known), f"give another --{name}")
            return answer
        if is_interactive():
            answer = _asked(name, known)
        if answer is None:
            self._open.append(f"--{name.replace('_', '-')}")
        return answer

    def close(self) -> None:
        """Raise the exit for wrong usage if an answer stayed open."""
        if self._open:
            raise usage_error(
                f"missing: {', '.join(self._open)}", "give the options, or run init in a terminal to be asked"
            )


def complete(given: Mapping[str, str | None], more: dict[str, Any]) -> "tuple[Preset, Answers]":
    """Return the preset and all of its answers: *given* ones, which may be None, and *more* as they are."""
    from gen_vpce.catalog import endpoint_service, endpoint_services
    from gen_vpce.intent.presets import PRESETS, Answers, presets_for

    questions = Questions(given)
    service = questions.need("service", endpoint_services())
    endpoint = endpoint_service(service) if service else None
    fitting = presets_for(endpoint) if endpoint else tuple(PRESETS)
    preset = questions.need("preset", PRESETS if given["preset"] else fitting)
    if preset and preset not in fitting:
        raise usage_error(
            f"the preset {preset} is not for {service}", f"presets for {service}: {', '.join(fitting)}"
        )
    needs = PRESETS[preset].needs if preset else ()
    asked = {name: questions.need(name) for name in (*needs, "region", "account")}
    questions.close()
    said = {name: answer for name, answer in given.items() if name != "preset"}
    return PRESETS[str(preset)], Answers(**more | said | asked | {"service": service})


def _asked(name: str, known: Collection[str]) -> str | None:
    """Ask until the answer is one of *known*; None for no answer."""
    choices = f" ({', '.join(known)})" if 0 < len(known) < 10 else ""
    while True:
        answer = ask(f"{_QUESTIONS[name]}{choices}")
        if answer is None or not known or answer in known:
            return answer
        tell(unknown(name, answer, known) + "\n")
