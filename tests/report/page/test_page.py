"""The page as text: nothing that a user wrote is markup, no request, the same bytes; the map is laid out."""

import json
import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from tests.support.hostile import HOSTILE
from tests.support.overviews import ANY, named, seen_in
from tests.support.page_data import PageData

from gen_vpce.overview.model import Overview
from gen_vpce.report.page.data import details
from gen_vpce.report.page.labels import cut
from gen_vpce.report.page.layout import layout
from gen_vpce.report.page.render import render

MODULES = Path(__file__).parents[3] / "modules"
RAW = ("script", "style")


class Reader(HTMLParser):
    """What a page holds: its elements with their attributes, and the text of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in RAW:
            self.raw.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}", {}))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] in RAW and self.raw:
            tag, attributes, before = self.raw[-1]
            self.raw[-1] = (tag, attributes, before + data)
        self.text += data


def shape(page: Reader) -> Counter[tuple[str, tuple[str, ...]]]:
    """Return the elements of a page with the names of their attributes, counted."""
    return Counter((tag, tuple(attributes)) for tag, attributes in page.elements)


PLAIN = shape(Reader(render(named("plain")))) | shape(Reader(render(named("arn:aws:sns:us-east-1:1:x"))))
"""The elements of a page of plain names, and those of one whose names have the parts of an ARN."""


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_user_is_markup(text: str) -> None:
    page = Reader(render(named(text)))
    assert set(shape(page)) <= set(PLAIN)
    assert not text or not shape(page) - PLAIN
    assert len(json.loads(page.raw[1][2])["statements"]) == 1


@given(ANY)
def test_no_text_at_all_is_markup(overview: Overview) -> None:
    assert not shape(Reader(render(overview))) - PLAIN


def test_no_character_that_reorders_others_or_cannot_be_seen_is_in_the_page() -> None:
    page = render(named("a\u202eb\u0000c\u2028d"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u2029\0]", page)
    assert "a\\u202eb\\x00c\\u2028d" in page


def test_the_policy_of_the_page_names_its_own_script_and_style_alone() -> None:
    page = Reader(render(seen_in(MODULES / "s3-gateway")))
    (policy,) = (
        attributes["content"] or ""
        for tag, attributes in page.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    running = [text for tag, attributes, text in page.raw if not attributes.get("type")]
    assert len(running) == 2
    for text in running:
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy
    said = {name for _, attributes in page.elements for name in attributes}
    assert not {name for name in said if name.startswith("on")}
    assert "style" not in said


def test_the_page_leads_nowhere_but_into_itself() -> None:
    page = Reader(render(seen_in(MODULES)))
    for tag, attributes in page.elements:
        for name in ("href", "src", "action", "data", "poster", "srcset"):
            target = attributes.get(name) or ""
            assert target.startswith("#") or (tag == "link" and target == "data:,") or not target, (
                tag,
                target,
            )


def test_the_same_overview_makes_the_same_bytes() -> None:
    overview = seen_in(MODULES)
    assert render(overview) == render(overview)
    assert render(overview) == render(seen_in(MODULES))


def test_the_details_cannot_end_their_element() -> None:
    overview = named("</script><!--<script>\u2028&amp;")
    text = details(overview, layout(overview))
    assert not set("<>&\u2028") & set(text)
    assert "</script><!--<script>\\u2028&amp;" in PageData(json.loads(text)).strings


def test_no_two_things_of_the_map_overlap() -> None:
    made = layout(seen_in(MODULES))
    for column in ("caller", "endpoint", "service", "resource"):
        nodes = sorted((node for node in made.nodes if node.column == column), key=lambda node: node.y)
        assert nodes
        for above, below in pairwise(nodes):
            assert above.y + above.height < below.y
        assert nodes[-1].y + nodes[-1].height < made.height
    for node in made.nodes:
        if node.column == "endpoint":
            (frame,) = (each for each in made.frames if each.id == node.group)
            assert frame.y <= node.y
            assert node.y + node.height <= frame.y + frame.height


def test_an_open_way_is_marked_from_end_to_end() -> None:
    made = layout(seen_in(MODULES / "dynamodb-full-access"))
    assert all(line.is_open for line in made.lines if not line.start.of_aws)
    assert not any(line.is_open for line in layout(seen_in(MODULES / "s3-gateway")).lines)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("日本語", 4, "日…"), ("", 3, ""), ("a\n", 9, "a\\x0a")],
)
def test_text_is_cut_to_its_room(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown
