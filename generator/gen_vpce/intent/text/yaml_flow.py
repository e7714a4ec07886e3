"""Values as YAML: how hints, the reference and new intents write them."""

import re
from collections.abc import Iterator, Mapping

# What every reader takes for text, also one of YAML 1.1, for which `no` is false and digits may be octal.
# A `:` before a `?` is refused on one line by readers built on libyaml.
_PLAIN = re.compile(r"(?!.*:\?)[A-Za-z/_](?:[A-Za-z0-9_./:+=@*?-]*[A-Za-z0-9_./+=@*?-])?")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def flow(value: object) -> str:
    """Return *value* as YAML's flow style: text bare where it stays text, in double quotes elsewhere."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        return _text(value)
    return "null" if value is None else str(value).lower()


def _text(value: str) -> str:
    import json

    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def block(value: object, width: int) -> Iterator[str]:
    """Yield the lines of *value* as YAML: on one line what fits into *width*, below its key what does not."""
    if isinstance(value, Mapping):
        for key, held in value.items():
            yield from _below(f"{flow(key)}:", held, width)
    elif isinstance(value, list | tuple):
        for item in value:
            first, *rest = block(item, width - 2)
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        yield flow(value)


def _below(key: str, held: object, width: int) -> Iterator[str]:
    line = f"{key} {flow(held)}"
    is_nested = isinstance(held, Mapping | list | tuple) and held
    if not is_nested or len(line) <= width:
        yield line
        return
    yield key
    yield from (f"  {each}" for each in block(held, width - 2))
