"""What is not seen is named, and ordinary text is left alone."""

from __future__ import annotations

import json
import sys
import time
import unicodedata

import pytest
from adjourn.admin import terminal
from adjourn.models import visible
from hypothesis import given
from hypothesis import strategies as st

from tests.support import fuzz
from tests.support.fuzz import fuzzed

#: As people write them, in many languages.
ORDINARY = [
    "Dear customer,\n\twe are sorry: 1,250.00 EUR (11 %), naïve façade, Łódź, ﬁn.",
    "Привет, мир! Ελληνικά. שלום עולם, مرحبا, नमस्ते, สวัสดี, こんにちは世界、Tシャツ、안녕하세요.",
    "👩‍💻 👨‍👩‍👧‍👦 ❤️ ☀︎ 👍🏽 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 1️⃣ 🏳️‍🌈 🫨 ™️ ↔️",
    "e\u0301 \u0928\u093f \u1112\u1161\u11ab",
]
#: A text, and what is named in it.
HIDDEN = {
    "pay\u200bpal": ["ZERO WIDTH SPACE"],
    "a\u202eb\u2066c\u2069": ["RIGHT-TO-LEFT OVERRIDE", "LEFT-TO-RIGHT ISOLATE", "POP DIRECTIONAL ISOLATE"],
    "\x1b[2J\x9b\r\x00": ["ESCAPE", "CONTROL SEQUENCE INTRODUCER", "CARRIAGE RETURN", "NULL"],
    "a\xadb\ufeff\u2060": ["SOFT HYPHEN", "ZERO WIDTH NO-BREAK SPACE", "WORD JOINER"],
    "a\u2028b\u2029": ["LINE SEPARATOR", "PARAGRAPH SEPARATOR"],
    "a\xa0b\u2003c\u3000\u1680": ["NO-BREAK SPACE", "EM SPACE", "IDEOGRAPHIC SPACE", "OGHAM SPACE MARK"],
    "\u3164\u115f\uffa0\u2800": [
        *("HANGUL FILLER", "HANGUL CHOSEONG FILLER", "HALFWIDTH HANGUL FILLER", "BRAILLE PATTERN BLANK")
    ],
    "a\ufe0f b\U000e0101 \u200d": ["VARIATION SELECTOR-16", "VARIATION SELECTOR-18", "ZERO WIDTH JOINER"],
    "hi\U000e0041\U000e0042": ["TAG LATIN CAPITAL LETTER A", "TAG LATIN CAPITAL LETTER B"],
    "🏴\U000e0069\U000e007f": ["TAG LATIN SMALL LETTER I", "CANCEL TAG"],
    "\ue000\U0010fffd\ud800\ufdd0": [
        *("PRIVATE USE U+E000", "PRIVATE USE U+10FFFD", "HALF A SURROGATE PAIR U+D800", "UNASSIGNED U+FDD0")
    ],
    "\u2061\u034f\u17b4": ["FUNCTION APPLICATION", "COMBINING GRAPHEME JOINER", "KHMER VOWEL INHERENT AQ"],
}


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert visible.segments(text) == [visible.Segment(text)]
    assert visible.warnings(text) == []
    assert terminal.safe(text) == terminal.safe_json(text) == text


@pytest.mark.parametrize("text", HIDDEN, ids=ascii)
def test_what_is_hidden_is_named(text: str) -> None:
    assert [part.name for part in visible.segments(text) if part.kind != "plain"] == HIDDEN[text]
    assert terminal.safe(text) != text
    assert not fuzz.obeyed(terminal.safe(text)) and not fuzz.obeyed(terminal.line(text))
    assert json.loads(terminal.safe_json(json.dumps(text, ensure_ascii=False))) == text


