"""`fileset`: the files of a folder whose names match a pattern.

https://developer.hashicorp.com/terraform/language/functions/fileset
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from gen_vpce.configuration.evaluation.scope import Scope
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.value.conversion import as_string
from gen_vpce.configuration.value.value import Failure, Items, Unknown, Value, derived, described, text_of

_MOST = 2_000
_SIGNS = re.compile(r"\*\*/|\*\*|\*|\?|\{[^{}]*\}|\[[^\]]+\]|.", re.DOTALL)


def file_set(arguments: tuple[Value, ...], scope: Scope, place: Place) -> Value:
    """Return the set of the paths that match, relative to the folder; a symbol where it is not to be read."""
    if len(arguments) != 2:
        raise Failure("fileset(): it takes a folder and a pattern", place)
    folder, pattern = (as_string(each) for each in arguments)
    if folder.symbols or pattern.symbols:
        name = f"fileset({described(folder)}, {described(pattern)})"
        return derived(name, [folder, pattern], place)
    found = scope.around.folder(folder, place)
    if isinstance(found, Unknown):
        return found
    wanted = re.compile(_expression(pattern.text), re.DOTALL)
    paths = sorted(each for each in _below(found, place) if wanted.fullmatch(each))
    return Items(tuple(text_of(each, place) for each in paths), place, is_set=True)


def _below(top: Path, place: Place) -> Iterator[str]:
    seen = 0
    for folder, _, files in os.walk(top):
        for name in files:
            seen += 1
            if seen > _MOST:
                raise Failure(f"fileset(): the folder has more than {_MOST:,} files", place)
            path = Path(folder, name)
            if path.is_file():
                yield path.relative_to(top).as_posix()


def _expression(pattern: str) -> str:
    return "".join(_sign(each) for each in _SIGNS.findall(pattern))


def _sign(sign: str) -> str:
    if sign.startswith("{"):
        return f"(?:{'|'.join(_expression(each) for each in sign[1:-1].split(','))})"
    if sign.startswith("["):
        inner = sign[1:-1].replace("\\", "\\\\")
        return f"[{'^' + inner[1:] if inner[0] in '!^' else inner}]"
    return {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(sign) or re.escape(sign)
