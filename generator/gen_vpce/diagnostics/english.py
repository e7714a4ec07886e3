"""Small words of messages."""

from collections.abc import Sequence

MOST_NAMES = 4
"""More names than these are told by those that are missing, where these are fewer."""

_SPELLED_LIKE_VOWELS = frozenset("AEFHILMNORSX")  # letters whose names begin with a vowel: an S3, an SQS


def with_article(noun: str) -> str:
    """Return *noun* behind `a` or `an`; two capitals (or a digit) in front are read letter by letter."""
    is_spelled = noun[:1].isupper() and (noun[1:2].isupper() or noun[1:2].isdigit())
    vowel = noun[:1] in _SPELLED_LIKE_VOWELS if is_spelled else noun[:1].lower() in "aeiou"
    return f"{'an' if vowel else 'a'} {noun}"


def listed(names: Sequence[str], word: str = "and") -> str:
    """Return *names*, of which there is one at least, as one enumerates them: `dev, stage and prod`."""
    *most, last = names
    return f"{', '.join(most)} {word} {last}" if most else last


def among(names: Sequence[str], every: Sequence[str]) -> str:
    """Return *names* as `listed` does, or, of many of *every*, those that are left out: `all but dev`."""
    others = [each for each in every if each not in names]
    is_long = len(names) > MOST_NAMES and 0 < len(others) < len(names)
    return f"all but {listed(others)}" if is_long else listed(names)


def counted(number: int, noun: str) -> str:
    """Return how many there are, thousands told apart: `1 event`, `12,000 events`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def first_of(names: Sequence[str], most: int) -> str:
    """Return *most* of *names* at the most, and how many more there are: `a, b and 3 more`."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
