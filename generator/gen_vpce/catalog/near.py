"""The known name next to a wrong one."""

from collections.abc import Iterable


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that *word* was probably meant to be, compared without case, or None."""
    import difflib

    spelled = {candidate.lower(): candidate for candidate in candidates}
    found = difflib.get_close_matches(word.lower(), spelled, n=1)
    return spelled[found[0]] if found else None
