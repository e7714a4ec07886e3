"""One deployment of a file, by its name behind `#`: `orders#dev`, `HEAD:modules/orders/intent.yaml#dev`."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.intent.findings import did_you_mean

if TYPE_CHECKING:  # whoever asks for a name may find a policy behind it, and then nothing has to be loaded
    from gen_vpce.intent.load import Loaded

_NAMED = re.compile(r"(?P<file>.+)#(?P<deployment>[A-Za-z0-9_.-]+)")


def split(name: str) -> tuple[str, str | None]:
    """Return the file or folder that *name* is about, and the deployment; a file that is there has none."""
    found = _NAMED.fullmatch(name)
    if found is None or Path(name).exists():
        return name, None
    return found["file"], found["deployment"]


def hint_to_all(name: str) -> str | None:
    """Return what to say where *name* is one deployment of a file and all are meant; None elsewhere."""
    file, deployment = split(name)
    if deployment is None or not Path(file).exists():
        return None
    asking = "compare, simulate, test, who, where and replay"
    return f"write `{file}`: all its deployments are meant here; {asking} ask about one"


def one_of(loaded: "Loaded", deployment: str | None, shown: str) -> "Loaded":
    """Return *loaded* with one intent alone: of the *deployment*, or the only one; none with the finding why.

    *shown* is the name of the file.
    """
    if not loaded.intents:
        return loaded
    names = [each.deployment for each in loaded.intents if each.deployment]
    if deployment is None and len(loaded.intents) == 1:
        return loaded
    if deployment is None:
        message = f"`{shown}` is about {len(names)} deployments, and one is asked about"
        hint = f"name one: {', '.join(f'`{shown}#{name}`' for name in names)}"
    elif deployment in names:
        return replace(loaded, intents=(loaded.intents[names.index(deployment)],))
    elif names:
        message = f"`{shown}` has no deployment `{deployment}`"
        hint = did_you_mean(deployment, names) or f"its deployments are {', '.join(names)}"
    else:
        message = f"`{shown}` has no deployments, and `#{deployment}` names one"
        hint = f"write `{shown}`"
    wrong = Diagnostic("GV250", Severity.ERROR, message, Span(shown), hint)
    return replace(loaded, intents=(), diagnostics=(*loaded.diagnostics, wrong))
