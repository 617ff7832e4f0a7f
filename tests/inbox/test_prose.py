"""What a model writes is Markdown, and nothing in it is a link, a picture, an element of its own, unseen or lost."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from adjourn.inbox.marked import seen
from adjourn.inbox.prose import prose
from adjourn.models import visible
from hypothesis import example, given, settings
from hypothesis import strategies as st

SAFE = {
    *("p", "br", "hr", "strong", "em", "code", "pre", "small", "ul", "ol", "li", "blockquote", "span"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


class Parsed(HTMLParser):
    """What a browser makes of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[tuple[str, str | None]] = set()
        self.text = ""
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(attrs)
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def drawn(text: str) -> Parsed:
    [(_, shown)] = prose([("", text)])
    return Parsed(shown)


HOSTILE = [
    "**a** <script>hit=1</script>",
    "**a** <img src=x onerror=hit=1> <svg/onload=hit=1>",
    "# a\n\n<iframe src=javascript:hit=1>\n\n<!-- approve -->",
    "**a** [press](javascript:hit=1) [press](data:text/html,<script>hit=1</script> 'title')",
    "**a** ![picture](https://example.org/x.png) ![p][q]\n\n[q]: https://example.org/y.png 'z'",
    "**a** <https://example.org> <a@example.org> https://example.org www.example.org",
    "**[a](b)** *![c](d)* `[e](f)` [![g](h)](i)",
    "[a]: javascript:hit=1\n\n**b** [a] [a][] [text][a]",
    '```"><script>hit=1</script>\n</pre></code><script>hit=1</script>\n```',
    "1. a\n\n   <style>*{display:none}</style>",
    "| <b>a</b> | [b](c) |\n|---|---|\n| <script>hit=1</script> | ![d](e) |",
    "**a** &lt;script&gt; &#x202e; &nbsp; &amp;",
    "> " * 15 + "**a** <script>",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_links_pictures_and_elements_stand_there_as_they_are_written(text: str) -> None:
    found = drawn(text)
    assert set(found.tags) <= SAFE and set(found.tags) & {"strong", "em", "pre", "ol", "table"}
    assert {name for name, _ in found.attributes} <= {"class", "value", "tabindex"}
    for written in re.findall(r"<[^>\n]*>|!?\[[^\n]*?\](?:\([^)\n]*\)|: \S+)|&[#\w]+;", text):
        assert written in found.text


def test_it_is_drawn() -> None:
    [(key, shown)] = prose([("body", "# Send it?\nA **mail** to *you*:\n3. `one`\n7. two\n> so\n> be it\n")])
    assert key == "body"
    assert shown == (
        "<p><strong>Send it?</strong></p>"
        "<p>A <strong>mail</strong> to <em>you</em>:<br>3. <code>one</code><br>7. two</p>"
        "<blockquote><p>so<br>be it</p></blockquote>"
    )
    assert '<ol><li value="3">one</li><li value="7">two</li></ol>' in prose([("", "3. one\n7. two")])[0][1]


@pytest.mark.parametrize("text", ["two\nlines,  two  spaces", "    an indented line", "a_name and 5 * 3 * 2", ""])
def test_what_holds_no_markdown_stays_as_it_is(text: str) -> None:
    shown = drawn(text)
    assert (shown.tags, shown.text) == ([], text)


@pytest.mark.parametrize(
    "text",
    [
        "| a |\n|--|\n| 1 | 1250 |",  # a cell too many
        "| a |\n|--|\n| 1 | \u2713 |",
        ">" * 30 + " **deep**",
        "- " * 30 + "**deep**",
        "\n".join("  " * n + "- **deep**" for n in range(40)),
        "[" * 5000 + "**a**" + "]" * 5000 + "x" * 10_001,  # too long
    ],
)
def test_where_something_would_be_lost_it_is_shown_as_it_is_written(text: str) -> None:
    assert prose([("", text)])[0][1] == seen(text)


@pytest.mark.parametrize(
    "text", ["**pay\u202eEUR**", "# a\u200bb", "`\u2066x`", "*a*\u00a0", "\u2028**b**", "*a*\r\nb\0"]
)
def test_what_is_unseen_is_named_inside_of_it(text: str) -> None:
    marked = [part for part in visible.segments(text) if part.kind != "plain"]
    found = drawn(text)
    assert found.tags.count("span") == len(marked) and len(found.tags) > len(marked)
    assert all(part.name in found.text and part.text not in found.text for part in marked)


def test_folded_lines_part_what_stands_on_their_sides() -> None:
    [(_, shown)] = prose([("", "# a" + "\n" * 40 + "**b**" + " " * 50 + "c")])
    assert re.sub("<[^>]+>", "|", shown) == "||a||||40 LINE BREAKS||||b||50 SPACES|c|"


_BITS = st.sampled_from(
    [*"*_`#>-+|~[]()!<&\\\n\t 1.aé€\u200b\u202e\u00a0\r\0\ue000\ue001", "**", "```", "> ", "- ", "1. ", "\n\n", "|-|\n"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_BITS, max_size=60).map("".join))
@example("\ue0000\ue001**a**\ue0007\ue001")
@example("`\ue000" + "9" * 9 + "\ue001` **a**")
def test_whatever_is_written_every_word_of_it_is_there(text: str) -> None:
    found = drawn(text)
    assert set(found.tags) <= SAFE
    kept = found.text + "".join(value or "" for name, value in found.attributes if name == "value")
    for part in visible.segments(text):
        if part.kind == "plain":
            assert set(re.findall(r"[^\W_]", part.text)) <= set(kept)
        else:
            assert part.name in found.text
    assert not set(found.text) & set("\u200b\u202e\u00a0\r\0\ue000\ue001")


@pytest.mark.parametrize("bit", [*"[*`<&|\\", "*a", "*a_b ", "> ", "- ", "1. ", "a\n", "[a](", "![", "_*", "**a** b "])
def test_a_million_of_anything_takes_no_time(bit: str) -> None:
    for count in (20_000, 1_000_000):
        text = (bit * count)[:count]
        began = time.process_time()
        prose([(str(n), text[n::10]) for n in range(10)])
        assert time.process_time() - began < 1
