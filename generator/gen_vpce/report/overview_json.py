"""The overview as JSON: `schemas/overview.schema.json` describes it."""

import msgspec

from gen_vpce.overview.model import Overview


def render(overview: Overview) -> str:
    """Return the JSON of *overview*, indented, with a line feed at the end."""
    return msgspec.json.format(msgspec.json.encode(overview)).decode() + "\n"
