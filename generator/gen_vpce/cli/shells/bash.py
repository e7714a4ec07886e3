"""Completion in bash of words with a colon, such as `dynamodb:GetItem`.

Bash takes one for three words, and replaces the last of them with what is offered:
https://www.gnu.org/software/bash/manual/html_node/Bash-Variables.html#index-COMP_005fWORDBREAKS
"""

import io
import os
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, redirect_stdout


@contextmanager
def whole_words() -> Iterator[None]:
    """Let words be completed whole, and offer of each what bash does not hold already."""
    held = join(os.environ)
    stdout, offered = sys.stdout, io.StringIO()
    try:
        with redirect_stdout(offered):
            yield
    finally:
        stdout.writelines(line.removeprefix(held) for line in offered.getvalue().splitlines(keepends=True))


def join(environment: MutableMapping[str, str]) -> str:
    """Put together in *environment* what was parted at colons; return what bash holds of the last word.

    Bash hands over a word a line in `COMP_WORDS`, and in `COMP_CWORD` the number of the one to complete.
    """
    words = environment.get("COMP_WORDS", "").split("\n")[: int(environment.get("COMP_CWORD", "0")) + 1]
    joined = words[:1]
    for word in words[1:]:
        # Nothing is what was typed after a space; colons side by side are one word, as in an ARN.
        if joined[1:] and word and (joined[-1].endswith(":") or not word.strip(":")):
            joined[-1] += word
        else:
            joined.append(word)
    environment["COMP_WORDS"] = "\n".join(joined)
    environment["COMP_CWORD"] = str(len(joined) - 1)
    return joined[-1][: len(joined[-1]) - len(words[-1].lstrip(":"))]
