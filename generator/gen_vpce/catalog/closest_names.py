"""The known name next to a wrong one."""

from collections.abc import Iterable


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that *word* was probably meant to be, compared without case, or None.

    A candidate of the same letters goes first: swapped letters are the commonest slip.
    """
    import difflib

    spelled = {candidate.lower(): candidate for candidate in candidates}
    letters = sorted(word.lower())
    found = difflib.get_close_matches(word.lower(), spelled)
    return spelled[min(found, key=lambda near: sorted(near) != letters)] if found else None
