"""The known name next to a wrong one."""

from collections.abc import Iterable

_MOST = 3


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that *word* was probably meant to be, compared without case, or None.

    A candidate of the same letters goes first: swapped letters are the commonest slip.
    """
    import difflib

    spelled = {candidate.lower(): candidate for candidate in candidates}
    letters = sorted(word.lower())
    found = difflib.get_close_matches(word.lower(), spelled)
    return spelled[min(found, key=lambda near: sorted(near) != letters)] if found else None


def as_close(word: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """Return the closest candidate and those that are as few slips away from *word* as it is."""
    import difflib

    first = closest(word, candidates)
    if first is None:
        return ()
    spelled = {candidate.lower(): candidate for candidate in candidates}
    near = [spelled[each] for each in difflib.get_close_matches(word.lower(), spelled, _MOST)]
    most = slips(word.lower(), first.lower())
    return (first, *(each for each in near if each != first and slips(word.lower(), each.lower()) <= most))


def slips(word: str, other: str) -> int:
    """Return how many letters were forgotten, added, exchanged or swapped with the next between two words."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(word, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            fewest = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != wanted))
            if min(row, column) > 1 and letter == other[column - 2] and word[row - 2] == wanted:
                fewest = min(fewest, before[column - 2] + 1)
            line.append(fewest)
        before, above = above, line
    return above[-1]


def nearest(word: str, candidates: Iterable[str], count: int) -> list[str]:
    """Return the *count* candidates that look most like *word* in any case, the likeliest first."""
    import difflib

    spelled = {candidate.lower(): candidate for candidate in candidates}
    return [spelled[each] for each in difflib.get_close_matches(word.lower(), spelled, count, cutoff=0)]
