"""The stand-in for the id of an endpoint of the same file, which only Terraform knows."""

import re

_TOKEN = re.compile(r"<vpce:([^<>]*)>")

_SAMPLE_ID = "vpce-0123456789abcdef0"


def token(endpoint: str) -> str:
    """Return what stands in a document for the id of *endpoint*; the module replaces it by the attribute."""
    return f"<vpce:{endpoint}>"


def endpoints_in(text: str) -> tuple[str, ...]:
    """Return the names of the endpoints whose tokens stand in *text*, sorted, each once."""
    return tuple(sorted(set(_TOKEN.findall(text))))


def with_sample_ids(text: str) -> str:
    """Return *text* with an id of the real length in place of every token."""
    return _TOKEN.sub(_SAMPLE_ID, text)
