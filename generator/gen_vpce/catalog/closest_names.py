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


def nearest(word: str, candidates: Iterable[str], count: int) -> list[str]:
    """Return the *count* candidates that look most like *word* in any case, the likeliest first."""
    import difflib

    spelled = {candidate.lower(): candidate for candidate in candidates}
    return [spelled[each] for each in difflib.get_close_matches(word.lower(), spelled, count, cutoff=0)]
