"""«Did you mean»: the known word that a wrong one was probably meant to be."""

from collections.abc import Iterable


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of *words* most like *word*, ignoring case, or None where none is like it."""
    from difflib import get_close_matches

    by_fold = {known.casefold(): known for known in words}
    close = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """Return the hint that names the nearest of *words*, or None."""
    close = nearest(word, words)
    return f"did you mean `{close}`?" if close else None
