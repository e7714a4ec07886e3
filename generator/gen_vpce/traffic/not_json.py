"""What decoders raise at what is not JSON as they can read it, and how people are told."""

from msgspec import DecodeError

NOT_JSON = (DecodeError, UnicodeDecodeError, RecursionError)
"""A value that is nested too deeply is one error of its file or event like every other."""


def reason(error: Exception) -> str:
    """Return why what raised *error* could not be read."""
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
