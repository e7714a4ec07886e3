"""What tells requests apart: asked of a reduction, and stated by what was reduced."""

from msgspec import Struct

from gen_vpce.traffic.folding import AsTheyAre, Folding
from gen_vpce.traffic.keys import readable
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.seen import Folds

_ARN_PARTS = 6


class Prefixed(Struct, frozen=True):
    """Objects as `learn` sees them: from *objects* below a prefix of *depth* parts on, the prefix."""

    objects: int
    depth: int


class ToldApart(Struct, frozen=True):
    """What tells requests apart: condition keys, sessions of a role, and objects of S3.

    Objects are told apart by the *patterns* of policies, or by *prefixes*; every object by itself where
    both are None.
    """

    keys: tuple[str, ...] = ()
    sessions: bool = False
    patterns: tuple[str, ...] | None = ()
    prefixes: Prefixed | None = None

    def folding(self) -> Folds:
        """Return what folds objects accordingly."""
        if self.prefixes is not None:
            return Prefixes(self.prefixes.objects, self.prefixes.depth)
        return AsTheyAre() if self.patterns is None else Folding(self.patterns)

    def stated(self) -> "ToldApart":
        """Return the same as it is stated: the keys that events tell, the patterns that objects may match."""
        patterns = None if self.patterns is None else tuple(sorted(set(filter(on_objects, self.patterns))))
        return ToldApart(
            readable(self.keys), self.sessions, None if self.prefixes else patterns, self.prefixes
        )

    def lack(self, asked: "ToldApart") -> str | None:
        """Return what requests that were reduced like this do not tell though *asked* needs it."""
        kept, needed = self.stated(), asked.stated()
        keys = [key for key in needed.keys if key not in kept.keys]
        if keys:
            return f"the condition key {', '.join(keys)}"
        if needed.sessions and not kept.sessions:
            return "the sessions of roles"
        if kept.prefixes is not None:
            same = kept.prefixes == needed.prefixes
            return None if same else f"objects of S3 otherwise than by {_in_words(kept.prefixes)}"
        if kept.patterns is None:
            return None
        if needed.patterns is None:
            return "every object of S3"
        missing = [each for each in needed.patterns if each not in kept.patterns]
        return f"which objects are {', '.join(missing)}" if missing else None


class Asked(ToldApart, frozen=True):
    """The same as asked of events: only of those from *since* on and before *until*, as far as given.

    *everywhere* are event sources of which requests count that came through no endpoint, too: policies of
    resources are asked about these.
    """

    since: str | None = None
    until: str | None = None
    everywhere: tuple[str, ...] = ()

    @property
    def spans(self) -> bool:
        """Whether only events of some time are asked for."""
        return self.since is not None or self.until is not None

    def takes(self, first: str, last: str) -> bool:
        """Whether some of the events between *first* and *last* are asked for."""
        return (self.since is None or last >= self.since) and (self.until is None or first < self.until)


def on_objects(pattern: str) -> bool:
    """Whether *pattern* may tell objects of S3 apart."""
    parts = pattern.split(":", _ARN_PARTS - 1)
    is_of_s3 = len(parts) < 3 or parts[2] == "s3" or any(sign in parts[2] for sign in "*?$")
    return is_of_s3 and pattern.strip("*") != ""


def _in_words(prefixes: Prefixed) -> str:
    return f"--objects {prefixes.objects} --depth {prefixes.depth}"
