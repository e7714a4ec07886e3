"""The texts of the things of the map, cut to the room that they have."""

from gen_vpce.report.page.layout import Frame, Node, Pill
from gen_vpce.report.visible import visible

_WIDE = 0x1100  # from here on, letters may be as wide as two
_MARGIN = 24
_LETTER, _SMALL = 7, 6  # how wide a letter of a name and of a note is
_OF_PILL, _OF_FRAME = 32, 31


def cut(text: str, width: int) -> str:
    """Return *text* cut to *width* letters, of which wide ones count twice."""
    text = visible(text)
    room = width
    for place, letter in enumerate(text):
        room -= 2 if ord(letter) >= _WIDE else 1
        if room < 0:
            return f"{text[: max(place - 1, 0)]}…"
    return text


def name_of(thing: Node | Pill | Frame) -> str:
    """Return the name of a thing as it is written into its box."""
    if isinstance(thing, Node):
        return cut(thing.text, (thing.width - _MARGIN) // _LETTER)
    return cut(thing.text, _OF_FRAME if isinstance(thing, Frame) else _OF_PILL)


def note_of(node: Node) -> str:
    """Return what stands below the name of a thing, nothing where nothing does."""
    if not node.note:
        return ""
    said = (cut(node.note, (node.width - _MARGIN) // _SMALL), "open" if node.is_wide else "", node.change)
    return " · ".join(filter(None, said))
