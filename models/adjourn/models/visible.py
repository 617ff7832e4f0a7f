"""What is written but not seen, found and named: one classification for every page, terminal, mail and file.

Marked is what moves the cursor, turns the direction of writing, or looks like nothing or like a space that it is not:
the categories Cc (but for line feeds and tabs), Cf, Co, Cs, Cn, Zl and Zp, spaces (Zs) other than U+0020, fillers that
Unicode calls letters, marks without a shape, and variation selectors. Ordinary text is not marked for what it needs:
within an emoji, joiners, selectors and the tags of its three flags are what draws it. Outside of one they are marked,
also where Persian or Hindi would have them: whoever approves is told once too often rather than once too little. Of
marks that are drawn above and below a letter, no language has more than four there: more would be drawn over the lines
around it, and are named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

Kind = Literal["plain", "hidden", "space", "marks", "blanks"]

#: Extended_Pictographic as far as it matters here, with what Unicode keeps free for more of them: to a Python with an
#: older Unicode the newest emoji are unassigned.
_PICTURE = (
    "[\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_DRAWN = f"{_PICTURE}(?:[\ufe0e\ufe0f]|[\U0001f3fb-\U0001f3ff])?\u20e3?"
_FLAGS = "|".join(
    "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f" for region in ("gbeng", "gbsct", "gbwls")
)
_EMOJI = f"\U0001f3f4(?:{_FLAGS})|[0-9#*]\ufe0f\u20e3|{_DRAWN}(?:\u200d{_DRAWN})*"
#: Characters that need no look, and so nearly all.
_ORDINARY = "\n\t\x20-\x7e\xa1-\xac\xae-\u034e\u0400-\u0482\u3041-\u3096\u4e00-\u9fff\uac00-\ud7a3"
#: Marks of all kinds of letters that are drawn one above the other, without end.
_MARK = (
    "[\u0300-\u034e\u0350-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u06d6-\u06dc\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u0eb1\u0eb4-\u0ece\u0f71-\u0f84\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20f0\u302a-\u302f\u3099\u309a"
    "\ufe20-\ufe2f]"
)
_FOUND = re.compile(f"(?P<emoji>{_EMOJI})|(?P<marks>(?<={_MARK}{{4}}){_MARK}+)|(?P<other>[^{_ORDINARY}])")
#: Letters and marks that show as nothing: grapheme joiner, fillers, inherent vowels, selectors, the empty braille cell.
_SHAPELESS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_HIDDEN = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")
_BLANKS = re.compile(r"[ \t]{31,}|(?<![ \t])(?:[ \t]*\n){7,}")
#: Names of controls, which Unicode does not name.
_CONTROLS = {
    0x00: "NULL",
    0x07: "BELL",
    0x08: "BACKSPACE",
    0x0B: "LINE TABULATION",
    0x0C: "FORM FEED",
    0x0D: "CARRIAGE RETURN",
    0x1B: "ESCAPE",
    0x7F: "DELETE",
    0x85: "NEXT LINE",
    0x9B: "CONTROL SEQUENCE INTRODUCER",
}
_UNNAMED = {"Cc": "CONTROL", "Co": "PRIVATE USE", "Cs": "HALF A SURROGATE PAIR", "Cn": "UNASSIGNED"}
#: Alphabets with letters that look like those of another.
_ALPHABETS = {"LATIN", "CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE", "LISU", "FULLWIDTH", "MATHEMATICAL"}
_PUNYCODE = re.compile(r"(?<![^\W_])xn--[a-z0-9-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Segment:
    """`text` is shown as it is if `kind` is plain, else `name` stands for it, and for each of its characters."""

    text: str
    kind: Kind = "plain"
    #: As ZERO WIDTH SPACE; of blanks that are folded as 40 SPACES.
    name: str = ""


@dataclass(frozen=True, slots=True)
class Warning:
    kind: Literal["invisible", "marks", "alphabets", "address", "blanks"]
    #: What to look at, as a phrase. The words in it are those of the text: show it as such.
    said: str


def segments(text: str, *, fold: bool = True) -> list[Segment]:
    """The text in parts, which together are the text: what is marked apart, the same character several times as one.
    `fold`: also long runs of ordinary blanks, which push what follows out of sight."""
    found: list[Segment] = []
    for part in _marked(text):
        found += _folded(part.text) if fold and part.kind == "plain" else [part]
    return found


def _marked(text: str) -> Iterator[Segment]:
    at, run = 0, ""
    for place in _FOUND.finditer(text):
        kind = "plain" if place["emoji"] else "marks" if place["marks"] else kind_of(place[0])
        if kind == "plain":
            continue
        if run and (place.start() != at or place[0] != run[0]):
            yield _named(run)
            run = ""
        if text[at : place.start()]:
            yield Segment(text[at : place.start()])
        if kind == "marks":
            yield Segment(place[0], kind, "MARK UPON MARKS")
            at = place.end()
            continue
        run, at = run + place[0], place.end()
    if run:
        yield _named(run)
    if text[at:]:
        yield Segment(text[at:])


def _named(run: str) -> Segment:
    return Segment(run, kind_of(run[0]), name_of(run[0]))


def _folded(text: str) -> Iterator[Segment]:
    at = 0
    for run in _BLANKS.finditer(text):
        if text[at : run.start()]:
            yield Segment(text[at : run.start()])
        breaks = run[0].count("\n")
        name = f"{breaks} LINE BREAKS" if breaks else f"{len(run[0])} {'BLANKS' if chr(9) in run[0] else 'SPACES'}"
        yield Segment(run[0], "blanks", name)
        at = run.end()
    if text[at:]:
        yield Segment(text[at:])


@lru_cache(10_000)
def kind_of(character: str) -> Kind:
    """Of one outside of an emoji."""
    category = unicodedata.category(character)
    if character in "\n\t" or re.fullmatch(_PICTURE, character):
        return "plain"
    if category in _HIDDEN or _SHAPELESS.fullmatch(character):
        return "hidden"
    return "space" if category == "Zs" and character != " " else "plain"


def name_of(character: str) -> str:
    code, category = ord(character), unicodedata.category(character)
    name = unicodedata.name(character, "") or _CONTROLS.get(code, "")
    return name or f"{_UNNAMED.get(category, 'CHARACTER')} U+{code:04X}"


def texts(value: Any) -> Iterator[str]:
    """All that is written in a JSON value, keys as well."""
    match value:
        case str():
            yield value
        case dict():
            for key, item in value.items():
                yield key
                yield from texts(item)
        case list():
            for item in value:
                yield from texts(item)


def look_twice(value: Any) -> list[str]:
    """Why, for all that is written in a JSON value, each reason once."""
    return list(dict.fromkeys(warning.said for text in texts(value) for warning in warnings(text)))


def warnings(text: str) -> list[Warning]:
    """Why to look twice; nothing for ordinary text."""
    parts = segments(text)
    found = []
    if count := sum(len(part.text) for part in parts if part.kind == "hidden"):
        found.append(Warning("invisible", f"{count:,} invisible character{'s' * (count > 1)}"))
    if count := sum(len(part.text) for part in parts if part.kind == "marks"):
        found.append(Warning("marks", f"{count:,} mark{'s' * (count > 1)} upon marks of a letter"))
    # What is hidden joins what it stands in the middle of.
    seen = "".join(part.text for part in parts if part.kind != "hidden")
    words = dict.fromkeys(re.findall(r"[^\W\d_]+", seen))
    found += [Warning("alphabets", _mixed(word)) for word in words if len(_alphabets(word)) > 1]
    found += [Warning("address", _other_word(address)) for address in dict.fromkeys(_PUNYCODE.findall(seen))]
    if folded := [part.name.lower() for part in parts if part.kind == "blanks"]:
        found.append(Warning("blanks", f"{', '.join(folded)} in a row"))
    return found


def _alphabets(word: str) -> list[str]:
    if word.isascii():
        return []
    first = (unicodedata.name(letter, "").partition(" ")[0] for letter in word)
    return sorted({name.capitalize() for name in first if name in _ALPHABETS})


def _mixed(word: str) -> str:
    return f"“{word}” mixes {' and '.join(_alphabets(word))} letters"


def _other_word(address: str) -> str:
    try:
        meant = f": “{address[4:].encode().decode('punycode')}”"
    except (UnicodeError, ValueError):
        meant = ""
    return f"“{address}” stands for a word in another alphabet{meant}"
