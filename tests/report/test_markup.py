"""Text inside Markdown, read back by a parser of Markdown: nothing of it is taken for markup but code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gen_vpce.report.markup import plain, prose
from gen_vpce.report.visible import visible

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXTS = st.text() | st.text("`` ab|\\*_<>[]()!#&~@;x0")


def parts(markdown: str) -> list[tuple[str, str]]:
    """Return the texts and the code of a line, in order; any other markup under its own name."""
    (block,) = MARKDOWN.parseInline(markdown)
    return [(token.type, token.content) for token in block.children or []]


def read_back(markdown: str) -> str:
    """Return what a reader sees, with backticks around what is shown as code."""
    return "".join(
        f"`{content}`"
        if kind == "code_inline"
        else content
        if kind in ("text", "text_special")
        else f"<{kind}>"
        for kind, content in parts(markdown)
    )


@given(TEXTS)
def test_a_reader_sees_what_was_said(text: str) -> None:
    assert read_back(f".{prose(text)}.") == read_back(f".{plain(text)}.") == f".{visible(text)}."


@given(TEXTS, TEXTS)
def test_a_cell_of_a_table_stays_one(first: str, second: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| .{plain(first)}. | .{prose(second)}. |\n"
    kinds = [token.type for token in MARKDOWN.parse(table)]
    assert (kinds.count("tr_open"), kinds.count("td_open")) == (2, 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("`s3:GetObject` is not an action", ["s3:GetObject"]),
        ("did you mean `a_b`, or `a*`?", ["a_b", "a*"]),
        ("write `${path.module}/x` and `\\`", ["${path.module}/x", "\\"]),
        ("`x`, then an odd ` alone", ["x"]),
        ("separated by `: `", [": "]),
        ("`a|b`, ` a ` and `a``b`", []),
    ],
)
def test_code_in_backticks_shows_as_code(text: str, code: list[str]) -> None:
    assert [content for kind, content in parts(prose(text)) if kind == "code_inline"] == code
    assert not [kind for kind, _ in parts(plain(text)) if kind == "code_inline"]
