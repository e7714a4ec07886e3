"""Statement ids: letters and digits only, each once in a document.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
"""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from gen_vpce.policy.document import Statement

_WORD = re.compile(r"[A-Za-z0-9]+")


def sid_from(name: str) -> str:
    """Return *name* as a Sid: `orders-only-here` becomes `OrdersOnlyHere`, `OrdersApp` stays as it is."""
    words = _WORD.findall(name)
    if words == [name]:
        return name
    return "".join(word[0].upper() + word[1:] for word in words) or "Statement"


def numbered(statements: Iterable[Statement], reserved: frozenset[str]) -> tuple[Statement, ...]:
    """Return *statements* with a number after every Sid that is *reserved* or was used before."""
    used = set(reserved)
    result: list[Statement] = []
    for statement in statements:
        sid = statement.sid and _free(statement.sid, used)
        if sid is not None:
            used.add(sid)
        result.append(replace(statement, sid=sid))
    return tuple(result)


def _free(sid: str, used: set[str]) -> str:
    number = 1
    candidate = sid
    while candidate in used:
        number += 1
        candidate = f"{sid}{number}"
    return candidate
