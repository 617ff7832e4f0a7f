"""What somebody wrote at length, a model maybe: Markdown without HTML, links and pictures.

What is marked as unseen is taken out before Markdown is read and put back as its label, so that no rule of Markdown can
eat it. Headings become bold lines: nobody may write one that looks like ours. Where a word would be lost on the way
(nested too deeply, a cell too many), and where the text holds no Markdown, it is shown as it is written.
"""

from __future__ import annotations

import re

from adjourn.inbox.marked import label, seen
from adjourn.models import visible
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

#: More letters are shown as they are written: nobody's page waits until they are read.
_LONGEST = 20_000
_PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak"}
_TAGS = {
    **{"paragraph": "p", "blockquote": "blockquote", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li"},
    **{"table": "table", "thead": "thead", "tbody": "tbody", "tr": "tr", "th": "th", "td": "td"},
    **{"strong": "strong", "em": "em"},
}
#: Characters for private use, which are unseen ones themselves: none is left where these stand.
_HOLE = re.compile("\ue000(\\d+)\ue001")

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_MARKDOWN.disable(
    ["link", "image", "autolink", "html_inline", "html_block", "reference", "entity", "code", "normalize"]
)


def prose(said: list[tuple[str, str]]) -> list[tuple[str, Markup]]:
    """Texts under their keys, each as it is shown."""
    draw = seen if sum(len(text) for _, text in said) > _LONGEST else _prose
    return [(key, draw(text)) for key, text in said]


def _prose(text: str) -> Markup:
    parts = visible.segments(text)
    written = "".join(part.text if part.kind == "plain" else _hole(i, part) for i, part in enumerate(parts))
    tokens = _MARKDOWN.parse(written)
    flat = [each for token in tokens for each in (token, *(token.children or ()))]
    if all(token.type in _PLAIN for token in flat) or _words(written) != _words("".join(map(_said, flat))):
        return seen(text)
    shown = Markup("").join(_drawn(token, parts) for token in flat)
    return shown.replace("<th></th>", Markup("<td></td>"))


def _hole(i: int, part: visible.Segment) -> str:
    """Blank lines that are folded still part what stands on their sides."""
    hole = f"\ue000{i}\ue001"
    return f"\n\n{hole}\n\n" if "\n" in part.text else hole


def _words(text: str) -> str:
    """Without what Markdown is made of."""
    return re.sub(r"[\s\\`*_#+\-.|>~:=)]+", "", text)


def _said(token: Token) -> str:
    """All that is shown of it: its text, the number of an item, the language of some code."""
    return token.info + token.content if token.type != "inline" else ""


def _text(content: str, parts: list[visible.Segment]) -> Markup:
    found = _HOLE.split(content)
    return Markup("").join(label(parts[int(each)]) if i % 2 else escape(each) for i, each in enumerate(found))


def _drawn(token: Token, parts: list[visible.Segment]) -> Markup:
    match token.type:
        case "text" | "text_special":
            return _text(token.content, parts)
        case "softbreak" | "hardbreak":
            return Markup("<br>")
        case "hr":
            return Markup("<hr>")
        case "code_inline":
            return Markup("<code>{}</code>").format(_text(token.content, parts))
        case "fence":
            language = Markup("<small>{}</small>").format(_text(token.info, parts)) if token.info.strip() else ""
            return Markup('{}<pre class="literal" tabindex="0">{}</pre>').format(language, _text(token.content, parts))
        case "heading_open":
            return Markup("<p><strong>")
        case "heading_close":
            return Markup("</strong></p>")
        case "list_item_open" if token.info:
            return Markup('<li value="{}">').format(token.info)
    name, _, end = token.type.rpartition("_")
    if name not in _TAGS or token.hidden:
        return Markup("")
    return (Markup("</{}>") if end == "close" else Markup("<{}>")).format(_TAGS[name])
