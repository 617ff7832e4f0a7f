"""Mistakes of the page, which tells somebody what became of a form."""

from __future__ import annotations

from typing import Any

from adjourn.inbox import answering, drawing, visit, words
from adjourn.inbox.drawing import Notice


def unclear_is_not_sent() -> None:
    """A connection that broke at a commit has sent nothing."""

    def says(visitor: Any, row: Any, given: Any) -> Any:
        return drawing.request(visitor, row, Notice(words.NOTHING_SENT, "warning"), status=503)

    answering._unclear = says


def mistakes_send_nothing() -> None:
    """Whatever breaks had not begun."""
    visit._may_be_done = lambda request: False


def again_is_too_late() -> None:
    """Who sends a form once more is told that it was answered."""
    answering._once_more = lambda visitor, row, given: drawing.request(visitor, row, status=409)


BUGS = {bug.__name__: bug for bug in (unclear_is_not_sent, mistakes_send_nothing, again_is_too_late)}