def test_the_same_several_times_is_one_segment() -> None:
    assert visible.segments("a\u200b\u200b\u200c") == [
        visible.Segment("a"),
        visible.Segment("\u200b\u200b", "hidden", "ZERO WIDTH SPACE"),
        visible.Segment("\u200c", "hidden", "ZERO WIDTH NON-JOINER"),
    ]


def test_marks_do_not_grow_over_the_lines_around() -> None:
    four = "a\u0301\u0302\u0303\u0304"
    assert visible.segments(f"{four}b{four}") == [visible.Segment(f"{four}b{four}")]
    for more in ("\u0305", "\u0305\u0316" * 20, "\u0e49" * 3):
        parts = [visible.Segment(four), visible.Segment(more, "marks", "MARK UPON MARKS"), visible.Segment("b")]
        assert visible.segments(f"{four}{more}b") == parts
        assert more not in terminal.safe(f"{four}{more}b")
        assert "upon marks" in visible.warnings(f"{four}{more}b")[0].said


def test_a_terminal_shows_a_space_that_is_none_where_no_writer_needs_it() -> None:
    assert terminal.safe("Prix\u202f: 5\xa0€") == "Prix\u202f: 5\xa0€"
    assert terminal.safe("\xa0a\xa0\xa0b\u2003c\xa0") == "\\xa0a\\xa0\\xa0b\\u2003c\\xa0"
    assert terminal.line("a\tb\nc\r") == "a\\tb\\nc\\r"


def test_every_character_of_the_hidden_categories_is_marked() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        category = unicodedata.category(character)
        if category in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") and character not in "\n\t":
            assert visible.kind_of(character) == "hidden", hex(code)
            assert visible.name_of(character)
        elif category == "Zs" and character != " ":
            assert visible.kind_of(character) == "space", hex(code)
        elif category == "Cn":
            assert visible.kind_of(character) == "hidden" or 0x1F000 <= code <= 0x1FAFF, hex(code)


@fuzzed(300)
@given(fuzz.json_texts | st.text(st.characters(categories=["Cc", "Cf", "Zs", "Mn", "So", "Sk", "Cs", "Cn"])))
def test_the_segments_are_the_text(text: str) -> None:
    parts = visible.segments(text)
    assert "".join(part.text for part in parts) == text
    assert all((part.kind == "plain") == (part.name == "") for part in parts)
    assert "".join(part.text for part in visible.segments(text, fold=False)) == text
    assert not fuzz.obeyed(terminal.safe(text))
    assert "\n" not in terminal.line(text)


def test_who_approves_is_told_to_look_twice() -> None:
    def said(text: str) -> list[str]:
        return [warning.said for warning in visible.warnings(text)]

    assert said("send\u200b it\u200b\u202e") == ["3 invisible characters"]
    assert said("ada@ex\u0430mple.org") == ["“ex\u0430mple” mixes Cyrillic and Latin letters"]
    assert said("p\u200b\u0430y") == ["1 invisible character", "“p\u0430y” mixes Cyrillic and Latin letters"]
    assert said("\u03bfmega, \uff50aypal") == [
        "“\u03bfmega” mixes Greek and Latin letters",
        "“\uff50aypal” mixes Fullwidth and Latin letters",
    ]
    assert said("https://xn--pypal-4ve.com") == ["“xn--pypal-4ve” stands for a word in another alphabet: “p\u0430ypal”"]
    assert said(f"ok{' ' * 200}rm -rf{chr(10) * 40}x") == ["200 spaces, 40 line breaks in a row"]
    assert said("def f():\n        return 1\n\n\n") == []


def test_long_texts_take_no_long_time() -> None:
    began = time.monotonic()
    for text in (
        "\t " * 50_000,
        " \n" * 50_000,
        "\u200b" * 100_000,
        "a\u200b" * 50_000,
        "😀\u200d" * 50_000,
        "e\u0301" * 50_000,
        "\u0301" * 100_000,
    ):
        visible.warnings(text)
        terminal.safe(text)
    assert time.monotonic() - began < 10
