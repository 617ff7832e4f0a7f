"""What somebody wrote, with what is invisible in it named."""

from __future__ import annotations

from typing import Any

from adjourn.models import visible
from markupsafe import Markup, escape


def seen(text: Any) -> Markup:
    """What somebody wrote, with what is invisible in it named."""
    return Markup("").join(map(label, visible.segments(str(text))))


def label(part: visible.Segment) -> Markup:
    if part.kind == "plain":
        return escape(part.text)
    count = f", {len(part.text)} times" if part.kind != "blanks" and len(part.text) > 1 else ""
    return Markup('<span class="unseen">{}{}</span>').format(part.name, count)


def plain(text: Any) -> str:
    """The same where no element may stand."""
    return "".join(part.text if part.kind == "plain" else f"[{part.name}]" for part in visible.segments(str(text)))
