"""What could not be read: counted, and named with the first places of each reason."""

from collections.abc import Iterator

from msgspec import Struct, field

from gen_vpce.diagnostics.english import counted

_EXAMPLES = 3


class Reason(Struct):
    """One reason why files or events were not read: how often, and where at first."""

    count: int = 0
    places: list[str] = field(default_factory=list)


class Troubles(Struct):
    """What was not read of the files: nothing is left out in silence."""

    files: dict[str, Reason] = field(default_factory=dict)
    events: dict[str, Reason] = field(default_factory=dict)
    lacks: dict[str, Reason] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def of_file(self, name: str, reason: str) -> None:
        """Note that the file *name* was not read, or not to its end."""
        self.named.add(name)
        _note(self.files, reason, name)

    def of_event(self, name: str, place: str, reason: str) -> None:
        """Note that what stands at *place* of the file *name* is not an event that can be read."""
        self.named.add(name)
        _note(self.events, reason, f"{name}: {place}")

    def of_lack(self, name: str, what: str) -> None:
        """Note that the file *name* was read, and does not hold *what* is asked for."""
        _note(self.lacks, what, name)

    def merge(self, other: "Troubles") -> None:
        """Note what *other* noted."""
        self.named |= other.named
        both = ((self.files, other.files), (self.events, other.events), (self.lacks, other.lacks))
        for reasons, others in both:
            for reason, each in others.items():
                entry = reasons.setdefault(reason, Reason())
                entry.count += each.count
                entry.places = (entry.places + each.places)[:_EXAMPLES]

    def knows(self, name: str) -> bool:
        """Whether something of the file *name* was not read."""
        return name in self.named

    def sentences(self) -> Iterator[str]:
        """Yield a sentence for each reason: `2 files: the data is cut off: a.gz, b.gz`."""
        for noun, reasons in (("file", self.files), ("event", self.events)):
            for reason, each in reasons.items():
                yield f"{counted(each.count, noun)} not read: {reason}: {_places(each)}"
        for what, each in self.lacks.items():
            yield f"{counted(each.count, 'file')} without {what}: {_places(each)}"


def _places(reason: Reason) -> str:
    return ", ".join(reason.places) + (", ..." if reason.count > len(reason.places) else "")


def _note(reasons: dict[str, Reason], reason: str, place: str) -> None:
    entry = reasons.setdefault(reason, Reason())
    entry.count += 1
    if len(entry.places) < _EXAMPLES:
        entry.places.append(place)
